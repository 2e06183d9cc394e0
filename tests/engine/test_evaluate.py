"""The cases as the specification, what `evaluate` counts, and that no rule is dead."""

import itertools
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from tests.support.pack_files import MODELS
from tests.support.small_packs import answers_to, case, chosen, portrayed, small_pack

from concertation_cli.engine.evaluate import evaluate
from concertation_cli.engine.recommend import recommend
from concertation_cli.engine.results import Kind, Trust
from concertation_cli.engine.scoring import first, score_models
from concertation_cli.engine.verdict import is_refused

REPORT_CASES = 24
# The shipped pack and its cases


@pytest.fixture(scope="module")
def evaluation(pack):
    return evaluate(pack, pack.cases)


@pytest.fixture(scope="module")
def report(pack):
    """Return the codings of the report's initiatives, each with its case."""
    cases = [case for case in pack.cases if case.origin == "report"]
    assert len(cases) == REPORT_CASES
    return [(case, coding) for case in cases for coding in case.codings]


def test_with_their_chapters_answers_two_codings_in_three_of_the_report_are_first_at_least(
    evaluation, report
):
    told = evaluation.with_model
    assert told.models.cases == len(report)
    assert 3 * told.models.first >= 2 * len(report), told.misses


def test_what_a_chapter_answers_alone_puts_its_model_first(pack, report):
    # Where an initiative's paragraph tells nothing: what its chapter supplies is nearly whole.
    whole = [told for told, _ in report if len(told.from_model) >= 5]
    assert len(whole) >= 5
    for told in whole:
        assert first(score_models(pack, told.from_model)) == told.expected, told.id


def test_from_their_own_paragraphs_the_24_initiatives_are_all_tried(pack, evaluation, report):
    own = evaluation.own_paragraph
    assert own.models.cases == len(report)
    right = [
        case.id
        for case, coding in report
        if not is_refused(pack, coding) and first(score_models(pack, coding)) == case.expected
    ]
    assert own.models.first == len(right)
    missed = Counter(miss.case for miss in own.misses)
    assert missed == Counter(case.id for case, _ in report) - Counter(right)


def test_few_codings_of_the_reports_initiatives_are_refused(evaluation, report):
    assert 10 * evaluation.own_paragraph.models.wrongly_refused <= len(report)
    assert 10 * evaluation.with_model.models.wrongly_refused <= len(report)


def test_every_refusal_of_ours_is_refused(evaluation):
    refusals = evaluation.own_paragraph.refusals
    assert refusals.cases >= 8
    assert refusals.refused == refusals.cases


def test_no_near_miss_of_ours_is_refused(evaluation):
    near = evaluation.near_misses.models
    assert near.cases >= 8
    assert near.wrongly_refused == 0


def test_every_model_is_first_for_some_initiative_of_the_report(pack):
    winners = {
        first(score_models(pack, {**case.from_model, **coding}))
        for case in pack.cases
        if case.origin == "report"
        for coding in case.codings
    }
    assert winners >= set(MODELS)


def test_the_nine_models_are_those_of_the_report_in_its_order(pack):
    assert tuple(model.id for model in pack.models) == MODELS
    assert [model.number for model in pack.models] == list(range(1, 10))


# No rule is dead


def best_answers(pack, model):
    """Return the answers that give a model most over its rivals, all it needs in place."""
    answers = {}
    rivals = [other for other in pack.models if other.id != model.id]
    for question in pack.questions:
        ids = [option.id for option in question.options]
        if question.kind == "grid":
            held = next(h.id for h in question.holders if h.state == "in-place")
            answers |= {f"{question.id}.{row}": (held,) for row in ids}
        elif question.theme == "gate":
            answers[question.id] = (next(o.id for o in question.options if not o.refuses),)
        elif question.id in pack.scored_questions():
            sets = itertools.chain.from_iterable(
                itertools.combinations(ids, size) for size in range(1, (question.maximum or 1) + 1)
            )
            answers[question.id] = max(
                sets,
                key=lambda chosen, asked=question.id: (
                    points(model, asked, chosen),
                    -sum(points(rival, asked, chosen) for rival in rivals),
                ),
            )
    return answers


def points(model, question_id, chosen):
    return sum(
        rule.points
        for rule in model.criteria
        if rule.question == question_id and set(rule.options) & set(chosen)
    )


@pytest.mark.parametrize("model_id", MODELS)
def test_every_model_can_be_recommended_by_the_answers_alone_and_by_both_readings(pack, model_id):
    answers = best_answers(pack, pack.model(model_id))
    for more, trust in (({}, Trust.TO_CONFIRM), ({"portrait": (model_id,)}, Trust.CONSISTENT)):
        result = recommend(pack, {**answers, **more})
        assert (result.verdict.kind, result.verdict.trust) == (Kind.RECOMMENDED, trust)
        assert result.verdict.models == (model_id,)
        assert result.plans[0].model == model_id


def test_every_criterion_fires_in_an_initiative_or_in_some_admissible_situation(pack):
    told = {(m.id, rule.id) for m in pack.models for rule in m.criteria}

    @settings(
        max_examples=100,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(answers=answers_to(pack))
    def strike_out(answers):
        for score in score_models(pack, answers):
            told.difference_update((score.model, r.criterion) for r in score.reasons)

    for initiative in pack.cases:
        for coding in initiative.codings:
            for score in score_models(pack, coding):
                told.difference_update((score.model, r.criterion) for r in score.reasons)
    strike_out()
    assert not told, sorted(told)


def test_every_criterion_moves_its_model_when_its_options_are_chosen(pack):
    for model in pack.models:
        for rule in model.criteria:
            for option in rule.options:
                totals = {s.model: s.total for s in score_models(pack, {rule.question: (option,)})}
                assert totals[model.id] == rule.points != 0, (model.id, rule.id, option)


def test_every_model_earns_points_in_every_theme_it_is_not_silent_on(pack):
    theme_of = {question.id: question.theme for question in pack.questions}
    for model in pack.models:
        silent = {silence.theme for silence in model.silent}
        earned = {theme_of[rule.question] for rule in model.criteria if rule.points > 0}
        assert earned == set(pack.scored_themes()) - silent, model.id


# What `evaluate` counts, on cases that one can count by hand


def counted():
    """Return a pack, and cases of every fate. Totals are north, south, east, west."""
    pack = small_pack(
        north={"lack.a": 9, "field.a": 9, "fruit.a": 3},
        south={"lack.a": 3, "lack.b": 9, "field.b": 9},
        east={"lack.c": 3, "lack.b": -3, "field.c": 3},
        west={"lack.c": 3, "people.a": 2},
    )
    return pack, [
        case("clear", "north", door="yes", lack="a", field="a"),  # 18 3 0 0
        case("small-lead", "east", lack="c", people="b", field="c"),  # 0 0 6 3: close
        case("second", "south", lack="a", field="c"),  # 9 3 3 0
        case("tied", "west", lack="c"),  # 0 0 3 3
        case("last", "east", lack="b", field="b"),  # 0 18 -3 0
        case("mute", "north", fruit="a"),  # 3 0 0 0, but advice must rest on `lack` or `field`
        case("shut", "north", door="no", lack="a", field="a"),
        case("rightly-shut", None, door="no", lack="a"),
        case("wrongly-open", None, door="yes", lack="a", field="a"),
    ]


def test_evaluate_counts_each_fate():
    section = evaluate(*counted()).own_paragraph
    assert section.models._asdict() == {
        "cases": 7,
        "first": 3,  # clear, small-lead, mute
        "first_two": 5,  # those, second (rank 2), tied (rank 1 with another)
        "close": 3,  # small-lead, second (6 points ahead), tied
        "right_but_close": 1,  # small-lead
        "firm": 2,  # clear, last
        "wrong_but_firm": 1,  # last
        "undetermined": 1,
        "wrongly_refused": 1,
        "consistent": 0,  # nothing was recognized
        "wrong_but_consistent": 0,
        "divided": 3,
        "divided_and_named": 3,
        "wrongly_doubted": 0,
    }
    assert section.refusals._asdict() == {"cases": 2, "refused": 1, "doubted": 0, "firm": 1}


def test_evaluate_counts_what_both_readings_make_of_each_case():
    pack, _ = counted()
    section = evaluate(
        portrayed(pack),
        [
            case("agreed", "north", lack="a", field="a", portrait="north"),
            case("agreed-wrongly", "east", lack="a", field="a", portrait="north"),
            case("agreed-with-doubt", "north", lack="a", portrait=["north", "table"]),
            case("divided", "south", lack="a", field="a", portrait="south"),
            case("divided-wrongly", "west", lack="a", field="a", portrait="south"),
            case("decided", "north", lack="a", portrait="south", which="north"),
            case("otherwise", "south", lack="ab", portrait="otherwise"),
            case("refused-wrongly", "north", lack="a", portrait="none"),
            case("refused", None, lack="a", portrait="table"),
            case("doubted", None, lack="a", portrait=["north", "table"]),
        ],
    ).own_paragraph
    assert section.models._asdict() == {
        "cases": 8,
        "first": 3,  # agreed, agreed-with-doubt, otherwise
        "first_two": 5,  # those, divided (north 18, south 15) and decided (south 15, north 9)
        "close": 3,
        "right_but_close": 1,  # otherwise
        "firm": 4,
        "wrong_but_firm": 1,
        "undetermined": 0,
        "wrongly_refused": 1,
        "consistent": 3,
        "wrong_but_consistent": 1,
        "divided": 3,
        "divided_and_named": 2,
        "wrongly_doubted": 1,
    }
    assert section.refusals._asdict() == {"cases": 2, "refused": 1, "doubted": 1, "firm": 1}


def test_every_coding_of_a_case_counts_for_one():
    pack, _ = counted()
    told = case("told", "north", lack="a", field="a")
    both = told._replace(codings=(*told.codings, chosen(lack="b", field="b")))
    found = evaluate(pack, [both])
    assert (found.own_paragraph.models.cases, found.own_paragraph.models.first) == (2, 1)
    assert [miss.case for miss in found.own_paragraph.misses] == ["told"]


def test_a_tie_for_second_is_among_the_first_two_and_rank_3_after_a_tie_is_not():
    pack = small_pack(
        north={"lack.a": 9}, south={"lack.a": 3}, east={"lack.a": 3}, west={"lack.a": -3}
    )
    for model, first_two in (("south", 1), ("east", 1), ("west", 0)):
        assert evaluate(pack, [case("c", model, lack="a")]).own_paragraph.models[2] == first_two
    tied = small_pack(north={"lack.a": 9}, south={"lack.a": 9}, east={"lack.a": 3})
    assert evaluate(tied, [case("c", "east", lack="a")]).own_paragraph.models.first_two == 0


def test_evaluate_names_each_miss_with_what_came_instead():
    misses = evaluate(*counted()).own_paragraph.misses
    assert [tuple(miss) for miss in misses] == [
        ("second", "south", ("north",), "south", Kind.CLOSE),
        ("tied", "west", ("east", "west"), "north", Kind.CLOSE),
        ("last", "east", ("south",), "north", Kind.RECOMMENDED),
        ("shut", "north", (), None, Kind.NOT_A_CONCERTATION),
        ("wrongly-open", None, ("north",), "south", Kind.RECOMMENDED),
    ]


def test_evaluate_adds_what_the_chapter_supplies_only_to_the_second_coding():
    pack, cases = counted()
    cases = [
        case("told", "south", lack="a", from_model={"field": "b"}),  # 9 3, then 9 12
        case("bare", "north", lack="a", field="a"),
    ]
    found = evaluate(pack, cases)
    assert (found.own_paragraph.models.first, found.with_model.models.first) == (1, 2)
    assert found.with_model.models.cases == 2


def test_evaluate_tells_near_misses_apart_and_has_none_without_them():
    pack, cases = counted()
    bare = evaluate(pack, cases)
    assert (bare.with_model, bare.near_misses) == (None, None)
    near = case("near", "north", origin="ours", lack="a", field="a")
    ours = case("refused", None, origin="ours", door="no")
    found = evaluate(pack, [*cases, near, ours])
    assert found.near_misses.models.cases == 1
    assert found.near_misses.models.first == 1
    assert found.near_misses.refusals.cases == 0
    assert found.own_paragraph.models == bare.own_paragraph.models
    assert found.own_paragraph.refusals._asdict() == {
        "cases": 3, "refused": 2, "doubted": 0, "firm": 1,
    }  # fmt: skip


def test_the_order_of_cases_changes_no_figure():
    pack, cases = counted()
    forwards, backwards = evaluate(pack, cases), evaluate(pack, cases[::-1])
    assert set(backwards.own_paragraph.misses) == set(forwards.own_paragraph.misses)
    plain = forwards.own_paragraph._replace(misses=())
    assert backwards.own_paragraph._replace(misses=()) == plain
