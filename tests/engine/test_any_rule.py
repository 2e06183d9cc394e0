"""The rules of the engine over any pack that the grammar allows, tried against brute force."""

from functools import partial
from itertools import permutations

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from tests.support.by_hand import (
    by_the_book,
    not_yet_by_hand,
    quick_by_hand,
    same_whatever_the_order,
    sums_by_hand,
    sums_of_answers,
    told_of,
    totals_of,
)
from tests.support.generated_packs import any_packs, drawn, write
from tests.support.paths import PHOTOGRAPHS
from tests.support.small_packs import (
    answers_to,
    condition,
    every_situation,
    facts,
    invented_packs,
    portrayed,
    small_pack,
)

from concertation_cli.engine.answering import admissible, open_to_change
from concertation_cli.engine.explain import explain
from concertation_cli.engine.prove import verify
from concertation_cli.engine.recommend import recommend
from concertation_cli.engine.results import Ground, Kind, Status, Trust
from concertation_cli.engine.scoring import first, score_models
from concertation_cli.engine.tally import Tally
from concertation_cli.knowledge.compiled import load_compiled
from concertation_cli.knowledge.folder import compile_folder, load_folder

some = partial(settings, suppress_health_check=list(HealthCheck), phases=(Phase.generate,))
SECOND_PACK = PHOTOGRAPHS
PACKS = st.one_of(any_packs().map(lambda drawn: drawn.pack), invented_packs())
SMALL = st.builds(drawn, st.integers(0, 2**32 - 1), st.tuples(st.integers(1, 4), st.integers(2, 4)))
ENOUGH = 600


@some(max_examples=4)
@given(st.data())
def test_a_pack_that_is_written_reads_back_the_same_compiled_or_not(tmp_path_factory, data):
    one = data.draw(any_packs(models=2, questions=6))
    folder = write(one.files, tmp_path_factory.mktemp("drawn"))
    assert load_folder(folder) == one.pack
    assert load_compiled(compile_folder(folder)) == one.pack


# -- 1: order and language never matter ------------------------------------------------------


@some(max_examples=20)
@given(st.data())
def test_the_order_of_all_that_a_pack_lists_changes_nothing(data):
    pack = data.draw(PACKS)
    answers = data.draw(answers_to(pack))

    def shuffled(items):
        return tuple(data.draw(st.permutations(items)))

    models = tuple(
        m._replace(
            criteria=tuple(c._replace(options=shuffled(c.options)) for c in shuffled(m.criteria)),
            conditions=shuffled(m.conditions),
            challenges=shuffled(m.challenges),
            roles=shuffled(m.roles),
            pathways=shuffled(m.pathways),
        )
        for m in shuffled(pack.models)
    )
    other = pack._replace(
        models=models,
        themes={theme: pack.themes[theme] for theme in shuffled(list(pack.themes))},
        questions=tuple(q._replace(options=shuffled(q.options)) for q in shuffled(pack.questions)),
    )
    assert unordered(recommend(other, answers)) == unordered(recommend(pack, answers))


def unordered(result):
    """Tell a result without the order of lists, nor of a reason's options."""
    verdict = result.verdict
    because = frozenset((b.ground, frozenset(b.ids), b.points) for b in verdict.because)
    bare = verdict._replace(because=(), ask_first=(), not_yet=())
    told = same_whatever_the_order(result._replace(verdict=bare, ranking=(), why_not=()))
    ranking = [
        (s.rank, s.model, s.score.total, dict(s.score.themes), frozenset(s.conditions),
         frozenset(r._replace(options=frozenset(r.options)) for r in s.score.reasons))
        for s in result.ranking
    ]  # fmt: skip
    rest = frozenset(verdict.ask_first), frozenset(verdict.not_yet)
    return because, told, ranking, rest, [why.model for why in result.why_not]


@some(max_examples=6)
@given(st.data())
def test_languages_and_words_change_no_number(data):
    number, sizes = data.draw(st.integers(0, 2**32 - 1)), (3, 8)
    pack = drawn(number, sizes).pack
    answers = data.draw(answers_to(pack))
    mute = {"en": "x"}
    models = tuple(
        m._replace(name=mute, criteria=tuple(c._replace(because=mute) for c in m.criteria))
        for m in pack.models
    )
    other = pack._replace(languages=pack.languages[::-1], models=models)
    assert recommend(other, answers) == recommend(pack, answers)


# -- 6: skipped answers (sums, ranks and recognition: test_recommend) --------------------------


@some(max_examples=15)
@given(st.data())
def test_the_skipped_answers_that_alone_put_another_first_are_those_that_trying_gives(data):
    pack = data.draw(PACKS)
    answers = data.draw(answers_to(pack))
    result = recommend(pack, answers)
    firmness = explain(pack, answers, result).firmness
    assume(firmness is not None)
    bare = facts(answers)
    leader = first(score_models(pack, bare))
    told = {skipped.question: set(skipped.could_give) for skipped in firmness.skipped}
    assert set(told) == set(result.skipped)
    for question in (q for q in open_to_change(pack) if q.id in told):
        could = set()
        for answer in admissible(question):
            totals = sums_by_hand(pack, {**bare, question.id: answer})
            tops = {m for m, total in totals.items() if total == max(totals.values())}
            if leader is None:
                could |= tops if len(tops) == 1 else set()
            elif tops != {leader}:
                could |= tops - {leader}
        assert told[question.id] == could


# -- 8, and the whole verdict ------------------------------------------------------------------


@some(max_examples=80)
@given(st.data())
def test_the_verdict_is_that_of_the_design_on_any_pack(data):
    pack = data.draw(PACKS)
    answers = data.draw(answers_to(pack))
    verdict = recommend(pack, answers).verdict
    assert told_of(verdict) == by_the_book(pack, answers)
    told = {because.ground: set(because.ids) for because in verdict.because}
    if Ground.QUICK_UNANSWERED in told:
        assert told[Ground.QUICK_UNANSWERED] == quick_by_hand(pack)
    if verdict.kind is Kind.NOT_READY:
        assert list(verdict.not_yet) == list(not_yet_by_hand(pack, verdict.models[0], answers))
    if verdict.kind is Kind.UNDETERMINED:
        asked = set(recommend(pack, answers).skipped)
        if pack.portrayed() and "portrait" not in answers:
            asked.add("portrait")
        assert set(verdict.ask_first) == asked


@some(max_examples=40)
@given(st.data())
def test_a_verdict_among_many_is_the_one_that_the_same_answers_have_alone(data):
    pack = data.draw(PACKS)
    tally = Tally(pack)
    for _ in range(3):
        answers = data.draw(answers_to(pack))
        brief, result = tally.verdict(answers), recommend(pack, answers)
        verdict = result.verdict
        assert (brief.kind, brief.models) == (verdict.kind, verdict.models)
        assert (brief.trust, brief.doubt, brief.not_yet) == (
            verdict.trust,
            verdict.doubt,
            verdict.not_yet,
        )
        scores = dict(zip((m.id for m in pack.models), brief.scores, strict=False))
        assert scores == {s.model: s.score.total for s in result.ranking}


@pytest.fixture(scope="module")
def second_pack():
    return load_folder(SECOND_PACK)


def said_to_be(pack, answers):
    """Return the state of each row of a grid that was answered, by the answers alone."""
    return {
        key: next(h.state for h in pack.question(key).holders if h.id == answer[0])
        for key, answer in answers.items()
        if pack.question(key).kind == "grid"
    }


def nobody_is_put_words_in_the_mouth_of(pack, answers):
    """Assert that every condition and role has the state that was said of its row, or none."""
    said = said_to_be(pack, answers)
    result = recommend(pack, answers)
    for standing in result.ranking:
        model = pack.model(standing.model)
        for told in standing.conditions:
            row = model.condition(told.id).question
            assert told.status == said.get(row, "unknown"), (row, answers)
    grid = pack.grid()
    for plan in result.plans:
        for role in plan.roles:
            assert role.status == said.get(f"{grid.id}.{role.role}", "unknown"), (role, answers)


def both_readings_or_not_consistent(pack, answers):
    """Assert that advice is consistent when both readings say so, and then only."""
    verdict = recommend(pack, answers).verdict
    alone = sums_of_answers(pack, answers)
    best = max(alone.values())
    first_choice = answers.get("portrait", ("",))[0]
    both = best > 0 and alone.get(first_choice) == best
    advised = verdict.kind in {Kind.RECOMMENDED, Kind.NOT_READY, Kind.CLOSE}
    assert (verdict.trust is Trust.CONSISTENT) == (both and advised), answers
    if verdict.trust is Trust.CONSISTENT:
        assert verdict.models == (first_choice,)


def single_answers(pack):
    """Yield every option of every question alone, rows of grids included."""
    for question in pack.questions:
        for option in question.options:
            if question.kind == "grid":
                for holder in question.holders:
                    yield {f"{question.id}.{option.id}": (holder.id,)}
            else:
                yield {question.id: (option.id,)}


def on_every_option(pack):
    """Try property 8 on every option of every question, with and without recognition."""
    choices = [()]
    if pack.portrayed():
        ids = [option.id for option in pack.question("portrait").options]
        choices += [(one,) for one in ids]
        choices += [pair for pair in permutations(ids, 2) if pair[0] in pack.portrayed()[:2]]
    for alone in single_answers(pack):
        nobody_is_put_words_in_the_mouth_of(pack, alone)
        for choice in choices:
            answers = {"portrait": choice, **alone} if choice else alone
            both_readings_or_not_consistent(pack, answers)


@pytest.mark.parametrize("name", ["pack", "toy", "second_pack"])
def test_no_option_puts_in_place_what_nobody_said_nor_makes_one_reading_two(request, name):
    on_every_option(request.getfixturevalue(name))


@some(max_examples=4)
@given(st.one_of(any_packs(models=4, questions=8).map(lambda one: one.pack), invented_packs()))
def test_no_option_of_any_pack_puts_in_place_what_nobody_said_nor_makes_one_reading_two(pack):
    on_every_option(pack)


@some(max_examples=60)
@given(st.data())
def test_what_is_in_place_is_what_was_said_and_consistent_what_both_readings_say(data):
    pack = data.draw(PACKS)
    answers = data.draw(answers_to(pack))
    nobody_is_put_words_in_the_mouth_of(pack, answers)
    both_readings_or_not_consistent(pack, answers)


@some(max_examples=20)
@given(st.data())
def test_what_is_in_place_gives_no_points_and_only_an_essential_not_yet_changes_a_verdict(data):
    pack = data.draw(PACKS)
    answers = data.draw(answers_to(pack))
    bare = {key: answer for key, answer in answers.items() if "." not in key}
    told, unsaid = recommend(pack, answers), recommend(pack, bare)
    assert totals_of(pack, answers) == totals_of(pack, bare)
    assert told.verdict.models == unsaid.verdict.models
    if told.verdict.kind is not unsaid.verdict.kind:
        assert (told.verdict.kind, unsaid.verdict.kind) == (Kind.NOT_READY, Kind.RECOMMENDED)
        assert told.verdict.not_yet


# -- 7: what `check` proves ----------------------------------------------------------------------


def order_of(totals, model_id):
    own = totals[model_id]
    return {m: (own > total) - (own < total) for m, total in totals.items() if m != model_id}


def test_a_model_without_rivals_is_reached_by_the_answer_that_speaks_for_it():
    # Advice must rest on `lack`, where nothing speaks for it: b and c cost nothing.
    alone = small_pack(north={"people.a": -2, "people.b": 2, "lack.a": -3})
    witness = verify(alone).witnesses["north"]
    assert (witness["people"], witness["lack"]) == (("b",), ("b",))


def test_a_witness_says_in_place_what_its_model_needs():
    needs = {"north": [condition("posts.purse"), condition("conditions.room", essential=False)]}
    pack = small_pack(lead=1, conditions=needs, north={"lack.a": 9}, south={"lack.b": 3})
    found = verify(portrayed(pack))
    for answers in (found.witnesses["north"], found.recognized["north"]):
        assert answers["posts.purse"] == ("us",)
        assert answers["conditions.room"] == ("in-place",)
        assert set(recommend(pack, answers).ranking[0].conditions) == {
            ("posts-purse-1", Status.IN_PLACE),
            ("conditions-room-1", Status.IN_PLACE),
        }


@some(max_examples=15)
@given(SMALL)
def test_what_check_tells_of_models_and_criteria_is_what_trying_everything_tells(one):
    pack = one.pack
    count = 1
    for question in open_to_change(pack):
        count *= 1 + len(admissible(question))
    assume(count <= ENOUGH)
    situations = list(every_situation(pack))
    gate = pack.questions[0]
    passing = [{gate.id: (option.id,)} for option in gate.options if not option.refuses]
    verdicts = [recommend(pack, s | passed).verdict for s in situations for passed in passing]
    reached = {v.models[0] for v in verdicts if v.kind is Kind.RECOMMENDED}
    portraits = {
        model
        for model in pack.portrayed()
        for s in situations
        for v in [recommend(pack, {**s, "portrait": (model,)}).verdict]
        if v.trust is Trust.CONSISTENT
    }
    found = verify(pack)
    flaws = {(flaw.code, flaw.file, flaw.path) for flaw in found.flaws}
    totals = [totals_of(pack, answers) for answers in situations]
    for model in pack.models:
        file = f"models/{model.id}.yaml"
        assert (("unreachable-model", file, "id") in flaws) == (model.id not in reached)
        unseen = bool(pack.portrayed()) and model.id not in portraits
        assert (("unreachable-model", file, "portrait") in flaws) == unseen
        for criterion in model.criteria:
            kept = tuple(c for c in model.criteria if c.id != criterion.id)
            fewer = pack._replace(models=tuple(
                m._replace(criteria=kept) if m.id == model.id else m for m in pack.models
            ))  # fmt: skip
            moves = any(
                order_of(total, model.id) != order_of(totals_of(fewer, answers), model.id)
                for answers, total in zip(situations, totals, strict=True)
            )
            path = f"criteria[{criterion.id}]"
            assert (("idle-criterion", file, path) in flaws) == (not moves)
    for model_id, answers in found.witnesses.items():
        verdict = recommend(pack, answers).verdict
        assert (verdict.kind, verdict.models) == (Kind.RECOMMENDED, (model_id,))
    for model_id, answers in found.recognized.items():
        verdict = recommend(pack, answers).verdict
        assert (verdict.kind, verdict.trust) == (Kind.RECOMMENDED, Trust.CONSISTENT)
        assert verdict.models == answers["portrait"] == (model_id,)
    for question_id, answers in found.settled.items():
        verdict = recommend(pack, answers).verdict
        assert Ground.DECIDED in {because.ground for because in verdict.because}
        undecided = {key: answer for key, answer in answers.items() if key != question_id}
        assert recommend(pack, undecided).verdict.kind is Kind.CLOSE
    idle = {path for code, _, path in flaws if code == "idle-deciding"}
    asked = pack.deciding if pack.portrayed() else ()
    assert idle == {f"deciding[{q.id}]" for q in asked if q.id not in found.settled}


@some(max_examples=15)
@given(st.data())
def test_a_plan_holds_each_role_and_each_challenge_of_its_model_once(data):
    pack = data.draw(any_packs()).pack
    answers = data.draw(answers_to(pack))
    grid = pack.grid()
    states = {h.id: Status(h.state) for h in grid.holders} if grid else {}
    for plan in recommend(pack, answers).plans:
        model = pack.model(plan.model)
        assert sorted((*plan.risks, *plan.challenges)) == sorted(c.id for c in model.challenges)
        for challenge in model.challenges:
            bites = any(set(answers.get(k, ())) & set(v) for k, v in challenge.when.items())
            assert (challenge.id in plan.risks) == bites
        for role, told in zip(model.roles, plan.roles, strict=True):
            holder = next(iter(answers.get(f"{grid.id}.{role.role}", ())), None)
            assert told == (role.role, holder, states.get(holder, Status.UNKNOWN))
        here = {(m.id, p.id) for m in pack.models for p in m.pathways if p.to == plan.model}
        assert set(plan.arriving) == here
