"""What each command shows, as blocks."""

from collections.abc import Iterable, Sequence

from concertation_cli.engine.evaluate import Evaluation, Section
from concertation_cli.engine.results import Kind, Plan, Recommendation, Score, Standing, Status
from concertation_cli.knowledge.pack import Case, Model, Pack, Question, Situation, Text
from concertation_cli.render.blocks import Bar, Bars, Block, Heading, Item, Items, Para, Steps
from concertation_cli.render.phrases import Phrases

TOP_REASONS = 3
TOP_MISSING = 3


class Screens:
    """The screens of one pack, in one language."""

    def __init__(self, phrases: Phrases) -> None:
        self._phrases = phrases
        self._words = phrases.words
        self._pack: Pack = phrases.pack

    def _t(self, text: Text) -> str:
        return self._phrases.text(text)

    def _heading(self, key: str, level: int = 2) -> Heading:
        return Heading(self._words(f"heading.{key}"), level)

    def _list(self, texts: Iterable[Text], note: str = "") -> Items:
        return Items(tuple(Item(self._t(text), note=note) for text in texts))

    def foot(self) -> list[Block]:
        """Return the foot of every report."""
        return [Para("")] + [Para(line, faint=True) for line in self._phrases.foot()]

    # -- recommend -------------------------------------------------------------------

    def recommendation(self, situation: Situation, result: Recommendation) -> list[Block]:
        """Return the whole recommendation, what matters first."""
        phrases, words = self._phrases, self._words
        blocks: list[Block] = []
        if situation.title:
            blocks.append(Para(words("title.situation", title=situation.title), faint=True))
        blocks.append(Para(phrases.verdict(result), strong=True))
        if not result.verdict.models:
            blocks += self._no_model(result)
        else:
            blocks += self._first_screen(result)
            blocks += self._details(result)
        return blocks + self.foot()

    def _no_model(self, result: Recommendation) -> list[Block]:
        phrases = self._phrases
        blocks: list[Block] = [Para(text) for text in phrases.because(result)]
        blocks.append(self._heading("instead"))
        blocks.append(Items(tuple(Item(text) for text in phrases.remedies(result))))
        if result.verdict.kind is Kind.NOT_A_CONCERTATION:
            option_id = result.verdict.because[0].ids[0]
            gate = next(q for q in self._pack.questions if q.theme not in self._pack.themes)
            refusal = gate.option(option_id).refuses
            if refusal:
                blocks += [
                    self._heading("sources"),
                    Para(phrases.source(refusal.source), faint=True),
                ]
        elif any(s.score.reasons for s in result.ranking):
            blocks += [self._heading("ranking"), self._bars(result)]
        return blocks

    def _first_screen(self, result: Recommendation) -> list[Block]:
        phrases, words = self._phrases, self._words
        model = self._pack.model(result.verdict.models[0])
        score = result.ranking[0].score
        blocks: list[Block] = [Para(self._t(model.summary) + ".")]
        if result.verdict.kind is not Kind.RECOMMENDED:
            blocks += [Para(text) for text in self._decisive(result)]
        if result.verdict.kind is Kind.CLOSE:
            blocks.append(Para(phrases.numbered(model), strong=True))
        top = sorted(score.reasons, key=lambda r: -r.contribution)[:TOP_REASONS]
        blocks.append(self._heading("why"))
        blocks.append(self._reasons(model.id, [r for r in top if r.contribution > 0]))
        blocks.append(self._heading("firmness"))
        blocks.append(Para(" ".join(phrases.firmness(result))))
        blocks.append(self._heading("missing"))
        blocks.append(self._missing(result, TOP_MISSING))
        blocks.append(self._heading("first-steps"))
        steps = phrases.first_steps(result)
        blocks.append(Items(tuple(Item(text, f"{n}.") for n, text in enumerate(steps, 1))))
        if result.verdict.kind is Kind.NOT_READY and result.verdict.ready:
            ready = phrases.name(result.verdict.ready)
            blocks.append(Para(words("remedy.ready", models=ready)))
        return blocks

    def _decisive(self, result: Recommendation) -> list[str]:
        """Return the grounds that made the verdict, without those told under firmness."""
        told = set(self._phrases.firmness(result))
        return [text for text in self._phrases.because(result) if text not in told][:2]

    def _reasons(
        self, model_id: str, reasons: Iterable, *, notes: bool = False  # type: ignore[type-arg]
    ) -> Items:
        model = self._pack.model(model_id)
        items = []
        for reason in reasons:
            criterion = model.criterion(reason.criterion)
            note = ""
            if notes:
                note = self._phrases.source(model.source(criterion.source))
                if criterion.basis == "inferred":
                    note = f"{self._words('why.basis-inferred')}; {note}"
            text = self._phrases.reason(model_id, reason)
            items.append(Item(text, signed(reason.contribution), note))
        return Items(tuple(items))

    def _missing(self, result: Recommendation, most: int | None = None) -> Block:
        rows = self._phrases.missing(result)
        if not rows:
            return Para(self._words("missing.nothing"))
        marks = {Status.UNMET: "!", Status.UNKNOWN: "?"}
        shown = rows[:most]
        items = [Item(text, marks[status]) for status, text in shown]
        if len(shown) < len(rows):
            more = self._words("missing.more", count=len(rows) - len(shown))
            items.append(Item(more, " "))
        return Items(tuple(items))

    def _details(self, result: Recommendation) -> list[Block]:
        blocks: list[Block] = []
        plan = result.plans[0]
        model = self._pack.model(plan.model)
        blocks += self._all_reasons(result.ranking[0])
        rows = self._phrases.missing(result)
        if len(rows) > TOP_MISSING:
            blocks += [self._heading("requirements"), self._missing(result)]
        blocks += self._phases(model)
        blocks += self._partners(model)
        blocks += self._roles(model, plan)
        blocks += self._challenges(model, plan)
        blocks += self._pathways(plan)
        blocks += self._rivals(result)
        blocks += [self._heading("ranking"), self._bars(result)]
        blocks += self._evidence(model, result)
        blocks += [Para(""), Para(self._words("foot.more", number=model.number), faint=True)]
        return blocks

    def _all_reasons(self, standing: Standing) -> list[Block]:
        model = self._pack.model(standing.model)
        total = self._words("score", count=standing.score.total)
        title = self._words(
            "colon", term=self._words("heading.criteria"), text=f"{self._t(model.name)}, {total}"
        )
        blocks: list[Block] = [Heading(title)]
        for theme, points in standing.score.themes.items():
            reasons = [r for r in standing.score.reasons if r.theme == theme]
            label = self._words(
                "colon",
                term=self._phrases.theme(theme),
                text=self._words("score", count=points),
            )
            blocks.append(Para(label, strong=True))
            reasons.sort(key=lambda r: -r.contribution)
            blocks.append(self._reasons(standing.model, reasons, notes=True))
        return blocks

    def _phases(self, model: Model) -> list[Block]:
        back = model.cycle.first if model.cycle else None
        blocks: list[Block] = [
            self._heading("phases"),
            Steps(tuple(self._t(text) for text in model.phases), back),
        ]
        if model.cycle:
            cycle = self._words("phase.cycle", last=model.cycle.last, first=model.cycle.first)
            blocks.append(Para(cycle))
        return blocks

    def _partners(self, model: Model) -> list[Block]:
        blocks: list[Block] = [self._heading("partners")]
        categories = dict.fromkeys(partner.category for partner in model.partners)
        for category in categories:
            if category:
                blocks.append(Para(self._t(self._pack.categories[category]), strong=True))
            items = [
                Item(self._words("colon", term=self._t(p.name), text=self._t(p.role)))
                for p in model.partners
                if p.category == category
            ]
            blocks.append(Items(tuple(items)))
        return blocks

    def _roles(self, model: Model, plan: Plan) -> list[Block]:
        grid = self._pack.grid()
        if not plan.roles or grid is None:
            return []
        held = {holder.id: self._t(holder.label) for holder in grid.holders}
        by_role = {role.role: role for role in model.roles}
        marks = {Status.MET: "✓", Status.UNMET: "!", Status.UNKNOWN: "?"}
        items = []
        for status in plan.roles:
            role = by_role[status.role]
            holder = held[status.holder] if status.holder else self._words("role.unknown")
            text = self._words(
                "role.line",
                role=self._t(grid.option(role.role).label),
                holder=holder,
                text=self._t(role.text),
            )
            phase = self._words("phase.bites", phase=role.phase)
            items.append(Item(text, marks[status.status], phase))
        return [self._heading("roles"), Items(tuple(items))]

    def _challenges(self, model: Model, plan: Plan) -> list[Block]:
        blocks: list[Block] = []
        if plan.risks:
            blocks += [
                self._heading("risks"),
                Items(tuple(self._challenge(model, c) for c in plan.risks)),
            ]
        if plan.challenges:
            key = "other-challenges" if plan.risks else "challenges"
            items = tuple(self._challenge(model, c) for c in plan.challenges)
            blocks += [self._heading(key), Items(items)]
        return blocks

    def _challenge(self, model: Model, challenge_id: str) -> Item:
        challenge = model.challenge(challenge_id)
        note = self._words("phase.bites", phase=challenge.phase)
        if challenge.help:
            names = [self._t(p.name) for p in model.partners if p.id in challenge.help]
            helped = self._words("challenge.help", partners=", ".join(names))
            note = f"{note}; {helped}"
        return Item(self._t(challenge.text), note=note)

    def _pathways(self, plan: Plan) -> list[Block]:
        items = []
        for way, passages in (("arriving", plan.arriving), ("leaving", plan.leaving)):
            for model_id, pathway_id in passages:
                model = self._pack.model(model_id)
                pathway = next(p for p in model.pathways if p.id == pathway_id)
                end = pathway.origin if way == "arriving" else pathway.to
                text = self._words(
                    f"pathway.{way}", end=self._end(end), trigger=self._t(pathway.trigger)
                )
                items.append(Item(text, note=self._phrases.source(model.source(pathway.source))))
        return [self._heading("pathways"), Items(tuple(items))] if items else []

    def _end(self, end: str) -> str:
        states = self._pack.states
        return self._t(states[end]) if end in states else self._phrases.name(end)

    def _rivals(self, result: Recommendation) -> list[Block]:
        rivals = self._phrases.rivals(result)
        if not rivals:
            return []
        blocks: list[Block] = [self._heading("runners-up")]
        for place, gained, lost in rivals:
            blocks.append(Para(place, strong=True))
            if gained:
                blocks.append(Para(self._words("rival.speaks-for")))
                blocks.append(Items(tuple(Item(text, "+") for text in gained[:TOP_REASONS])))
            if lost:
                blocks.append(Para(self._words("rival.cost")))
                blocks.append(Items(tuple(Item(text, "-") for text in lost[:TOP_REASONS])))
        return blocks

    def _bars(self, result: Recommendation) -> Bars:
        return Bars(
            tuple(
                Bar(
                    f"{standing.rank}. {self._phrases.name(standing.model)}",
                    standing.score.total,
                    self._parts(standing.score) if standing.rank == 1 else "",
                )
                for standing in result.ranking
            )
        )

    def _parts(self, score: Score) -> str:
        return "; ".join(
            self._words("bars.themes", theme=self._phrases.theme(theme), points=signed(points))
            for theme, points in score.themes.items()
        )

    def _evidence(self, model: Model, result: Recommendation) -> list[Block]:
        words = self._words
        cases = [self._t(case.name) for case in self._pack.cases_of(model.id)]
        lines = [self._t(self._pack.concertation_kinds[model.concertation.kind]) + "."]
        if cases:
            lines.append(words("evidence.cases", count=len(cases), names=", ".join(cases)))
        else:
            lines.append(words("evidence.no-cases"))
        lines += [
            words("evidence.silent", theme=self._phrases.theme(s.theme), because=self._t(s.because))
            for s in model.silent
        ]
        items = [Item(line) for line in lines]
        items += [
            Item(self._t(caveat.text), note=self._phrases.source(caveat.source))
            for caveat in self._pack.caveats
        ]
        blocks: list[Block] = [self._heading("evidence"), Items(tuple(items))]
        if result.skipped:
            texts = [self._t(self._pack.question(q).text) for q in result.skipped]
            blocks += [self._heading("skipped"), Items(tuple(Item(text) for text in texts))]
        return blocks

    # -- the board's page ------------------------------------------------------------

    def board(self, situation: Situation, result: Recommendation) -> list[Block]:
        """Return one page to bring to a meeting."""
        phrases, words = self._phrases, self._words
        title = situation.title or words("title.untitled")
        blocks: list[Block] = [Heading(title, 1)]
        blocks += [Heading(words("board.verdict")), Para(phrases.verdict(result), strong=True)]
        blocks += [Para(text) for text in phrases.because(result)]
        blocks += self._board_answers(situation)
        if not result.verdict.models:
            remedies = tuple(Item(text) for text in phrases.remedies(result))
            blocks += [self._heading("instead"), Items(remedies)]
            return blocks + self._board_foot()
        model = self._pack.model(result.verdict.models[0])
        standing = result.ranking[0]
        reasons = sorted(standing.score.reasons, key=lambda r: -abs(r.contribution))
        steps = phrases.first_steps(result)
        plan = result.plans[0]
        blocks += [
            Heading(phrases.numbered(model)),
            Para(self._t(model.definition)),
            self._heading("why"),
            self._reasons(model.id, reasons[:5], notes=True),
            self._heading("firmness"),
            Para(" ".join(phrases.firmness(result))),
            Heading(words("board.missing")),
            self._missing(result),
            Heading(words("board.steps")),
            Items(tuple(Item(text, f"{n}.") for n, text in enumerate(steps, 1))),
            *self._phases(model),
            *self._partners(model),
            self._heading("cautions"),
            Items(tuple(self._challenge(model, c) for c in plan.risks or plan.challenges)),
        ]
        if result.why_not:
            blocks.append(Heading(words("board.rivals")))
            for place, _, lost in phrases.rivals(result):
                blocks += [Para(place, strong=True), Items(tuple(Item(x) for x in lost[:2]))]
        return blocks + self._board_foot()

    def _board_answers(self, situation: Situation) -> list[Block]:
        rows = self.answers(situation)
        blocks: list[Block] = []
        if rows.items:
            blocks += [Heading(self._words("board.situation")), rows]
        if situation.notes:
            blocks.append(Para(situation.notes))
        return blocks

    def _board_foot(self) -> list[Block]:
        caveats = tuple(
            Item(self._t(c.text), note=self._phrases.source(c.source)) for c in self._pack.caveats
        )
        return [
            self._heading("caveats"),
            Items(caveats),
            self._heading("sources"),
            *(Para(line, faint=True) for line in self._phrases.foot()),
        ]

    def answers(self, situation: Situation) -> Items:
        """Return what was answered, a line by question."""
        rows = []
        for question in self._pack.questions:
            answer = self._phrases.answer(question, situation.answers)
            if answer:
                line = self._words("colon", term=self._t(question.text), text=answer)
                rows.append(Item(line.replace("?\u00a0:", "?").replace("?:", "?")))
        return Items(tuple(rows))

    # -- show ------------------------------------------------------------------------

    SECTIONS = (
        "definition",
        "concertation",
        "context",
        "complementarities",
        "added_values",
        "phases",
        "partners",
        "requirements",
        "roles",
        "successes",
        "challenges",
        "lessons",
        "cases",
        "pathways",
        "criteria",
        "convener_only",
        "silent",
    )

    def model(self, model: Model, section: str | None = None) -> list[Block]:
        """Return all that the pack says of a model, or one section of it."""
        blocks: list[Block] = [Para(self._phrases.numbered(model), strong=True)]
        if section is None:
            blocks.append(Para(self._t(model.summary) + "."))
        for name in self.SECTIONS:
            if section in (None, name):
                body = self._section(name, model)
                if body:
                    blocks += [self._section_heading(name, model), *body]
        return blocks + self.foot()

    def _section_heading(self, name: str, model: Model) -> Heading:
        words = self._words
        if name == "convener_only":
            title = words("heading.convener_only", short=self._pack.convener.short)
        else:
            title = words(f"heading.{name}")
        if name in {"criteria", "silent", "requirements", "roles"}:
            return Heading(title)
        pages = words("pages", pages=model.pages)
        return Heading(f"{title} ({pages})")

    def _section(self, name: str, model: Model) -> list[Block]:
        match name:
            case "definition":
                return [Para(self._t(model.definition))]
            case "concertation":
                kind = self._pack.concertation_kinds[model.concertation.kind]
                return [
                    Para(self._t(kind) + ".", strong=True),
                    Para(self._t(model.concertation.text)),
                ]
            case "added_values":
                return [
                    Para(self._words("heading.main"), strong=True),
                    self._list(model.added_values.main),
                    Para(self._words("heading.secondary"), strong=True),
                    self._list(model.added_values.secondary),
                ]
            case "phases":
                return self._phases(model)[1:]
            case "partners":
                return self._partners(model)[1:]
            case "challenges":
                return [Items(tuple(self._challenge(model, c.id) for c in model.challenges))]
            case "cases":
                return [
                    Items(
                        tuple(
                            Item(
                                self._words(
                                    "colon", term=self._t(case.name), text=self._t(case.summary)
                                )
                            )
                            for case in self._pack.cases_of(model.id)
                        )
                    )
                ]
            case _:
                return self._rules_section(name, model)

    def _rules_section(self, name: str, model: Model) -> list[Block]:
        phrases, words = self._phrases, self._words
        items: list[Item] = []
        match name:
            case "requirements":
                for r in model.requirements:
                    text = words("missing.requirement", phase=r.phase, text=self._t(r.text))
                    note = phrases.source(model.source(r.source))
                    if r.essential:
                        note = f"{words('essential')}; {note}"
                    items.append(Item(text, note=note))
            case "roles":
                grid = self._pack.grid()
                for role in model.roles:
                    label = self._t(grid.option(role.role).label) if grid else role.role
                    note = words("phase.bites", phase=role.phase)
                    source = phrases.source(model.source(role.source))
                    text = words("colon", term=label, text=self._t(role.text))
                    items.append(Item(text, note=f"{note}; {source}"))
            case "pathways":
                plan_like = [(m, p) for m, p in self._pack.pathways_of(model.id)]
                for model_id, pathway_id in plan_like:
                    teller = self._pack.model(model_id)
                    pathway = next(p for p in teller.pathways if p.id == pathway_id)
                    arriving = pathway.to == model.id
                    end = pathway.origin if arriving else pathway.to
                    text = words(
                        "pathway.arriving" if arriving else "pathway.leaving",
                        end=self._end(end),
                        trigger=self._t(pathway.trigger),
                    )
                    items.append(Item(text, note=phrases.source(teller.source(pathway.source))))
            case "criteria":
                for c in model.criteria:
                    question = self._pack.question(c.question)
                    labels = [self._t(question.option(o).label) for o in c.options]
                    text = words(
                        "why.answer",
                        answer=phrases.enumeration(labels, "list.or"),
                        because=self._t(c.because),
                    )
                    note = phrases.source(model.source(c.source))
                    if c.basis == "inferred":
                        note = f"{words('why.basis-inferred')}; {note}"
                    items.append(Item(text, signed(c.points), note))
            case "convener_only":
                items = [
                    Item(self._t(a.text), note=phrases.source(model.source(a.source)))
                    for a in model.convener_only
                ]
            case "silent":
                items = [
                    Item(words("colon", term=phrases.theme(s.theme), text=self._t(s.because)))
                    for s in model.silent
                ]
            case _:
                texts: tuple[Text, ...] = getattr(model, name)
                items = [Item(self._t(text)) for text in texts]
        return [Items(tuple(items))] if items else []

    # -- the other commands ----------------------------------------------------------

    def models(self) -> list[Block]:
        """Return the models on one screen."""
        blocks: list[Block] = [Para(self._t(self._pack.name), strong=True)]
        items = []
        for model in self._pack.models:
            count = self._words("list.cases", count=len(self._pack.cases_of(model.id)))
            text = self._words("colon", term=self._t(model.name), text=self._t(model.summary))
            items.append(Item(text, f"{model.number}.", count))
        return [*blocks, Items(tuple(items)), *self.foot()[:2]]

    def cases(self) -> list[Block]:
        """Return the documented initiatives, by model, then ours."""
        blocks: list[Block] = []
        for model in self._pack.models:
            cases = self._pack.cases_of(model.id)
            if cases:
                blocks.append(Heading(self._phrases.numbered(model)))
                blocks.append(self._case_list(cases))
        ours = [case for case in self._pack.cases if case.origin == "ours"]
        if ours:
            blocks.append(Heading(self._words("cases.ours")))
            blocks.append(self._case_list(ours))
        return blocks + self.foot()

    def _case_list(self, cases: Iterable[Case]) -> Items:
        return Items(tuple(Item(self._t(case.name), note=case.id) for case in cases))

    def case(self, case: Case) -> list[Block]:
        """Return one case, with its answers."""
        words = self._words
        if case.expected:
            expected = words("case.expected", name=self._phrases.name(case.expected))
        else:
            expected = words("case.expected-none")
        blocks: list[Block] = [
            Para(self._t(case.name), strong=True),
            Para(self._t(case.summary)),
            Para(expected),
            Heading(words("case.own")),
            self.answers(case.situation),
        ]
        if case.from_model:
            blocks.append(Heading(words("case.further")))
            blocks.append(self.answers(Situation(answers=case.from_model)))
        if case.source:
            blocks.append(Para(self._phrases.source(case.source), faint=True))
        return blocks + self.foot()

    def questions(self) -> list[Block]:
        """Return the questionnaire with the ids to write in a file."""
        blocks: list[Block] = [Para(self._words("question.how"))]
        for number, question in enumerate(self._pack.questions, 1):
            blocks.append(Heading(f"{number}. {self._t(question.text)}"))
            theme = self._phrases.theme(question.theme)
            blocks.append(Para(f"{question.id} · {theme} · {self._how(question)}", faint=True))
            blocks.append(Para(self._t(question.why)))
            items = []
            for option in question.options:
                text = self._words("colon", term=self._t(option.label), text=self._t(option.means))
                note = option.id
                if option.refuses:
                    label = self._t(self._pack.refusal.label)
                    note = f"{note}; {self._words('question.refuses', label=label)}"
                items.append(Item(text, note=note))
            blocks.append(Items(tuple(items)))
        return blocks + self.foot()

    def _how(self, question: Question) -> str:
        if question.kind == "grid":
            holders = [f"{h.id} ({self._t(h.label)})" for h in question.holders]
            return self._words("question.grid", holders=", ".join(holders))
        if question.kind == "choose-one":
            return self._words("question.one")
        if question.maximum:
            return self._words("question.many", maximum=question.maximum)
        return self._words("question.any")

    def evaluation(self, result: Evaluation, *, own_cases: bool) -> list[Block]:
        """Return how the rules do on cases."""
        words = self._words
        note = words("evaluate.note" if own_cases else "evaluate.note-folder")
        blocks: list[Block] = [Para(words("evaluate.title"), strong=True), Para(note)]
        for key, section in (
            ("own", result.own_paragraph),
            ("with", result.with_model),
            ("near", result.near_misses),
        ):
            if section:
                blocks.append(Heading(words(f"evaluate.{key}")))
                blocks += self._evaluated(section)
        return blocks + self.foot()

    def _evaluated(self, section: Section) -> list[Block]:
        words, tally = self._words, section.models
        lines = [
            words("evaluate.first", first=tally.first, cases=tally.cases),
            words("evaluate.first-two", count=tally.first_two, cases=tally.cases),
            words(
                "evaluate.kinds",
                close=tally.close,
                undetermined=tally.undetermined,
                refused=tally.wrongly_refused,
            ),
        ]
        if section.refusals.cases:
            lines.append(words("evaluate.refusals", **section.refusals._asdict()))
        lines += [
            words("evaluate.without", theme=self._phrases.theme(theme), **left._asdict())
            for theme, left in section.without.items()
        ]
        baseline = self._t(self._pack.question(self._pack.baseline).text)
        lines.append(
            words("evaluate.one-question", question=baseline, **section.one_question._asdict())
        )
        lines.append(words("evaluate.equal", **section.equal_weights._asdict()))
        blocks: list[Block] = [Items(tuple(Item(line) for line in lines))]
        if section.misses:
            blocks.append(Para(words("evaluate.misses"), strong=True))
            nothing = words("evaluate.nothing")
            blocks.append(
                Items(
                    tuple(
                        Item(
                            words(
                                "evaluate.miss",
                                case=miss.case,
                                expected=self._phrases.name(miss.expected)
                                if miss.expected
                                else nothing,
                                got=self._phrases.names(miss.got) or nothing,
                                verdict=words(f"kind.{miss.verdict}"),
                            )
                        )
                        for miss in section.misses
                    )
                )
            )
        return blocks


def signed(points: int) -> str:
    """Return points with their sign; a true minus, so that columns line up."""
    return f"+{points}" if points > 0 else f"\u2212{-points}" if points < 0 else "0"


def checked(phrases: Phrases, counts: dict[str, int]) -> Sequence[Block]:
    """Return what `check` says of a valid pack."""
    pack, words = phrases.pack, phrases.words
    name = phrases.text(pack.name)
    return [
        Para(words("check.valid", name=name, version=pack.version), strong=True),
        Para(words("check.counts", **counts)),
    ]
