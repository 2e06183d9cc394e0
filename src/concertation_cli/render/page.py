"""The page for a meeting: a recommendation told whole, in the order of a reader's questions."""

from collections import defaultdict
from collections.abc import Iterable

from concertation_cli.engine.results import Kind, Recommendation, Standing, Status
from concertation_cli.engine.study import Study
from concertation_cli.knowledge.pack import Situation, Source
from concertation_cli.render.advice import Advice
from concertation_cli.render.blocks import (
    Bar,
    Bars,
    Block,
    Columns,
    Heading,
    Item,
    Items,
    Para,
)

LONGEST = 6


class Page(Advice):
    """A recommendation as a page that is printed, sent and kept."""

    def blocks(self, situation: Situation, result: Recommendation, found: Study) -> list[Block]:
        """Return the page: the advice, what to do, then everything that it rests on."""
        title = situation.title or self.words("title.untitled")
        blocks: list[Block] = [Heading(title, 1), *self._advised(result, found)]
        if result.verdict.models:
            blocks += self._to_do(result)
            blocks += self._situation(situation)
            blocks += self._grounds(result, found)
            blocks += self._model(result)
            blocks += self._evidence(self.pack.model(result.verdict.models[0]), found)
        else:
            blocks += self._contradictions(found)
            blocks += self._situation(situation)
            if any(standing.score.reasons for standing in result.ranking):
                blocks += [self.heading("ranking"), self._bars(result)]
            blocks += self._caveats()
        return [*blocks, *self._sources(result)]

    def _advised(self, result: Recommendation, found: Study) -> list[Block]:
        """Return the verdict, what decided it, how firm it is, and what to do if there is none."""
        phrases = self.say
        blocks: list[Block] = [
            Heading(self.words("board.verdict")),
            Para(phrases.verdict(result), strong=True),
        ]
        if not result.verdict.models:
            blocks += [Para(text) for text in phrases.because(result)]
            remedies = tuple(Item(text) for text in phrases.remedies(result))
            return [*blocks, self.heading("instead"), Items(remedies)]
        model = self.pack.model(result.verdict.models[0])
        if result.verdict.kind is not Kind.CLOSE:
            blocks.append(Para(self.t(model.summary) + "."))
        decisive = self._decisive(result)
        blocks += [Para(text) for text in decisive]
        if result.verdict.kind is Kind.NOT_READY:
            blocks.append(Para(phrases.ready(result.verdict)))
        if result.verdict.kind is Kind.CLOSE:
            blocks += self._deciding(result)
            blocks += [Para(text) for text in phrases.remedies(result) if text not in decisive]
        blocks.append(Para(self._firm(result, found)))
        return [*blocks, *self._contradictions(found)]

    def _to_do(self, result: Recommendation) -> list[Block]:
        words = self.words
        steps = enumerate(self.say.first_steps(result), 1)
        blocks: list[Block] = [
            Heading(words("board.steps")),
            Items(tuple(Item(text, f"{number}.") for number, text in steps)),
            Heading(words("board.missing")),
        ]
        missing = self.say.missing(result)
        for status in (Status.NOT_YET, Status.UNDER_WAY, Status.UNKNOWN):
            items = tuple(Item(text) for found, text in missing if found is status)
            if items:
                blocks += [Heading(words(f"missing.{status}"), 3), Items(items)]
        return blocks if missing else [*blocks, Para(words("missing.nothing"))]

    def _situation(self, situation: Situation) -> list[Block]:
        """Return what was answered, in the user's words, by theme, and the notes."""
        words, told = self.words, defaultdict(list)
        for question in self.pack.questions:
            answer = self.say.answer(question, situation.answers)
            if answer:
                told[question.theme].append((self.t(question.text), (answer,)))
        blocks: list[Block] = []
        for theme, rows in told.items():
            blocks.append(Heading(self.say.theme(theme), 3))
            blocks.append(Columns((words("page.answer"),), tuple(rows), words("table.question")))
        if situation.notes:
            blocks += [Heading(words("page.notes"), 3), Para(situation.notes)]
        return [Heading(words("board.situation")), *blocks] if blocks else []

    def _grounds(self, result: Recommendation, found: Study) -> list[Block]:
        """Return why this model, what would change that, the ranking, and why not the next."""
        return [
            *self._all_reasons(result.leading),
            *self._shortened(self._would_change(result, found)),
            self.heading("ranking"),
            self._bars(result),
            *self._headed(self._rivals(result, found, everyone=False)),
        ]

    def _shortened(self, blocks: Iterable[Block]) -> list[Block]:
        """Return blocks whose long lists end with how many items more there are."""
        shortened: list[Block] = []
        for block in blocks:
            if isinstance(block, Items) and len(block.items) > LONGEST:
                more = Item(self.words("page.more", count=len(block.items) - LONGEST))
                shortened.append(Items((*block.items[:LONGEST], more)))
            else:
                shortened.append(block)
        return shortened

    def _all_reasons(self, standing: Standing) -> list[Block]:
        """Return every reason, by theme; a theme in which nothing spoke is left out."""
        model = self.pack.model(standing.model)
        name = self.words("colon", term=self.words("heading.why"), text=self.say.numbered(model))
        blocks: list[Block] = [Heading(name)]
        for theme, points in standing.score.themes.items():
            reasons = [r for r in standing.score.reasons if r.theme == theme]
            reasons.sort(key=lambda r: -r.points)
            if reasons:
                score = self.words("score", count=points)
                text = self.words("colon", term=self.say.theme(theme), text=score)
                blocks += [Heading(text, 3), self._reasons(standing.model, reasons, notes=True)]
        return blocks

    def _headed(self, blocks: Iterable[Block]) -> list[Block]:
        """Return blocks whose strong lines, and the lines over their lists, are headings."""
        labels = {self.words("rival.speaks-for"), self.words("rival.cost")}
        headed: list[Block] = []
        for block in blocks:
            if isinstance(block, Para) and (block.strong or block.text in labels):
                headed.append(Heading(block.text, 3 if block.strong else 4))
            else:
                headed.append(block)
        return headed

    def _bars(self, result: Recommendation) -> Bars:
        themes = tuple(result.ranking[0].score.themes)
        series = tuple(self.say.theme(theme) for theme in themes)
        bars = (
            Bar(
                f"{standing.rank}. {self.say.name(standing.model)}",
                standing.score.total,
                parts=tuple(standing.score.themes[theme] for theme in themes),
            )
            for standing in result.ranking
        )
        return Bars(tuple(bars), series, self.words("table.model"))

    def _model(self, result: Recommendation) -> list[Block]:
        """Return the model and its plan in this situation."""
        plan = result.plans[0]
        model = self.pack.model(plan.model)
        return [
            Heading(self.say.numbered(model)),
            Para(self.t(model.definition)),
            *self.phases(model),
            *self.partners(model),
            *self._conditions(result),
            *self._roles(model, plan),
            *self._challenges(model, plan),
            *self._pathways(plan),
        ]

    def _conditions(self, result: Recommendation) -> list[Block]:
        """Return every condition, and in words whether it is met."""
        heading, rows = super()._conditions(result)
        states = self.say.asked_conditions(result.leading)
        sorted_states = sorted(states, key=lambda pair: pair[0].phase)
        assert isinstance(rows, Items)  # noqa: S101  # what the method makes
        items = (
            item._replace(note=f"{self.words(f'status.{state.status}')}; {item.note}")
            for item, (_, state) in zip(rows.items, sorted_states, strict=True)
        )
        return [heading, Items(tuple(items))]

    def _caveats(self) -> list[Block]:
        caveats = (Item(self.t(c.text), note=self.say.source(c.source)) for c in self.pack.caveats)
        return [self.heading("caveats"), Items(tuple(caveats))]

    # -- sources ---------------------------------------------------------------------

    def _sources(self, result: Recommendation) -> list[Block]:
        """Return the sections that the page cites, in the order of the report's pages."""
        sections: dict[str | None, dict[str, None]] = defaultdict(dict)
        for source in self._cited(result):
            sections[source.pages][self.t(self.pack.sections[source.section])] = None
        items = []
        for pages in sorted(sections, key=_first_page):
            named = ", ".join(sections[pages])
            told = self.words("page.source", pages=pages, sections=named) if pages else named
            items.append(Item(told))
        return [self.heading("sources"), Para(self.words("page.by-pages")), Items(tuple(items))]

    def _cited(self, result: Recommendation) -> Iterable[Source]:
        yield from (caveat.source for caveat in self.pack.caveats)
        yield from self.say.refusal_sources(result.verdict)
        shown = {*result.verdict.models[:1], *(rival.model for rival in result.why_not)}
        for standing in result.ranking:
            if standing.model not in shown:
                continue
            model = self.pack.model(standing.model)
            for reason in standing.score.reasons:
                if reason.criterion:
                    yield model.source(model.criterion(reason.criterion).source)
                elif model.portrait:
                    yield from map(model.source, model.portrait.sources)
        for plan in result.plans[:1]:
            model = self.pack.model(plan.model)
            yield from (model.source(condition.source) for condition in model.conditions)
            yield from (model.source(role.source) for role in model.roles)
            for told_by, pathway_id in (*plan.arriving, *plan.leaving):
                teller = self.pack.model(told_by)
                pathway = next(p for p in teller.pathways if p.id == pathway_id)
                yield teller.source(pathway.source)


def _first_page(pages: str | None) -> int:
    """Return where a source stands in the report; front matter has no page and comes first."""
    return int(pages.partition("-")[0]) if pages else 0
