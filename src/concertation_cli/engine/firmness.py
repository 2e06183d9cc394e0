"""How the advice stands up: to skipped answers, to single changes, to other weights.

Three separate numbers, never multiplied, and none of them a probability: each counts
ways of answering or of weighing, all taken alike (decision 005).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import combinations
from math import comb, prod
from operator import mul, sub
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
from concertation_cli.knowledge.pack import Answers, Pack

LATTICE = 14
"""Steps of the lattice of weightings: with four corners, 680 points."""

MAX_CHANGES = 2
"""Most changes in the nearest set that puts a runner-up first."""


class Share(NamedTuple):
    """How many of the ways tried leave the leader strictly ahead.

    Attributes:
        kept: Those that do.
        tried: All of them.
        rival: Of whom, where it is one rival's share; else None.
    """

    kept: int
    tried: int
    rival: str | None = None


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
    """All that is known of how firm a ranking is; shares are None on a tie for first."""

    fillings: Share | None
    changes: Share | None
    weightings: Share | None
    flips: tuple[Flip, ...]
    skipped: tuple[Skipped, ...]


def assess(
    pack: Pack, answers: Answers, ranking: Sequence[Score], earnings: Earnings | None = None
) -> Firmness:
    """Return how firm the first place of this ranking is."""
    earnings = earnings or Earnings(pack)
    order = [model.id for model in pack.models]
    totals = earnings.total(pack, answers)
    singles = changes(pack, earnings, answers)
    tied = len(ranking) > 1 and ranking[0].total == ranking[1].total
    leader = None if tied else order.index(ranking[0].model)
    flips = tuple(_flips(order, totals, singles, leader))
    skipped = tuple(_skipped(pack, earnings, answers, totals, leader))
    if leader is None:
        return Firmness(None, None, None, flips, skipped)
    return Firmness(
        _fillings(pack, earnings, answers, [order.index(score.model) for score in ranking]),
        Share(len(singles) - len(flips), len(singles)),
        _weightings(pack, ranking),
        flips,
        skipped,
    )


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
    totals = earnings.total(pack, answers)
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


def _fillings(pack: Pack, earnings: Earnings, answers: Answers, ranking: Sequence[int]) -> Share:
    """Return the smallest share, over the rivals, of fillings that keep the leader ahead.

    Among equal shares, that of the best-ranked rival; `ranking` holds the models' places.

    A filling gives every skipped question one admissible answer, all equally likely. For
    one rival only the difference counts, and differences add up over questions: their
    exact distribution is a convolution of whole numbers.
    """
    questions = unanswered(pack, answers)
    ways = {question.id: admissible(question) for question in questions}
    tried = prod(len(answers) for answers in ways.values())
    totals = earnings.total(pack, answers)
    smallest: Share | None = None
    leader, *rivals = ranking
    for rival in rivals:
        leads = Counter({totals[leader] - totals[rival]: 1})
        for question in questions:
            steps = Counter(
                earned[leader] - earned[rival]
                for earned in (earnings.of(question, answer) for answer in ways[question.id])
            )
            leads = _convolved(leads, steps)
        kept = sum(count for lead, count in leads.items() if lead > 0)
        if smallest is None or kept < smallest.kept:
            smallest = Share(kept, tried, pack.models[rival].id)
    return smallest or Share(tried, tried)


def _convolved(leads: Counter[int], steps: Counter[int]) -> Counter[int]:
    sums: Counter[int] = Counter()
    for lead, ways in leads.items():
        for step, times in steps.items():
            sums[lead + step] += ways * times
    return sums


# -- weightings --------------------------------------------------------------------------


Weights = tuple[int, ...]
"""A whole number for each scored theme, in order."""


def weightings(pack: Pack) -> tuple[Weights, ...]:
    """Return the weightings tried.

    They keep each leading theme as heavy as the trailing one, or heavier. Barycentric
    coordinates (i + 1/4) on a lattice, over corners: each theme but the trailing one alone,
    and the leading themes with the trailing one in equal parts. All weights are multiplied
    up to whole numbers, so that ties are exact.
    """
    corners = _corners(pack)
    return tuple(
        tuple(sum(map(mul, shares, column)) for column in zip(*corners, strict=True))
        for shares in _shares(len(corners))
    )


@cache
def _shares(corners: int) -> tuple[Weights, ...]:
    """Return the shares of the corners, times four: 4 i + 1."""
    found = []
    for steps in combinations(range(LATTICE + corners - 1), corners - 1):
        bars = (-1, *steps, LATTICE + corners - 1)
        found.append(tuple(4 * (bars[n + 1] - bars[n] - 1) + 1 for n in range(corners)))
    return tuple(found)


def _corners(pack: Pack) -> tuple[Weights, ...]:
    """Return the corners, each with the same sum of weights."""
    parts = {theme: pack.themes[theme].part for theme in pack.scored_themes()}
    mixed = [theme for theme, part in parts.items() if part in {"leading", "trailing"}]
    trailing = "trailing" in parts.values()
    whole = len(mixed) if trailing else 1
    corners = [
        tuple(whole if theme == corner else 0 for theme in parts)
        for corner, part in parts.items()
        if part != "trailing"
    ]
    if trailing:
        corners.append(tuple(int(theme in mixed) for theme in parts))
    return tuple(corners)


def _weightings(pack: Pack, ranking: Sequence[Score]) -> Share:
    """Return under how many weightings the leader stays strictly first.

    A lead under weights that mix the corners is the same mix of the leads at the corners.
    """
    themes = pack.scored_themes()
    corners = _corners(pack)
    raw = [[s.themes[t] // pack.themes[t].weight for t in themes] for s in ranking]
    leads = {
        tuple(sum(map(mul, map(sub, raw[0], row), corner)) for corner in corners) for row in raw[1:]
    }
    # Ahead at every corner is ahead everywhere.
    threats = [lead for lead in leads if min(lead) <= 0]
    tried = comb(LATTICE + len(corners) - 1, len(corners) - 1)
    if not threats:
        return Share(tried, tried)
    kept = sum(
        all(sum(map(mul, lead, shares)) > 0 for lead in threats) for shares in _shares(len(corners))
    )
    return Share(kept, tried)
