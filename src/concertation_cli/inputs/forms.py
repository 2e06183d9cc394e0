"""Answers as people write them: by ids, or by the words that they saw.

Files, `--set` options and tables are read by the same names. A column is known by its
header: the question's id or text in any language, whatever the case, the accents and the
punctuation. Form tools write a grid as one column by row, ``Question [Row]`` or
``Question.Row``, and some a choose-many question as one column by option: read without
punctuation, all of these are the question followed by the row.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import permutations
from typing import NamedTuple

from concertation_cli.knowledge.answers import UNKNOWN, Ids, Offer, read_answers, report_unknown
from concertation_cli.knowledge.findings import Findings
from concertation_cli.knowledge.nearest import nearest
from concertation_cli.knowledge.records import RECOGNITION, Pack, Question, Text
from concertation_cli.knowledge.strict_yaml import Node
from concertation_cli.text_safety import clean, fold
from concertation_cli.words import Words, available

TITLE, NOTES = "title", "notes"
MAX_HEADER = 2000
RESERVED = frozenset(
    {"line", "verdict", "recommended", "models", "lead", "scores", "not_yet", "trust", "doubt",
     "error", "recommendation", "others"}
)  # fmt: skip
"""Names that results give their own columns: a column that passes under one is renamed."""
_MAX_SHOWN = 60
_SEPARATORS = "[;,\r\n]"
_BLANKS = frozenset(" \u00a0\t-\u2013\u2014/.?\u2026")  # signs that stand for no answer
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


class _Headers:
    """What the columns of some questions may be called.

    Attributes:
        exact: The columns by exact id.
        called: The columns that each folded name may mean.
        shown: What near misses are sought among.
    """

    def __init__(self, questions: Sequence[Question], words: FormWords) -> None:
        self.exact: dict[str, Column] = {}
        self.called: dict[str, set[Column]] = {}
        self.shown: list[str] = []
        for question in questions:
            self._declare(question)
        for part, names in ((TITLE, words.title), (NOTES, words.notes)):
            self.exact.setdefault(part, Column("", part))
            for name in names:
                self.called.setdefault(fold(name), set()).add(Column("", part))

    def _declare(self, question: Question) -> None:
        """Note all the headers that the columns of a question may have."""
        own = _called(question.id, question.text)
        if question.kind != "grid":
            self.exact[question.id] = Column(question.id)
            self.shown += [question.id, *question.text.values()]
            for name in own:
                self.called.setdefault(name, set()).add(Column(question.id))
        if question.kind == "choose-one":
            return
        for option in question.options:
            key = f"{question.id}.{option.id}"
            grid = question.kind == "grid"
            column = Column(key) if grid else Column(question.id, option.id)
            names = _called(option.id, option.label)
            self.exact[key] = column
            joined = [f"{name} {row}" for name in own for row in names]
            for name in (*joined, *(names if grid else ())):
                self.called.setdefault(name, set()).add(column)
            if grid:
                self.shown += [key, *option.label.values()]


class Form(Ids):
    """Reads answers to the questions of a pack, in any of its languages.

    What ids do not tell is made ready when it is first needed: most files hold ids alone.
    """

    def __init__(
        self, questions: Sequence[Question], words: Callable[[], FormWords], lang: str
    ) -> None:
        self._questions = tuple(questions)
        self._by_id = {question.id: question for question in self._questions}
        self._lang = lang
        self._say = words

    @cached_property
    def _words(self) -> FormWords:
        return self._say()

    @cached_property
    def _headers(self) -> _Headers:
        return _Headers(self._questions, self._words)

    @cached_property
    def _unknown(self) -> frozenset[str]:
        return frozenset(map(fold, (UNKNOWN, *self._words.unknown)))

    @cached_property
    def _yes(self) -> frozenset[str]:
        return frozenset(map(fold, self._words.yes))

    @cached_property
    def _no(self) -> frozenset[str]:
        return frozenset(map(fold, self._words.no))

    @cached_property
    def _others(self) -> list[set[str]]:
        return [set(fold(name).split()) for name in self._words.others]

    @cached_property
    def _asked(self) -> Mapping[str, str]:
        return _clear({question.id: question.text for question in self._questions})

    @cached_property
    def _rows(self) -> Mapping[str, Mapping[str, str]]:
        grids = (question for question in self._questions if question.kind == "grid")
        return {grid.id: _clear({o.id: o.label for o in grid.options}) for grid in grids}

    @cached_property
    def _ids(self) -> Mapping[str, frozenset[str]]:
        return {question.id: frozenset(_answers_to(question)) for question in self._questions}

    @cached_property
    def _options(self) -> Mapping[str, Mapping[str, str]]:
        """Which answer to each question a folded name means."""
        return {question.id: _clear(_answers_to(question)) for question in self._questions}

    # -- names ---------------------------------------------------------------------------

    def key(self, text: str) -> str:
        """Return the key of an answer that this names; the same text where it names none."""
        if text in self._by_id:
            return text
        column = self.column(text)
        return column.key if column and column.key and not column.part else text

    def question(self, text: str, questions: Iterable[Question]) -> Question | None:
        """Return the question that this names, by its id or its text."""
        exact = super().question(text, questions)
        return exact or self._by_id.get(self._asked.get(fold(text), ""))

    def row(self, text: str, grid: Question) -> str | None:
        """Return the row of a grid that this names, by its id or its label."""
        return super().row(text, grid) or self._rows[grid.id].get(fold(text))

    def option(self, text: str, question: Question) -> str | None:
        """Return the id of the answer that a text names, or what stands for no answer."""
        if text == UNKNOWN:
            return UNKNOWN
        if text.strip() in self._ids[question.id]:
            return text.strip()
        folded = fold(text)
        names = self._options[question.id]
        for name in (folded, fold(re.sub(_CODED, "", text))):
            if name in names:
                return names[name]
        return UNKNOWN if folded in self._unknown or not set(text) - _BLANKS else None

    def told(self, item_id: str, label: Text) -> str:
        """Return a label in the reader's language, and the id that stands for it."""
        return f"{label[self._lang]} ({item_id})"

    def offer(self, called: Mapping[str, Text]) -> Offer:
        """Return the labels and ids that one may write, in the reader's language.

        A near miss is found in any language, and suggested in the reader's.
        """
        shown = {item_id: item_id for item_id in called}
        for label in called.values():
            shown |= dict.fromkeys(label.values(), label[self._lang])
        return Offer(tuple(self.told(*pair) for pair in called.items()), shown)

    # -- columns -------------------------------------------------------------------------

    def column(self, header: str) -> Column | None:
        """Return the column that this header names; None where it is no question.

        An exact id comes first. A hint in brackets at the end, or a number or a code in front,
        is left out where the whole header says nothing. What may be two things is neither.
        """
        header = clean(header, limit=MAX_HEADER)
        if header in self._headers.exact:
            return self._headers.exact[header]
        plain = re.sub(_HINT, "", header)
        uncoded = re.sub(_CODE, "", header)
        ways = (
            header, plain, re.sub(_NUMBER, "", header), re.sub(_NUMBER, "", plain),
            uncoded, re.sub(_HINT, "", uncoded),
        )  # fmt: skip
        for text in dict.fromkeys(ways):
            found = self._headers.called.get(fold(text), set())
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
        return near_header(header, self._headers.shown)

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
            option = self.option(part, question)
            if option is None:
                offer = self.offer(_answers_to(question))
                report_unknown(findings, column.key, "unknown-option", part, offer)
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

    def _read_flag(self, column: Column, cell: str, findings: Findings) -> tuple[str, ...]:
        """Return the option that a column of its own stands for, if its cell says so."""
        question = self._by_id[column.key]
        folded = fold(cell)
        if folded in self._yes or self.option(cell, question) == column.part:
            return (column.part,)
        if folded and folded not in self._no and folded not in self._unknown:
            allowed = (self._words.yes[0], self._words.no[0])
            value = clean(cell, limit=_MAX_SHOWN)
            findings.report(column.key, "unknown-option", value=value, allowed=allowed)
        return ()


def near_header(word: str, headers: Iterable[str]) -> str:
    """Return the header most like `word`, or an empty text; a short word must be very like."""
    from difflib import SequenceMatcher  # only on a mistake

    letters = fold(word)
    if len(letters) < _LEAST_LETTERS:
        return ""
    near = nearest(word, headers)
    if near and len(letters) < _SHORT:
        return near if SequenceMatcher(None, letters, fold(near)).ratio() >= _VERY_NEAR else ""
    return near


def _answers_to(question: Question) -> dict[str, Text]:
    """Return the labels of the answers to a question, or to a row of it, by id."""
    return {answer.id: answer.label for answer in question.holders or question.options}


def _called(item_id: str, label: Text) -> tuple[str, ...]:
    """Return the folded names of something: id, labels, both, two languages side by side."""
    labels = list(dict.fromkeys(map(fold, label.values())))
    pairs = [f"{one} {other}" for one, other in permutations(labels, 2)]
    own = fold(item_id)
    return (own, *labels, *pairs, *(f"{own} {text}" for text in labels))


def _clear(called: Mapping[str, Text]) -> Mapping[str, str]:
    """Return the id that each folded name means; what may be two things is left out."""
    meant: dict[str, set[str]] = {}
    for item_id, label in called.items():
        for name in _called(item_id, label):
            meant.setdefault(name, set()).add(item_id)
    return {name: next(iter(ids)) for name, ids in meant.items() if len(ids) == 1}


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


def form_for(pack: Pack, words: Words) -> Form:
    """Return the form of this pack's questions, which reads answers in any language."""

    def form_words() -> FormWords:
        spoken = [words, *(Words(lang) for lang in available())]

        def said(key: str, *marks: str) -> tuple[str, ...]:
            return tuple(dict.fromkeys((*(language(key) for language in spoken), *marks)))

        return FormWords(
            unknown=(
                *said("wizard.unknown"),
                *said("form.unknown"),
                *said("form.no-answer", "n/a"),
            ),
            yes=said("form.yes", "y", "true", "1", "x"),
            no=said("form.no", "n", "false", "0"),
            title=said("form.title", "title"),
            notes=said("form.notes", "notes"),
            others=(
                *said("form.participant"),
                *said("form.person"),
                *said("form.name"),
                "score",
                *RESERVED,
            ),
        )

    return Form(pack.questions, form_words, pack.shown_in(words.lang))
