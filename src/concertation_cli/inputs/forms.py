"""Answers as people write them: by ids, or by the words that they saw.

Files, `--set` options and tables are read by the same names. What the columns of a table mean
stands in `headers`; what their cells say, here.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import permutations
from typing import TYPE_CHECKING

from concertation_cli.knowledge.answers import UNKNOWN, Ids, Offer, read_answers, report_unknown
from concertation_cli.knowledge.findings import Findings
from concertation_cli.knowledge.records import RECOGNITION, Pack, Question, Text
from concertation_cli.knowledge.strict_yaml import Node
from concertation_cli.text_safety import clean, fold
from concertation_cli.words import Words, available

if TYPE_CHECKING:
    from concertation_cli.inputs.headers import Column, FormWords, Names

RESERVED = frozenset(
    {"line", "verdict", "recommended", "models", "lead", "scores", "not_yet", "trust", "doubt",
     "error", "recommendation", "others"}
)  # fmt: skip
"""Names that results give their own columns: a column that passes under one is renamed."""
_MAX_SHOWN = 60
_MAX_WORDS = 400
"""Words of a cell beyond which no answers are sought that only spaces part."""
_MOST_PARTS = 60
"""Parts between commas that the name of one answer may take, its line of meaning with it."""
_SEPARATORS = "[;,|\r\n]"
_BLANKS = frozenset(" \u00a0\u202f\t-\u2013\u2014/.?\u2026")  # signs that stand for no answer
_CODED = r"(?<!\s)\s*\[\w+\]\s*\Z"  # an answer and its code: « Oui [Y] »
_TICKS = frozenset("\u2713\u2714\u2611\u221a\u2705\u25cf\u2022\u25a0\u2612*+")
_NO_TICKS = frozenset("\u2610\u25a1\u25cb")
"""Signs of a box that is ticked, or not."""
_YES = frozenset(
    {
        "y", "o", "true", "vrai", "x", "on", "ok", "checked", "coche", "cochee", "ticked",
        "selectionne", "selectionnee", "choisi", "choisie", "si", "ja", "sim", "tak", "da",
        "verdadero", "verdadeiro", "vero", "wahr",
    }
)  # fmt: skip
"""What a column of one option may hold where it is chosen, in many tools and languages."""
_NO = frozenset(
    {
        "n", "false", "faux", "off", "unchecked", "not checked", "non coche", "non cochee",
        "decoche", "non selectionne", "nein", "nao", "nie", "nej", "falso",
        "falsch",
    }
)  # fmt: skip
_NUMBER = r"\s*([01])(?:[.,]0+)?\s*"  # as spreadsheets write yes and no


class Form(Ids):
    """Reads answers to the questions of a pack, in any of its languages.

    What ids do not tell is made ready when it is first needed: most files hold ids alone.
    """

    def __init__(
        self, questions: Sequence[Question], words: "Callable[[], FormWords]", lang: str
    ) -> None:
        self._questions = tuple(questions)
        self._by_id = {question.id: question for question in self._questions}
        self._lang = lang
        self._say = words

    @cached_property
    def _words(self) -> "FormWords":
        return self._say()

    @cached_property
    def headers(self) -> "Names":
        """What the columns of a table may be called."""
        from concertation_cli.inputs.headers import Names  # not for ids

        return Names(self._questions, self._words)

    @cached_property
    def _unknown(self) -> frozenset[str]:
        names = list(dict.fromkeys(map(fold, (UNKNOWN, *self._words.unknown))))
        return frozenset((*names, *(f"{one} {other}" for one, other in permutations(names, 2))))

    @cached_property
    def _yes(self) -> frozenset[str]:
        return _YES | set(map(fold, self._words.yes))

    @cached_property
    def _no(self) -> frozenset[str]:
        return _NO | set(map(fold, self._words.no))

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

    @cached_property
    def _whole(self) -> Mapping[str, Mapping[str, str]]:
        """Which answer its label means, with its line of meaning."""
        return {
            question.id: {
                fold(f"{option.label[lang]} {option.means[lang]}"): option.id
                for option in question.options
                for lang in option.label
            }
            for question in self._questions
        }

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

    def column(self, header: str) -> "Column | None":
        """Return the column that this header names; None where it is no question."""
        meaning = self.headers.meaning(header)
        return meaning.column if meaning else None

    def is_readable(self, column: "Column", cell: str) -> bool:
        """Whether a cell can be read, as an answer or as none, in such a column."""
        findings = Findings("")
        if column.key:
            self.read(column, cell, findings)
        return not findings.problems

    def read(
        self, column: "Column", cell: str, findings: Findings, notices: Findings | None = None
    ) -> tuple[str, ...]:
        """Return the options that a cell holds, in order; none for no answer.

        Several are separated by ``;``, ``|``, ``,`` or line breaks, or by spaces where nothing
        else is there. Words beside options that are known leave these standing.

        Args:
            column: What the column tells.
            cell: What stands in it.
            findings: Takes what is wrong, at the place of the column's key.
            notices: Takes what is left out of an answer that stands.
        """
        if not cell.isprintable():  # compared as it would be shown
            cell = clean(cell, limit=len(cell), lines=True)
        if column.part:
            return self._read_flag(column, cell, findings)
        question = self._by_id[column.key.partition(".")[0]]
        ids, strange = self._chosen(cell, question)
        if strange and all(option == UNKNOWN for option in ids):
            offer = self.offer(_answers_to(question))
            report_unknown(findings, column.key, "unknown-option", strange[0], offer)
            return ()
        if strange and notices is not None:
            words = "; ".join(clean(text, limit=_MAX_SHOWN) for text in strange)
            notices.report(column.key, "other-words", value=words)
        return self.admit(column.key, ids, findings)

    def _chosen(self, cell: str, question: Question) -> tuple[list[str], list[str]]:
        """Return the answers that a cell names, `UNKNOWN` among them, and the words left over.

        The longest names first: the line of meaning of one may hold what separates others.
        """
        parts = [part for part in re.split(_SEPARATORS, cell) if part.strip()]
        ids: list[str] = []
        strange: list[str] = []
        begun = 0
        while begun < len(parts):
            text = parts[begun].strip()
            option = self.option(text, question)
            end = begun + 1
            for last in range(min(len(parts), begun + _MOST_PARTS), begun, -1):
                whole = self._whole[question.id].get(fold(" ".join(parts[begun:last])))
                if whole is not None:
                    option, end = whole, last
                    break
            if option is not None:
                ids.append(option)
            else:
                spaced = self._spaced(text, question)
                ids += spaced
                strange += [] if spaced else [text]
            begun = end
        return ids, strange

    def _spaced(self, text: str, question: Question) -> list[str]:
        """Return the answers that spaces alone part; none where they do not make up the text."""
        words = fold(text).split()
        if question.kind != "choose-many" or len(words) > _MAX_WORDS:
            return []
        names = {**self._options[question.id], **self._whole[question.id]}
        longest = max(name.count(" ") + 1 for name in names)
        reached: dict[int, list[str]] = {0: []}
        for end in range(1, len(words) + 1):
            for begun in range(max(0, end - longest), end):
                name = " ".join(words[begun:end])
                if begun in reached and name in names:
                    reached[end] = [*reached[begun], names[name]]
                    break
        return reached.get(len(words), [])

    def reconcile(
        self,
        key: str,
        wholes: Sequence[tuple[str, ...]],
        flags: Mapping[str, bool],
        findings: Findings,
    ) -> tuple[str, ...]:
        """Return the answer that several columns give to a question, where they agree.

        Args:
            key: The key of the answer.
            wholes: The answers of the columns that hold it whole, those left blank apart.
            flags: By option with a column of its own that is not blank, whether it is chosen.
            findings: Takes that they do not agree.
        """
        if not wholes:
            return self.join(key, [option for option, chosen in flags.items() if chosen], findings)
        whole = wholes[0]
        chosen = {option for option, is_chosen in flags.items() if is_chosen}
        if any(set(other) != set(whole) for other in wholes) or (
            chosen != set(whole) & flags.keys()
        ):
            findings.report(key, "columns-differ")
            return ()
        return whole

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

    def _read_flag(self, column: "Column", cell: str, findings: Findings) -> tuple[str, ...]:
        """Return the option that a column of its own stands for, if its cell says so."""
        chosen = self._is_ticked(cell)
        if chosen is None:
            option = self.option(cell, self._by_id[column.key])
            chosen = option == column.part if option in {column.part, UNKNOWN} else None
        if chosen is None:
            allowed = (self._words.yes[0], self._words.no[0])
            value = clean(cell, limit=_MAX_SHOWN)
            findings.report(column.key, "unknown-option", value=value, allowed=allowed)
        return (column.part,) if chosen else ()

    def _is_ticked(self, cell: str) -> bool | None:
        """Whether a cell says yes, or no as a blank one does; None where it says neither."""
        text = cell.strip()
        number = re.fullmatch(_NUMBER, text)
        folded = fold(text)
        if text in _TICKS or folded in self._yes or (number and number[1] == "1"):
            return True
        if not text or text in _NO_TICKS or folded in self._no or number:
            return False
        return None


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


def form_for(pack: Pack, words: Words) -> Form:
    """Return the form of this pack's questions, which reads answers in any language."""

    def form_words() -> "FormWords":
        from concertation_cli.inputs.headers import FormWords  # not for ids

        spoken = [words, *(Words(lang) for lang in available())]

        def said(key: str, *marks: str) -> tuple[str, ...]:
            return tuple(dict.fromkeys((*(language(key) for language in spoken), *marks)))

        return FormWords(
            unknown=(
                *said("wizard.unknown"),
                *said("form.unknown"),
                *said("form.no-answer", "n/a"),
            ),
            yes=said("form.yes"),
            no=said("form.no"),
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
