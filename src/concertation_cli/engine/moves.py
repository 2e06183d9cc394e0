"""What moves between two recommendations."""

from typing import NamedTuple

from concertation_cli.engine.results import Recommendation


class Move(NamedTuple):
    """One model's score and rank, before and after; None where nothing was ranked."""

    model: str
    before: tuple[int, int] | None
    after: tuple[int, int] | None


def moves(before: Recommendation, after: Recommendation) -> tuple[Move, ...]:
    """Return the models whose score or rank differs, in the later order.

    Each pair is (score, rank).
    """
    old = {s.model: (s.score.total, s.rank) for s in before.ranking}
    new = {s.model: (s.score.total, s.rank) for s in after.ranking}
    return tuple(
        Move(model, old.get(model), new.get(model))
        for model in dict.fromkeys((*new, *old))
        if old.get(model) != new.get(model)
    )
