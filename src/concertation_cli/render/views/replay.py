"""What changes between two recommendations, and what became of a saved one, in words."""

from collections.abc import Iterable

from concertation_cli.engine.replay import Cause, Move, Replay, Saved, Why, moves, places
from concertation_cli.engine.results import Recommendation
from concertation_cli.knowledge.records import PORTRAIT, Situation
from concertation_cli.phrases.advice import AdvicePhrases
from concertation_cli.phrases.numbers import signed, with_minus
from concertation_cli.render.blocks import Block, Heading, Item, Items, Para
from concertation_cli.render.views.pack_view import PackView

_OF_A_PORTRAIT = {
    Why.CRITERION_GONE: "portrait-gone",
    Why.CRITERION_NEW: "portrait-new",
    Why.POINTS: "portrait-points",
}
"""The words for the points of a portrait, which is no criterion with a text of its own."""


class Moves(PackView):
    """How models moved in the ranking."""

    phrases: AdvicePhrases

    def __init__(self, phrases: AdvicePhrases) -> None:
        super().__init__(phrases)
        self.phrases = phrases

    def _move(self, move: Move, name: str) -> str:
        """Return the change of a model's score and rank; or its coming, or going."""
        if not move.before or not move.after:
            score, rank = move.after or move.before or (0, 0)
            key = "moves.came" if move.after else "moves.went"
            return self.words(key, model=name, score=with_minus(score), rank=rank)
        (score_before, rank_before), (score_after, rank_after) = move.before, move.after
        key = "moves.score"
        if rank_before == rank_after:
            key = "moves.rank-kept"
        elif score_before == score_after:
            key = "moves.score-kept"
        return self.words(
            key,
            model=name,
            score_before=with_minus(score_before),
            score_after=with_minus(score_after),
            rank_before=rank_before,
            rank_after=rank_after,
        )

    def _verdicts(self, before: str, after: str) -> list[Block]:
        """Return two verdicts that differ, each in its sentence."""
        return [
            Para(self.words("moves.before", text=before)),
            Para(self.words("moves.after", text=after), strong=True),
        ]


class Changes(Moves):
    """The difference that an answer makes."""

    def blocks(self, before: Recommendation, after: Recommendation) -> list[Block]:
        """Return the moves of models, or that nothing moves."""
        moved = moves(places(before), places(after))
        was, now = self.phrases.verdict(before), self.phrases.verdict(after)
        told = self._same_verdict(before, after, moved) if was == now else self._verdicts(was, now)
        scores = [Item(self._move(m, self.phrases.name(m.model))) for m in moved if m.before]
        lists = [Items(tuple(scores))] if scores else []
        return [self.heading("moves"), *told, *lists]

    def _same_verdict(
        self, before: Recommendation, after: Recommendation, moved: Iterable[Move]
    ) -> list[Block]:
        """Return the changes besides the verdict: trust, what is missing, points, or none."""
        firm = self.phrases.firmness(after, None)
        if firm and firm != self.phrases.firmness(before, None):
            return [Para(self.words("moves.trust")), Para(firm, strong=True)]
        missing = self._to_check(before) != self._to_check(after)
        key = "moves.same" if moved else "moves.missing" if missing else "moves.nothing"
        return [Para(self.words(key))]

    def _to_check(self, result: Recommendation) -> object:
        """Return the things missing and the first steps, where a model is named."""
        if not result.verdict.models:
            return None
        return self.phrases.missing(result), self.phrases.first_steps(result.plans[0])


class Replayed(Moves):
    """A saved recommendation against the present pack."""

    def blocks(self, situation: Situation, saved: Saved, replay: Replay) -> list[Block]:
        """Return the outcome: the same advice, or the changes and their causes."""
        self._names = {standing.model: standing.name for standing in saved.ranking or ()}
        blocks: list[Block] = []
        if situation.title:
            title = self.words("title.situation", title=situation.title)
            blocks.append(Para(title, faint=True))
        blocks += self._outcome(saved, replay, titled=bool(situation.title))
        blocks.append(Para(self._versions(saved)))
        if saved.ranking is None:
            blocks.append(Para(self.words("replay.older-format")))
        moved = [self._move(move, self._name(move.model)) for move in replay.moves]
        blocks += self._listed("moved", moved)
        blocks += self._listed("causes", [self._cause(cause) for cause in replay.causes])
        return blocks + self.foot()

    def _outcome(self, saved: Saved, replay: Replay, *, titled: bool) -> list[Block]:
        """Return the fate of the verdict: where it does and there is no title, as the title."""
        verdict = replay.result.verdict
        if replay.same:
            key = "replay.same" if saved.ranking is not None else "replay.same-advice"
        elif (saved.kind, saved.models) == (verdict.kind, verdict.models):
            key = "replay.same-verdict"
        else:
            names = self.phrases.first_names([self._name(model) for model in saved.models])
            was = self.words(f"saved.{saved.kind}", models=names)
            return self._verdicts(was, self.phrases.verdict(replay.result))
        text = self.words(key)
        return [Para(text, strong=True) if titled else Heading(text, 1)]

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
        if any(model.id == model_id for model in self.pack.models):
            return self.phrases.name(model_id)
        return self._names.get(model_id) or model_id

    def _listed(self, key: str, texts: list[str]) -> list[Block]:
        return [self.heading(key), Items(tuple(map(Item, texts)))] if texts else []

    def _cause(self, cause: Cause) -> str:
        values = {
            "model": self._name(cause.model) if cause.model else "",
            "id": self._subject(cause),
            "before": "" if cause.why is Why.ANSWER_GONE else self._state(cause.before),
            "after": self._state(cause.after),
            "shift": signed(cause.shift),
        }
        key = cause.why.value
        if cause.why is Why.ANSWER_GONE and cause.before:
            key = "option-gone"
            values["before"] = str(cause.before)
        elif cause.id == PORTRAIT and cause.why in _OF_A_PORTRAIT:
            key = _OF_A_PORTRAIT[cause.why]
        return self.words(f"cause.{key}", **values)

    def _subject(self, cause: Cause) -> str:
        """Return the subject of a cause: in words where the present pack has them, else its id."""
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
