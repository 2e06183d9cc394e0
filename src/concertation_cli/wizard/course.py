"""The course of an interview: what is asked, in which order, and where one stands.

A step is the key of an answer (a question's id, or `<grid>.<role>`), or one of the two
texts that close the interview.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from concertation_cli.engine.recommend import rank_models
from concertation_cli.engine.verdict import gate_question, is_refused
from concertation_cli.knowledge.pack import GATE, Pack, Situation
from concertation_cli.knowledge.situation import answer_keys

LEADING_MODELS = 3
"""How many models, best first, the roles are asked for."""

TITLE, NOTES = "#title", "#notes"
TEXTS = (TITLE, NOTES)


class Manner(StrEnum):
    """How much is asked: every question, or the gate and those that advice must rest on."""

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


class Place(NamedTuple):
    """Where a question stands in the interview.

    Attributes:
        number: Which question this is, from 1.
        total: How many there will be, as far as is known.
        row: Of a grid: which role this is, from 1; else 0.
        rows: Of a grid: how many roles are asked; else 0.
    """

    number: int
    total: int
    row: int = 0
    rows: int = 0


def upcoming(pack: Pack, progress: Progress) -> tuple[str, ...]:
    """Return the steps still to come, in order."""
    asked, gate = progress.asked, gate_question(pack).id
    refused = is_refused(pack, progress.situation.answers)
    if refused and gate in asked:
        return ()
    ahead = [] if refused else _after_gate(pack, progress)
    return tuple(step for step in (gate, *ahead, *TEXTS) if step not in asked)


def _after_gate(pack: Pack, progress: Progress) -> list[str]:
    """Return the keys of the questions to ask once the gate has let through."""
    if progress.manner is Manner.QUICK:
        return list(pack.quick_questions())
    leading = rank_models(pack, progress.situation.answers)[:LEADING_MODELS]
    needed = _needed_roles(pack, (standing.model for standing in leading))
    ahead = []
    for question in pack.questions:
        keys = answer_keys(question) if question.theme != GATE else ()
        if question.kind == "grid":
            ahead += [key for key in keys if key.partition(".")[2] in needed]
        else:
            ahead += keys
    return ahead


def _needed_roles(pack: Pack, models: Iterable[str]) -> frozenset[str]:
    """Return the roles that some models need."""
    needed: set[str] = set()
    for model in map(pack.model, models):
        needed |= {role.role for role in model.roles}
        needed |= {r.question.partition(".")[2] for r in model.requirements}
    return frozenset(needed)


def questions_of(steps: tuple[str, ...]) -> tuple[str, ...]:
    """Return the questions that steps belong to, each once; the texts are none."""
    return tuple(dict.fromkeys(step.partition(".")[0] for step in steps if step not in TEXTS))


def place(pack: Pack, progress: Progress, step: str) -> Place:
    """Return where a step stands among those asked and those to come."""
    others = tuple(s for s in upcoming(pack, progress) if s not in progress.asked)
    steps = (*progress.asked, *others)
    if step not in steps:
        steps = (*steps, step)
    questions = questions_of(steps)
    question = step.partition(".")[0]
    number = questions.index(question) + 1
    if question == step:
        return Place(number, len(questions))
    rows = [s for s in steps if s.partition(".")[0] == question]
    return Place(number, len(questions), rows.index(step) + 1, len(rows))


def following(pack: Pack, progress: Progress, step: str) -> str | None:
    """Return the step after this one, asked before or not; None at the end."""
    if step == gate_question(pack).id and is_refused(pack, progress.situation.answers):
        return None
    later = progress.asked[progress.asked.index(step) + 1 :] if step in progress.asked else ()
    return next(iter((*later, *upcoming(pack, progress))), None)


def preceding(progress: Progress, step: str | None) -> str | None:
    """Return the step asked before this one, or the last one asked; None at the beginning."""
    if step is None or step not in progress.asked:
        return progress.asked[-1] if progress.asked else None
    number = progress.asked.index(step)
    return progress.asked[number - 1] if number else None


def unasked(pack: Pack, progress: Progress) -> tuple[str, ...]:
    """Return the questions that this interview leaves out.

    Not a grid of which some roles were asked: the others belong to models that do not lead.
    """
    whole = progress._replace(manner=Manner.FULL)
    asked = questions_of(progress.asked)
    return tuple(key for key in questions_of(upcoming(pack, whole)) if key not in asked)
