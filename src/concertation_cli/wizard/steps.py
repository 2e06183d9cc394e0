"""The course of an interview: what is asked, in which order, and where one stands.

A step is the key of an answer (a question's id, or `<grid>.<row>`), or one of the two texts
that close the interview. Facts come first, then the recognition, then the deciding question
where it settles something, then what the plan of the models named needs.
"""

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import NamedTuple

from concertation_cli.engine.conditions import is_met
from concertation_cli.engine.recognition import shown
from concertation_cli.engine.recommend import rank_models, recommend
from concertation_cli.engine.scoring import by_answers
from concertation_cli.engine.verdict import (
    gate_question,
    is_refused,
    is_refused_by_gate,
    open_deciding,
)
from concertation_cli.knowledge.answers import answer_keys
from concertation_cli.knowledge.records import (
    DECIDING,
    GATE,
    PORTRAIT,
    Pack,
    Situation,
)

MAX_ROWS = 10
"""Most rows of grids that one interview asks for."""

TITLE, NOTES = "#title", "#notes"
TEXTS = (TITLE, NOTES)


class Manner(StrEnum):
    """How much is asked: every question, or the gate, those marked quick, the recognition."""

    FULL = "full"
    QUICK = "quick"


class Progress(NamedTuple):
    """Where an interview stands; all of it can be written down and taken up again.

    Attributes:
        asked: The steps that were answered, "I don't know" included, in their order.
    """

    situation: Situation = Situation()
    asked: tuple[str, ...] = ()
    manner: Manner = Manner.FULL


def begun_from(pack: Pack, situation: Situation, manner: Manner) -> Progress:
    """Return the progress of an interview that asks only what a situation leaves blank."""
    keys = [key for question in pack.questions for key in answer_keys(question)]
    texts = {TITLE: situation.title, NOTES: situation.notes}
    answered = [key for key in keys if key in situation.answers]
    return Progress(situation, (*answered, *(step for step in TEXTS if texts[step])), manner)


class Place(NamedTuple):
    """Where a question stands in the interview.

    Attributes:
        number: Which question this is, from 1.
        total: How many there will be, as far as is known.
        row: Of a grid: which row this is, from 1; else 0.
        rows: Of a grid: how many rows are asked; else 0.
    """

    number: int
    total: int
    row: int = 0
    rows: int = 0


def upcoming(pack: Pack, progress: Progress) -> tuple[str, ...]:
    """Return the steps still to come, in order."""
    asked, gate = progress.asked, gate_question(pack).id
    if _end(pack, progress):
        return ()
    shut = is_refused_by_gate(pack, progress.situation.answers)
    ahead = [] if shut else _after_gate(pack, progress)
    return tuple(step for step in (gate, *ahead, *TEXTS) if step not in asked)


def _end(pack: Pack, progress: Progress) -> str | None:
    """Return the step whose answer has ended the questions, if any."""
    steps = (gate_question(pack).id, PORTRAIT)
    return next((s for s in steps if s in progress.asked and _ends(pack, progress, s)), None)


def _ends(pack: Pack, progress: Progress, step: str) -> bool:
    """Whether what was answered at this step calls for no model: nothing more is asked."""
    answers = progress.situation.answers
    if step == gate_question(pack).id:
        return is_refused_by_gate(pack, answers)
    return step == PORTRAIT and is_refused(pack, answers)


def _after_gate(pack: Pack, progress: Progress) -> list[str]:
    """Return the keys of the questions to ask once the gate has let through."""
    quick = progress.manner is Manner.QUICK
    marked = pack.quick_questions()
    needed = () if quick else needed_rows(pack, progress)
    ahead: list[str] = []
    for question in pack.questions:
        keys = answer_keys(question)
        if question.theme == GATE:
            continue
        if question.theme == DECIDING:
            ahead += [question.id] if question.id == _deciding(pack, progress) else []
        elif question.kind == "grid":
            ahead += [key for key in keys if key in needed]
        elif question.id == PORTRAIT or not quick or question.id in marked:
            ahead += keys
    return ahead


def _deciding(pack: Pack, progress: Progress) -> str | None:
    """Return the deciding question that would settle the verdict, once what it needs is asked."""
    ids = [question.id for question in pack.deciding]
    for key in ids:
        if key in progress.asked:
            return key  # one is enough; it stays where it was
    if not _facts_asked(pack, progress):
        return None
    answers = {k: v for k, v in progress.situation.answers.items() if k not in ids}
    question = open_deciding(pack, recommend(pack, answers).verdict)
    return question.id if question else None


def _facts_asked(pack: Pack, progress: Progress) -> bool:
    """Whether the recognition was asked; in a pack without, all that gives points."""
    if pack.portrayed():
        return PORTRAIT in progress.asked
    quick = progress.manner is Manner.QUICK
    wanted = pack.quick_questions() if quick else pack.scored_questions()
    return set(wanted) <= set(progress.asked)


def needed_rows(pack: Pack, progress: Progress) -> tuple[str, ...]:
    """Return the rows of grids to ask for: ten at most, for the models that would be named now.

    Conditions that are essential come first, then the others and the roles in the order of
    the phases that they are needed for.
    """
    answers = progress.situation.answers
    named = recommend(pack, answers).verdict.foremost
    grid = pack.grid()
    rows: list[tuple[bool, int, str]] = []
    for model in map(pack.model, named):
        rows += [
            (not condition.essential, condition.phase, condition.question)
            for condition in model.conditions
            if is_met(condition.when, answers)
        ]
        rows += [(True, role.phase, f"{grid.id}.{role.role}") for role in model.roles if grid]
    rows.sort(key=lambda row: row[:2])
    asked = [key for key in progress.asked if "." in key]
    keys = dict.fromkeys((*asked, *(key for _, _, key in rows)))
    return tuple(keys)[: max(MAX_ROWS, len(asked))]


def leading_portraits(pack: Pack, progress: Progress) -> tuple[str, ...]:
    """Return the models whose portraits are shown first, by what was answered so far."""
    answers = progress.situation.answers
    scores = by_answers(standing.score for standing in rank_models(pack, answers))
    return shown(pack, answers, scores)


def questions_of(steps: Sequence[str]) -> tuple[str, ...]:
    """Return the questions that steps belong to, each once; the texts are none."""
    return tuple(dict.fromkeys(step.partition(".")[0] for step in steps if step not in TEXTS))


def in_order(pack: Pack, steps: Collection[str]) -> tuple[str, ...]:
    """Return steps in the order of a whole interview, whenever each was asked."""
    keys = [key for question in pack.questions for key in answer_keys(question)]
    whole = dict.fromkeys((gate_question(pack).id, *keys, *TEXTS))
    return tuple(step for step in whole if step in steps)


def place(pack: Pack, progress: Progress, step: str) -> Place:
    """Return the place of a step among those asked and those to come."""
    steps = in_order(pack, {*progress.asked, *upcoming(pack, progress), step})
    questions = questions_of(steps)
    question = step.partition(".")[0]
    number = questions.index(question) + 1
    if question == step:
        return Place(number, len(questions))
    rows = [s for s in steps if s.partition(".")[0] == question]
    return Place(number, len(questions), rows.index(step) + 1, len(rows))


def following(
    pack: Pack, progress: Progress, step: str, passing_over: Collection[str] = ()
) -> str | None:
    """Return the step after this one, asked before or not, but for some; None at the end."""
    if _ends(pack, progress, step):
        return None
    ahead = [s for s in upcoming(pack, progress) if s not in passing_over]
    steps = in_order(pack, {*progress.asked, *ahead, step})
    later = [s for s in steps[steps.index(step) + 1 :] if s not in passing_over]
    return next(iter((*later, *ahead)), None)


def preceding(pack: Pack, progress: Progress, step: str | None) -> str | None:
    """Return the step asked before this one, or the last one asked; None at the beginning."""
    if step is None and (end := _end(pack, progress)):
        return end
    steps = in_order(pack, {*progress.asked, *([step] if step else [])})
    number = steps.index(step) if step else len(steps)
    return steps[number - 1] if number else None


def unasked_rows(pack: Pack, progress: Progress) -> tuple[str, ...]:
    """Return the rows of grids that the models named now need, and that were not asked."""
    if is_refused(pack, progress.situation.answers):
        return ()
    return tuple(key for key in needed_rows(pack, progress) if key not in progress.asked)
