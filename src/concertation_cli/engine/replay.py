"""A saved recommendation against the present pack: what changed, and because of what.

Scores are sums of reasons, so that the difference between two scores is told in full by
the reasons that came, went or changed.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from concertation_cli.engine.recommend import recommend
from concertation_cli.engine.results import Kind, Reason, Recommendation, Standing
from concertation_cli.knowledge.answers import Gone
from concertation_cli.knowledge.records import Answers, Pack

Places = Mapping[str, tuple[int, int]]
"""(score, rank) by model, best first; empty where nothing was ranked."""


class Move(NamedTuple):
    """One model's score and rank, before and after; None where it was not ranked."""

    model: str
    before: tuple[int, int] | None
    after: tuple[int, int] | None


class SavedReason(NamedTuple):
    """A reason as it was saved; `criterion` without the model's id."""

    criterion: str
    question: str
    points: int


class SavedStanding(NamedTuple):
    """A model's place as it was saved; `conditions` holds statuses by id."""

    model: str
    name: str
    rank: int
    score: int
    reasons: tuple[SavedReason, ...]
    conditions: Mapping[str, str]


class Saved(NamedTuple):
    """A saved recommendation.

    Attributes:
        ranking: None where it was saved in an older form, whose points compare with none here.
        answers: Those that the present pack still knows.
        gone: What the present pack no longer knows of them.
    """

    pack: str
    version: str
    digest: str
    kind: str
    models: tuple[str, ...]
    ranking: tuple[SavedStanding, ...] | None
    answers: Answers
    gone: tuple[Gone, ...] = ()


class Why(StrEnum):
    """What a difference comes from."""

    ANSWER_GONE = "answer-gone"
    MODEL_GONE = "model-gone"
    MODEL_NEW = "model-new"
    CRITERION_GONE = "criterion-gone"
    CRITERION_NEW = "criterion-new"
    POINTS = "points"
    CONDITION = "condition"
    RULES = "rules"


class Cause(NamedTuple):
    """One thing that differs.

    Attributes:
        model: The model it bears on; empty where it bears on all.
        id: By kind: the answer's key, the criterion, or the condition.
        before: Points, a status or an option, as it was; None where there was none.
        shift: What it adds to the model's score; those of a model add up to what it moved.
    """

    why: Why
    model: str = ""
    id: str = ""
    before: int | str | None = None
    after: int | str | None = None
    shift: int = 0


class Replay(NamedTuple):
    """What became of a saved recommendation.

    Attributes:
        same: The verdict, the models it names, all scores and ranks are the same; of one saved
            in an older form, the verdict, the models and the answers.
    """

    same: bool
    result: Recommendation
    moves: tuple[Move, ...]
    causes: tuple[Cause, ...]


def replay(pack: Pack, saved: Saved) -> Replay:
    """Return the advice of the present pack on the same answers, and the causes of differences."""
    result = recommend(pack, saved.answers)
    kept = (saved.kind, saved.models) == (result.verdict.kind, result.verdict.models)
    causes = [
        Cause(Why.ANSWER_GONE, id=lost.key, before=lost.option or None) for lost in saved.gone
    ]
    if saved.ranking is None:
        return Replay(kept and not saved.gone, result, (), tuple(causes))
    moved = moves({s.model: (s.score, s.rank) for s in saved.ranking}, places(result))
    causes += _of_models(saved, saved.ranking, result)
    if not kept and not causes:
        causes.append(Cause(Why.RULES))
    return Replay(kept and not moved, result, moved, tuple(causes))


def places(result: Recommendation) -> Places:
    """Return each model's score and rank."""
    return {standing.model: (standing.score.total, standing.rank) for standing in result.ranking}


def moves(before: Places, after: Places) -> tuple[Move, ...]:
    """Return the models whose score or rank differs, in the later order; those gone come last."""
    return tuple(
        Move(model, before.get(model), after.get(model))
        for model in dict.fromkeys((*after, *before))
        if before.get(model) != after.get(model)
    )


def _of_models(
    saved: Saved, ranking: Sequence[SavedStanding], result: Recommendation
) -> list[Cause]:
    """Return the causes of differences, model by model."""
    if Kind.NOT_A_CONCERTATION in {saved.kind, result.verdict.kind}:
        return []  # nothing was ranked on one side or the other
    old = {standing.model: standing for standing in ranking}
    new = {standing.model: standing for standing in result.ranking}
    causes = [Cause(Why.MODEL_GONE, model) for model in old if model not in new]
    causes += [Cause(Why.MODEL_NEW, model) for model in new if model not in old]
    for model, now in new.items():
        was = old.get(model)
        if was is not None:
            causes += _reasons(model, was.reasons, now.score.reasons)
            causes += _conditions(model, was.conditions, now)
    return causes


def _reasons(model: str, old: Sequence[SavedReason], new: Sequence[Reason]) -> list[Cause]:
    """Return the criteria that fire no more, fire now, or give other points."""
    before = {reason.criterion: reason for reason in old}
    after = {reason.criterion or reason.question: reason for reason in new}
    causes = []
    for name in dict.fromkeys((*before, *after)):
        was, now = before.get(name), after.get(name)
        points = (was.points if was else None, now.points if now else None)
        if points[0] != points[1]:
            shift = (now.points if now else 0) - (was.points if was else 0)
            kind = Why.CRITERION_NEW if was is None else Why.POINTS
            kind = Why.CRITERION_GONE if now is None else kind
            causes.append(Cause(kind, model, name, *points, shift))
    return causes


def _conditions(model: str, old: Mapping[str, str], new: Standing) -> list[Cause]:
    """Return the conditions whose status differs; those that are new or gone among them."""
    now = {status.id: str(status.status) for status in new.conditions}
    return [
        Cause(Why.CONDITION, model, name, old.get(name), now.get(name))
        for name in dict.fromkeys((*old, *now))
        if old.get(name) != now.get(name)
    ]
