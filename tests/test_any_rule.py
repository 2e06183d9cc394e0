"""The rules of the engine over any pack that the grammar allows, tried against brute force."""

from functools import partial
from itertools import product

from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from tests.anypacks import any_packs, drawn, write
from tests.packs import answers_to, condition, invented_packs, small_pack
from tests.test_engine import (
    same_whatever_the_order,
    sums_by_hand,
    totals_of,
    without_empty_themes,
)

from concertation_cli.engine.answering import admissible, open_to_change
from concertation_cli.engine.recommend import recommend
from concertation_cli.engine.results import Ground, Kind, Status
from concertation_cli.engine.scoring import first, ranks, score_models
from concertation_cli.engine.study import study
from concertation_cli.engine.verify import verify
from concertation_cli.knowledge.packfiles import compile_folder, load_folder
from concertation_cli.knowledge.plain import load_compiled

some = partial(settings, suppress_health_check=list(HealthCheck), phases=(Phase.generate,))
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


# -- 2 to 6: sums, ranks, skipped answers -----------------------------------------------------


@some(max_examples=20)
@given(st.data())
def test_scores_are_sums_by_hand_and_ranks_count_the_models_ahead(data):
    pack = data.draw(PACKS)
    answers = data.draw(answers_to(pack))
    scores = score_models(pack, answers)
    totals = sums_by_hand(pack, answers)
    assert totals_of(pack, answers) == totals
    for rank, score in zip(ranks(scores), scores, strict=True):
        assert rank == 1 + sum(total > score.total for total in totals.values())
        assert sum(reason.points for reason in score.reasons) == score.total
        assert sum(score.themes.values()) == score.total
        assert type(score.total) is int


@some(max_examples=15)
@given(st.data())
def test_removing_a_model_moves_no_other(data):
    pack = data.draw(PACKS)
    answers = data.draw(answers_to(pack))
    assume(len(pack.models) > 1)
    gone = pack.models[data.draw(st.integers(0, len(pack.models) - 1))].id
    fewer = pack._replace(models=tuple(m for m in pack.models if m.id != gone))
    kept = [score for score in score_models(pack, answers) if score.model != gone]
    left = score_models(fewer, answers)
    assert list(map(without_empty_themes, left)) == list(map(without_empty_themes, kept))


@some(max_examples=15)
@given(st.data())
def test_the_skipped_answers_that_alone_put_another_first_are_those_that_trying_gives(data):
    pack = data.draw(PACKS)
    answers = data.draw(answers_to(pack))
    result = recommend(pack, answers)
    firmness = study(pack, answers, result).firmness
    assume(firmness is not None)
    leader = first(score_models(pack, answers))
    told = {skipped.question: set(skipped.could_give) for skipped in firmness.skipped}
    assert set(told) == set(result.skipped)
    for question in (q for q in open_to_change(pack) if q.id in told):
        could = set()
        for answer in admissible(question):
            totals = sums_by_hand(pack, {**answers, question.id: answer})
            tops = {m for m, total in totals.items() if total == max(totals.values())}
            if leader is None:
                could |= tops if len(tops) == 1 else set()
            elif tops != {leader}:
                could |= tops - {leader}
        assert told[question.id] == could


@some(max_examples=15)
@given(st.data())
def test_a_tie_for_first_is_close_whatever_the_pack(data):
    pack = data.draw(PACKS)
    answers = data.draw(answers_to(pack))
    twin = pack.models[0]._replace(id="twin", number=100)
    result = recommend(pack._replace(models=(*pack.models, twin)), answers)
    tops = {standing.model for standing in result.ranking if standing.rank == 1}
    if len(tops) > 1 and result.verdict.models:
        assert result.verdict.kind is Kind.CLOSE
        assert tops <= set(result.verdict.models)


# -- 8, and the whole verdict ------------------------------------------------------------------


def quick_by_hand(pack):
    """Return the questions that advice must rest on: of those that give points, the quick ones."""
    scored = {rule.question for model in pack.models for rule in model.criteria}
    return {question.id for question in pack.questions if question.quick} & scored or scored


def grounds_by_the_book(pack, answers):
    """Return the grounds that the design words, from the sums alone."""
    gate = pack.questions[0]
    if any(gate.option(option).refuses for option in answers.get(gate.id, ())):
        return {Ground.REFUSED}
    notes = {Ground.GATE_UNANSWERED} if gate.id not in answers else set()
    if not quick_by_hand(pack) & set(answers):
        return notes | {Ground.QUICK_UNANSWERED}
    totals = sums_by_hand(pack, answers)
    best = max(totals.values())
    if best <= 0:
        return notes | {Ground.NOTHING_SPEAKS}
    tops = [model for model, total in totals.items() if total == best]
    if len(tops) > 1:
        return notes | {Ground.TIE}
    (leader,) = tops
    if any(best - totals[m] < pack.limits.lead for m in totals if m != leader):
        return notes | {Ground.SMALL_LEAD}
    not_yet = {Ground.CONDITION_NOT_YET} if any(not_yet_by_hand(pack, leader, answers)) else set()
    return notes | not_yet | {Ground.CLEAR_LEAD}


def not_yet_by_hand(pack, model_id, answers):
    for rule in pack.model(model_id).conditions:
        chosen = set(answers.get(rule.question, ()))
        holders = {h.id for h in pack.question(rule.question).holders if not h.met}
        if (
            rule.phase <= 2
            and not chosen & set(rule.met)
            and chosen & (set(rule.not_yet) | holders)
        ):
            yield rule.id


@some(max_examples=80)
@given(st.data())
def test_the_grounds_of_a_verdict_are_those_of_the_design_on_any_pack(data):
    pack = data.draw(PACKS)
    answers = data.draw(answers_to(pack))
    verdict = recommend(pack, answers).verdict
    told = {because.ground: set(because.ids) for because in verdict.because}
    assert set(told) == grounds_by_the_book(pack, answers)
    if Ground.QUICK_UNANSWERED in told:
        assert told[Ground.QUICK_UNANSWERED] == quick_by_hand(pack)
    if verdict.kind is Kind.NOT_READY:
        assert list(verdict.not_yet) == list(not_yet_by_hand(pack, verdict.models[0], answers))
    if verdict.kind is Kind.UNDETERMINED:
        assert set(verdict.ask_first) == set(recommend(pack, answers).skipped)


# -- 7: what `check` proves ----------------------------------------------------------------------


def every_situation(pack):
    """Yield every way to answer or skip the questions that give points."""
    questions = open_to_change(pack)
    for answers in product(*(((), *admissible(question)) for question in questions)):
        yield {q.id: answer for q, answer in zip(questions, answers, strict=True) if answer}


def order_of(totals, model_id):
    own = totals[model_id]
    return {m: (own > total) - (own < total) for m, total in totals.items() if m != model_id}


def test_a_model_without_rivals_is_reached_by_the_answer_that_speaks_for_it():
    # Advice must rest on `lack`, where nothing speaks for it: b and c cost nothing.
    alone = small_pack(north={"people.a": -2, "people.b": 2, "lack.a": -3})
    witness = verify(alone).witnesses["north"]
    assert (witness["people"], witness["lack"]) == (("b",), ("b",))


def test_an_answer_that_is_not_best_but_lets_a_model_start_is_enough_to_reach_it():
    # On `lack`, a alone earns north most and makes it unready; with b, it is ready.
    needs = {"north": [condition("lack", 1, ("b",), ("a",))]}
    pack = small_pack(lead=1, conditions=needs, north={"lack.a": 9}, south={"lack.b": 3})
    assert verify(pack).witnesses["north"]["lack"] == ("a", "b")
    gated = small_pack(
        north={"lack.a": 9, "field.a": 9},
        conditions={"north": [condition("door", 1, ("on",), ("yes",))]},
    )
    door = gated.questions[0]
    more = door._replace(options=(*door.options, door.options[0]._replace(id="on")))
    assert verify(gated._replace(questions=(more, *gated.questions[1:]))).witnesses["north"]


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
    found = verify(pack)
    flaws = {(flaw.code, flaw.file, flaw.path) for flaw in found.flaws}
    totals = [totals_of(pack, answers) for answers in situations]
    for model in pack.models:
        file = f"models/{model.id}.yaml"
        assert (("unreachable-model", file, "id") in flaws) == (model.id not in reached)
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


@some(max_examples=15)
@given(st.data())
def test_a_plan_holds_each_role_and_each_challenge_of_its_model_once(data):
    pack = data.draw(any_packs()).pack
    answers = data.draw(answers_to(pack))
    met = {h.id: h.met for q in pack.questions for h in q.holders}
    for plan in recommend(pack, answers).plans:
        model = pack.model(plan.model)
        assert sorted((*plan.risks, *plan.challenges)) == sorted(c.id for c in model.challenges)
        for challenge in model.challenges:
            bites = any(set(answers.get(k, ())) & set(v) for k, v in challenge.when.items())
            assert (challenge.id in plan.risks) == bites
        grid = pack.grid()
        for role, told in zip(model.roles, plan.roles, strict=True):
            holder = next(iter(answers.get(f"{grid.id}.{role.role}", ())), None)
            status = {None: Status.UNKNOWN, True: Status.IN_PLACE, False: Status.NOT_YET}[
                met.get(holder)
            ]
            assert told == (role.role, holder, status)
        here = {(m.id, p.id) for m in pack.models for p in m.pathways if p.to == plan.model}
        assert set(plan.arriving) == here
