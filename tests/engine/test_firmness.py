"""Firmness: what is announced is what one gets by trying, counted here by other code.

It is that of the answers alone: what was recognized changes none of it. Everything is compared
with a plain search: each change is made, each answer to a skipped question is tried. Random
situations are drawn with a fixed seed.
"""

import random
from itertools import combinations

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from tests.support.small_packs import (
    answers_to,
    chosen,
    facts,
    invented_packs,
    portrayed,
    small_pack,
)

from concertation_cli.engine.explain import explain
from concertation_cli.engine.firmness import assess, nearest_changes
from concertation_cli.engine.recommend import recommend

SEED = 2024
SITUATIONS, FEWER = 300, 100
SEARCHED = 60
HALF = 0.5
APPLIED = 8

check = settings(
    max_examples=40,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.filter_too_much],
)


# The same questions, counted by other code


class Ledger:
    """Scores by the definition: each criterion that fires gives its points, once."""

    def __init__(self, pack):
        self.pack = pack
        self.models = [model.id for model in pack.models]
        told = {rule.question for model in pack.models for rule in model.criteria}
        self.questions = {q.id: q for q in pack.questions if q.id in told}
        self.known = {}

    def points(self, question_id, answer):
        """Return what an answer gives each model."""
        key = (question_id, answer)
        if key not in self.known:
            self.known[key] = [
                sum(
                    rule.points
                    for rule in model.criteria
                    if rule.question == question_id and set(rule.options) & set(answer)
                )
                for model in self.pack.models
            ]
        return self.known[key]

    def totals(self, answers):
        rows = [self.points(q, answers[q]) for q in self.questions if q in answers]
        return [sum(column) for column in zip([0] * len(self.models), *rows, strict=True)]

    def top(self, answers):
        totals = self.totals(answers)
        return {m for m, total in zip(self.models, totals, strict=True) if total == max(totals)}


def every_answer(question):
    """Return every admissible answer: one option, or a non-empty set within the maximum."""
    ids = [option.id for option in question.options]
    none = {option.id for option in question.options if option.none}
    if question.kind == "choose-one":
        return [(one,) for one in ids]
    found = []
    for bits in range(1, 2 ** len(ids)):
        held = tuple(o for place, o in enumerate(ids) if bits >> place & 1)
        if len(held) <= (question.maximum or len(ids)) and (len(held) == 1 or not none & {*held}):
            found.append(held)
    return found


def single_changes(question, answer):
    """Return every answer one step away: add, remove or swap one; or any other option."""
    ids = [option.id for option in question.options]
    others = [o for o in ids if o not in answer]
    steps = [{*answer} - {out} | {other} for out in answer for other in others]
    if question.kind != "choose-one":
        steps += [{*answer, other} for other in others] + [{*answer} - {out} for out in answer]
    legal = {frozenset(held) for held in every_answer(question)}
    return [tuple(o for o in ids if o in step) for step in map(frozenset, steps) if step in legal]


def all_changes(ledger, answers):
    """Return every single change: (question, the answer it becomes)."""
    return [
        (question_id, answer)
        for question_id, question in ledger.questions.items()
        if question_id in answers
        for answer in single_changes(question, answers[question_id])
    ]


def drawn(pack, random_source, skipped):
    """Return random answers to a pack, the gate passed, with this many questions skipped.

    Half of them recognize a portrait, or say why none fits.
    """
    asked = [q for q in pack.questions if q.kind != "grid" and q.theme != "gate"]
    recognizes = random_source.random() < HALF
    asked = [q for q in asked if q.theme != "recognition" or recognizes]
    told = pack.scored_questions()
    left_out = {q.id for q in random_source.sample([q for q in asked if q.id in told], skipped)}
    answers = {q.id: (q.options[0].id,) for q in pack.questions if q.theme == "gate"}
    for question in asked:
        if question.id not in left_out:
            answers[question.id] = random_source.choice(every_answer(question))
    return answers


def both_codings(pack):
    """Return the answers of every case: its own, then with what its model's chapter adds."""
    return [
        answers
        for case in pack.cases
        for coding in case.codings
        for answers in (coding, {**case.from_model, **coding})
    ]


@pytest.fixture(scope="module")
def ledger(pack):
    return Ledger(pack)


@pytest.fixture(scope="module", params=[FEWER, pytest.param(SITUATIONS, marks=pytest.mark.long)])
def situations(request, pack):
    """Return random situations that have a ranking, with 0 to 8 questions skipped."""
    source = random.Random(SEED)  # the same draws each time
    found = []
    while len(found) < request.param:
        answers = drawn(pack, source, source.randint(0, 8))
        result = recommend(pack, answers)
        told = explain(pack, answers, result)
        if told.firmness is not None:
            found.append((answers, result, told))
    return found


@pytest.fixture(scope="module")
def studied(pack, situations):
    """Return every case that has a ranking, coded both ways, and the random situations."""
    cases = [(answers, recommend(pack, answers)) for answers in both_codings(pack)]
    told = [(answers, result, explain(pack, answers, result)) for answers, result in cases]
    return [row for row in told if row[2].firmness is not None] + situations


def leader_of(ledger, answers):
    """Return the model alone first by the answers alone, or None."""
    tops = ledger.top(answers)
    return next(iter(tops)) if len(tops) == 1 else None


# The lead


def test_the_lead_is_what_the_first_model_has_more_than_the_second(ledger, studied):
    for answers, _, found in studied:
        first, second, *_ = sorted(ledger.totals(answers), reverse=True)
        assert found.firmness.lead == first - second


# Single changes


@pytest.mark.long
@pytest.mark.parametrize("situations", [SITUATIONS], indirect=True)
def test_a_flip_of_a_case_or_of_a_random_situation_puts_first_the_models_announced(
    pack, ledger, studied
):
    """Every flip of every case, and of 300 situations one in so many, 8 or more where there are.

    The test below this one counts all of them anew.
    """
    told = 0
    cases = len(studied) - SITUATIONS
    for place, (answers, _, found) in enumerate(studied):
        flips = found.firmness.flips
        for flip in flips if place < cases else flips[:: max(1, len(flips) // APPLIED)]:
            assert answers[flip.question] == flip.before
            ranking = recommend(pack, facts({**answers, flip.question: flip.after})).ranking
            assert tuple(s.model for s in ranking if s.rank == 1) == tuple(
                m.id for m in pack.models if m.id in flip.then
            )
            assert flip.then != (leader_of(ledger, answers),)
            told += 1
    assert told > SITUATIONS


def announced(firmness):
    return sorted((flip.question, flip.after, {*flip.then}) for flip in firmness.flips)


def expected_flips(ledger, answers):
    """Return the single changes that put another model first; on a tie, leave one first."""
    before = ledger.top(answers)
    found = []
    for question_id, answer in all_changes(ledger, answers):
        after = ledger.top({**answers, question_id: answer})
        if after != before if len(before) == 1 else len(after) == 1:
            found.append((question_id, answer, after))
    return sorted(found)


def test_no_single_change_is_left_untried_and_none_that_matters_unannounced(ledger, studied):
    for answers, _, found in studied:
        flips = expected_flips(ledger, answers)
        assert announced(found.firmness) == flips
        if leader_of(ledger, answers):
            tried = len(all_changes(ledger, answers))
            assert found.firmness.changes == (tried - len(flips), tried)


def test_a_change_of_a_choose_one_answer_is_any_other_option():
    pack = small_pack(north={"field.a": 3}, south={"field.b": 3})
    found = assess(pack, chosen(field="a"), ranked(pack, field="a"))
    assert found.changes == (0, 2)
    assert [(f.before, f.after, f.then) for f in found.flips] == [
        (("a",), ("c",), ("north", "south")),
        (("a",), ("b",), ("south",)),
    ]


def test_a_change_of_a_choose_many_answer_adds_removes_or_swaps_one_within_the_maximum():
    pack = small_pack(north={"lack.a": 3}, south={"field.a": 3})  # lack: two of three at most
    for answer, tried in (("a", 4), ("ab", 4)):  # ab, ac, b, c; then a, b, ac, bc
        assert assess(pack, chosen(lack=answer), ranked(pack, lack=answer)).changes.tried == tried


def test_the_gate_and_the_roles_are_never_changed():
    pack = small_pack(north={"lack.a": 3}, south={"lack.b": 3})
    answers = {"door": "yes", "lack": "a", "roles": {"host": "nobody"}}
    found = assess(pack, chosen(**answers), ranked(pack, **answers))
    assert {flip.question for flip in found.flips} == {"lack"}


def ranked(pack, **answers):
    return [standing.score for standing in recommend(pack, chosen(**answers)).ranking]


def test_on_a_tie_the_flips_leave_one_model_first_and_no_share_is_given():
    pack = small_pack(north={"field.a": 3}, south={"field.a": 3, "field.b": 3}, east={"lack.a": 3})
    found = assess(pack, chosen(field="a"), ranked(pack, field="a"))
    assert (found.lead, found.changes) == (0, None)
    assert [(flip.after, flip.then) for flip in found.flips] == [(("b",), ("south",))]


def test_some_of_the_situations_are_tied(ledger, studied):
    ties = [found.firmness for answers, _, found in studied if leader_of(ledger, answers) is None]
    assert len(ties) > 1
    assert {(f.lead, f.changes) for f in ties} == {(0, None)}
    assert any(f.flips for f in ties)


def test_what_was_recognized_changes_nothing_of_how_firm_the_answers_are(pack, situations):
    compared = 0
    for answers, _, told in situations:
        bare = explain(pack, facts(answers), recommend(pack, facts(answers)))
        if "portrait" in answers and bare.firmness is not None:
            assert told.firmness == bare.firmness
            compared += 1
    assert compared > len(situations) / 5


def test_recognition_and_deciding_questions_are_never_changed_nor_called_skipped():
    pack = portrayed(small_pack(lead=3, north={"lack.a": 3}, south={"lack.b": 3, "field.a": 1}))
    for more in ({}, {"portrait": "south"}, {"portrait": "south", "which": "north"}):
        answers = chosen(door="yes", lack="a", **more)
        found = explain(pack, answers, recommend(pack, answers)).firmness
        assert {flip.question for flip in found.flips} == {"lack"}
        assert {skipped.question for skipped in found.skipped} == {"field"}
        assert (found.lead, found.changes.tried) == (3, 4)


@check
@given(invented_packs(), st.data())
def test_flips_of_any_pack_are_those_that_trying_gives(pack, data):
    answers = data.draw(answers_to(pack))
    scores = [standing.score for standing in recommend(pack, facts(answers)).ranking]
    assume(scores)
    assert announced(assess(pack, answers, scores)) == expected_flips(Ledger(pack), answers)


# Skipped questions


def test_what_a_skipped_answer_alone_could_put_first_is_what_trying_gives(ledger, studied):
    for answers, _, found in studied:
        skipped = [q for q in ledger.questions if q not in answers]
        assert [s.question for s in found.firmness.skipped] == skipped
        for told in found.firmness.skipped if leader_of(ledger, answers) else ():
            could = set()
            for answer in every_answer(ledger.questions[told.question]):
                could |= ledger.top({**answers, told.question: answer})
            assert {*told.could_give} == could - {leader_of(ledger, answers)}


def test_on_a_tie_a_skipped_question_tells_the_models_that_an_answer_would_leave_alone_first():
    pack = small_pack(
        north={"field.a": 6, "people.a": 2}, south={"field.a": 6}, east={"field.a": 3, "fruit.a": 1}
    )
    found = assess(pack, chosen(field="a"), ranked(pack, field="a"))
    told = {skipped.question: skipped.could_give for skipped in found.skipped}
    assert told == {"people": ("north",), "fruit": ()}


# Nearest changes


def reached_by(ledger, answers, model_id):
    """Return every smallest set of single changes that puts a model alone first, two at most."""
    wanted = ledger.models.index(model_id)
    totals = ledger.totals(answers)
    shifts = []
    for question_id, answer in all_changes(ledger, answers):
        was, will = (ledger.points(question_id, a) for a in (answers[question_id], answer))
        shift = [new - old for new, old in zip(will, was, strict=True)]
        shifts.append((question_id, answer, shift))

    def alone_first(*changes):
        after = [sum(column) for column in zip(totals, *(c[2] for c in changes), strict=True)]
        return after[wanted] == max(after) and after.count(after[wanted]) == 1

    ones = [(c,) for c in shifts if alone_first(c)]
    if ones:
        return ones
    pairs = ((c, d) for c, d in combinations(shifts, 2) if c[0] != d[0])
    return [pair for pair in pairs if alone_first(*pair)]


def moved(changes):
    return sum(abs(points) for change in changes for points in change[2])


def test_nearest_changes_are_the_smallest_set_and_put_the_model_alone_first(
    pack, ledger, situations, studied
):
    cases = len(studied) - len(situations)
    sizes = []
    for answers, result, told in studied[: cases + SEARCHED]:
        ahead = leader_of(ledger, answers)
        rivals = [rival.model for rival in result.why_not]
        assert list(told.nearest) == [model for model in rivals if model != ahead]
        for model_id, found in told.nearest.items():
            sets = reached_by(ledger, answers, model_id)
            assert len(found) == (len(sets[0]) if sets else 0)
            sizes.append(len(found))
            if found:
                after = {**answers, **{change.question: change.after for change in found}}
                ranking = recommend(pack, facts(after)).ranking
                assert [s.model for s in ranking if s.rank == 1] == [model_id]
                assert all(change.before == answers[change.question] for change in found)
                told_as = {(change.question, change.after) for change in found}
                assert told_as in [{c[:2] for c in chosen_set} for chosen_set in sets]
                shift = sum(abs(points) for change in found for points in change.shift)
                assert shift == min(map(moved, sets))
    assert {*sizes} == {0, 1, 2}


def test_a_runner_up_that_the_answers_alone_put_first_has_no_change_to_make():
    pack = portrayed(small_pack(north={"lack.b": 3}, south={"lack.a": 3}, east={"field.b": 3}))
    answers = chosen(door="yes", lack="a", field="a", portrait="north", which="north")
    result = recommend(pack, answers)
    assert [rival.model for rival in result.why_not] == ["south", "east"]
    assert list(explain(pack, answers, result).nearest) == ["east"]


def test_a_model_that_two_changes_cannot_put_first_has_no_nearest_changes():
    pack = small_pack(
        north={"lack.a": 9, "people.a": 6, "field.a": 9},
        south={"lack.b": 3, "people.b": 2, "field.b": 3},
    )
    answers = chosen(lack="a", people="a", field="a")
    assert nearest_changes(pack, answers, "south") == ()
    all_three = chosen(lack="b", people="b", field="b")
    assert recommend(pack, all_three).ranking[0].model == "south"


def test_a_level_finish_is_not_first_and_needs_one_more_change():
    pack = small_pack(north={"lack.a": 3}, south={"field.a": 3})
    found = nearest_changes(pack, chosen(lack="a", field="b"), "south")
    assert sorted(change.question for change in found) == ["field", "lack"]
