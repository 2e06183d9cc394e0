"""What pack.yaml must hold: its sections, the choice among portraits, the deciding questions."""

from collections.abc import Collection

from concertation_cli.knowledge.answers import answer_keys
from concertation_cli.knowledge.check_file import OWN_THEMES, RESERVED_IDS, FileCheck
from concertation_cli.knowledge.compiled import asked_questions
from concertation_cli.knowledge.fields import text_example
from concertation_cli.knowledge.records import CONDITIONS, PORTRAIT
from concertation_cli.text_safety import fold

MIN_CONDITIONS = 2


class PackFileCheck(FileCheck):
    """Checks pack.yaml."""

    def check(self) -> None:
        """Check all that does not rest on what is found in the models."""
        self._check_whole()
        self._check_sections()
        self._check_contradictions()

    def _check_whole(self) -> None:
        for theme in OWN_THEMES:
            if theme in self.pack.themes:
                self.report(f"themes.{theme}", "reserved-theme", value=theme)
        if self.pack.convener is None and any(model.convener_only for model in self.pack.models):
            self.report("", "missing-key", key="convener")
        self.check_source(self.pack.definition.source, "definition.source")
        for name in ("glossary", "definition_notes", "method", "caveats", "about"):
            for item in getattr(self.pack, name):
                self.check_source(item.source, f"{name}[{item.id}].source")

    def _check_sections(self) -> None:
        for section in self.missing_sections():
            example = f"{section}: {text_example(self.findings.languages)}"
            self.report("sections", "missing-section", key=section, example=example)

    def _check_contradictions(self) -> None:
        for contradiction in self.pack.contradictions:
            path = f"contradictions[{contradiction.id}].when"
            if len(contradiction.when) < MIN_CONDITIONS:
                self.report(path, "one-condition", least=MIN_CONDITIONS)
            self.check_when(contradiction.when, path)

    def check_recognition(self, model_ids: Collection[str], *, models_sound: bool) -> None:
        """Check the choice among portraits: all of it is there, or none.

        Args:
            model_ids: What a model may be named by.
            models_sound: Whether nothing is wrong in the files of the models.
        """
        portraits = [model.portrait for model in self.pack.models if model.portrait]
        for key in ("recognition", "last_lines"):
            if portraits and not getattr(self.pack, key):
                self.report("", "missing-key", key=key)
                self.findings.mark_invalid(key)  # so that what answers it is not told as well
            elif getattr(self.pack, key) and not portraits and models_sound:
                self.report(key, "recognition-without-portraits")
                self.findings.mark_invalid(key)
        if not portraits:
            return
        told = self.pack.recognition
        if told and told.second >= told.first > 0:
            self.report("recognition.second", "second-not-less", most=told.first - 1)
        self._check_last_lines(model_ids)
        named = [(f"last_lines[{line.id}].label", line.label) for line in self.pack.last_lines]
        named += [("recognition.none", told.nothing)] if told else []
        labels = (portrait.label for portrait in portraits)
        seen = {(lang, fold(text)) for label in labels for lang, text in label.items()}
        self.check_labels(named, seen)

    def _check_last_lines(self, models: Collection[str]) -> None:
        if self.pack.last_lines and not any(line.refuses for line in self.pack.last_lines):
            self.report("last_lines", "no-refusing-line")
        for line in self.pack.last_lines:
            path = f"last_lines[{line.id}]"
            if line.id in models or line.id in RESERVED_IDS:
                self.report(f"{path}.id", "line-is-model", value=line.id)
            if line.asks_gate and not line.refuses:
                self.report(f"{path}.asks_gate", "gate-without-refusal")
            self.check_source(line.source, f"{path}.source")

    def check_mandate(self) -> None:
        """Check that the lines of the draft mandate name answers."""
        keys = [key for question in self.pack.questions for key in answer_keys(question)]
        for line in self.pack.mandate:
            for key in line.answers:
                self.require_known(key, keys, f"mandate[{line.id}].answers", "unknown-question")

    def check_deciding(self, model_ids: Collection[str]) -> None:
        """Check the deciding questions; their sides are among these models."""
        taken = {PORTRAIT, CONDITIONS, *(question.id for question in asked_questions(self.pack))}
        for deciding in self.pack.deciding:
            path = f"deciding[{deciding.id}]"
            if deciding.id in taken:
                self.report(f"{path}.id", "reserved-id", value=deciding.id)
            named: set[str] = set()
            for number, side in enumerate(deciding.sides, 1):
                where = f"{path}.sides[{number}]"
                self.require_known(side.model, model_ids, f"{where}.model", "unknown-model")
                self.check_section(side.source, f"{where}.source")
                if side.model in named:
                    self.report(f"{where}.model", "side-repeated", value=side.model)
                named.add(side.model)
            labels = [
                (f"{path}.sides[{n}].label", s.label) for n, s in enumerate(deciding.sides, 1)
            ]
            self.check_labels(labels)
