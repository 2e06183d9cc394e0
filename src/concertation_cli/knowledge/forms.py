"""Answers as forms and spreadsheets hold them: by ids, or by the words that people saw.

A column is known by its header: the question's id or text in any language, whatever the
case, the accents and the punctuation. Form tools write a grid as one column by row,
``Question [Row]`` or ``Question.Row``, and some a choose-many question as one column by
option: read without punctuation, all of these are the question followed by the row.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import permutations
from typing import NamedTuple

from concertation_cli.knowledge.cleaning import clean, fold
from concertation_cli.knowledge.names import nearest
from concertation_cli.knowledge.pack import RECOGNITION, Question, Text
from concertation_cli.knowledge.shapes import Findings
from concertation_cli.knowledge.situation import UNKNOWN, read_answers
from concertation_cli.knowledge.trees import Node

TITLE, NOTES = "title", "notes"
MAX_HEADER = 2000
_MAX_SHOWN = 60
_SEPARATORS = "[;,\r\n]"
# Spaces are sought from their first one only: from each, long runs of them would take minutes.
_HINT = r"(?<!\s)\s*\([^()]*\)[\s*]*\Z"  # what form tools and authors add: « (2 au plus) »
_LEAST_LETTERS = 4
_SHORT = 8
_VERY_NEAR = 0.75
"""How like a name a short word must be: two letters exchanged out of four."""
_CODE = r"\A\s*[A-Za-z]\w*(?:\[\w+\])*\.\s+"  # that form tools give: « G1Q2[SQ3]. »
_CODED = r"(?<!\s)\s*\[\w+\]\s*\Z"  # an answer and its code: « Oui [Y] »
_NUMBER = r"\A\s*\d+\s*[.):-]\s*"


class FormWords(NamedTuple):
    """What people and form tools write beside the words of the pack, in every language.

    Attributes:
        unknown: For "I don't know" and for no answer.
        yes: For a chosen option, in a column of its own.
        no: For one that is not.
        title: What the column of titles may be called.
        notes: What the column of notes may be called.
        others: What columns may be called that are known, and no question: those of names,
            and those of results.
    """

    unknown: tuple[str, ...]
    yes: tuple[str, ...]
    no: tuple[str, ...]
    title: tuple[str, ...]
    notes: tuple[str, ...]
    others: tuple[str, ...]


class Column(NamedTuple):
    """What a column tells.

    Attributes:
        key: The key of an answer (see `pack.Answers`); empty for a title or notes.
        part: The option that a column of its own stands for, or ``title`` or ``notes``;
            empty where the cells hold the whole answer.
    """

    key: str
    part: str = ""


class Form:
    """Reads headers and cells for the questions of a pack."""

    def __init__(self, questions: Sequence[Question], words: FormWords, lang: str) -> None:
        self._questions = tuple(questions)
        self._by_id = {question.id: question for question in questions}
        self._lang = lang
        self._unknown = frozenset(map(fold, (UNKNOWN, *words.unknown)))
        self._words = words
        self._yes, self._no = frozenset(map(fold, words.yes)), frozenset(map(fold, words.no))
        self._columns: dict[str, set[Column]] = {}
        self._exact: dict[str, Column] = {}
        self._shown: list[str] = []
        for question in questions:
            self._declare(question)
        for part, names in ((TITLE, words.title), (NOTES, words.notes)):
            self._exact.setdefault(part, Column("", part))
            for name in names:
                self._columns.setdefault(fold(name), set()).add(Column("", part))
        self._others = [set(fold(name).split()) for name in words.others]
        self._options = {question.id: _answers_to(question) for question in questions}

    def _declare(self, question: Question) -> None:
        """Note all the headers that the columns of a question may have."""
        own = _called(question.id, question.text)
        if question.kind != "grid":
            self._exact[question.id] = Column(question.id)
            self._shown += [question.id, *question.text.values()]
            for name in own:
                self._columns.setdefault(name, set()).add(Column(question.id))
        if question.kind == "choose-one":
            return
        for option in question.options:
            key = f"{question.id}.{option.id}"
            grid = question.kind == "grid"
            column = Column(key) if grid else Column(question.id, option.id)
            names = _called(option.id, option.label)
            self._exact[key] = column
            joined = [f"{name} {row}" for name in own for row in names]
            for name in (*joined, *(names if grid else ())):
                self._columns.setdefault(name, set()).add(column)
            if grid:
                self._shown += [key, *option.label.values()]

    def column(self, header: str) -> Column | None:
        """Return what a column with this header tells; None where it is no question.

        An exact id comes first. A hint in brackets at the end, or a number or a code in front,
        is left out where the whole header says nothing. What may be two things is neither.
        """
        header = clean(header, limit=MAX_HEADER)
        if header in self._exact:
            return self._exact[header]
        plain = re.sub(_HINT, "", header)
        uncoded = re.sub(_CODE, "", header)
        ways = (
            header, plain, re.sub(_NUMBER, "", header), re.sub(_NUMBER, "", plain),
            uncoded, re.sub(_HINT, "", uncoded),
        )  # fmt: skip
        for text in dict.fromkeys(ways):
            found = self._columns.get(fold(text), set())
            if found:
                return next(iter(found)) if len(found) == 1 else None
        return None

    def near(self, header: str) -> str:
        """Return the question's id or text that a header resembles, or an empty text.

        A column known to be another thing resembles none; it may keep a part of its name,
        as « Participante » of « Participant(e), participante ».
        """
        header = clean(header, limit=MAX_HEADER)[: 2 * _MAX_SHOWN]
        parts = set(fold(header).split())
        if any(parts <= known for known in self._others):
            return ""
        return near_header(header, self._shown)

    def read(self, column: Column, cell: str, findings: Findings) -> tuple[str, ...]:
        """Return the options that a cell holds, in order; none for no answer.

        Several are separated by ``;``, ``,`` or line breaks. What is wrong goes to
        `findings`, at the place of the column's key.
        """
        if not cell.isprintable():  # compared as it would be shown
            cell = clean(cell, limit=len(cell), lines=True)
        if column.part:
            return self._read_flag(column, cell, findings)
        question = self._by_id[column.key.partition(".")[0]]
        parts = [part for part in re.split(_SEPARATORS, cell) if part.strip()]
        ids: list[str] = []
        for part in parts:
            option = self._option(question, part)
            if option is None:
                self._report(question, column.key, part, findings)
                return ()
            ids.append(option)
        return self.admit(column.key, ids, findings)

    def join(self, key: str, ids: Sequence[str], findings: Findings) -> tuple[str, ...]:
        """Return options that columns of their own stand for as the answer to a question.

        Such columns tell no order: of two portraits, none can be said to come first.
        """
        if self._by_id[key].theme == RECOGNITION and len(set(ids)) > 1:
            findings.report(key, "no-order", count=len(set(ids)))
            return ()
        return self.admit(key, ids, findings)

    def admit(self, key: str, ids: Sequence[str], findings: Findings) -> tuple[str, ...]:
        """Return these options as the answer to a question, if it admits them together."""
        question_id, _, row = key.partition(".")
        question = self._by_id[question_id]
        if row and len(set(ids)) > 1:
            findings.report(key, "too-many-options", most=1, count=len(ids))
            return ()
        several = Node([Node(option) for option in ids])
        node = Node({row: Node(ids[0] if ids else None)}) if row else several
        return read_answers(Node({question_id: node}), [question], findings, "").get(key, ())

    def _option(self, question: Question, text: str) -> str | None:
        """Return the id of the option that a text names, or what stands for no answer."""
        ids, names = self._options[question.id]
        if text.strip() in ids:
            return text.strip()
        folded = fold(text)
        for name in (folded, fold(re.sub(_CODED, "", text))):
            if name in names:
                return names[name]
        return UNKNOWN if not folded or folded in self._unknown else None

    def _report(self, question: Question, key: str, part: str, findings: Findings) -> None:
        answers = question.holders or question.options
        labels = tuple(answer.label[self._lang] for answer in answers)
        texts = {answer.id: answer.id for answer in answers}
        texts |= {text: a.label[self._lang] for a in answers for text in a.label.values()}
        findings.report(
            key,
            "unknown-option",
            value=clean(part, limit=_MAX_SHOWN),
            # Found in any language, suggested in the reader's.
            near=texts.get(findings.near(part[: 2 * _MAX_SHOWN], texts), ""),
            allowed=labels,
        )

    def _read_flag(self, column: Column, cell: str, findings: Findings) -> tuple[str, ...]:
        """Return the option that a column of its own stands for, if its cell says so."""
        question = self._by_id[column.key]
        folded = fold(cell)
        if folded in self._yes or self._option(question, cell) == column.part:
            return (column.part,)
        if folded and folded not in self._no and folded not in self._unknown:
            allowed = (self._words.yes[0], self._words.no[0])
            value = clean(cell, limit=_MAX_SHOWN)
            findings.report(column.key, "unknown-option", value=value, allowed=allowed)
        return ()


def near_header(word: str, headers: Iterable[str]) -> str:
    """Return the header most like `word`, or an empty text; a short word must be very like."""
    from difflib import SequenceMatcher  # noqa: PLC0415  # only on a mistake

    letters = fold(word)
    if len(letters) < _LEAST_LETTERS:
        return ""
    near = nearest(word, headers)
    if near and len(letters) < _SHORT:
        return near if SequenceMatcher(None, letters, fold(near)).ratio() >= _VERY_NEAR else ""
    return near


def _called(item_id: str, label: Text) -> tuple[str, ...]:
    """Return the folded names of something: id, labels, both, two languages side by side."""
    labels = list(dict.fromkeys(map(fold, label.values())))
    pairs = [f"{one} {other}" for one, other in permutations(labels, 2)]
    own = fold(item_id)
    return (own, *labels, *pairs, *(f"{own} {text}" for text in labels))


def _answers_to(question: Question) -> tuple[frozenset[str], Mapping[str, str]]:
    """Return the ids of a question's answers, and which one each folded name means."""
    answers = question.holders or question.options
    meant: dict[str, set[str]] = {}
    for answer in answers:
        for name in _called(answer.id, answer.label):
            meant.setdefault(name, set()).add(answer.id)
    clear = {name: next(iter(ids)) for name, ids in meant.items() if len(ids) == 1}
    return frozenset(answer.id for answer in answers), clear


def repeated(columns: Iterable[tuple[str, Column]]) -> tuple[str, str] | None:
    """Return the headers of two columns that tell the same thing, if any do."""
    seen: dict[tuple[str, str], str] = {}
    for header, (key, part) in columns:
        for other in ((key, part), (key, "")) if key else ((key, part),):
            if other in seen:
                return seen[other], header
        if not part and any(known == key for known, _ in seen):
            return next(seen[pair] for pair in seen if pair[0] == key), header
        seen[key, part] = header
    return None
