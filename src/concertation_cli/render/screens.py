"""What the other commands show: lists, cases, the questionnaire, evaluation, checks."""

from collections.abc import Iterable

from concertation_cli.engine.evaluate import Evaluation, Miss, Section
from concertation_cli.engine.verify import Verification
from concertation_cli.knowledge.pack import Case, Question, Situation
from concertation_cli.render.as_json import pack_counts
from concertation_cli.render.blocks import Block, Heading, Item, Items, Para
from concertation_cli.render.parts import Parts


class Screens(Parts):
    """The screens of one pack, in one language."""

    def models(self) -> list[Block]:
        """Return the models on one screen."""
        blocks: list[Block] = [Para(self.t(self.pack.name), strong=True)]
        items = []
        documented = any(self.pack.cases_of(model.id) for model in self.pack.models)
        for model in self.pack.models:
            cases = len(self.pack.cases_of(model.id))
            count = self.words("list.cases", count=cases) if documented else ""
            text = self.words("colon", term=self.t(model.name), text=self.t(model.summary))
            items.append(Item(text, f"{model.number}.", count))
        return [*blocks, Items(tuple(items)), *self.foot()[:2]]

    def cases(self) -> list[Block]:
        """Return the documented initiatives, by model, then ours."""
        blocks: list[Block] = []
        for model in self.pack.models:
            cases = self.pack.cases_of(model.id)
            if cases:
                blocks.append(Heading(self.say.numbered(model)))
                blocks.append(self._case_list(cases))
        ours = [case for case in self.pack.cases if case.origin == "ours"]
        if ours:
            blocks.append(Heading(self.words("cases.ours")))
            blocks.append(self._case_list(ours))
        return blocks + self.foot()

    def _case_list(self, cases: Iterable[Case]) -> Items:
        return Items(tuple(Item(self.t(case.name), note=case.id) for case in cases))

    def case(self, case: Case) -> list[Block]:
        """Return one case, with its answers."""
        words = self.words
        if case.expected:
            expected = words("case.expected", name=self.say.name(case.expected))
        else:
            expected = words("case.expected-none")
        blocks: list[Block] = [
            Para(self.t(case.name), strong=True),
            Para(self.t(case.summary)),
            Para(expected),
            Heading(words("case.own")),
            self.answers(case.situation),
        ]
        if case.from_model:
            blocks.append(Heading(words("case.further")))
            blocks.append(self.answers(Situation(answers=case.from_model)))
        if case.source:
            blocks.append(Para(self.say.source(case.source), faint=True))
        return blocks + self.foot()

    def questions(self) -> list[Block]:
        """Return the questionnaire with the ids to write in a file."""
        blocks: list[Block] = [Para(self.words("question.how"))]
        for number, question in enumerate(self.pack.questions, 1):
            blocks.append(Heading(f"{number}. {self.t(question.text)}"))
            theme = self.say.theme(question.theme)
            blocks.append(Para(f"{question.id} · {theme} · {self._how(question)}", faint=True))
            blocks.append(Para(self.t(question.why)))
            items = []
            for option in question.options:
                text = self.words("colon", term=self.t(option.label), text=self.t(option.means))
                note = option.id
                if option.refuses:
                    label = self.t(self.pack.refusal.label)
                    note = f"{note}; {self.words('question.refuses', label=label)}"
                items.append(Item(text, note=note))
            blocks.append(Items(tuple(items)))
        return blocks + self.foot()

    def _how(self, question: Question) -> str:
        if question.kind == "grid":
            holders = [f"{h.id} ({self.t(h.label)})" for h in question.holders]
            return self.words("question.grid", holders=", ".join(holders))
        if question.kind == "choose-one":
            return self.words("question.one")
        if question.maximum:
            return self.words("question.many", maximum=question.maximum)
        return self.words("question.any")

    def evaluation(self, result: Evaluation, *, own_cases: bool) -> list[Block]:
        """Return how the rules do on cases."""
        words = self.words
        from_source = own_cases and result.own_paragraph.models.cases > 0
        kind = "" if from_source else "-folder"
        title, note = words(f"evaluate.title{kind}"), words(f"evaluate.note{kind}")
        blocks: list[Block] = [Para(title, strong=True), Para(note)]
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
        words, tally = self.words, section.models
        if not tally.cases:
            refusals = words("evaluate.refusals", **section.refusals._asdict())
            return [Items((Item(refusals),))] if section.refusals.cases else []
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
            words("evaluate.without", theme=self.say.theme(theme), **left._asdict())
            for theme, left in section.without.items()
        ]
        baseline = self.t(self.pack.question(self.pack.baseline).text)
        one = section.one_question._asdict()
        lines.append(words("evaluate.one-question", question=baseline, **one))
        lines.append(words("evaluate.equal", **section.equal_weights._asdict()))
        blocks: list[Block] = [Items(tuple(Item(line) for line in lines))]
        if section.misses:
            misses = tuple(Item(self._miss(miss)) for miss in section.misses)
            blocks += [Para(words("evaluate.misses"), strong=True), Items(misses)]
        return blocks

    def _miss(self, miss: Miss) -> str:
        nothing = self.words("evaluate.nothing")
        names = {case.id: self.t(case.name) for case in self.pack.cases}
        return self.words(
            "evaluate.miss",
            case=names.get(miss.case, miss.case),
            expected=self.say.name(miss.expected) if miss.expected else nothing,
            got=self.say.names(miss.got) or nothing,
            verdict=self.words(f"kind.{miss.verdict}"),
        )

    def checked(self, found: Verification) -> list[Block]:
        """Return what `check` says of a valid pack, and the situations that show it."""
        words, name = self.words, self.t(self.pack.name)
        blocks: list[Block] = [
            Para(words("check.valid", name=name, version=self.pack.version), strong=True),
            Para(words("check.counts", **pack_counts(self.pack))),
            Heading(words("check.witnesses")),
        ]
        for model_id, answers in found.witnesses.items():
            scored = {key: a for key, a in answers.items() if key in self.pack.scored_questions()}
            rows = self.answers(Situation(answers=scored)).items
            told = " ".join(f"{row.text}." for row in rows)
            text = words("colon", term=self.say.name(model_id), text=told)
            blocks.append(Items((Item(text),)))
        blocks.append(Para(words("check.exact")))
        if found.unproven:
            blocks.append(Heading(words("check.unproven")))
            blocks.append(Items(tuple(Item(criterion) for criterion in found.unproven)))
        return blocks
