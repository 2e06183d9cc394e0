"""What the checks of each file of a pack share: whether what it names is in the pack."""

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property

from concertation_cli.knowledge.answers import UNKNOWN, answer_keys, report_unknown
from concertation_cli.knowledge.check_portraits import check_label
from concertation_cli.knowledge.findings import Findings
from concertation_cli.knowledge.records import (
    CHAPTER,
    DECIDING,
    GATE,
    LESSONS,
    NO_MODEL,
    RECOGNITION,
    Pack,
    Question,
    Source,
    Text,
)
from concertation_cli.text_safety import fold

OWN_THEMES = (GATE, RECOGNITION, DECIDING)
"""The themes that are ours: no pack may name one of them."""
RESERVED_IDS = (NO_MODEL, UNKNOWN)
"""What answers say instead of a model."""


class FileCheck:
    """Checks one file of a pack against the rest of it, and reports to the file's findings."""

    def __init__(self, pack: Pack, findings: Findings) -> None:
        self.pack = pack
        self.findings = findings
        self.report = findings.report

    def require_known(self, value: str, allowed: Iterable[str], path: str, code: str) -> bool:
        """Report a value that is not allowed; return whether it is. A blank was reported before."""
        allowed = tuple(allowed)
        if not value or value in allowed:
            return True
        report_unknown(self.findings, path, code, value, allowed)
        return False

    def check_source(self, source: Source, path: str) -> None:
        """Report a source whose section the pack does not have."""
        self.check_section(source.section, f"{path}.section")

    def check_section(self, section: str, path: str) -> None:
        """Report a section that the pack does not have."""
        if section not in self.missing_sections():  # which is told, once
            self.require_known(section, self.pack.sections, path, "unknown-section")

    def missing_sections(self) -> list[str]:
        """Return the sections that models are cited from, and that the pack does not name."""
        lessons = (LESSONS,) if any(model.lessons for model in self.pack.models) else ()
        return [section for section in (*CHAPTER, *lessons) if section not in self.pack.sections]

    def check_when(self, when: Mapping[str, Iterable[str]], path: str) -> None:
        """Report the questions, and the options of each, that the pack does not have."""
        for key, options in when.items():
            place = f"{path}.{key}"
            self.check_options(key, options, key_place=place, place=place)

    def check_options(
        self, key: str, options: Iterable[str], *, key_place: str, place: str
    ) -> Question | None:
        """Return the question that a key names, having reported options it does not have.

        Args:
            key: The key of an answer, which names the question.
            options: Ids of options.
            key_place: The place of the key.
            place: The place of the options.
        """
        named: dict[str, Question] = {}
        for asked in self.pack.questions:
            for name in answer_keys(asked):
                named.setdefault(name, asked)
        if not self.require_known(key, named, key_place, "unknown-question") or not key:
            return None
        question = named[key]
        if question.kind == "grid":
            allowed = tuple(holder.id for holder in question.holders)
        else:
            allowed = tuple(option.id for option in question.options if not option.none)
        for option in options:
            self.require_known(option, allowed, place, "unknown-option")
        return question

    @cached_property
    def _question_ids(self) -> frozenset[str]:
        """The ids of the questions, as labels are compared with them."""
        return frozenset(fold(question.id) for question in self.pack.questions)

    def check_labels(
        self, labels: Iterable[tuple[str, Text]], taken: Collection[tuple[str, str]] = ()
    ) -> None:
        """Report labels that menus would cut, or that a table would take for something else.

        Args:
            labels: The labels of one question, each with its place.
            taken: Other labels of the same question, by language, as they are compared.
        """
        seen = set(taken)
        for where, label in labels:
            for lang, text in label.items():
                check_label(text, f"{where}.{lang}", self.findings)
                plain = fold(text)
                if (lang, plain) in seen:
                    self.report(f"{where}.{lang}", "label-repeated", value=text)
                seen.add((lang, plain))
                if plain in self._question_ids:
                    self.report(f"{where}.{lang}", "label-is-question", value=text)
