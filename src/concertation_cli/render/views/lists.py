"""What the other commands show: lists, cases, the questionnaire, evaluation, checks."""

from collections.abc import Iterable, Mapping

from concertation_cli.engine.evaluate import FIRM, Evaluation, FieldEvaluation, Miss, Section
from concertation_cli.engine.prove import Verification
from concertation_cli.knowledge.counts import pack_counts
from concertation_cli.knowledge.records import RECOGNITION, Answers, Case, Question, Situation
from concertation_cli.render.blocks import Block, Heading, Item, Items, Para
from concertation_cli.render.views.pack_view import PackView


class Screens(PackView):
    """The screens of one pack, in one language."""

    def models(self) -> list[Block]:
        """Return the models on one screen."""
        blocks: list[Block] = [Heading(self.text(self.pack.name), 1)]
        items = []
        documented = any(self.pack.cases_of(model.id) for model in self.pack.models)
        for model in self.pack.models:
            cases = len(self.pack.cases_of(model.id))
            count = self.words("list.cases", count=cases) if documented else ""
            text = self.words("colon", term=self.text(model.name), text=self.text(model.summary))
            items.append(Item(text, f"{model.number}.", count))
        return [*blocks, Items(tuple(items)), *self.foot()]

    def cases(self) -> list[Block]:
        """Return the documented initiatives, by model, then ours."""
        blocks: list[Block] = []
        for model in self.pack.models:
            cases = self.pack.cases_of(model.id)
            if cases:
                blocks.append(Heading(self.phrases.numbered(model)))
                blocks.append(self._case_list(cases))
        ours = [case for case in self.pack.cases if case.origin == "ours"]
        if ours:
            blocks.append(Heading(self.words("cases.ours")))
            blocks.append(self._case_list(ours))
        return blocks + self.foot()

    def _case_list(self, cases: Iterable[Case]) -> Items:
        return Items(tuple(Item(self.text(case.name), note=case.id) for case in cases))

    def case(self, case: Case) -> list[Block]:
        """Return one case, with its answers."""
        words = self.words
        if case.expected:
            expected = words("case.expected", name=self.phrases.name(case.expected))
        else:
            expected = words("case.expected-none")
        blocks: list[Block] = [
            Heading(self.text(case.name), 1),
            Para(self.text(case.summary)),
            Para(expected),
        ]
        for number, coding in enumerate(case.codings, 1):
            blocks.append(Heading(words("case.own", count=number)))
            blocks.append(self.answers(Situation(answers=coding)))
        if case.from_model:
            blocks.append(Heading(words("case.further")))
            blocks.append(self.answers(Situation(answers=case.from_model)))
        if case.source:
            blocks.append(Para(self.phrases.source(case.source), faint=True))
        return blocks + self.foot()

    def questions(self) -> list[Block]:
        """Return the questionnaire with the ids to write in a file."""
        blocks: list[Block] = [Para(self.words("question.how"))]
        for number, question in enumerate(self.pack.questions, 1):
            blocks.append(Heading(f"{number}. {self.text(question.text)}"))
            theme = self.phrases.theme(question.theme)
            blocks.append(Para(f"{question.id} · {theme} · {self._how(question)}", faint=True))
            blocks.append(Para(self.text(question.why)))
            items = []
            for option in question.options:
                text, means = self.text(option.label), self.text(option.means)
                if means != text:
                    text = self.words("colon", term=text, text=means)
                note = option.id
                if option.refuses:
                    label = self.text(self.pack.refusal.label)
                    note = f"{note}; {self.words('question.refuses', label=label)}"
                items.append(Item(text, note=note))
            blocks.append(Items(tuple(items)))
        return blocks + self.foot()

    def _how(self, question: Question) -> str:
        if question.kind == "grid":
            holders = [f"{h.id} ({self.text(h.label)})" for h in question.holders]
            return self.words("question.grid", holders=", ".join(holders))
        if question.kind == "choose-one":
            return self.words("question.one")
        if question.theme == RECOGNITION:
            return self.words("question.ordered")
        if question.maximum:
            return self.words("question.many", maximum=question.maximum)
        return self.words("question.any")

    def evaluation(self, result: Evaluation, *, own_cases: bool) -> list[Block]:
        """Return the results of the rules on cases."""
        words = self.words
        from_source = own_cases and result.own_paragraph.models.cases > 0
        kind = "" if from_source else "-folder"
        title, note = words(f"evaluate.title{kind}"), words(f"evaluate.note{kind}")
        blocks: list[Block] = [Heading(title, 1), Para(note)]
        for key, section in (
            ("own", result.own_paragraph),
            ("with", result.with_model),
            ("near", result.near_misses),
        ):
            if section and (section.models.cases or section.refusals.cases):
                blocks.append(Heading(words(f"evaluate.{key}")))
                blocks.append(Items(tuple(Item(line) for line in self._figures(section))))
                blocks += self._misses("misses", section.misses)
        if result.field:
            blocks += self._field(result.field, own=own_cases)
        return blocks + self.foot()

    def _figures(self, section: Section) -> list[str]:
        """Return the counts of a section, a line each."""
        words, tally, lines = self.words, section.models, []
        if tally.cases:
            lines = [
                words("evaluate.first", first=tally.first, cases=tally.cases),
                words("evaluate.first-two", count=tally.first_two, cases=tally.cases),
                words("evaluate.firm", count=tally.firm, wrong=tally.wrong_but_firm),
                words("evaluate.close", count=tally.close, right=tally.right_but_close),
                words(
                    "evaluate.kinds",
                    undetermined=tally.undetermined,
                    refused=tally.wrongly_refused,
                ),
            ]
        if tally.cases and self.pack.portrayed():
            lines += [
                words(
                    "evaluate.trust",
                    consistent=tally.consistent,
                    wrong=tally.wrong_but_consistent,
                    divided=tally.divided,
                    named=tally.divided_and_named,
                ),
                words("evaluate.doubted", count=tally.wrongly_doubted),
            ]
        if section.refusals.cases:
            lines.append(words("evaluate.refusals", **section.refusals._asdict()))
        return lines

    def _misses(
        self, key: str, misses: Iterable[Miss], names: Mapping[str, str] | None = None
    ) -> list[Block]:
        names = names or {case.id: self.text(case.name) for case in self.pack.cases}
        told = dict.fromkeys(self._miss(miss, names) for miss in misses)  # once, not by coding
        items = tuple(map(Item, told))
        return [Heading(self.words(f"evaluate.{key}"), 3), Items(items)] if items else []

    def _field(self, field: FieldEvaluation, *, own: bool) -> list[Block]:
        """Return the results on the field set: whole, by part, and how far people agree."""
        words, whole = self.words, field.whole
        told = words(
            "evaluate.field-cases",
            count=field.initiatives,
            models=whole.models.cases,
            refusals=whole.refusals.cases,
        )
        if field.left_out:
            told = f"{told} {words('evaluate.left-out', count=field.left_out)}"
        blocks: list[Block] = [Heading(words("evaluate.field")), Para(told)]
        if own and self.pack.field_note:
            blocks.append(Para(self.text(self.pack.field_note)))
        parts: dict[str, Iterable[str]] = {"quick": self._figures(field.quick)}
        if field.recognition_alone:
            parts["answers-alone"] = self._figures(field.answers_alone)
            parts["recognition"] = self._figures(field.recognition_alone)
        parts |= {"parts": self._parts_of(field), "agreement": self._agreements(field)}
        lines = self._figures(whole)
        if field.among_shown:
            lines.append(words("evaluate.among-shown", **field.among_shown._asdict()))
        blocks.append(Items(tuple(map(Item, lines))))
        for key, told_lines in parts.items():
            items = tuple(map(Item, told_lines))
            blocks += [Heading(words(f"evaluate.{key}"), 3), Items(items)] if items else []
        firm = [miss for miss in whole.misses if miss.verdict in FIRM and miss.expected]
        return blocks + self._misses("wrong-firm", firm, field.names)

    def _parts_of(self, field: FieldEvaluation) -> Iterable[str]:
        words = self.words
        for name, part in field.by_set.items():
            yield self._part(words("evaluate.set", name=name), part.whole)
            for coder, section in part.by_coder.items():
                yield self._part(words("evaluate.set-coder", name=name, coder=coder), section)
        for coder, section in field.by_coder.items():
            yield self._part(words("evaluate.coder", coder=coder), section)
        for lang, section in field.by_language.items():
            yield self._part(words("evaluate.language", lang=lang), section)

    def _part(self, name: str, section: Section) -> str:
        tally, refusals = section.models, section.refusals
        told = self.words(
            "evaluate.part",
            first=tally.first,
            cases=tally.cases,
            consistent=tally.consistent,
            wrong=tally.wrong_but_consistent,
            refused=refusals.refused,
            doubted=refusals.doubted,
            refusals=refusals.cases,
        )
        return self.words("colon", term=name, text=told)

    def _agreements(self, field: FieldEvaluation) -> Iterable[str]:
        for question_id, agreement in field.agreement.items():
            if agreement.tried:
                count = self.words("evaluate.alike", count=agreement.alike, tried=agreement.tried)
                text = self.text(self.pack.question(question_id).text)
                yield self.words("answered", question=text, answer=count)

    def _miss(self, miss: Miss, names: Mapping[str, str]) -> str:
        nothing = self.words("evaluate.nothing")
        return self.words(
            "evaluate.miss",
            case=names.get(miss.case, miss.case),
            expected=self.phrases.name(miss.expected) if miss.expected else nothing,
            got=self.phrases.names(miss.got) or nothing,
            verdict=self.words(f"kind.{miss.verdict}"),
        )

    def checked(self, verification: Verification, field: int) -> list[Block]:
        """Return the findings on a valid pack, and the situations that show them."""
        words, name = self.words, self.text(self.pack.name)
        blocks: list[Block] = [
            Para(words("check.valid", name=name, version=self.pack.version), strong=True),
            Para(words("check.counts", **pack_counts(self.pack, field)._asdict())),
            Heading(words("check.witnesses")),
        ]
        blocks += self._witnesses(verification.witnesses)
        if verification.recognized:
            blocks.append(Heading(words("check.recognized")))
            blocks += self._witnesses(verification.recognized)
        blocks.append(Para(words("check.exact")))
        if verification.unproven:
            blocks.append(Heading(words("check.unproven")))
            blocks.append(Items(tuple(Item(criterion) for criterion in verification.unproven)))
        return blocks

    def _witnesses(self, situations: Mapping[str, Answers]) -> list[Block]:
        """Return a situation by model: its answers to questions of fact."""
        scored = self.pack.scored_questions()
        blocks: list[Block] = []
        for model_id, answers in situations.items():
            facts = {key: answer for key, answer in answers.items() if key in scored}
            rows = self.answers(Situation(answers=facts)).items
            told = " ".join(f"{row.text}." for row in rows)
            text = self.words("colon", term=self.phrases.name(model_id), text=told)
            blocks.append(Items((Item(text),)))
        return blocks
