"""The verdict: its kinds, its grounds, and which comes before which."""

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.packs import answers_to, chosen, condition, invented_packs, small_pack

from concertation_cli.engine.recommend import recommend
from concertation_cli.engine.results import Because, Ground, Kind, Status
from concertation_cli.engine.verdict import condition_status

check = settings(
    max_examples=100,
    phases=(Phase.generate, Phase.shrink),
)

UNMET_PURSE = {"north": [condition("posts.purse", 1)]}
BOTH_QUICK = chosen(door="yes", lack="a", field="a")


def verdict(pack, **answers):
    return recommend(pack, chosen(**answers)).verdict


def clear(lead=8, conditions=None, **more):
    """Return a pack where north leads south by 18 points on lack=a, field=a."""
    return small_pack(
        lead=lead,
        conditions=conditions,
        north={"lack.a": 9, "field.a": 9, **more},
        south={"lack.b": 9, "field.b": 9},
    )


def unmarked(pack):
    """Return the pack without any question marked quick."""
    return pack._replace(questions=tuple(q._replace(quick=False) for q in pack.questions))


# Each row: a name, the pack, the answers, the verdict's kind, its models and its grounds.
TABLE = [
    (
        "an-option-of-the-gate-refuses",
        clear(),
        {"door": "no", "lack": "a", "field": "a"},
        Kind.NOT_A_CONCERTATION,
        (),
        [Because(Ground.REFUSED, ("no",))],
    ),
    (
        "nothing-was-answered",
        clear(),
        {},
        Kind.UNDETERMINED,
        (),
        [
            Because(Ground.QUICK_UNANSWERED, ("lack", "field")),
            Because(Ground.GATE_UNANSWERED, ("door",)),
        ],
    ),
    (
        "no-quick-question-was-answered-whatever-the-others-say",
        clear(**{"fruit.a": 3, "people.a": 3}),
        {"door": "yes", "fruit": "a", "people": "a"},
        Kind.UNDETERMINED,
        (),
        [Because(Ground.QUICK_UNANSWERED, ("lack", "field"))],
    ),
    (
        "no-answer-gives-points-where-no-question-is-quick",
        unmarked(clear(**{"people.a": 9})),
        {"door": "yes", "fruit": "a", "roles": {"purse": "us"}},
        Kind.UNDETERMINED,
        (),
        [Because(Ground.QUICK_UNANSWERED, ("lack", "people", "field"))],
    ),
    (
        "any-answer-that-gives-points-will-do-where-no-question-is-quick",
        unmarked(clear(**{"people.a": 9})),
        {"door": "yes", "people": "a"},
        Kind.RECOMMENDED,
        ("north",),
        [Because(Ground.CLEAR_LEAD, ("south",), 9)],
    ),
    (
        "every-score-is-zero",
        clear(),
        {"door": "yes", "lack": "c", "field": "c"},
        Kind.UNDETERMINED,
        (),
        [Because(Ground.NOTHING_SPEAKS)],
    ),
    (
        "the-best-score-is-negative",
        small_pack(north={"lack.a": -3}, south={"lack.a": -6, "field.a": 3}),
        {"door": "yes", "lack": "a", "field": "c"},
        Kind.UNDETERMINED,
        (),
        [Because(Ground.NOTHING_SPEAKS)],
    ),
    (
        "a-tie-for-first",
        small_pack(
            north={"lack.a": 9, "field.a": 3}, south={"lack.a": 3, "field.a": 9}, east={"lack.b": 3}
        ),
        {"door": "yes", "lack": "a", "field": "a"},
        Kind.CLOSE,
        ("north", "south"),
        [Because(Ground.TIE, ("north", "south"))],
    ),
    (
        "a-tie-is-close-even-without-a-limit",
        small_pack(lead=0, north={"lack.a": 9, "field.a": 3}, south={"lack.a": 9, "field.a": 3}),
        {"door": "yes", "lack": "a", "field": "a"},
        Kind.CLOSE,
        ("north", "south"),
        [Because(Ground.TIE, ("north", "south"))],
    ),
    (
        "a-lead-one-point-under-the-limit",
        small_pack(
            north={"lack.a": 9, "field.a": 9},  # 18
            south={"lack.a": 6, "field.a": 3, "fruit.a": 2},  # 11
            east={"lack.a": 6, "field.a": 3, "fruit.a": 1},  # 10: at the limit, not close
        ),
        {"door": "yes", "lack": "a", "field": "a", "fruit": "a"},
        Kind.CLOSE,
        ("north", "south"),
        [Because(Ground.SMALL_LEAD, ("south",), 7)],
    ),
    (
        "a-lead-exactly-at-the-limit",
        small_pack(
            north={"lack.a": 9, "field.a": 9}, south={"lack.a": 6, "field.a": 3, "fruit.a": 1}
        ),
        {"door": "yes", "lack": "a", "field": "a", "fruit": "a"},
        Kind.RECOMMENDED,
        ("north",),
        [Because(Ground.CLEAR_LEAD, ("south",), 8)],
    ),
    (
        "a-clear-lead-over-two-others-that-are-level",
        small_pack(
            north={"people.a": 18},  # a single question decides
            south={"lack.a": 3},
            east={"field.a": 3},
            west={"lack.b": 3},
        ),
        {"door": "yes", "lack": "a", "field": "a", "people": "a"},
        Kind.RECOMMENDED,
        ("north",),
        [Because(Ground.CLEAR_LEAD, ("south", "east"), 15)],
    ),
    (
        "first-by-its-outcome-alone",
        small_pack(
            lead=1,
            north={"lack.a": 3, "fruit.a": 3, "fruit.b": 3},  # 9, 3 without
            south={"field.a": 6},  # 6
            east={"lack.a": 3},  # 3
        ),
        {"door": "yes", "lack": "a", "field": "a", "fruit": "ab"},
        Kind.RECOMMENDED,
        ("north",),
        [Because(Ground.CLEAR_LEAD, ("south",), 3)],
    ),
    (
        "an-essential-condition-is-not_yet",
        clear(conditions=UNMET_PURSE),
        {"door": "yes", "lack": "a", "field": "a", "roles": {"purse": "nobody"}},
        Kind.NOT_READY,
        ("north",),
        [
            Because(Ground.CONDITION_NOT_YET, ("north", "posts.purse-1")),
            Because(Ground.CLEAR_LEAD, ("south",), 18),
        ],
    ),
    (
        "a-clear-lead",
        clear(),
        {"door": "yes", "lack": "a", "field": "a"},
        Kind.RECOMMENDED,
        ("north",),
        [Because(Ground.CLEAR_LEAD, ("south",), 18)],
    ),
    (
        "the-gate-was-skipped",
        clear(),
        {"lack": "a", "field": "a"},
        Kind.RECOMMENDED,
        ("north",),
        [Because(Ground.CLEAR_LEAD, ("south",), 18), Because(Ground.GATE_UNANSWERED, ("door",))],
    ),
    (
        "one-quick-question-was-answered",
        clear(),
        {"door": "yes", "lack": "a"},
        Kind.RECOMMENDED,
        ("north",),
        [Because(Ground.CLEAR_LEAD, ("south",), 9)],
    ),
    (
        "a-quick-question-was-answered-with-what-gives-no-points",
        small_pack(lead=1, north={"fruit.a": 3, "field.b": 3}, south={"lack.a": 3}),
        {"door": "yes", "field": "a", "fruit": "a"},
        Kind.RECOMMENDED,
        ("north",),
        [Because(Ground.CLEAR_LEAD, ("south",), 3)],
    ),
]


@pytest.mark.parametrize(
    ("pack", "answers", "kind", "models", "because"),
    [pytest.param(*row[1:], id=row[0]) for row in TABLE],
)
def test_verdict_is(pack, answers, kind, models, because):
    found = verdict(pack, **answers)
    assert (found.kind, found.models) == (kind, models)
    assert list(found.because) == because


def test_the_table_has_every_kind_and_every_ground():
    assert {row[3] for row in TABLE} == set(Kind)
    assert {because.ground for row in TABLE for because in row[5]} == set(Ground)


def test_a_refusal_comes_before_everything_and_ranks_nothing():
    refused = recommend(
        clear(conditions=UNMET_PURSE),
        chosen(door="no", lack="ab", field="a", roles={"purse": "nobody"}),
    )
    assert refused.verdict.kind is Kind.NOT_A_CONCERTATION
    assert (refused.ranking, refused.plans, refused.why_not) == ((), (), ())
    assert verdict(clear(), door="no").kind is Kind.NOT_A_CONCERTATION


def test_undetermined_comes_before_close():
    tied = small_pack(north={"fruit.a": 3}, south={"fruit.a": 3, "lack.b": 3, "field.b": 3})
    assert verdict(tied, door="yes", fruit="a").kind is Kind.UNDETERMINED
    assert verdict(tied, door="yes", fruit="a", lack="a").kind is Kind.CLOSE


def test_close_comes_before_not_ready():
    pack = small_pack(
        conditions=UNMET_PURSE, north={"lack.a": 9, "field.a": 9}, south={"lack.a": 9}
    )
    nobody = {"purse": "nobody"}
    lead_of_nine = verdict(pack, door="yes", lack="a", field="a", roles=nobody)
    assert lead_of_nine.kind is Kind.NOT_READY
    wider = pack._replace(limits=pack.limits._replace(lead=10))
    found = verdict(wider, door="yes", lack="a", field="a", roles=nobody)
    assert found.kind is Kind.CLOSE
    assert found.not_yet == ()


def test_an_unanswered_gate_refuses_nothing_and_says_so():
    pack = clear()
    passed, skipped = recommend(pack, BOTH_QUICK), recommend(pack, chosen(lack="a", field="a"))
    note = Because(Ground.GATE_UNANSWERED, ("door",))
    assert skipped.ranking == passed.ranking
    assert skipped.verdict == passed.verdict._replace(because=(*passed.verdict.because, note))


def test_undetermined_asks_the_quick_questions_first():
    pack = clear(**{"people.a": 1, "fruit.a": 1})
    assert verdict(pack, door="yes").ask_first == ("lack", "field", "people", "fruit")
    nothing_speaks = verdict(pack, door="yes", lack="c")
    assert nothing_speaks.ask_first == ("field", "people", "fruit")


@pytest.mark.parametrize(
    ("phase", "kind"),
    [(1, Kind.NOT_READY), (2, Kind.NOT_READY), (3, Kind.RECOMMENDED), (4, Kind.RECOMMENDED)],
)
def test_only_what_must_be_there_before_phase_1_or_2_holds_a_model_back(phase, kind):
    pack = clear(conditions={"north": [condition("posts.purse", phase)]})
    result = recommend(pack, BOTH_QUICK | chosen(roles={"purse": "nobody"}))
    assert result.verdict.kind is kind
    told = {r.id: r.status for r in result.ranking[0].conditions}
    assert told == {f"posts.purse-{phase}": Status.NOT_YET}


@pytest.mark.parametrize(
    ("roles", "status"),
    [
        ({"purse": "us"}, Status.IN_PLACE),
        ({"purse": "partner"}, Status.IN_PLACE),
        ({"purse": "nobody"}, Status.NOT_YET),
        ({"host": "nobody"}, Status.UNKNOWN),
        ({}, Status.UNKNOWN),
    ],
)
def test_a_role_held_by_us_or_a_partner_is_met_nobody_not_yet_absent_unknown(roles, status):
    pack = clear(conditions=UNMET_PURSE)
    answers = BOTH_QUICK | chosen(roles=roles)
    rule = pack.models[0].conditions[0]
    assert condition_status(pack, rule, answers) is status
    result = recommend(pack, answers)
    expected = Kind.NOT_READY if status is Status.NOT_YET else Kind.RECOMMENDED
    assert result.verdict.kind is expected
    held = {role.role: (role.holder, role.status) for role in result.plans[0].roles}
    assert held["purse"] == (roles.get("purse"), status)


@pytest.mark.parametrize(
    ("answer", "status"),
    [("a", Status.IN_PLACE), ("b", Status.NOT_YET), ("c", Status.UNKNOWN), ("", Status.UNKNOWN)],
)
def test_an_answer_that_tells_of_something_else_leaves_a_condition_unknown(answer, status):
    rule = condition("people", 1, ("a",), ("b",))
    pack = clear(conditions={"north": [rule]})
    answers = BOTH_QUICK | (chosen(people=answer) if answer else {})
    assert condition_status(pack, rule, answers) is status
    assert (recommend(pack, answers).verdict.kind is Kind.NOT_READY) == (status is Status.NOT_YET)


def test_not_ready_names_what_is_not_yet_its_remedy_and_the_best_model_that_is_ready():
    first = [condition("posts.purse", 1), condition("posts.host", 2)]
    pack = small_pack(
        conditions={
            "north": [*first, condition("people", 3, ("a",), ("b",))],
            "south": [condition("posts.purse", 2)],
        },
        north={"lack.a": 9, "field.a": 9},
        south={"lack.a": 6},
        east={"lack.a": 3},
        west={"lack.b": 3},
    )
    answers = BOTH_QUICK | chosen(people="b", roles={"purse": "nobody", "host": "nobody"})
    found = recommend(pack, answers).verdict
    assert found.kind is Kind.NOT_READY
    assert found.not_yet == ("posts.purse-1", "posts.host-2")
    assert all(pack.model("north").condition(r).remedy["en"] for r in found.not_yet)
    assert found.ready == "east"
    held = answers | chosen(roles={"purse": "us"})
    assert recommend(pack, held).verdict.not_yet == ("posts.host-2",)
    assert recommend(pack, held).verdict.ready == "south"


def test_not_ready_names_no_other_model_when_none_is_ready():
    pack = clear(conditions=UNMET_PURSE | {"south": [condition("posts.purse", 1)]})
    found = recommend(pack, BOTH_QUICK | chosen(roles={"purse": "nobody"})).verdict
    assert (found.kind, found.ready) == (Kind.NOT_READY, None)


def test_a_close_verdict_names_every_model_within_the_limit_however_many():
    points = {"north": 9, "south": 8, "east": 7, "west": 3, "centre": 2, "far": 1}
    pack = small_pack(**{name: {"lack.a": number} for name, number in points.items()})
    found = verdict(pack, door="yes", lack="a")
    assert (found.kind, found.models) == (Kind.CLOSE, ("north", "south", "east", "west", "centre"))
    assert found.because == (Because(Ground.SMALL_LEAD, ("south",), 1),)


def test_with_a_single_model_nothing_is_close():
    pack = clear()
    alone = pack._replace(models=pack.models[:1])
    found = recommend(alone, BOTH_QUICK).verdict
    assert (found.kind, found.models) == (Kind.RECOMMENDED, ("north",))


def kind_by_the_book(pack, answers):
    """Decide again, from the sums alone, as the design words it."""
    door = pack.questions[0]
    if any(door.option(option).refuses for option in answers.get(door.id, ())):
        return Kind.NOT_A_CONCERTATION
    totals = {
        model.id: sum(
            rule.points
            for rule in model.criteria
            if not set(rule.options).isdisjoint(answers.get(rule.question, ()))
        )
        for model in pack.models
    }
    scored = {rule.question for model in pack.models for rule in model.criteria}
    quick = {question.id for question in pack.questions if question.quick} & scored
    best = max(totals.values())
    if best <= 0 or not (quick or scored) & set(answers):
        return Kind.UNDETERMINED
    leader, *others = sorted(totals, key=lambda model: -totals[model])
    if any(best - totals[m] < max(pack.limits.lead, 1) for m in others):
        return Kind.CLOSE
    not_yet = any(
        rule.phase < 3
        and (
            set(answers.get(rule.question, ())) & {*rule.not_yet, *([] if rule.met else ["nobody"])}
            and not set(answers.get(rule.question, ())) & set(rule.met)
        )
        for rule in pack.model(leader).conditions
    )
    return Kind.NOT_READY if not_yet else Kind.RECOMMENDED


@check
@given(data=st.data())
def test_verdict_follows_the_design_on_any_pack(data):
    pack = data.draw(invented_packs())
    answers = data.draw(answers_to(pack))
    assert recommend(pack, answers).verdict.kind is kind_by_the_book(pack, answers)


@check
@given(data=st.data())
def test_verdict_follows_the_design_on_the_shipped_pack(pack, data):
    answers = data.draw(answers_to(pack))
    assert recommend(pack, answers).verdict.kind is kind_by_the_book(pack, answers)


@check
@given(data=st.data())
def test_a_verdict_plans_for_the_models_it_names_and_for_no_other(data):
    pack = data.draw(invented_packs())
    result = recommend(pack, data.draw(answers_to(pack)))
    assert tuple(plan.model for plan in result.plans) == result.verdict.models
    ranked = [standing.model for standing in result.ranking]
    assert list(result.verdict.models) == [m for m in ranked if m in result.verdict.models]
    if result.verdict.kind is Kind.CLOSE:
        assert len(result.verdict.models) > 1
        tops = {standing.model for standing in result.ranking if standing.rank == 1}
        assert tops <= set(result.verdict.models)
