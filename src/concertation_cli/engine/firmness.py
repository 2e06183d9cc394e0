"""How the advice stands up: to single changes of an answer, and to what was skipped.

What is counted is ways of answering, all taken alike: no share is a probability (decision 009).
"""

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import NamedTuple

from concertation_cli.engine.answering import (
    Change,
    Earned,
    Earnings,
    admissible,
    changes,
    unanswered,
)
from concertation_cli.engine.results import Score
from concertation_cli.knowledge.records import Answers, Pack

MAX_CHANGES = 2
"""Most changes in the nearest set that puts a runner-up first."""


class Share(NamedTuple):
    """How many of the changes tried leave the leader alone first."""

    kept: int
    tried: int


class Flip(NamedTuple):
    """A single change that puts another model first; `then` holds the models at rank 1."""

    question: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    then: tuple[str, ...]


class Skipped(NamedTuple):
    """A skipped question, and the models that its answer alone could put first or level.

    On a tie for first, the models that its answer alone could leave alone first.
    """

    question: str
    could_give: tuple[str, ...]


class Firmness(NamedTuple):
    """All that is known of how firm a ranking is.

    Attributes:
        lead: Points between the first two; None where there is one model only.
        changes: None on a tie for first.
    """

    lead: int | None
    changes: Share | None
    flips: tuple[Flip, ...]
    skipped: tuple[Skipped, ...]


def assess(
    pack: Pack, answers: Answers, ranking: Sequence[Score], earnings: Earnings | None = None
) -> Firmness:
    """Return the firmness of the first place of this ranking: that by the answers alone."""
    earnings = earnings or Earnings(pack)
    order = [model.id for model in pack.models]
    totals = earnings.total(answers)
    singles = changes(pack, earnings, answers)
    tied = len(ranking) > 1 and ranking[0].total == ranking[1].total
    leader = None if tied else order.index(ranking[0].model)
    flips = tuple(_flips(order, totals, singles, leader))
    skipped = tuple(_skipped(pack, earnings, answers, totals, leader))
    lead = ranking[0].total - ranking[1].total if len(ranking) > 1 else None
    changed = None if tied else Share(len(singles) - len(flips), len(singles))
    return Firmness(lead, changed, flips, skipped)


def top(totals: Earned) -> tuple[int, ...]:
    """Return the places of the models at rank 1."""
    best = max(totals)
    return tuple(place for place, total in enumerate(totals) if total == best)


def _moved(totals: Earned, shift: Earned) -> Earned:
    return tuple(map(sum, zip(totals, shift, strict=True)))


# -- single changes ----------------------------------------------------------------------


def _flips(
    order: Sequence[str], totals: Earned, singles: Iterable[Change], leader: int | None
) -> Iterable[Flip]:
    """Yield the changes after which the leader is no longer alone first, mildest first.

    On a tie there is no leader: those after which one model is alone first. The mildest
    change is the one that moves the fewest points in all.
    """
    for change in sorted(singles, key=lambda change: sum(map(abs, change.shift))):
        places = top(_moved(totals, change.shift))
        if places != (leader,) if leader is not None else len(places) == 1:
            then = tuple(order[place] for place in places)
            yield Flip(change.question, change.before, change.after, then)


def nearest_changes(
    pack: Pack, answers: Answers, model_id: str, earnings: Earnings | None = None
) -> tuple[Change, ...]:
    """Return the smallest set of single changes that puts a model alone first.

    Two at most, on different questions; among sets of one size, the one that moves the
    fewest points. Empty when there is none.
    """
    earnings = earnings or Earnings(pack)
    totals = earnings.total(answers)
    wanted = [model.id for model in pack.models].index(model_id)
    singles = changes(pack, earnings, answers)
    leader = max((p for p in range(len(totals)) if p != wanted), key=totals.__getitem__)
    gap = totals[leader] - totals[wanted]
    for size in range(1, MAX_CHANGES + 1):
        # A set can only do it if it makes up the gap to the leader.
        sets = (
            chosen
            for chosen in combinations(singles, size)
            if sum(c.shift[wanted] - c.shift[leader] for c in chosen) > gap
            and len({c.question for c in chosen}) == size
        )
        fit = [chosen for chosen in sets if _puts_first(totals, chosen, wanted)]
        if fit:
            return min(fit, key=lambda chosen: sum(abs(n) for c in chosen for n in c.shift))
    return ()


def _puts_first(totals: Earned, chosen: Iterable[Change], wanted: int) -> bool:
    for change in chosen:
        totals = _moved(totals, change.shift)
    return top(totals) == (wanted,)


# -- skipped questions -------------------------------------------------------------------


def _skipped(
    pack: Pack, earnings: Earnings, answers: Answers, totals: Earned, leader: int | None
) -> Iterable[Skipped]:
    for question in unanswered(pack, answers):
        could: set[int] = set()
        for answer in admissible(question):
            places = top(_moved(totals, earnings.of(question, answer)))
            if leader is None:
                could.update(places if len(places) == 1 else ())
            elif places != (leader,):
                could.update(place for place in places if place != leader)
        models = tuple(pack.models[place].id for place in sorted(could))
        yield Skipped(question.id, models)
