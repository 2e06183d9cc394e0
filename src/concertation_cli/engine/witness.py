"""Situations that show something: the shortest that calls for a model, one that moves a rank."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, product

from concertation_cli.engine.answering import Earned, Earnings, admissible, open_to_change
from concertation_cli.engine.recommend import recommend
from concertation_cli.engine.results import Kind
from concertation_cli.engine.verdict import gate_question
from concertation_cli.knowledge.pack import Answers, Criterion, Model, Pack, Question

MAX_ANSWERS = 4
"""Most answers tried one set after another; beyond, every question gets its best answer."""


def ready_answers(pack: Pack, model: Model) -> dict[str, tuple[str, ...]]:
    """Return the answers that give no points but let a model start: gate passed, roles held."""
    gate = gate_question(pack)
    passing = next(option.id for option in gate.options if not option.refuses)
    answers: dict[str, tuple[str, ...]] = {gate.id: (passing,)}
    for requirement in model.requirements:
        question = pack.question(requirement.question)
        if question.kind == "grid":
            answers[requirement.question] = next((h.id,) for h in question.holders if h.met)
    return answers


def calls_for(pack: Pack, answers: Answers, model: Model) -> bool:
    """Whether these answers make the model the recommended one."""
    verdict = recommend(pack, answers).verdict
    return verdict.kind is Kind.RECOMMENDED and verdict.models == (model.id,)


def shortest(pack: Pack, model: Model) -> dict[str, tuple[str, ...]] | None:
    """Return the shortest situation that calls for a model, or None when none was found.

    Sets of one answer, then two and so on, are tried whole, over the answers whose every option
    speaks for the model and that no other betters for it against every rival. Among sets of
    one size, the one with the largest lead, without the options it can spare. Beyond
    `MAX_ANSWERS` only the best answer to every question is tried: None is the outcome of a
    bounded search, not a proof.
    """
    earnings = Earnings(pack)
    place = pack.models.index(model)
    questions = open_to_change(pack)
    fronts = {q.id: _front(earnings, q, model, place) for q in questions}
    base = ready_answers(pack, model)
    for size in range(1, MAX_ANSWERS + 1):
        found = [
            (lead, answers)
            for chosen in combinations(questions, size)
            for lead, answers in _sets(chosen, fronts, place)
            if lead >= pack.limits.lead
        ]
        for _, answers in sorted(found, key=lambda pair: -pair[0]):
            if calls_for(pack, {**base, **answers}, model):
                return _spared(pack, {**base, **answers}, model)
    best = {q.id: fronts[q.id][0][0] for q in questions if fronts[q.id]}
    whole = {**base, **best}
    return whole if calls_for(pack, whole, model) else None


def _spared(
    pack: Pack, answers: dict[str, tuple[str, ...]], model: Model
) -> dict[str, tuple[str, ...]]:
    """Return the answers without the options that the verdict does not need."""
    for question in open_to_change(pack):
        chosen = answers.get(question.id, ())
        for option in sorted(chosen, key=lambda o: _points(model, question, o)):
            fewer = tuple(kept for kept in answers[question.id] if kept != option)
            if fewer and calls_for(pack, {**answers, question.id: fewer}, model):
                answers = {**answers, question.id: fewer}
    return answers


def _front(
    earnings: Earnings, question: Question, model: Model, place: int
) -> list[tuple[tuple[str, ...], Earned]]:
    """Return the answers that are best for a model against some rival, the surest first."""
    margins: dict[Earned, tuple[str, ...]] = {}
    for answer in admissible(question):
        if any(_points(model, question, option) <= 0 for option in answer):
            continue
        earned = earnings.of(question, answer)
        margins.setdefault(tuple(earned[place] - other for other in earned), answer)
    kept = [
        (answer, margin)
        for margin, answer in margins.items()
        if not any(other != margin and all(map(int.__ge__, other, margin)) for other in margins)
    ]
    return sorted(kept, key=lambda pair: -sum(pair[1]))


def _sets(
    questions: Iterable[Question],
    fronts: Mapping[str, list[tuple[tuple[str, ...], Earned]]],
    place: int,
) -> Iterator[tuple[int, dict[str, tuple[str, ...]]]]:
    """Yield each set of answers to these questions with the model's lead over its best rival."""
    ids = [question.id for question in questions]
    for chosen in product(*(fronts[question_id] for question_id in ids)):
        sums = [sum(column) for column in zip(*(margin for _, margin in chosen), strict=True)]
        lead = min(total for rival, total in enumerate(sums) if rival != place)
        yield lead, {i: answer for i, (answer, _) in zip(ids, chosen, strict=True)}


def _points(model: Model, question: Question, option: str) -> int:
    return sum(
        c.points for c in model.criteria if c.question == question.id and option in c.options
    )


def moves_a_rank(
    pack: Pack, earnings: Earnings, model: Model, criterion: Criterion
) -> dict[str, tuple[str, ...]] | None:
    """Return answers under which a criterion moves its model past, or level with, another.

    Exact: with the criterion worth w points and the difference to a rival d, taking it away
    changes their order just when d lies between 0 and w. Which differences can be reached
    is known from the sums over the other questions. None means that there are no such answers.
    """
    question = pack.question(criterion.question)
    weight = pack.themes[question.theme].weight * criterion.points
    window = range(min(0, weight), max(0, weight) + 1)
    place = pack.models.index(model)
    firing = [a for a in admissible(question) if any(o in criterion.options for o in a)]
    others = [q for q in open_to_change(pack) if q.id != question.id]
    for rival in range(len(pack.models)):
        if rival == place:
            continue
        reached: dict[int, dict[str, tuple[str, ...]]] = {}
        for answer in firing:
            earned = earnings.of(question, answer)
            reached.setdefault(earned[place] - earned[rival], {question.id: answer})
        for other in others:
            if any(difference in reached for difference in window):
                break
            reached = _further(earnings, other, place, rival, reached)
        for difference in window:
            if difference in reached:
                return reached[difference]
    return None


def _further(
    earnings: Earnings,
    question: Question,
    place: int,
    rival: int,
    reached: Mapping[int, dict[str, tuple[str, ...]]],
) -> dict[int, dict[str, tuple[str, ...]]]:
    """Return the differences that can be reached with one more question, or without it."""
    steps: dict[int, tuple[str, ...]] = {}
    for answer in admissible(question):
        earned = earnings.of(question, answer)
        steps.setdefault(earned[place] - earned[rival], answer)
    further = dict(reached)
    for difference, answers in reached.items():
        for step, answer in steps.items():
            further.setdefault(difference + step, {**answers, question.id: answer})
    return further
