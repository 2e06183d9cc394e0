"""What the header of a table means: its lines in, what each column tells out. It reads no file.

A column is known by the words of a question, with those of an option or of a row where the
column stands for one; by their ids; or, less surely, by what is left of them. Form tools write
such a header on one line, or on two: the question above, its options or rows below.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import IntEnum
from functools import cache, cached_property
from itertools import permutations
from typing import NamedTuple

from concertation_cli.knowledge.nearest import nearest
from concertation_cli.knowledge.records import Question, Text
from concertation_cli.text_safety import clean, fold

TITLE, NOTES = "title", "notes"
MAX_HEADER = 2000
SAMPLE = 25
"""Lines of a table that its layout is found from, the header among them."""
_MOST_ABOVE = 4
"""Lines that may stand above a header: a title, codes of the tool."""
_LEAST_LETTERS = 4
_SHORT = 8
_VERY_NEAR = 0.75
"""How like a name a short word must be: two letters exchanged out of four."""
_NEARER_STILL = 0.85
"""How like a single word a longer header must be: « Modified Time » is no « lifetime »."""
_LAST = chr(0x10FFFF)
_LEAST_OF_TEXT = 12
"""Letters of a question's beginning that may stand for the whole of it."""
# Spaces are sought from their first one only: from each, long runs of them would take minutes.
_HINT = r"(?<!\s)\s*\([^()]*\)[\s*]*\Z"  # what form tools and authors add: « (2 au plus) »
_CHOICE = r"(?<!\s)\s*\(choice=([^()]*)\)\s*\Z"
_CODE = r"\A\s*[A-Za-z]\w*(?:\[\w+\])*\.\s+"  # that form tools give: « G1Q2[SQ3]. »
_NUMBER = r"\A\s*(?:[Qq](?:uestion)?\s*)?\d+\s*[.):\-\u2013]\s*"
_SELECTED = r"\s+-\s+Selected Choice\b"
_GROUP = r"[/>]"
_VALUE = r"[\d@]"  # a date, a number, an address: no words of a header
_COMPANION = r"[(\[\-/:.]\s*([^()\[\]]*?)\s*[)\]]?\s*\Z"
_COMPANIONS = frozenset(
    {
        "autre", "autre precisez", "autre a preciser", "autre veuillez preciser", "autres",
        "precisez", "preciser", "veuillez preciser", "svp precisez", "commentaire", "texte",
        "other", "other please specify", "other specify", "please specify", "specify",
        "other please describe", "comment", "text",
    }
)  # fmt: skip
"""What stands beside a question where people may add words of their own, as folded."""
METADATA = (
    "Horodateur", "Adresse e-mail", "Adresse courriel", "Nom d'utilisateur", "Score",
    "Timestamp", "Email Address", "Username", "Date", "Heure de début", "Heure de fin",
    "Adresse de messagerie", "Nom", "Heure de la dernière modification", "ID",
    "Start time", "Completion time", "Email", "Name", "Last modified time",
    "Total points", "Quiz feedback", "Nombre total de points",
    "Commentaires du questionnaire", "Respondent ID", "Collector ID", "Start Date",
    "End Date", "IP Address", "First Name", "Last Name", "Prénom", "Nom de famille",
    "Custom Data 1", "StartDate", "EndDate", "Status", "IPAddress", "Progress",
    "Duration (in seconds)", "Finished", "RecordedDate", "ResponseId",
    "RecipientLastName", "RecipientFirstName", "RecipientEmail", "ExternalReference",
    "LocationLatitude", "LocationLongitude", "DistributionChannel", "UserLanguage",
    "Submission ID", "Submitted at", "Network ID", "Start Date (UTC)",
    "Submit Date (UTC)", "Stage Date (UTC)", "Response Type", "Tags", "Ending",
    "Numéro de série", "SID", "Heure de soumission", "Brouillon", "Adresse IP", "UID",
    "Serial", "Draft", "Submitted", "Completed", "Modified", "Terminé", "Modifié",
    "start", "end", "today", "deviceid", "uuid", "submission time", "validation status",
    "notes status", "submitted by", "version", "index", "record id", "survey timestamp",
    "complete", "lastpage", "startlanguage", "startdate", "datestamp", "seed", "token",
    "Langue", "Language", "Last modified", "Dernière modification", "Comments",
    "Commentaires", "Participants", "Formulaire", "Form", "Result", "Résultat",
    "Collecteur", "Collector", "Identifiant", "Identifiant de la réponse", "Réponse",
    "Date de début", "Date de fin", "Date d'envoi", "Dernière page",
)  # fmt: skip
"""Columns of a tool's own, which no question resembles."""


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
        key: The key of an answer (see `records.Answers`); empty for a title or notes.
        part: The option that a column of its own stands for, or ``title`` or ``notes``;
            empty where the cells hold the whole answer.
    """

    key: str
    part: str = ""


class How(IntEnum):
    """How the meaning of a column was found, the surest way first."""

    TEXT = 0
    """By the words of a question, with those of an option or of a row."""
    ID = 1
    """By ids, to the letter."""
    LOOSE = 2
    """By ids in another case or with other signs between them."""
    PART = 3
    """By the beginning of the words."""
    ALONE = 4
    """By an option or a row, without its question."""
    BESIDE = 5
    """By where it stands: it has no header, beside a question whose answers it holds."""


class Meaning(NamedTuple):
    """What a column tells, and how that was found."""

    column: Column
    how: How


class Names:
    """What the columns of some questions may be called."""

    def __init__(self, questions: Sequence[Question], words: FormWords) -> None:
        self._questions = tuple(questions)
        self._ids: dict[str, Column] = {}
        self._called: dict[str, dict[Column, How]] = {}
        self._of_grids: dict[str, str] = {}
        self._shown: list[str] = []
        self._known = [set(fold(name).split()) for name in words.others]
        for question in questions:
            self._declare(question)
        for part, names in ((TITLE, words.title), (NOTES, words.notes)):
            self._ids.setdefault(part, Column("", part))
            for name in names:
                self._name(fold(name), Column("", part), How.TEXT)

    def meaning(self, header: str) -> Meaning | None:
        """Return what a column with this header tells; None where it is no question.

        The whole header comes first; then what is left of it without a hint in brackets at the
        end, a number, a code or groups in front. What may be two things is neither.
        """
        header = clean(header, limit=MAX_HEADER)
        if header in self._ids:
            return Meaning(self._ids[header], How.ID)
        for text in _ways(header):
            found = self._called.get(fold(text), {})
            if found:
                return _surest(found)
        for text in _without_groups(header):
            grouped = self.meaning(text) if text in self._ids else None
            found = self._called.get(fold(text), {})
            best = grouped or (_surest(found) if found else None)
            if best and best.how < How.ALONE:
                return best
        return self._begun(header)

    def known(self, headers: Iterable[str]) -> int:
        """Return how many of these are surely questions."""
        meanings = map(self.meaning, headers)
        return sum(meaning is not None and meaning.how < How.ALONE for meaning in meanings)

    def is_grid(self, header: str) -> bool:
        """Whether a header names a grid as a whole."""
        return any(fold(text) in self._of_grids for text in _ways(clean(header, limit=MAX_HEADER)))

    def near(self, header: str) -> str:
        """Return the question's id or text that a header resembles, or an empty text.

        A column known to be another thing resembles none; it may keep a part of its name,
        as « Participante » of « Participant(e), participante ».
        """
        folded = fold(clean(header, limit=MAX_HEADER)[:120])
        parts = set(folded.split())
        if folded in _metadata() or any(parts <= known for known in self._known):
            return ""
        near = near_header(header, self._shown)
        return "" if fold(near) == folded else near  # it was read, and holds no answer

    def _declare(self, question: Question) -> None:
        """Note all the headers that the columns of a question may have."""
        texts, own = _called(question.text), fold(question.id)
        mixed = [f"{own} {text}" for text in texts]
        if question.kind == "grid":
            self._of_grids |= dict.fromkeys((*texts, own, *mixed), question.id)
        else:
            self._ids[question.id] = Column(question.id)
            self._shown += [question.id, *question.text.values()]
            for name in (*texts, *mixed):
                self._name(name, Column(question.id), How.TEXT)
            self._name(own, Column(question.id), How.LOOSE)
        for option in question.options:
            key = f"{question.id}.{option.id}"
            grid = question.kind == "grid"
            column = Column(key) if grid else Column(question.id, option.id)
            labels = [*_called(option.label), *_with_meanings(option.label, option.means)]
            self._ids[key] = column
            for text in texts:
                for label in labels:
                    self._name(f"{text} {label}", column, How.TEXT)
                self._name(f"{text} {fold(option.id)}", column, How.LOOSE)
            for label in (fold(option.id), *labels):
                self._name(f"{own} {label}", column, How.LOOSE)
            for label in (*labels, *((fold(option.id),) if grid else ())):
                self._name(label, column, How.ALONE)
            if grid:
                self._shown += [key, *option.label.values()]

    def _name(self, name: str, column: Column, how: How) -> None:
        found = self._called.setdefault(name, {})
        found[column] = min(how, found.get(column, how))

    @cached_property
    def _words(self) -> list[str]:
        """The names, in order: those that begin alike stand together."""
        return sorted(self._called)

    def _begun(self, header: str) -> Meaning | None:
        """Return what a header tells that a tool has cut short, where only one thing begins so."""
        start = fold(header)
        if len(start) < _LEAST_OF_TEXT or len(start.split()) < 3:  # noqa: PLR2004  # a few words
            return None
        words = self._words
        after = bisect_left(words, start + _LAST)
        begun = {
            column
            for name in words[bisect_left(words, start) : after]
            for column, how in self._called[name].items()
            if how is How.TEXT
        }
        whole = {column for column in begun if not column.part}
        keys = {column.key for column in begun}
        found = whole if whole and len(keys) == 1 else begun
        return Meaning(next(iter(found)), How.PART) if len(found) == 1 else None


def _surest(found: dict[Column, How]) -> Meaning | None:
    """Return the surest meaning of a name; None where there are two."""
    best = min(found.values())
    columns = [column for column, how in found.items() if how == best]
    return Meaning(columns[0], best) if len(columns) == 1 else None


def _ways(header: str) -> Iterator[str]:
    """Yield a header whole, then without what people and tools put around a question."""
    yield header
    choice = re.sub(_CHOICE, r" \1", header)
    if choice != header:
        yield choice
        return
    header = re.sub(_SELECTED, "", header)
    companion = re.search(_COMPANION, header)
    plain = header
    if companion is None or fold(companion[1]) not in _COMPANIONS:
        plain = re.sub(_HINT, "", header)
    uncoded = re.sub(_CODE, "", header)
    yield from dict.fromkeys(
        (
            header, plain, re.sub(_NUMBER, "", header), re.sub(_NUMBER, "", plain),
            uncoded, re.sub(_HINT, "", uncoded) if plain != header else uncoded,
        )
    )  # fmt: skip


def _without_groups(header: str) -> Iterator[str]:
    """Yield what follows each sign under which tools put a question in groups."""
    for sign in re.finditer(_GROUP, header):
        yield header[sign.end() :].strip()


def _called(label: Text) -> tuple[str, ...]:
    """Return the folded words of something: in each language, and in two side by side."""
    labels = list(dict.fromkeys(map(fold, label.values())))
    return (*labels, *(f"{one} {other}" for one, other in permutations(labels, 2)))


def _with_meanings(label: Text, means: Text | None) -> Iterator[str]:
    """Yield a label with its line of meaning, in each language."""
    if means is not None:
        yield from (fold(f"{label[lang]} {means[lang]}") for lang in label if lang in means)


@cache
def _metadata() -> frozenset[str]:
    return frozenset(map(fold, METADATA))


def near_header(word: str, headers: Iterable[str]) -> str:
    """Return the header most like `word`, or an empty text; a short word must be very like."""
    from difflib import SequenceMatcher  # only on a mistake

    letters = fold(word)
    if len(letters) < _LEAST_LETTERS:
        return ""
    near = nearest(word, headers)
    least = _VERY_NEAR if len(letters) < _SHORT else _NEARER_STILL
    if near and (len(letters) < _SHORT or " " not in near):  # a word is like many others
        return near if SequenceMatcher(None, letters, fold(near)).ratio() >= least else ""
    return near


# -- the layout of a table ---------------------------------------------------------------

Readable = Callable[[Column, str], bool]
"""Whether a cell can be read as an answer, or as none, in such a column."""


class Layout(NamedTuple):
    """How a table is laid out.

    Attributes:
        first: The line of the table, from 0, at which its header begins.
        after: The line at which its answers begin.
        columns: What each column tells; None where it is no question.
        headers: What stands above each column.
    """

    first: int
    after: int
    columns: tuple[Meaning | None, ...]
    headers: tuple[str, ...]


def understand(lines: Sequence[Sequence[str]], names: Names, readable: Readable) -> Layout:
    """Return the layout of a table, from its first lines that hold something.

    Args:
        lines: The cells of each, some of answers among them.
        names: What columns may be called.
        readable: Tells a line of answers from one of a header, and a column that is a question
            from one that only bears its name.
    """
    found: list[Layout] = []
    for first, line in enumerate(lines[: _MOST_ABOVE + 1]):
        found.append(Layout(first, first + 1, tuple(map(names.meaning, line)), tuple(line)))
        if first + 1 < len(lines):
            found += _of_two(first, line, lines[first + 1], names, readable)
    best = max(found, key=_recognized)
    after = best.after
    while after < len(lines) and _is_of_the_tool(lines[after]):
        after += 1
    answers = lines[after:]
    columns = _beside(best.columns, best.headers, answers, readable)
    columns = _borne_out(_surest_of_each(columns), answers, readable)
    return best._replace(after=after, columns=columns)


def _recognized(layout: Layout) -> tuple[int, int]:
    """Return how many columns are known surely, and in all.

    Options alone, under another line, are answers rather than a header.
    """
    known = [meaning for meaning in layout.columns if meaning]
    sure = sum(meaning.how < How.ALONE for meaning in known)
    return sure, len(known) if sure or not layout.first else 0


def _of_two(
    first: int, upper: Sequence[str], lower: Sequence[str], names: Names, readable: Readable
) -> Iterator[Layout]:
    """Yield the layout whose header is two lines, questions above options, if it is that."""
    columns: list[Meaning | None] = []
    headers = []
    over, joined = "", 0
    for place in range(max(len(upper), len(lower))):
        above = upper[place].strip() if place < len(upper) else ""
        below = lower[place].strip() if place < len(lower) else ""
        head = names.meaning(above) if above else None
        if above:
            over = above
        alone = place + 1 >= len(upper) or bool(upper[place + 1].strip())
        answer = head and alone and not head.column.part and readable(head.column, below)
        if above and below and answer:
            return  # the second line is no header
        if above and head is None and not names.is_grid(above) and re.search(_VALUE, below):
            return  # likewise, of a column that is no question
        if (
            over
            and not below
            and not (above and alone)
            and (names.meaning(over) or names.is_grid(over))
        ):
            return  # under a question whose options have columns, each has its own words
        own = names.meaning(below) if below else None
        under = names.meaning(f"{over} {below}") if over and below else None
        if own and own.how < How.PART and not (under and under.how < own.how):
            columns.append(own)
            over = ""
        elif under and under.how < How.ALONE:
            columns.append(under)
            joined += 1
        else:
            columns.append(head)
        headers.append(f"{over} / {below}" if over and below else below or above)
    if joined > 1:
        yield Layout(first, first + 2, tuple(columns), tuple(headers))


def _is_of_the_tool(line: Sequence[str]) -> bool:
    """Whether a line under the header holds the codes by which a tool imports it again."""
    cells = [cell.strip() for cell in line if cell.strip()]
    return bool(cells) and all(cell.startswith('{"ImportId"') for cell in cells)


def _cells(answers: Sequence[Sequence[str]], place: int) -> list[str]:
    return [line[place] for line in answers if place < len(line) and line[place].strip()]


def _beside(
    columns: Sequence[Meaning | None],
    headers: Sequence[str],
    answers: Sequence[Sequence[str]],
    readable: Readable,
) -> tuple[Meaning | None, ...]:
    """Return the columns, with those of no header that hold more answers to the one before."""
    found = list(columns)
    begun = 0
    while begun < len(headers):
        end = begun + 1
        while end < len(headers) and not headers[end].strip():
            end += 1
        before = found[begun]
        if before and headers[begun].strip() and before.column.key and not before.column.part:
            held = [cell for place in range(begun + 1, end) for cell in _cells(answers, place)]
            if held and all(readable(before.column, cell) for cell in held):
                beside = Meaning(before.column, How.BESIDE)
                found[begun + 1 : end] = [beside] * (end - begun - 1)
        begun = end
    return tuple(found)


def _surest_of_each(columns: Sequence[Meaning | None]) -> tuple[Meaning | None, ...]:
    """Return the columns, without those that another tells more surely."""
    best: dict[Column, How] = {}
    for meaning in columns:
        if meaning and meaning.how is not How.BESIDE:
            best[meaning.column] = min(meaning.how, best.get(meaning.column, meaning.how))
    return tuple(
        meaning
        if meaning and (meaning.how is How.BESIDE or meaning.how == best[meaning.column])
        else None
        for meaning in columns
    )


def _borne_out(
    columns: Sequence[Meaning | None], answers: Sequence[Sequence[str]], readable: Readable
) -> tuple[Meaning | None, ...]:
    """Return the columns, without those known by less than words or ids that hold no answer."""
    found: list[Meaning | None] = []
    for place, meaning in enumerate(columns):
        if meaning and meaning.column.key and meaning.how >= How.LOOSE:
            held = _cells(answers, place)
            if held and not any(readable(meaning.column, cell) for cell in held):
                found.append(None)
                continue
        found.append(meaning)
    return tuple(found)
