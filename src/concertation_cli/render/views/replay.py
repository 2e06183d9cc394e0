"""What became of a saved recommendation, in words."""

from concertation_cli.engine.moves import Move
from concertation_cli.engine.replay import Cause, Replay, Saved, Why
from concertation_cli.knowledge.records import PORTRAIT, Situation
from concertation_cli.phrases.advice import AdvicePhrases
from concertation_cli.phrases.numbers import signed, with_minus
from concertation_cli.render.blocks import Block, Item, Items, Para
from concertation_cli.render.views.base import Parts
from concertation_cli.render.views.changes import told_move

_OF_RECOGNITION = {
    Why.CRITERION_GONE: "portrait-gone",
    Why.CRITERION_NEW: "portrait-new",
    Why.POINTS: "portrait-points",
}


class Replayed(Parts):
    """A saved recommendation against the present pack."""

    say: AdvicePhrases

    def __init__(self, phrases: AdvicePhrases) -> None:
        super().__init__(phrases)
        self.say = phrases

    def blocks(self, situation: Situation, saved: Saved, found: Replay) -> list[Block]:
        """Return whether the advice is the same, and else what changed and why."""
        self._names = {standing.model: standing.name for standing in saved.ranking or ()}
        blocks: list[Block] = []
        if situation.title:
            title = self.words("title.situation", title=situation.title)
            blocks.append(Para(title, faint=True))
        blocks += self._verdicts(saved, found)
        blocks.append(Para(self._versions(saved)))
        if saved.ranking is None:
            blocks.append(Para(self.words("replay.older-format")))
        blocks += self._listed("moved", [self._move(move) for move in found.moves])
        blocks += self._listed("causes", [self._cause(cause) for cause in found.causes])
        return blocks + self.foot()

    def _versions(self, saved: Saved) -> str:
        if saved.digest == self.pack.digest:
            return self.words("replay.same-pack", version=saved.version)
        return self.words(
            "replay.other-pack",
            before=saved.version,
            digest=saved.digest,
            after=self.pack.version,
            present=self.pack.digest,
        )

    def _name(self, model_id: str) -> str:
        """Return a model's name; one that is gone keeps the name that was saved."""
        known = {model.id for model in self.pack.models}
        return (
            self.say.name(model_id) if model_id in known else self._names.get(model_id) or model_id
        )

    def _verdicts(self, saved: Saved, found: Replay) -> list[Block]:
        if found.same:
            key = "replay.same" if saved.ranking is not None else "replay.same-advice"
            return [Para(self.words(key), strong=True)]
        if (saved.kind, saved.models) == (found.result.verdict.kind, found.result.verdict.models):
            return [Para(self.words("replay.same-verdict"), strong=True)]
        names = self.say.first_names([self._name(model) for model in saved.models])
        was = self.words(f"saved.{saved.kind}", models=names)
        return [
            Para(self.words("moves.before", text=was)),
            Para(self.words("moves.after", text=self.say.verdict(found.result)), strong=True),
        ]

    def _listed(self, key: str, texts: list[str]) -> list[Block]:
        if not texts:
            return []
        return [self.heading(key), Items(tuple(Item(text) for text in texts))]

    def _move(self, move: Move) -> str:
        return told_move(self, move, self._name(move.model))

    def _cause(self, cause: Cause) -> str:
        values = {
            "model": self._name(cause.model) if cause.model else "",
            "id": self._told(cause),
            "before": "" if cause.why is Why.ANSWER_GONE else self._state(cause.before),
            "after": self._state(cause.after),
            "shift": signed(cause.shift),
        }
        key = cause.why.value
        if cause.why is Why.ANSWER_GONE and cause.before:
            key = "option-gone"
            values["before"] = str(cause.before)
        if cause.id == PORTRAIT and cause.why in {
            Why.CRITERION_GONE,
            Why.CRITERION_NEW,
            Why.POINTS,
        }:
            key = f"portrait-{key}"
        return self.words(f"cause.{key}", **values)

    def _told(self, cause: Cause) -> str:
        """Return what a cause bears on: in words where the present pack has them, else its id."""
        if cause.why is Why.ANSWER_GONE:
            ids = {question.id for question in self.pack.questions}
            known = cause.id.partition(".")[0] in ids
            return self.text(self.pack.question(cause.id).text) if known else cause.id
        model = next((m for m in self.pack.models if m.id == cause.model), None)
        if model is None:
            return cause.id
        texts = {r.id: r.text for r in model.conditions}
        if cause.why is not Why.CONDITION:
            texts = {c.id: c.because for c in model.criteria}
        text = self.text(texts[cause.id]) if cause.id in texts else cause.id
        return text.removesuffix(".")

    def _state(self, state: int | str | None) -> str:
        if isinstance(state, int):
            return with_minus(state)
        return self.words(f"state.{state}") if state else self.words("state.none")
