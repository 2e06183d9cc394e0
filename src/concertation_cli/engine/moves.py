"""What moves between two recommendations."""

from collections.abc import Mapping
from typing import NamedTuple

from concertation_cli.engine.results import Recommendation

Places = Mapping[str, tuple[int, int]]
"""(score, rank) by model, best first; empty where nothing was ranked."""


class Move(NamedTuple):
    """One model's score and rank, before and after; None where it was not ranked."""

    model: str
    before: tuple[int, int] | None
    after: tuple[int, int] | None


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
