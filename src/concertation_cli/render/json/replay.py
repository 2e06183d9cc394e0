"""The JSON of a saved recommendation that is taken up again."""

from typing import TYPE_CHECKING

from concertation_cli.engine.replay import Cause, Move, Replay, Saved, Why
from concertation_cli.render.json.recommendation import AdviceJson

if TYPE_CHECKING:
    from concertation_cli.render.json import types


class ReplayJson(AdviceJson):
    """What became of a saved recommendation, in one language."""

    def replay(self, saved: Saved, replay: Replay) -> "types.Replay":
        """Return the outcome: the same advice, or the changes and their causes."""
        verdict = replay.result.verdict
        return {
            **self.head(),
            "saved": {"id": saved.pack, "version": saved.version, "digest": saved.digest},
            "compared": "verdict" if saved.ranking is None else "all",
            "same": replay.same,
            "verdict": {
                "from": {"kind": saved.kind, "models": list(saved.models)},
                "to": {"kind": verdict.kind, "models": list(verdict.models)},
            },
            "moves": [_move(move) for move in replay.moves],
            "causes": [_cause(cause) for cause in replay.causes],
        }


def _move(move: Move) -> "types.Move":
    before, after = move.before or (None, None), move.after or (None, None)
    return {
        "model": move.model,
        "score": {"from": before[0], "to": after[0]},
        "rank": {"from": before[1], "to": after[1]},
    }


def _cause(cause: Cause) -> "types.Cause":
    criterion = cause.why in {Why.CRITERION_GONE, Why.CRITERION_NEW, Why.POINTS}
    return {
        "why": cause.why,
        "model": cause.model or None,
        "id": (f"{cause.model}/{cause.id}" if criterion else cause.id) or None,
        "from": cause.before,
        "to": cause.after,
        "shift": cause.shift,
    }
