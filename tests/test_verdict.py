"""The verdict: its kinds, its grounds, and which comes before which."""

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.packs import answers_to, chosen, invented_packs, requirement, small_pack

from concertation_cli.engine.recommend import recommend
from concertation_cli.engine.results import Because, Ground, Kind, Status
from concertation_cli.engine.verdict import requirement_status

check = settings(
    max_examples=100,
    phases=(Phase.generate, Phase.shrink),
)

UNMET_PURSE = {"north": [requirement("posts.purse", 1)]}
BOTH_LEADING = chosen(door="yes", lack="a", field="a")


def verdict(pack, **answers):
    return recommend(pack, chosen(**answers)).verdict


def clear(lead=8, requirements=None, **more):
    """Return a pack where north leads south by 18 points on lack=a, field=a."""
    return small_pack(
        lead=lead,
        requirements=requirements,
        north={"lack.a": 3, "field.a": 3, **more},
        south={"lack.b": 3, "field.b": 3},
    )


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
            Because(Ground.LEADING_UNANSWERED, ("need", "ecosystem")),
            Because(Ground.GATE_UNANSWERED, ("door",)),
        ],
    ),
    (
        "neither-leading-theme-whatever-the-outcome-says",
        clear(**{"fruit.a": 3, "people.a": 3}),
        {"door": "yes", "fruit": "a", "people": "a"},
        Kind.UNDETERMINED,
        (),
        [Because(Ground.LEADING_UNANSWERED, ("need", "ecosystem"))],
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
        small_pack(north={"lack.a": -1}, south={"lack.a": -2, "field.a": 1}),
        {"door": "yes", "lack": "a", "field": "c"},
        Kind.UNDETERMINED,
        (),
        [Because(Ground.NOTHING_SPEAKS)],
    ),
    (
        "a-tie-for-first",
        small_pack(
            north={"lack.a": 3, "field.a": 1}, south={"lack.a": 1, "field.a": 3}, east={"lack.b": 1}
        ),
        {"door": "yes", "lack": "a", "field": "a"},
        Kind.CLOSE,
        ("north", "south"),
        [Because(Ground.TIE, ("north", "south"))],
    ),
    (
        "a-tie-is-close-even-without-a-limit",
        small_pack(lead=0, north={"lack.a": 3, "field.a": 1}, south={"lack.a": 3, "field.a": 1}),
        {"door": "yes", "lack": "a", "field": "a"},
        Kind.CLOSE,
        ("north", "south"),
        [Because(Ground.TIE, ("north", "south"))],
    ),
    (
        "a-lead-one-point-under-the-limit",
        small_pack(
            north={"lack.a": 3, "field.a": 3},  # 18
            south={"lack.a": 2, "field.a": 1, "fruit.a": 2},  # 11
            east={"lack.a": 2, "field.a": 1, "fruit.a": 1},  # 10: at the limit, not close
        ),
        {"door": "yes", "lack": "a", "field": "a", "fruit": "a"},
        Kind.CLOSE,
        ("north", "south"),
        [Because(Ground.SMALL_LEAD, ("south",), 7)],
    ),
    (
        "a-lead-exactly-at-the-limit",
        small_pack(
            north={"lack.a": 3, "field.a": 3}, south={"lack.a": 2, "field.a": 1, "fruit.a": 1}
        ),
        {"door": "yes", "lack": "a", "field": "a", "fruit": "a"},
        Kind.RECOMMENDED,
        ("north",),
        [Because(Ground.CLEAR_LEAD, ("south",), 8)],
    ),
    (
        "one-same-other-is-ahead-on-each-leading-theme",
        small_pack(
            weights={"need": 3, "actors": 6, "ecosystem": 3, "outcome": 1},
            north={"people.a": 3},  # 18, all of it from the actors
            south={"lack.a": 1, "field.a": 1},  # 6, but first on need and on ecosystem
        ),
        {"door": "yes", "lack": "a", "field": "a", "people": "a"},
        Kind.CLOSE,
        ("north", "south"),
        [Because(Ground.OTHER_AHEAD, ("south",))],
    ),
    (
        "two-others-each-ahead-on-one-leading-theme-do-not-count",
        small_pack(
            weights={"need": 3, "actors": 6, "ecosystem": 3, "outcome": 1},
            north={"people.a": 3},
            south={"lack.a": 1},
            east={"field.a": 1},
        ),
        {"door": "yes", "lack": "a", "field": "a", "people": "a"},
        Kind.RECOMMENDED,
        ("north",),
        [Because(Ground.CLEAR_LEAD, ("south", "east"), 15)],
    ),
    (
        "level-on-one-leading-theme-is-not-ahead-on-each",
        small_pack(
            weights={"need": 3, "actors": 6, "ecosystem": 3, "outcome": 1},
            north={"people.a": 3, "lack.a": 1},
            south={"lack.a": 1, "field.a": 1},
        ),
        {"door": "yes", "lack": "a", "field": "a", "people": "a"},
        Kind.RECOMMENDED,
        ("north",),
        [Because(Ground.CLEAR_LEAD, ("south",), 15)],
    ),
    (
        "behind-without-its-outcome-points",
        small_pack(
            lead=1,
            north={"lack.a": 1, "fruit.a": 3, "fruit.b": 3},  # 9, 3 without
            south={"field.a": 2},  # 6
            east={"lack.a": 1},  # 3
        ),
        {"door": "yes", "lack": "a", "field": "a", "fruit": "ab"},
        Kind.CLOSE,
        ("north", "south"),
        [Because(Ground.NEEDS_TRAILING, ("south",))],
    ),
    (
        "level-without-its-outcome-points",
        small_pack(
            lead=1, north={"lack.a": 2, "fruit.a": 3}, south={"field.a": 2}, east={"field.b": 1}
        ),
        {"door": "yes", "lack": "a", "field": "a", "fruit": "a"},
        Kind.CLOSE,
        ("north", "south"),
        [Because(Ground.NEEDS_TRAILING, ("south",))],
    ),
    (
        "an-essential-requirement-is-unmet",
        clear(requirements=UNMET_PURSE),
        {"door": "yes", "lack": "a", "field": "a", "roles": {"purse": "nobody"}},
        Kind.NOT_READY,
        ("north",),
        [
            Because(Ground.REQUIREMENT_UNMET, ("north", "posts.purse-1")),
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
        "only-the-need-was-answered",
        clear(),
        {"door": "yes", "lack": "a"},
        Kind.RECOMMENDED,
        ("north",),
        [
            Because(Ground.CLEAR_LEAD, ("south",), 9),
            Because(Ground.LEADING_HALF_ANSWERED, ("ecosystem",)),
        ],
    ),
    (
        "only-the-ecosystem-was-answered-so-outcome-may-decide",
        small_pack(lead=1, north={"fruit.a": 3, "field.b": 1}, south={"lack.a": 1}),
        {"door": "yes", "field": "a", "fruit": "a"},
        Kind.RECOMMENDED,
        ("north",),
        [
            Because(Ground.CLEAR_LEAD, ("south",), 3),
            Because(Ground.LEADING_HALF_ANSWERED, ("need",)),
        ],
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


def test_both_halves_of_the_rule_on_outcome_may_speak_at_once():
    pack = small_pack(
        weights={"need": 3, "actors": 6, "ecosystem": 3, "outcome": 2},
        lead=1,
        north={"people.a": 1, "fruit.a": 3, "fruit.b": 3},  # 18, 6 without the outcome
        south={"lack.a": 1, "field.a": 1, "people.a": -1},  # 0, ahead on need and on ecosystem
        east={"lack.b": 3, "lack.a": -1, "field.a": 3, "people.a": 1},  # 12, first without it
    )
    found = verdict(pack, door="yes", lack="a", field="a", people="a", fruit="ab")
    grounds = {because.ground: because.ids for because in found.because}
    assert grounds[Ground.NEEDS_TRAILING] == ("east",)
    assert grounds[Ground.OTHER_AHEAD] == ("south",)
    assert found.kind is Kind.CLOSE
    assert found.models == ("north", "east", "south")


def test_without_a_trailing_theme_the_rule_on_outcome_does_not_apply():
    pack = small_pack(
        weights={"need": 3, "actors": 6, "ecosystem": 3, "outcome": 1},
        north={"people.a": 3},
        south={"lack.a": 1, "field.a": 1},
    )
    even = {**pack.themes, "outcome": pack.themes["outcome"]._replace(part="")}
    answers = {"door": "yes", "lack": "a", "field": "a", "people": "a"}
    assert verdict(pack, **answers).kind is Kind.CLOSE
    assert verdict(pack._replace(themes=even), **answers).kind is Kind.RECOMMENDED
    half = verdict(pack._replace(themes=even), lack="a", people="a")
    assert Ground.LEADING_HALF_ANSWERED not in {because.ground for because in half.because}


def test_a_refusal_comes_before_everything_and_ranks_nothing():
    refused = recommend(
        clear(requirements=UNMET_PURSE),
        chosen(door="no", lack="ab", field="a", roles={"purse": "nobody"}),
    )
    assert refused.verdict.kind is Kind.NOT_A_CONCERTATION
    assert (refused.ranking, refused.plans, refused.why_not) == ((), (), ())
    assert verdict(clear(), door="no").kind is Kind.NOT_A_CONCERTATION


def test_undetermined_comes_before_close():
    tied = small_pack(north={"fruit.a": 3}, south={"fruit.a": 3, "lack.b": 1, "field.b": 1})
    assert verdict(tied, door="yes", fruit="a").kind is Kind.UNDETERMINED
    assert verdict(tied, door="yes", fruit="a", lack="a").kind is Kind.CLOSE


def test_close_comes_before_not_ready():
    pack = small_pack(
        requirements=UNMET_PURSE, north={"lack.a": 3, "field.a": 3}, south={"lack.a": 3}
    )
    nobody = {"purse": "nobody"}
    lead_of_nine = verdict(pack, door="yes", lack="a", field="a", roles=nobody)
    assert lead_of_nine.kind is Kind.NOT_READY
    wider = pack._replace(limits=pack.limits._replace(lead=10))
    found = verdict(wider, door="yes", lack="a", field="a", roles=nobody)
    assert found.kind is Kind.CLOSE
    assert found.unmet == ()


def test_an_unanswered_gate_refuses_nothing_and_says_so():
    pack = clear()
    passed, skipped = recommend(pack, BOTH_LEADING), recommend(pack, chosen(lack="a", field="a"))
    note = Because(Ground.GATE_UNANSWERED, ("door",))
    assert skipped.ranking == passed.ranking
    assert skipped.verdict == passed.verdict._replace(because=(*passed.verdict.because, note))


def test_undetermined_asks_first_what_the_leading_themes_lack():
    pack = clear(**{"people.a": 1, "fruit.a": 1})
    assert verdict(pack, door="yes").ask_first == ("lack", "field", "people", "fruit")
    nothing_speaks = verdict(pack, door="yes", lack="c")
    assert nothing_speaks.ask_first == ("field", "people", "fruit")


@pytest.mark.parametrize(
    ("phase", "kind"),
    [(1, Kind.NOT_READY), (2, Kind.NOT_READY), (3, Kind.RECOMMENDED), (4, Kind.RECOMMENDED)],
)
def test_only_what_must_be_there_before_phase_1_or_2_holds_a_model_back(phase, kind):
    pack = clear(requirements={"north": [requirement("posts.purse", phase)]})
    result = recommend(pack, BOTH_LEADING | chosen(roles={"purse": "nobody"}))
    assert result.verdict.kind is kind
    told = {r.id: r.status for r in result.ranking[0].requirements}
    assert told == {f"posts.purse-{phase}": Status.UNMET}


@pytest.mark.parametrize(
    ("roles", "status"),
    [
        ({"purse": "us"}, Status.MET),
        ({"purse": "partner"}, Status.MET),
        ({"purse": "nobody"}, Status.UNMET),
        ({"host": "nobody"}, Status.UNKNOWN),
        ({}, Status.UNKNOWN),
    ],
)
def test_a_role_held_by_us_or_a_partner_is_met_nobody_unmet_absent_unknown(roles, status):
    pack = clear(requirements=UNMET_PURSE)
    answers = BOTH_LEADING | chosen(roles=roles)
    rule = pack.models[0].requirements[0]
    assert requirement_status(pack, rule, answers) is status
    result = recommend(pack, answers)
    expected = Kind.NOT_READY if status is Status.UNMET else Kind.RECOMMENDED
    assert result.verdict.kind is expected
    held = {role.role: (role.holder, role.status) for role in result.plans[0].roles}
    assert held["purse"] == (roles.get("purse"), status)


@pytest.mark.parametrize(
    ("answer", "status"),
    [("a", Status.MET), ("b", Status.UNMET), ("c", Status.UNKNOWN), ("", Status.UNKNOWN)],
)
def test_an_answer_that_tells_of_something_else_leaves_a_requirement_unknown(answer, status):
    rule = requirement("people", 1, ("a",), ("b",))
    pack = clear(requirements={"north": [rule]})
    answers = BOTH_LEADING | (chosen(people=answer) if answer else {})
    assert requirement_status(pack, rule, answers) is status
    assert (recommend(pack, answers).verdict.kind is Kind.NOT_READY) == (status is Status.UNMET)


def test_not_ready_names_what_is_unmet_its_remedy_and_the_best_model_that_is_ready():
    first = [requirement("posts.purse", 1), requirement("posts.host", 2)]
    pack = small_pack(
        requirements={
            "north": [*first, requirement("people", 3, ("a",), ("b",))],
            "south": [requirement("posts.purse", 2)],
        },
        north={"lack.a": 3, "field.a": 3},
        south={"lack.a": 2},
        east={"lack.a": 1},
        west={"lack.b": 1},
    )
    answers = BOTH_LEADING | chosen(people="b", roles={"purse": "nobody", "host": "nobody"})
    found = recommend(pack, answers).verdict
    assert found.kind is Kind.NOT_READY
    assert found.unmet == ("posts.purse-1", "posts.host-2")
    assert all(pack.model("north").requirement(r).remedy["en"] for r in found.unmet)
    assert found.ready == "east"
    held = answers | chosen(roles={"purse": "us"})
    assert recommend(pack, held).verdict.unmet == ("posts.host-2",)
    assert recommend(pack, held).verdict.ready == "south"


def test_not_ready_names_no_other_model_when_none_is_ready():
    pack = clear(requirements=UNMET_PURSE | {"south": [requirement("posts.purse", 1)]})
    found = recommend(pack, BOTH_LEADING | chosen(roles={"purse": "nobody"})).verdict
    assert (found.kind, found.ready) == (Kind.NOT_READY, None)


def test_with_a_single_model_nothing_is_close():
    pack = clear()
    alone = pack._replace(models=pack.models[:1])
    found = recommend(alone, BOTH_LEADING).verdict
    assert (found.kind, found.models) == (Kind.RECOMMENDED, ("north",))


def kind_by_the_book(pack, answers):
    """Decide again, from the sums alone, as the design words it."""
    door = pack.questions[0]
    if any(door.option(option).refuses for option in answers.get(door.id, ())):
        return Kind.NOT_A_CONCERTATION
    theme_of = {question.id: question.theme for question in pack.questions}
    parts = {theme_id: theme.part for theme_id, theme in pack.themes.items()}
    points = {
        model.id: {
            theme: pack.themes[theme].weight
            * sum(
                rule.points
                for rule in model.criteria
                if theme_of[rule.question] == theme
                and not set(rule.options).isdisjoint(answers.get(rule.question, ()))
            )
            for theme in pack.themes
        }
        for model in pack.models
    }
    told = {theme_of[c.question] for m in pack.models for c in m.criteria if c.question in answers}
    leading = {theme for theme, part in parts.items() if part == "leading"}
    totals = {model: sum(themes.values()) for model, themes in points.items()}
    best = max(totals.values())
    if not leading & told or best <= 0:
        return Kind.UNDETERMINED
    leader, *others = sorted(totals, key=lambda model: -totals[model])
    if any(best - totals[m] < max(pack.limits.lead, 1) for m in others):
        return Kind.CLOSE
    if leading <= told:
        bare = {m: sum(v for t, v in points[m].items() if parts[t] != "trailing") for m in totals}
        if any(
            bare[m] >= bare[leader] or all(points[m][t] > points[leader][t] for t in leading)
            for m in others
        ):
            return Kind.CLOSE
    unmet = any(
        rule.phase < 3
        and (
            set(answers.get(rule.question, ())) & {*rule.unmet, *([] if rule.met else ["nobody"])}
            and not set(answers.get(rule.question, ())) & set(rule.met)
        )
        for rule in pack.model(leader).requirements
    )
    return Kind.NOT_READY if unmet else Kind.RECOMMENDED


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
