"""What changes between two recommendations, in words."""

from concertation_cli.engine.moves import moves
from concertation_cli.engine.results import Recommendation
from concertation_cli.render.advice_phrases import AdvicePhrases
from concertation_cli.render.blocks import Block, Item, Items, Para
from concertation_cli.render.parts import Parts


class Changes(Parts):
    """The difference that an answer makes."""

    say: AdvicePhrases

    def __init__(self, phrases: AdvicePhrases) -> None:
        super().__init__(phrases)
        self.say = phrases

    def blocks(self, before: Recommendation, after: Recommendation) -> list[Block]:
        """Return what moves, or that nothing does."""
        moved = moves(before, after)
        was, now = self.say.verdict(before), self.say.verdict(after)
        blocks: list[Block] = [self.heading("moves")]
        if was == now:
            key = "moves.same" if moved else "moves.nothing"
            return [*blocks, Para(self.words(key)), *self._scores(before, after)]
        return [
            *blocks,
            Para(self.words("moves.before", text=was)),
            Para(self.words("moves.after", text=now), strong=True),
            *self._scores(before, after),
        ]

    def _scores(self, before: Recommendation, after: Recommendation) -> list[Block]:
        items = []
        for move in moves(before, after):
            if move.before and move.after:
                text = self.words(
                    "moves.score",
                    model=self.say.name(move.model),
                    score_before=move.before[0],
                    score_after=move.after[0],
                    rank_before=move.before[1],
                    rank_after=move.after[1],
                )
                items.append(Item(text))
        return [Items(tuple(items))] if items else []
