"""The page for a meeting: two printed pages to decide on, and an annex with everything else."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from concertation_cli.engine.explain import Explanation
from concertation_cli.engine.results import Ground, Kind, Plan, Recommendation, Standing, Status
from concertation_cli.knowledge.records import Condition, Model, Situation, Source, Text
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
from concertation_cli.render.views.advice import Advice

MOST_ACTIONS = 6
MOST_CHALLENGES = 4
MOST_SIGNS = 2
_MOST_NAMED = 3
SHORT_NOTE = 200
"""Most characters of a note beside an answer, or of all notes; longer ones go to the annex."""
_END = "end"


class Page(Advice):
    """A recommendation as a page that is printed, sent and kept."""

    def blocks(
        self,
        situation: Situation,
        result: Recommendation,
        explanation: Explanation,
        *,
        annex: bool = False,
    ) -> list[Block]:
        """Return the page: the advice, where one is, what to decide, what to do.

        With the annex, everything that the advice rests on. Notes that are too long for the
        page stand in an annex of their own, asked for or not.
        """
        title = situation.title or self.words("title.untitled")
        blocks: list[Block] = [Heading(title, 1), *self._advised(result, explanation)]
        blocks += self._contradictions(explanation)
        if result.verdict.kind is Kind.CLOSE:
            blocks += self._beside(result)
        elif result.verdict.models:
            blocks += self._where(result)
        near = any(because.ground is Ground.OTHERWISE for because in result.verdict.because)
        mandated = bool(result.verdict.models) and not near
        blocks += self._situation(situation, mandated=mandated)
        if mandated:
            blocks += self._mandate(situation, result)
        if result.verdict.models and result.verdict.kind is not Kind.CLOSE:
            blocks += [*self._actions(result), *self._who_and_what(result)]
        blocks += self._cited_pages(result)
        if annex:
            blocks += self._annex(situation, result, explanation)
        return [*blocks, *self._long_notes(situation), *self.foot()]

    # -- the two pages ---------------------------------------------------------------

    def _advised(self, result: Recommendation, explanation: Explanation) -> list[Block]:
        """Return the verdict, what decided it, how firm it is, and what to do if there is none."""
        phrases, words = self.phrases, self.words
        blocks: list[Block] = [
            Heading(words("board.verdict")),
            Para(phrases.verdict(result), strong=True),
        ]
        if not result.verdict.models:
            blocks += [Para(text) for text in phrases.because(result)]
            remedies = Items(tuple(map(Item, phrases.remedies(result))))
            return [*blocks, self.heading("instead"), remedies]
        if result.verdict.kind is not Kind.CLOSE:
            blocks.append(Para(self.text(self.pack.model(result.verdict.models[0]).summary) + "."))
        decisive = self._decisive(result)
        blocks += [Para(text) for text in decisive]
        if result.verdict.kind is Kind.NOT_READY:
            blocks.append(Para(phrases.ready(result.verdict)))
        firm = self._firm(result, explanation)
        blocks.append(Para(f"{firm} {words('page.not-said')}".strip()))
        return blocks

    def _beside(self, result: Recommendation) -> list[Block]:
        """Return two models that are too close to call, and the question that would settle it."""
        models = [self.pack.model(m) for m in self.phrases.beside(result.verdict)]
        plans = {plan.model: plan for plan in result.plans}
        told = [self._in_short(model, plans[model.id]) for model in models]
        rows = [
            (label, tuple(column[label] for column in told))
            for label in told[0]
            if any(column[label] for column in told)
        ]
        headers = tuple(self.phrases.numbered(model) for model in models)
        table = Columns(headers, tuple(rows), corner=self.words("page.compared"))
        title = "side-by-side" if len(models) > 1 else "nearest"
        return [self.heading(title), *self._deciding(result), table]

    def _in_short(self, model: Model, plan: Plan) -> dict[str, str]:
        """Return the texts that tell a model apart from its rival, by label."""
        words = self.words
        steps = self.phrases.first_steps(plan)
        return {
            words("page.means"): self.text(model.summary) + ".",
            words("section.portrait").capitalize(): self.text(model.portrait.text)
            if model.portrait
            else "",
            words("heading.first-steps"): " ".join(
                f"{n}. {_ended(text)}" for n, text in enumerate(steps, 1)
            ),
            words("heading.partners"): ", ".join(self.text(p.name) for p in model.partners),
        }

    def _where(self, result: Recommendation) -> list[Block]:
        """Return the phases, the one that the situation is at, and the first steps."""
        plan = result.plans[0]
        phases = self.phase_steps(self.pack.model(plan.model), plan)
        blocks: list[Block] = [self.heading("where"), *phases]
        if plan.steps:
            blocks += [self.heading("first-steps", 3), self._steps(result)]
        return blocks

    def _situation(self, situation: Situation, *, mandated: bool) -> list[Block]:
        """Return the answers, a line a question, with the notes.

        Grids stand elsewhere; so does what the draft mandate tells, where a model is named.
        """
        words = self.words
        rows: list[tuple[str, tuple[str, ...]]]
        told = {key for line in self.pack.mandate for key in line.answers} if mandated else set()
        rows = [
            (self.text(question.text), (self._with_note(answer, situation, question.id),))
            for question in self.pack.questions
            if question.kind != "grid"
            and question.id not in told
            and (answer := self.phrases.answer(question, situation.answers))
        ]
        there = self._in_place(situation)
        if there:
            rows.append((words("page.in-place"), (there,)))
        rows += self._noted_alone(situation, {row for row, _ in rows})
        blocks: list[Block] = []
        if rows:
            table = Columns((words("page.answer"),), tuple(rows), corner=words("page.question"))
            blocks.append(table)
        if situation.notes:
            short = len(situation.notes) <= SHORT_NOTE
            blocks.append(Heading(words("page.notes"), 3))
            blocks.append(Para(situation.notes if short else words("page.below")))
        return [Heading(words("board.situation")), *blocks] if blocks else []

    def _with_note(self, answer: str, situation: Situation, key: str) -> str:
        """Return an answer with the note that was kept with it, where the note is short."""
        note = " ".join(situation.answer_notes.get(key, "").split())
        if len(note) > SHORT_NOTE:
            note = self.words("page.below")
        return self.words("page.noted", answer=answer, note=note) if note else answer

    def _in_place(self, situation: Situation) -> str:
        """Return the rows of grids that are said to be in place, each with its note."""
        there = []
        for grid in self.pack.questions:
            states = {holder.id: holder.state for holder in grid.holders}
            for row in grid.options if grid.kind == "grid" else ():
                key = f"{grid.id}.{row.id}"
                held = situation.answers.get(key, ("",))[0]
                if states.get(held) == Status.IN_PLACE:
                    there.append(self._with_note(self.text(row.label), situation, key))
        return "; ".join(there)

    def _noted_alone(
        self, situation: Situation, told: set[str]
    ) -> list[tuple[str, tuple[str, ...]]]:
        """Return the notes whose answers stand in no other row: not in place, or unanswered."""
        rows: list[tuple[str, tuple[str, ...]]] = []
        for key in situation.answer_notes:
            question = self.pack.question(key.partition(".")[0])
            states = {holder.id: holder for holder in question.holders}
            chosen = situation.answers.get(key, ())
            if question.kind == "grid" and chosen:
                holder = states[chosen[0]]
                if holder.state == Status.IN_PLACE:
                    continue
                answer = self.text(holder.label)
            elif chosen:
                continue
            else:
                answer = self.words("page.unanswered")
            if self._asked(key) not in told:
                rows.append((self._asked(key), (self._with_note(answer, situation, key),)))
        return rows

    def _mandate(self, situation: Situation, result: Recommendation) -> list[Block]:
        """Return the draft of a mandate: what the answers fill, and what is left to write."""
        words = self.words
        rows = [
            (
                self.text(line.label),
                (self._filled(line.answers, situation) or self._blank(line.hint),),
            )
            for line in self.pack.mandate
        ]
        rows.append((words("mandate.decision"), (self._decision(result),)))
        if result.verdict.kind is not Kind.CLOSE:
            model = self.pack.model(result.verdict.models[0])
            signs = " ".join(_ended(self.text(text)) for text in model.successes[:MOST_SIGNS])
            rows.append((words("mandate.signs"), (signs,)))
            ends = " ".join(self.text(d.text) for d in model.takes if d.about == _END)
            rows += [(words("mandate.ends"), (ends,))] if ends else []
        rows.append((words("mandate.review"), (words("page.to-fill"),)))
        table = Columns((words("mandate.content"),), tuple(rows), corner=words("mandate.line"))
        return [self.heading("mandate"), table]

    def _blank(self, hint: Text) -> str:
        return self.words("page.to-write", hint=self.text(hint))

    def _filled(self, keys: Sequence[str], situation: Situation) -> str:
        """Return the answers that fill a line."""
        told = []
        for key in keys:
            question = self.pack.question(key.partition(".")[0])
            if question.kind == "grid":
                held = {holder.id: self.text(holder.label) for holder in question.holders}
                told += [held[chosen] for chosen in situation.answers.get(key, ())]
            else:
                answer = self.phrases.answer(question, situation.answers)
                told.append(self._with_note(answer, situation, key) if answer else "")
        return "; ".join(text for text in told if text)

    def _decision(self, result: Recommendation) -> str:
        """Return the decision that the board is asked for."""
        verdict, plan = result.verdict, result.plans[0]
        if verdict.kind is Kind.CLOSE:
            models = self.phrases.names(verdict.models[:_MOST_NAMED], "list.or")
            return self.words("mandate.choose", models=models)
        model = self.pack.model(plan.model)
        if verdict.kind is Kind.NOT_READY:
            texts = " ".join(self.text(model.condition(c).remedy) for c in verdict.not_yet)
            return self.words("mandate.make-ready", texts=texts)
        if plan.here is None:
            return self.words("mandate.go-on")
        return self.words(
            "mandate.launch", phase=plan.here, text=self.text(model.phases[plan.here - 1])
        )

    def _actions(self, result: Recommendation) -> list[Block]:
        """Return the things missing, each with its remedy, and room for who and by when."""
        words = self.words
        rows = self.phrases.actions(result)
        if not rows:
            return [self.heading("actions"), Para(words("missing.nothing"))]
        shown = [(text, (remedy, "", "")) for _, text, remedy in rows[:MOST_ACTIONS]]
        headers = (words("action.remedy"), words("action.who"), words("action.when"))
        table = Columns(headers, tuple(shown), corner=words("action.missing"))
        more = len(rows) - MOST_ACTIONS
        rest: list[Block] = [Para(words("action.more", count=more), faint=True)] if more > 0 else []
        return [self.heading("actions"), table, *rest]

    def _who_and_what(self, result: Recommendation) -> list[Block]:
        """Return the partners to bring in, the challenges by phase, and what it takes."""
        plan = result.plans[0]
        model = self.pack.model(plan.model)
        named: dict[str, list[str]] = defaultdict(list)
        for partner in model.partners:
            named[partner.category].append(self.text(partner.name))
        partners = [
            Item(
                self.words("colon", term=self.text(self.pack.categories[c]), text=", ".join(names))
                if c
                else ", ".join(names)
            )
            for c, names in named.items()
        ]
        watched = sorted(
            map(model.challenge, (plan.risks or plan.challenges)[:MOST_CHALLENGES]),
            key=lambda challenge: challenge.phase,
        )
        challenges = tuple(
            Item(self.text(c.text), note=self.words("phase.bites", phase=c.phase)) for c in watched
        )
        takes = tuple(self.demand(demand) for demand in model.takes if demand.about != _END)
        blocks: list[Block] = [
            self.heading("bring-in"),
            Items(tuple(partners)),
            self.heading("watch"),
            Items(challenges),
        ]
        return [*blocks, self.heading("takes"), Items(takes)] if takes else blocks

    # -- the annex -------------------------------------------------------------------

    def _annex(
        self, situation: Situation, result: Recommendation, explanation: Explanation
    ) -> list[Block]:
        """Return everything that the advice rests on."""
        rows = self.answers(situation)
        blocks: list[Block] = [self.heading("annex")]
        blocks += [self.heading("answers", 3), rows] if rows.items else []
        if not result.verdict.models:
            if any(standing.score.reasons for standing in result.ranking):
                blocks += [self.heading("ranking"), self._bars(result)]
            return [*blocks, *self._caveats(), *self._sources(result)]
        plan = result.plans[0]
        model = self.pack.model(plan.model)
        return [
            *blocks,
            Heading(self.phrases.numbered(model)),
            Para(self.text(model.definition)),
            *self._all_reasons(result.leading),
            *self._would_change(result, explanation),
            self.heading("ranking"),
            self._bars(result),
            *self._rivals(result, explanation, everyone=False),
            *self._conditions(result),
            self.heading("partners"),
            *self.partners(model),
            *self._roles(model, plan),
            *self._challenges(model, plan),
            *self._pathways(plan),
            *self._evidence(model, explanation),
            *self._sources(result),
        ]

    def _all_reasons(self, standing: Standing) -> list[Block]:
        """Return every reason, by theme; a theme in which nothing spoke is left out."""
        model = self.pack.model(standing.model)
        name = self.words(
            "colon", term=self.words("heading.why"), text=self.phrases.numbered(model)
        )
        blocks: list[Block] = [Heading(name)]
        for theme, points in standing.score.themes.items():
            reasons = [r for r in standing.score.reasons if r.theme == theme]
            reasons.sort(key=lambda r: -r.points)
            if reasons:
                score = self.words("score", count=points)
                text = self.words("colon", term=self.phrases.theme(theme), text=score)
                blocks += [Heading(text, 3), self._reasons(standing.model, reasons, notes=True)]
        return blocks

    def _bars(self, result: Recommendation) -> Bars:
        themes = tuple(result.ranking[0].score.themes)
        series = tuple(self.phrases.theme(theme) for theme in themes)
        bars = (
            Bar(
                f"{standing.rank}. {self.phrases.name(standing.model)}",
                standing.score.total,
                parts=tuple(standing.score.themes[theme] for theme in themes),
            )
            for standing in result.ranking
        )
        return Bars(tuple(bars), series, self.words("table.model"))

    def _condition_note(self, model: Model, condition: Condition, status: Status) -> str:
        """Return the note on a condition, with its status in words."""
        note = super()._condition_note(model, condition, status)
        return f"{self.words(f'status.{status}')}; {note}"

    # -- notes and sources -----------------------------------------------------------

    def _long_notes(self, situation: Situation) -> list[Block]:
        """Return the notes that are too long for the page, each under its question."""
        long = [
            (self.words("page.notes"), situation.notes),
            *((self._asked(key), note) for key, note in situation.answer_notes.items()),
        ]
        long = [(asked, note) for asked, note in long if len(note) > SHORT_NOTE]
        blocks: list[Block] = [self.heading("long-notes")] if long else []
        for asked, note in long:
            blocks += [Heading(asked, 3), Para(note)]
        return blocks

    def _asked(self, key: str) -> str:
        """Return the question of an answer; of a grid, its row."""
        question = self.pack.question(key.partition(".")[0])
        if question.kind == "grid":
            return self.text(question.option(key.partition(".")[2]).label)
        return self.text(question.text)

    def _cited_pages(self, result: Recommendation) -> list[Block]:
        """Return the pages of the source that are cited, in one line."""
        pages = {self.pack.model(model).pages for model in result.verdict.models[:_MOST_NAMED]}
        pages |= {s.pages for s in self.phrases.refusal_sources(result.verdict) if s.pages}
        told = ", ".join(sorted(pages, key=_first_page))
        return [Para(self.words("page.sources", pages=told), faint=True)] if pages else []

    def _sources(self, result: Recommendation) -> list[Block]:
        """Return the sections that the page cites, in the order of the report's pages."""
        sections: dict[str | None, dict[str, None]] = defaultdict(dict)
        for source in self._cited(result):
            sections[source.pages][self.text(self.pack.sections[source.section])] = None
        items = []
        for pages in sorted(sections, key=_first_page):
            named = ", ".join(sections[pages])
            told = self.words("page.source", pages=pages, sections=named) if pages else named
            items.append(Item(told))
        return [self.heading("sources"), Para(self.words("page.by-pages")), Items(tuple(items))]

    def _cited(self, result: Recommendation) -> Iterable[Source]:
        yield from (caveat.source for caveat in self.pack.caveats)
        yield from self.phrases.refusal_sources(result.verdict)
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
    """Return the first page of a source in the report; front matter has none and comes first."""
    return int(pages.partition("-")[0]) if pages else 0


def _ended(text: str) -> str:
    """Return a text that ends as a sentence does, for others to follow it."""
    return text if text.endswith((".", "!", "?")) else f"{text}."
