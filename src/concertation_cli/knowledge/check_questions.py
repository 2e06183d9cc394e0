"""What questions.yaml must hold: the gate, then questions that can do their work."""

from collections.abc import Collection, Sequence

from concertation_cli.knowledge.answers import UNKNOWN
from concertation_cli.knowledge.check_file import FileCheck
from concertation_cli.knowledge.compiled import asked_questions
from concertation_cli.knowledge.records import CONDITIONS, GATE, PORTRAIT, Question

MAX_QUESTIONS = 16
MAX_SCORED = 9
"""Most questions that give points: what measurement kept of fifteen (decision 012)."""
MAX_ROLES = 8
MAX_CONDITIONS = 20
MAX_SCORED_CHOICES = 3


class QuestionsCheck(FileCheck):
    """Checks questions.yaml."""

    def check(self) -> None:
        """Check all but the mark of quick questions."""
        asked = asked_questions(self.pack)
        scored = self.pack.scored_questions()
        self._check_counts(asked, scored)
        gates = [question.id for question in asked if question.theme == GATE]
        if len(gates) != 1 or asked[0].theme != GATE:
            self.report("", "one-gate-first")
        grids = [q for q in asked if q.kind == "grid" and q.id not in ("", CONDITIONS)]
        for grid in grids[1:]:
            self.report(f"[{grid.id}].kind", "several-grids")
        for question in asked:
            if not question.id:  # could not be read, and that is told
                continue
            path = f"[{question.id}]"
            self.require_known(
                question.theme, (GATE, *self.pack.themes), f"{path}.theme", "unknown-theme"
            )
            self._check_kind(question, path, question.id in scored)
            self._check_words(question, path)
            self._check_marks(question, path)
            for option in question.options:
                if option.refuses:
                    where = f"{path}.options[{option.id}].refuses"
                    if question.theme != GATE:
                        self.report(where, "refusal-outside-gate")
                    self.check_source(option.refuses.source, f"{where}.source")
            if question.theme == GATE:
                self._check_gate(question, path)

    def _check_counts(self, asked: Sequence[Question], scored: Collection[str]) -> None:
        if len(asked) > MAX_QUESTIONS:
            self.report("", "too-many-questions", most=MAX_QUESTIONS, count=len(asked))
        giving = [question.id for question in asked if question.id in scored]
        if len(giving) > MAX_SCORED:
            self.report("", "too-many-scored", most=MAX_SCORED, count=len(giving))

    def check_quick(self) -> None:
        """Refuse the mark on questions that give no points: no advice could rest on them."""
        scored = self.pack.scored_questions()
        for question in asked_questions(self.pack):
            if question.quick and question.id and question.id not in scored:
                self.report(f"[{question.id}].quick", "quick-without-points")

    def _check_gate(self, question: Question, path: str) -> None:
        refusing = [option for option in question.options if option.refuses]
        if question.kind != "choose-one" or len(refusing) == len(question.options):
            self.report(path, "gate-must-pass")

    def _check_marks(self, question: Question, path: str) -> None:
        """Report marks of options that say what is not so."""
        named = {
            o
            for m in self.pack.models
            for c in m.criteria
            if c.question == question.id
            for o in c.options
        }
        for option in question.options:
            where = f"{path}.options[{option.id}]"
            if option.neutral and option.id in named:
                self.report(f"{where}.neutral", "neutral-gives-points", value=option.id)
            if option.in_forms and question.id != CONDITIONS:
                self.report(f"{where}.in_forms", "in-forms-elsewhere")

    def _check_kind(self, question: Question, path: str, scored: bool) -> None:  # noqa: FBT001
        if question.kind == "grid":
            self._check_grid(question, path, scored)
        elif question.holders:
            self.report(f"{path}.holders", "only-in-grids")
        if question.kind != "choose-many":
            if question.maximum:
                self.report(f"{path}.maximum", "maximum-elsewhere")
        elif scored:
            if not 0 < question.maximum <= MAX_SCORED_CHOICES:
                self.report(path, "maximum-needed", most=MAX_SCORED_CHOICES)
        else:
            if question.maximum:
                self.report(f"{path}.maximum", "maximum-not-wanted")
            if not any(option.none for option in question.options):
                self.report(path, "none-option-needed")

    def _check_grid(self, question: Question, path: str, scored: bool) -> None:  # noqa: FBT001
        if not question.holders:
            self.report(path, "missing-key", key="holders")
        elif not any(holder.state in ("in-place", "") for holder in question.holders):
            self.report(f"{path}.holders", "nothing-in-place")
        most = MAX_CONDITIONS if question.id == CONDITIONS else MAX_ROLES
        if len(question.options) > most:
            self.report(path, "too-many-roles", most=most)
        if scored:
            self.report(path, "grid-scores")

    def _check_words(self, question: Question, path: str) -> None:
        """Report the ids and the labels of a question that stand for something else."""
        if question.id == PORTRAIT or (question.id == CONDITIONS and question.kind != "grid"):
            self.report(f"{path}.id", "reserved-id", value=question.id)
            self.findings.mark_invalid(path)  # so that what names it is not told as well
        part = "holders" if question.kind == "grid" else "options"
        if UNKNOWN in (answer.id for answer in getattr(question, part)):
            self.report(f"{path}.{part}[{UNKNOWN}].id", "reserved-id", value=UNKNOWN)
        labels = [
            (f"{path}.options[{option.id}].label", option.label) for option in question.options
        ]
        labels += [
            (f"{path}.holders[{holder.id}].label", holder.label) for holder in question.holders
        ]
        self.check_labels(labels)
