"""What changes between two recommendations, in words."""

from collections.abc import Iterable

from concertation_cli.engine.moves import Move, moves, places
from concertation_cli.engine.results import Recommendation
from concertation_cli.phrases.advice import AdvicePhrases
from concertation_cli.phrases.numbers import with_minus
from concertation_cli.render.blocks import Block, Item, Items, Para
from concertation_cli.render.views.base import Parts


class Changes(Parts):
    """The difference that an answer makes."""

    say: AdvicePhrases

    def __init__(self, phrases: AdvicePhrases) -> None:
        super().__init__(phrases)
        self.say = phrases

    def blocks(self, before: Recommendation, after: Recommendation) -> list[Block]:
        """Return what moves, or that nothing does."""
        moved = moves(places(before), places(after))
        was, now = self.say.verdict(before), self.say.verdict(after)
        blocks: list[Block] = [self.heading("moves")]
        if was == now:
            return [*blocks, *self._same_verdict(before, after, moved), *self._scores(moved)]
        return [
            *blocks,
            Para(self.words("moves.before", text=was)),
            Para(self.words("moves.after", text=now), strong=True),
            *self._scores(moved),
        ]

    def _same_verdict(
        self, before: Recommendation, after: Recommendation, moved: Iterable[Move]
    ) -> list[Block]:
        """Return what changes besides the verdict: trust, what is missing, points, or nothing."""
        firm = self.say.firmness(after, None)
        if firm and firm != self.say.firmness(before, None):
            return [Para(self.words("moves.trust")), Para(firm, strong=True)]
        missing = self._to_check(before) != self._to_check(after)
        key = "moves.same" if moved else "moves.missing" if missing else "moves.nothing"
        return [Para(self.words(key))]

    def _to_check(self, result: Recommendation) -> object:
        """Return what is missing or still to check, and what to do, where a model is named."""
        if not result.verdict.models:
            return None
        return self.say.missing(result), self.say.first_steps(result.plans[0])

    def _scores(self, moved: Iterable[Move]) -> list[Block]:
        items = [Item(told_move(self, move)) for move in moved if move.before]
        return [Items(tuple(items))] if items else []


def told_move(parts: Parts, move: Move, name: str | None = None) -> str:
    """Return how a model's score and rank moved, or that it came or went.

    Args:
        parts: What tells the words.
        move: What moved.
        name: The model's name, where the pack does not know it any more.
    """
    name = parts.say.name(move.model) if name is None else name
    if not move.before or not move.after:
        score, rank = move.after or move.before or (0, 0)
        key = "moves.came" if move.after else "moves.went"
        return parts.words(key, model=name, score=with_minus(score), rank=rank)
    (score_before, rank_before), (score_after, rank_after) = move.before, move.after
    key = "moves.score"
    if rank_before == rank_after:
        key = "moves.rank-kept"
    elif score_before == score_after:
        key = "moves.score-kept"
    return parts.words(
        key,
        model=name,
        score_before=with_minus(score_before),
        score_after=with_minus(score_after),
        rank_before=rank_before,
        rank_after=rank_after,
    )
