"""The advice on a screen: what `recommend` shows, on one screen or whole."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from concertation_cli.engine.explain import Explanation
from concertation_cli.engine.recommend import runners_up, why_not
from concertation_cli.engine.results import (
    Ground,
    Kind,
    Plan,
    Reason,
    Recommendation,
    Score,
    Standing,
    Status,
)
from concertation_cli.knowledge.records import Condition, Model, Situation
from concertation_cli.phrases.advice import AdvicePhrases
from concertation_cli.phrases.commands import showing
from concertation_cli.phrases.numbers import signed
from concertation_cli.render.blocks import Bar, Bars, Block, Foot, Heading, Item, Items, Para, Space
from concertation_cli.render.views.pack_view import PackView

TOP_REASONS = 3
MAX_SHOWN_TITLE = 66


class _Room(NamedTuple):
    """How much a first screen tells.

    Attributes:
        reasons: How many reasons.
        missing: How many of the things that are missing.
        whole: Whether descriptions stand whole, or by their labels.
        changes: Whether it is told what changing an answer would do.
        steps: How many of the first steps.
        untested: Whether what was not tested is told.
        ready: Whether the next model is named where the first cannot start yet.
        against: How many pairs of answers that do not go together.
        summary: Whether each model named is told in its one line.
        sides: Of a deciding question: 2, its options and what they mean; 1, its options; 0, none.
    """

    reasons: int
    missing: int
    whole: bool = True
    changes: bool = True
    steps: int = 3
    untested: bool = True
    sides: int = 2
    ready: bool = True
    against: int = 3
    summary: bool = True


_SHORT = _Room(1, 1, whole=False, changes=False, sides=1)
_LEAST = _SHORT._replace(steps=1, untested=False, sides=0, ready=False)
_EVERYTHING = _Room(3, 99, against=99)
_FIRST_SCREENS = (
    _Room(3, 3),
    _Room(2, 2),
    _Room(1, 2, sides=1),
    _Room(1, 1, sides=1),
    _Room(1, 1, changes=False, sides=1),
    _Room(2, 2, whole=False, sides=1),
    _Room(2, 1, whole=False, sides=1),
    _Room(2, 1, whole=False, changes=False, sides=1),
    _Room(1, 1, whole=False, sides=1),
    _SHORT,
    _SHORT._replace(ready=False),
    _SHORT._replace(ready=False, untested=False),
    _SHORT._replace(ready=False, untested=False, steps=2),
    _LEAST._replace(steps=2),
    _LEAST,
    _LEAST._replace(against=1),
    _LEAST._replace(against=1, missing=0),
    _LEAST._replace(against=1, missing=0, summary=False),
)
"""The first of these that fits is the first screen."""

_OF_ALL = frozenset({"trust", "changes", "rivals", "ranking"})
"""The parts that tell of every model, and not of the first alone."""
_MARKS = {
    Status.IN_PLACE: "\u2713",
    Status.UNDER_WAY: "\u2026",
    Status.NOT_YET: "!",
    Status.UNKNOWN: "?",
}
_DECISIVE = {Ground.CONDITION_NOT_YET, Ground.OTHERWISE}
"""The grounds told beside the verdict; a word of trust, or what was left untested, tells others."""


class Advice(PackView):
    """A recommendation, told on a screen or on a page."""

    phrases: AdvicePhrases

    def __init__(self, phrases: AdvicePhrases) -> None:
        super().__init__(phrases)
        self.phrases = phrases

    def first_screens(
        self, situation: Situation, result: Recommendation, explanation: Explanation
    ) -> Iterator[list[Block]]:
        """Yield first screens, each with what matters first: the fullest, then shorter ones."""
        opening = self._opening(situation, result)
        if not result.verdict.models:
            refusal = self._no_model(result, explanation, ranked=False)
            yield [*opening, *refusal, *self.foot()]
            return
        line = f"{self.words('foot.see-more')}\n{self.phrases.foot_line()}"
        foot = Foot(line, tuple(self.phrases.foot()))
        for room in _FIRST_SCREENS:
            yield [*opening, *self._first_screen(result, explanation, room), foot]

    def everything(
        self, situation: Situation, result: Recommendation, explanation: Explanation
    ) -> list[Block]:
        """Return all that is told of a recommendation, what matters first."""
        blocks = self._opening(situation, result)
        if result.verdict.models:
            blocks += self._first_screen(result, explanation, _EVERYTHING)
            blocks += self._details(result, explanation)
        else:
            blocks += self._no_model(result, explanation, ranked=True)
        lines = tuple(self.phrases.foot())
        return [*blocks, Foot("\n".join(lines), lines)]

    def _opening(self, situation: Situation, result: Recommendation) -> list[Block]:
        """Return the title, where there is one, and the verdict."""
        verdict = Para(self.phrases.verdict(result), strong=True)
        if not situation.title:
            return [verdict]
        title = self.words("title.situation", title=_shortened(situation.title))
        return [Para(title, faint=True), verdict]

    def section(self, name: str, result: Recommendation, explanation: Explanation) -> list[Block]:
        """Return one part of the advice, under the verdict."""
        blocks: list[Block] = [Para(self.phrases.verdict(result), strong=True)]
        if not result.verdict.models:
            return [*blocks, Para(self.words("section.no-model")), *self.foot()]
        part = self._part(name, result, explanation)
        if result.verdict.kind is Kind.CLOSE and name not in _OF_ALL:
            model = self.phrases.name(result.plans[0].model)
            blocks.append(Para(self.words("section.for-model", model=model)))
        return [*blocks, *(part or [Para(self.words("section.empty"))]), *self.foot()]

    def _part(self, name: str, result: Recommendation, explanation: Explanation) -> list[Block]:
        plan = result.plans[0]
        model = self.pack.model(plan.model)
        parts: dict[str, Callable[[], list[Block]]] = {
            "why": lambda: self._all_reasons(result.leading),
            "trust": lambda: [
                self.heading("firmness"),
                Para(self._firm(result, explanation)),
                *self._contradictions(explanation),
            ],
            "changes": lambda: self._would_change(result, explanation),
            "missing": lambda: self._all_missing(result),
            "steps": lambda: [self.heading("first-steps"), self._steps(result)],
            "phases": lambda: self._phases(model, plan),
            "partners": lambda: [self.heading("partners"), *self.partners(model)],
            "roles": lambda: self._roles(model, plan),
            "takes": lambda: self._takes(model),
            "challenges": lambda: self._challenges(model, plan),
            "pathways": lambda: self._pathways(plan),
            "rivals": lambda: self._rivals(result, explanation),
            "ranking": lambda: [self.heading("ranking"), self._bars(result)],
            "cases": lambda: self._evidence(model, explanation),
        }
        return parts[name]()

    def _stated(self, text: str, status: Status, note: str = "") -> Item:
        """Return a line with its status: as a mark, and in words aloud."""
        aloud = self.words("colon", term=self.words(f"status.{status}"), text=text)
        return Item(text, _MARKS[status], note, aloud)

    def _no_model(
        self, result: Recommendation, explanation: Explanation, *, ranked: bool
    ) -> list[Block]:
        """Return the reasons for no model, the remedies, and contradictions."""
        phrases = self.phrases
        blocks: list[Block] = [Para(text) for text in phrases.because(result)]
        blocks += [self.heading("instead"), Items(tuple(map(Item, phrases.remedies(result))))]
        sources = phrases.refusal_sources(result.verdict)
        if result.verdict.kind is Kind.NOT_A_CONCERTATION:
            cited = (Para(phrases.source(source), faint=True) for source in sources)
            blocks += [self.heading("sources"), *cited] if sources else []
        elif ranked and any(s.score.reasons for s in result.ranking):
            blocks += [self.heading("ranking"), self._bars(result)]
        return blocks + self._contradictions(explanation)

    def _first_screen(
        self, result: Recommendation, explanation: Explanation, room: _Room
    ) -> list[Block]:
        if result.verdict.kind is Kind.CLOSE:
            return self._close_screen(result, explanation, room)
        phrases = self.phrases
        model = self.pack.model(result.verdict.models[0])
        blocks: list[Block] = [Para(self.text(model.summary) + ".")] if room.summary else []
        firm = self._firm(result, explanation, untested=room.untested, changes=room.changes)
        blocks += [Para(firm)] if firm else []
        blocks += [self.heading("why"), self._short_reasons(result, room)]
        blocks += self._contradictions(explanation, room.against)
        if room.missing:
            part = len(phrases.missing(result)) > room.missing
            blocks.append(self.heading("missing-part" if part else "missing"))
            blocks.append(self._missing(result, room.missing))
        cut = len(result.plans[0].steps) > room.steps
        blocks.append(self.heading("first-steps-part" if cut else "first-steps"))
        blocks.append(self._steps(result, room.steps))
        if room.changes:
            blocks += self.remarks(result.plans[0])
        if result.verdict.kind is Kind.NOT_READY and room.ready:
            blocks.append(Para(phrases.ready(result.verdict)))
        return blocks

    def _close_screen(
        self, result: Recommendation, explanation: Explanation, room: _Room
    ) -> list[Block]:
        """Return two models beside one another, and the question that would settle it."""
        firm = self._firm(result, explanation, untested=room.untested, changes=room.changes)
        blocks: list[Block] = [Para(text) for text in (firm, *self._decisive(result)) if text]
        named = self.phrases.beside(result.verdict) if room.summary else ()
        for model in map(self.pack.model, named):
            text = self.text(model.summary) + "."
            if model.portrait and room.whole:
                text = self.text(model.portrait.text)
            blocks += [Heading(self.phrases.numbered(model)), Para(text)]
        if deciding := self._deciding(result, room.sides):
            blocks += [Space(), *deciding]
        return [*blocks, *self._contradictions(explanation, room.against)]

    def _short_reasons(self, result: Recommendation, room: _Room) -> Items:
        """Return the best reasons for the model advised, without points."""
        score = result.leading.score
        best = [r for r in sorted(score.reasons, key=lambda r: -r.points) if r.points > 0]
        return Items(
            tuple(
                Item(self.phrases.short_reason(score.model, reason, whole=room.whole))
                for reason in best[: room.reasons]
            )
        )

    def _steps(self, result: Recommendation, most: int | None = None) -> Items:
        steps = self.phrases.first_steps(result.plans[0])[:most]
        return Items(tuple(map(Item, steps)), ordered=True)

    def _firm(
        self,
        result: Recommendation,
        explanation: Explanation,
        *,
        untested: bool = True,
        changes: bool = True,
    ) -> str:
        assert explanation.firmness is not None  # noqa: S101  # a model is advised
        gaps = self.phrases.untested(result) if untested else []
        firm = self.phrases.firmness(result, explanation.firmness if changes else None)
        return " ".join(text for text in (firm, *gaps) if text)

    def _contradictions(self, explanation: Explanation, most: int | None = None) -> list[Block]:
        if not explanation.contradictions:
            return []
        items = [
            Item(self.phrases.contradiction(c), "!") for c in explanation.contradictions[:most]
        ]
        return [self.heading("contradictions"), Items(tuple(items))]

    def _decisive(self, result: Recommendation) -> list[str]:
        """Return the grounds that made the verdict; the others are told under firmness.

        With them, what to do where none of the portraits fits, yet no model is ruled out.
        """
        grounds = [b for b in result.verdict.because if b.ground in _DECISIVE]
        lines = self.phrases.remedies(result)[:1] if result.verdict.remedies else []
        return [*(self.phrases.ground(because) for because in grounds), *lines]

    def _deciding(self, result: Recommendation, sides: int = 2) -> list[Block]:
        """Return the question that would settle a close verdict, a line for each model."""
        if not (lines := self.phrases.decide(result, means=sides > 1)):
            return []
        asked, *options = lines
        question = Para(self.words("decide.asked", question=asked))
        return [question, Items(tuple(map(Item, options)))] if sides else [question]

    def _reasons(self, model_id: str, reasons: Iterable[Reason], *, notes: bool = False) -> Items:
        model = self.pack.model(model_id)
        items = []
        for reason in reasons:
            note = self._grounds_of(model, reason) if notes else ""
            text = self.phrases.reason(model_id, reason)
            items.append(Item(text, signed(reason.points), note))
        return Items(tuple(items))

    def _grounds_of(self, model: Model, reason: Reason) -> str:
        """Return the place in the report for a reason, and whether it is inferred from there."""
        if reason.criterion is None:
            assert model.portrait is not None  # noqa: S101  # it was recognized
            section, basis = model.portrait.sources[0], model.portrait.basis
        else:
            criterion = model.criterion(reason.criterion)
            section, basis = criterion.source, criterion.basis
        note = self.phrases.source(model.source(section))
        return f"{self.words('why.basis-inferred')}; {note}" if basis == "inferred" else note

    def _missing(self, result: Recommendation, most: int | None = None) -> Block:
        rows = self.phrases.missing(result)
        if not rows:
            return Para(self.words("missing.nothing"))
        items = (Item(text, _MARKS[status], aloud=text) for status, text in rows[:most])
        return Items(tuple(items))

    def _all_missing(self, result: Recommendation) -> list[Block]:
        """Return everything that is missing or to be checked, each with its remedy."""
        rows = self.phrases.actions(result)
        items = tuple(self._stated(f"{text} {remedy}", status) for status, text, remedy in rows)
        nothing = Para(self.words("missing.nothing"))
        return [self.heading("missing"), Items(items) if items else nothing]

    def _conditions(self, result: Recommendation) -> list[Block]:
        """Return every condition: whether it is met, its remedy if not, and its source."""
        standing = result.leading
        model = self.pack.model(standing.model)
        items = []
        states = self.phrases.asked_conditions(standing)
        for condition, state in sorted(states, key=lambda pair: pair[0].phase):
            text = self.words(
                "action.condition", phase=condition.phase, text=self.text(condition.text)
            )
            if state.status is not Status.IN_PLACE:
                remedy = self.text(condition.remedy)
                text = f"{text} {self.words('condition.remedy', text=remedy)}"
            note = self._condition_note(model, condition, state.status)
            items.append(self._stated(text, state.status, note))
        return [self.heading("conditions"), Items(tuple(items))]

    def _condition_note(self, model: Model, condition: Condition, _status: Status) -> str:
        """Return the place of a condition in the source, and whether it is essential."""
        source = self.phrases.source(model.source(condition.source))
        return f"{self.words('essential')}; {source}" if condition.essential else source

    def _details(self, result: Recommendation, explanation: Explanation) -> list[Block]:
        blocks: list[Block] = []
        plan = result.plans[0]
        model = self.pack.model(plan.model)
        blocks += self._would_change(result, explanation)
        blocks += self._all_reasons(result.leading)
        blocks += self._conditions(result)
        blocks += self._phases(model, plan)
        blocks += [self.heading("partners"), *self.partners(model)]
        blocks += self._roles(model, plan)
        blocks += self._takes(model)
        blocks += self._challenges(model, plan)
        blocks += self._pathways(plan)
        blocks += self._rivals(result, explanation)
        blocks += [self.heading("ranking"), self._bars(result)]
        blocks += self._evidence(model, explanation)
        more = self.words("foot.more", command=showing(self.phrases, model))
        return [*blocks, Space(), Para(more, faint=True)]

    def _all_reasons(self, standing: Standing) -> list[Block]:
        model = self.pack.model(standing.model)
        total = self.words("score", count=standing.score.total)
        title = self.words(
            "colon", term=self.words("heading.criteria"), text=f"{self.text(model.name)}, {total}"
        )
        blocks: list[Block] = [Heading(title)]
        for theme, points in standing.score.themes.items():
            reasons = [r for r in standing.score.reasons if r.theme == theme]
            label = self.words(
                "colon",
                term=self.phrases.theme(theme),
                text=self.words("score", count=points),
            )
            blocks.append(Heading(label, 3))
            reasons.sort(key=lambda r: -r.points)
            blocks.append(self._reasons(standing.model, reasons, notes=True))
        return blocks

    def _phases(self, model: Model, plan: Plan) -> list[Block]:
        return [self.heading("phases"), *self.phase_steps(model, plan)]

    def _takes(self, model: Model) -> list[Block]:
        grounds = (self.grounds(model, demand, whole=False) for demand in model.takes)
        items = tuple(map(self.demand, model.takes, grounds))
        return [self.heading("takes"), Items(items)] if items else []

    def _roles(self, model: Model, plan: Plan) -> list[Block]:
        grid = self.pack.grid()
        if not plan.roles or grid is None:
            return []
        held = {holder.id: self.text(holder.label) for holder in grid.holders}
        by_role = {role.role: role for role in model.roles}
        items = []
        for status in plan.roles:
            role = by_role[status.role]
            holder = held[status.holder] if status.holder else self.words("role.unknown")
            text = self.words(
                "role.line",
                role=self.text(grid.option(role.role).label),
                holder=holder,
                text=self.text(role.text),
            )
            phase = self.words("phase.bites", phase=role.phase)
            items.append(self._stated(text, status.status, phase))
        return [self.heading("roles"), Items(tuple(items))]

    def _challenges(self, model: Model, plan: Plan) -> list[Block]:
        blocks: list[Block] = []
        if plan.risks:
            blocks += [
                self.heading("risks"),
                Items(tuple(self.challenge(model, c) for c in plan.risks)),
            ]
        if plan.challenges:
            key = "other-challenges" if plan.risks else "challenges"
            items = tuple(self.challenge(model, c) for c in plan.challenges)
            blocks += [self.heading(key), Items(items)]
        return blocks

    def _pathways(self, plan: Plan) -> list[Block]:
        passages = (*plan.arriving, *plan.leaving)
        items = tuple(self.pathway(*passage, plan.model) for passage in passages)
        return [self.heading("pathways"), Items(items)] if items else []

    def _rivals(
        self, result: Recommendation, explanation: Explanation, *, everyone: bool = True
    ) -> list[Block]:
        """Return the case against the others: all of them, or the next ones in short."""
        rivals = result.why_not
        if everyone:
            best = result.leading.score
            others = runners_up(result.ranking, result.verdict.models)
            rivals = tuple(why_not(standing.score, best) for standing in others)
        if not rivals:
            return []
        most = None if everyone else TOP_REASONS
        blocks: list[Block] = [self.heading("runners-up")]
        for rival in rivals:
            place, gained, lost = self.phrases.rival(result, rival)
            blocks.append(Heading(place, 3))
            if gained:
                blocks.append(Heading(self.words("rival.speaks-for"), 4))
                blocks.append(Items(tuple(Item(text, "+") for text in gained[:most])))
            if lost:
                blocks.append(Heading(self.words("rival.cost"), 4))
                blocks.append(Items(tuple(Item(text, "-") for text in lost[:most])))
            if result.recognized.answers_first == (rival.model,):
                blocks.append(Para(self.words("rival.leads")))
            elif rival.model in explanation.nearest:
                blocks.append(Para(self.phrases.nearest(explanation.nearest[rival.model])))
        return blocks

    def _would_change(self, result: Recommendation, explanation: Explanation) -> list[Block]:
        """Return the single changes, and the skipped answers, that put another model first."""
        firmness = explanation.firmness
        assert firmness is not None  # noqa: S101  # a model is advised
        blocks: list[Block] = [self.heading("would-change")]
        blocks += [Para(text) for text in self.phrases.untested(result)]
        items = [Item(self.phrases.flip(flip)) for flip in firmness.flips]
        undecided = self.phrases.undecided(result)
        if undecided:
            items.insert(0, Item(undecided))
        if items:
            blocks.append(Items(tuple(items)))
        elif result.verdict.models[0] in result.recognized.answers_first:
            blocks.append(Para(self.words("firm.no-change")))
        could = [Item(self.phrases.could_give(s), "?") for s in firmness.skipped if s.could_give]
        if could:
            blocks += [Para(self.words("skipped.heading")), Items(tuple(could))]
        return blocks if blocks[1:] else []

    def _bars(self, result: Recommendation) -> Bars:
        return Bars(
            tuple(
                Bar(
                    f"{standing.rank}. {self.phrases.name(standing.model)}",
                    standing.score.total,
                    self._parts(standing.score) if standing.rank == 1 else "",
                )
                for standing in result.ranking
            )
        )

    def _parts(self, score: Score) -> str:
        return "; ".join(
            self.words("bars.themes", theme=self.phrases.theme(theme), points=signed(points))
            for theme, points in score.themes.items()
        )

    def _evidence(self, model: Model, explanation: Explanation) -> list[Block]:
        words = self.words
        cases = [self.text(case.name) for case in self.pack.cases_of(model.id)]
        kind = self.pack.concertation_kinds[model.concertation.kind]
        part = self.pack.sections["concertation"]
        lines = [words("colon", term=self.text(part), text=f"{self.text(kind)}.")]
        if cases:
            lines.append(words("evidence.cases", count=len(cases), names=", ".join(cases)))
        else:
            lines.append(words("evidence.no-cases"))
        lines += [
            words(
                "evidence.silent", theme=self.phrases.theme(s.theme), because=self.text(s.because)
            )
            for s in model.silent
        ]
        blocks: list[Block] = [self.heading("evidence"), Items(tuple(Item(x) for x in lines))]
        if explanation.alike:
            alike = tuple(Item(self.phrases.likeness(likeness)) for likeness in explanation.alike)
            blocks += [self.heading("alike"), Items(alike)]
        return [*blocks, *self._caveats()]

    def _caveats(self) -> list[Block]:
        caveats = (
            Item(self.text(c.text), note=self.phrases.source(c.source)) for c in self.pack.caveats
        )
        return [self.heading("caveats"), Items(tuple(caveats))]


def _shortened(title: str) -> str:
    """Return a title that takes one line or two of a screen; a longer one ends with a mark."""
    if len(title) <= MAX_SHOWN_TITLE:
        return title
    return title[: MAX_SHOWN_TITLE - 1].rstrip() + "\u2026"
