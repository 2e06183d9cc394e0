"""Scores, ranks and reasons: the properties of the engine."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.support.by_hand import (
    rank_of,
    same_whatever_the_order,
    sums_by_hand,
    totals_of,
    without_empty_themes,
)
from tests.support.generated_packs import any_packs
from tests.support.small_packs import answers_to, chosen, invented_packs, portrayed, small_pack

from concertation_cli.engine.recommend import recommend
from concertation_cli.engine.results import Kind, Reason
from concertation_cli.engine.scoring import first, score_models

check = settings(
    max_examples=60,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)
PACKS = st.none() | any_packs().map(lambda drawn: drawn.pack) | invented_packs()


@pytest.fixture(scope="session")
def draw_pack(pack):
    """Return what draws a pack: the shipped one, any that a file may hold, or an invented one."""
    return lambda data: data.draw(PACKS) or pack  # too large to be a draw, which would be printed


@check
@given(data=st.data())
def test_scores_are_whole_numbers_and_the_sums_one_gets_by_hand(draw_pack, data):
    pack = draw_pack(data)
    answers = data.draw(answers_to(pack))
    assert totals_of(pack, answers) == sums_by_hand(pack, answers)
    for score in score_models(pack, answers):
        numbers = [score.total, *score.themes.values(), *(r.points for r in score.reasons)]
        assert all(type(number) is int for number in numbers)


@check
@given(data=st.data())
def test_the_order_of_answers_changes_nothing(draw_pack, data):
    pack = draw_pack(data)
    answers = data.draw(answers_to(pack))
    keys = data.draw(st.permutations(list(answers)))
    shuffled = {
        key: answers[key] if key == "portrait" else tuple(reversed(answers[key])) for key in keys
    }
    assert recommend(pack, shuffled) == recommend(pack, answers)


@check
@given(data=st.data())
def test_the_order_of_models_questions_and_criteria_changes_nothing(draw_pack, data):
    pack = draw_pack(data)
    answers = data.draw(answers_to(pack))
    models = [
        m._replace(criteria=tuple(data.draw(st.permutations(m.criteria))))
        for m in data.draw(st.permutations(pack.models))
    ]
    questions = data.draw(st.permutations(pack.questions))
    other = pack._replace(models=tuple(models), questions=tuple(questions))
    before, after = recommend(pack, answers), recommend(other, answers)
    assert same_whatever_the_order(after) == same_whatever_the_order(before)


@check
@given(data=st.data())
def test_removing_a_model_changes_neither_scores_nor_order_of_the_others(draw_pack, data):
    pack = draw_pack(data)
    answers = data.draw(answers_to(pack))
    gone = data.draw(st.sampled_from(pack.models)).id
    fewer = pack._replace(models=tuple(m for m in pack.models if m.id != gone))
    kept = [score for score in score_models(pack, answers) if score.model != gone]
    left = score_models(fewer, answers)
    assert list(map(without_empty_themes, left)) == list(map(without_empty_themes, kept))


@check
@given(data=st.data())
def test_one_more_answer_that_speaks_for_a_model_never_harms_it(draw_pack, data):
    pack = draw_pack(data)
    answers = data.draw(answers_to(pack))
    questions = [q for q in pack.questions if q.kind != "grid" and q.theme != "recognition"]
    asked = data.draw(st.sampled_from(questions))
    have = answers.get(asked.id, ())
    most = max(asked.maximum, 1)
    left = [option.id for option in asked.options if option.id not in have]
    if len(have) >= most or not left:
        return
    added = data.draw(st.sampled_from(left))
    more = {**answers, asked.id: (*have, added)}
    before, after = totals_of(pack, answers), totals_of(pack, more)
    ranked, ranked_after = rank_of(pack, answers), rank_of(pack, more)
    for model in pack.models:
        spoken = [
            rule.points
            for rule in model.criteria
            if rule.question == asked.id and added in rule.options
        ]
        if all(points >= 0 for points in spoken):
            gain = after[model.id] - before[model.id]
            assert gain >= 0
            if all(after[other] - before[other] <= gain for other in after):
                assert ranked_after[model.id] <= ranked[model.id]


def test_a_second_option_of_the_same_criterion_gives_no_more_points():
    pack = small_pack(north={"lack.a": 9}, south={"lack.b": 3})
    rule = pack.models[0].criteria[0]._replace(options=("a", "b"))
    pack = pack._replace(models=(pack.models[0]._replace(criteria=(rule,)), pack.models[1]))
    assert totals_of(pack, chosen(lack="a")) == {"north": 9, "south": 0}
    assert totals_of(pack, chosen(lack="ab")) == {"north": 9, "south": 3}


@check
@given(data=st.data())
def test_recognizing_a_model_first_never_lowers_its_rank_nor_lifts_a_rival(draw_pack, data):
    pack = draw_pack(data)
    if not pack.portrayed():
        return
    answers = data.draw(answers_to(pack))
    chosen_one = data.draw(st.sampled_from(pack.portrayed()))
    for before in (answers, {k: v for k, v in answers.items() if k != "portrait"}):
        others = tuple(o for o in before.get("portrait", ()) if o != chosen_one)[:1]
        after = {**before, "portrait": (chosen_one, *others)}
        ranked, ranked_after = rank_of(pack, before), rank_of(pack, after)
        assert ranked_after[chosen_one] <= ranked[chosen_one]
        earlier, later = totals_of(pack, before), totals_of(pack, after)
        gains = {model: later[model] - earlier[model] for model in earlier}
        assert all(gain <= 0 for model, gain in gains.items() if model != chosen_one)
        assert gains[chosen_one] >= 0


@check
@given(data=st.data())
def test_recognition_gives_its_points_to_the_first_and_the_second_and_nothing_to_others(
    draw_pack, data
):
    pack = draw_pack(data)
    answers = data.draw(answers_to(pack))
    seen = answers.get("portrait", ())
    for score in score_models(pack, answers):
        told = [reason for reason in score.reasons if reason.theme == "recognition"]
        if pack.recognition and score.model in seen:
            points = (pack.recognition.first, pack.recognition.second)[seen.index(score.model)]
            assert told == [Reason(None, "portrait", "recognition", (score.model,), points)]
        else:
            assert told == []
        assert ("recognition" in score.themes) == bool(pack.portrayed())


def test_a_last_line_and_a_deciding_question_give_no_points():
    pack = portrayed(small_pack(north={"lack.a": 3}, south={"lack.b": 3}))
    for answers in (
        {"portrait": "otherwise"},
        {"portrait": ["north", "table"]},
        {"portrait": ["otherwise", "south"], "which": "north"},
    ):
        totals = totals_of(pack, chosen(lack="a", **answers))
        by_portrait = {"north": 12, "south": 6}
        for model, points in totals.items():
            extra = by_portrait[model] if model in answers["portrait"] else 0
            assert points == 3 * (model == "north") + extra


def test_nothing_of_recognition_is_scored_in_a_pack_without_portraits():
    pack = small_pack(north={"lack.a": 3}, south={"lack.b": 3})
    for score in score_models(pack, chosen(lack="a")):
        assert set(score.themes) == {"need"}
    assert recommend(pack, chosen(lack="a")).recognized == ((), None, ("north",))


@check
@given(data=st.data())
def test_skipping_a_question_takes_away_exactly_its_reasons(draw_pack, data):
    pack = draw_pack(data)
    answers = data.draw(answers_to(pack))
    if not answers:
        return
    skipped = data.draw(st.sampled_from(list(answers)))
    fewer = {key: value for key, value in answers.items() if key != skipped}
    after = {score.model: score for score in score_models(pack, fewer)}
    for score in score_models(pack, answers):
        left = tuple(reason for reason in score.reasons if reason.question != skipped)
        assert after[score.model].reasons == left
        assert after[score.model].total == sum(reason.points for reason in left)


@check
@given(data=st.data())
def test_an_answer_on_which_no_criterion_speaks_gives_nothing(draw_pack, data):
    pack = draw_pack(data)
    answers = data.draw(answers_to(pack))
    silent = {
        (question.id, option.id)
        for question in pack.questions
        for option in question.options
        if question.kind != "grid" and question.theme != "recognition"
    } - {(c.question, o) for m in pack.models for c in m.criteria for o in c.options}
    for question_id, option_id in sorted(silent):
        without = {key: value for key, value in answers.items() if key != question_id}
        told = {**without, question_id: (option_id,)}
        assert score_models(pack, told) == score_models(pack, without)


@check
@given(data=st.data())
def test_reasons_add_up_to_the_score_and_themes_to_the_total(draw_pack, data):
    pack = draw_pack(data)
    answers = data.draw(answers_to(pack))
    theme_of = {question.id: question.theme for question in pack.questions}
    speaking = {theme_of[rule.question] for model in pack.models for rule in model.criteria}
    for score in score_models(pack, answers):
        assert sum(reason.points for reason in score.reasons) == score.total
        assert sum(score.themes.values()) == score.total
        assert set(score.themes) == speaking | ({"recognition"} if pack.portrayed() else set())
        for theme, total in score.themes.items():
            own = [reason for reason in score.reasons if reason.theme == theme]
            assert sum(reason.points for reason in own) == total
        for reason in (r for r in score.reasons if r.theme != "recognition"):
            rule = pack.model(score.model).criterion(reason.criterion)
            assert (reason.points, reason.theme) == (rule.points, theme_of[rule.question])
            assert set(reason.options) == set(rule.options) & set(answers[reason.question])


@check
@given(data=st.data())
def test_a_rank_counts_the_models_with_more_points(draw_pack, data):
    pack = draw_pack(data)
    answers = data.draw(answers_to(pack))
    totals = sums_by_hand(pack, answers)
    for model, rank in rank_of(pack, answers).items():
        assert rank == 1 + sum(total > totals[model] for total in totals.values())


def test_equal_scores_share_a_rank_and_the_next_one_is_left_out():
    pack = small_pack(
        north={"lack.a": 3}, east={"lack.a": 6}, south={"lack.a": 6}, west={"lack.b": 3}
    )
    result = recommend(pack, chosen(lack="a"))
    ranking = [(standing.rank, standing.model) for standing in result.ranking]
    assert ranking == [(1, "east"), (1, "south"), (3, "north"), (4, "west")]


def test_a_tie_is_never_first():
    pack = small_pack(north={"lack.a": 6}, south={"lack.a": 6})
    assert first(score_models(pack, chosen(lack="a"))) is None
    assert first(score_models(pack._replace(models=pack.models[:1]), {})) == "north"


@check
@given(data=st.data())
def test_a_tie_for_first_is_close_and_names_all_of_it(draw_pack, data):
    pack = draw_pack(data)
    drawn = data.draw(answers_to(pack))
    left_out = {q.id for q in pack.questions if q.theme in ("gate", "recognition", "deciding")}
    answers = {key: value for key, value in drawn.items() if key not in left_out}
    model = pack.models[0]
    twin = model._replace(id="twin", number=99)
    result = recommend(pack._replace(models=(*pack.models, twin)), answers)
    tops = {standing.model for standing in result.ranking if standing.rank == 1}
    if len(tops) > 1 and result.verdict.models:
        assert result.verdict.kind is Kind.CLOSE
        assert tops <= set(result.verdict.models)


@check
@given(data=st.data())
def test_why_not_tells_the_whole_distance_to_the_leader(draw_pack, data):
    pack = draw_pack(data)
    answers = data.draw(answers_to(pack))
    result = recommend(pack, answers)
    scores = {standing.model: standing.score for standing in result.ranking}
    for why in result.why_not:
        rival, leader = scores[why.model], result.leading.score
        ahead = 0
        for question in answers:
            points = [
                sum(r.points for r in score.reasons if r.question == question)
                for score in (leader, rival)
            ]
            ahead += max(0, points[0] - points[1])
        assert sum(lost.points for lost in why.lost) == ahead
        assert ahead >= leader.total - rival.total
        assert {r.criterion for r in why.gained} == {
            r.criterion for r in rival.reasons if r.points > 0
        }


@check
@given(data=st.data())
def test_what_was_skipped_is_what_gives_points_and_has_no_answer(draw_pack, data):
    pack = draw_pack(data)
    answers = data.draw(answers_to(pack))
    speaking = {rule.question for model in pack.models for rule in model.criteria}
    assert set(recommend(pack, answers).skipped) == speaking - set(answers)
