"""Situations in tables: reading CSV and NDJSON row by row, and writing results alike.

One row is held at a time, so that a file of any length takes the same memory.
"""

import codecs
import csv
import io
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import IO, Any, NamedTuple

from concertation_cli.errors import Problem, UsageError
from concertation_cli.inputs.forms import NOTES, TITLE, Column, Form, repeated
from concertation_cli.knowledge.answers import MAX_NOTES, MAX_TITLE, read_situation
from concertation_cli.knowledge.findings import Findings
from concertation_cli.knowledge.records import Answer, Question, Situation
from concertation_cli.knowledge.strict_yaml import (
    STANDARD_INPUT,
    Node,
    TreeError,
    name_of,
    parse,
    read_error,
)
from concertation_cli.text_safety import clean

CSV, NDJSON = "csv", "ndjson"
MAX_LINE = 1024 * 1024
"""Most characters of one line: beyond, it is no table that a person made."""
_MAX_KEPT = 1000
"""Cells remembered for each column; a column of answers has few different ones."""
_MAX_NAME = 200
_MAX_TOLD = 200
MAX_COLUMNS = 16_384
"""Most columns, as in spreadsheets."""
_DELIMITERS = ",;\t"
_SEPARATOR = r'"?sep=([^\w\s"]|\t)"?\s*'
"""The first line by which a table tells spreadsheets its delimiter."""
_SITUATION = frozenset({TITLE, NOTES, "answers", "answer_notes"})
_ANSWERS = "answers"
# Not printable in Python's eyes, yet harmless: line ends, tabs, wide and narrow spaces, joiners.
_HARMLESS = str.maketrans("", "", "\n\t\u00a0\u2007\u2009\u202f\u3000\u200c\u200d")

Fields = Mapping[str, object]


class Row(NamedTuple):
    """One situation of a table.

    Attributes:
        line: The number of its first line in the file; 1 is the first.
        extras: What stands in columns that are no question, by their own names.
        problems: What is wrong with it; then the situation is not whole.
    """

    line: int
    extras: Fields
    situation: Situation
    problems: tuple[Problem, ...] = ()


class Dialect(NamedTuple):
    """How a CSV file is written: its delimiter, and whether it opens with a byte order mark."""

    delimiter: str = ","
    mark: bool = False


class Text(NamedTuple):
    """The text of an open file: its name in errors, and whether it opens with a mark."""

    name: str
    stream: io.TextIOWrapper
    mark: bool


class Table(NamedTuple):
    """A table whose head has been read.

    Attributes:
        kind: ``csv`` or ``ndjson``.
        names: The columns that pass through; for NDJSON, known only line by line.
        rows: To be read once.
    """

    kind: str
    names: tuple[str, ...]
    dialect: Dialect
    rows: Iterator[Row]


Notice = Callable[[Problem], None]
"""Takes what is to be told of a column, once."""


# -- text --------------------------------------------------------------------------------


@contextmanager
def opened(path: str) -> Iterator[Text]:
    """Open a table to read; ``-`` is standard input.

    Raises:
        UsageError: It is missing, a folder, or cannot be read.
    """
    name = name_of(path)
    binary: IO[bytes]
    if path == STANDARD_INPUT:
        if sys.stdin is None:
            raise UsageError(Problem(name, "file-unreadable"))
        binary = sys.stdin.buffer
    else:
        try:
            binary = Path(path).open("rb")  # noqa: SIM115  # closed below
        except (OSError, ValueError) as error:
            raise UsageError(read_error(error).problem(name)) from None
    text = _text_of(name, binary)
    try:
        yield text
    finally:
        buffered: Any = text.stream.detach()  # or collecting it would close standard input
        if buffered is not binary:
            buffered.detach()
        if path != STANDARD_INPUT:
            binary.close()


def _text_of(name: str, binary: IO[bytes]) -> Text:
    """Return the text of a file; what is no UTF-8 comes through as lone surrogates."""
    peekable: Any = binary if hasattr(binary, "peek") else io.BufferedReader(binary)
    start = peekable.peek(4)[:4]
    wide = start[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}
    stream = io.TextIOWrapper(
        peekable,
        encoding="utf-16" if wide else "utf-8-sig",
        errors="surrogatepass" if wide else "surrogateescape",
        newline="",
    )
    return Text(name, stream, wide or start.startswith(codecs.BOM_UTF8))


def _lines(text: Text) -> Iterator[str]:
    """Yield the lines of a file, each with its ending.

    Raises:
        UsageError: At a line that is no UTF-8, or too long, or that cannot be read.
    """
    number = 0
    try:
        while line := text.stream.readline(MAX_LINE):
            number += 1
            if len(line) == MAX_LINE:
                problem = Problem(f"{text.name}:{number}", "line-too-long", {"most": MAX_LINE})
                raise UsageError(problem)
            if not line.isascii():
                line.encode()
            yield line
    except UnicodeError:
        raise UsageError(Problem(f"{text.name}:{max(number, 1)}", "not-utf8")) from None
    except OSError:
        raise UsageError(Problem(text.name, "file-unreadable")) from None


def open_table(text: Text, form: Form, questions: Sequence[Question], tell: Notice) -> Table:
    """Read the head of a table: JSON objects where it opens with a brace, else CSV.

    Raises:
        UsageError: It is empty or no text, or JSON but not an object by line; or no column is
            a question, or two are the same one.
    """
    lines = _lines(text)
    skipped = []
    delimiter = ""
    for line in lines:
        skipped.append(line)
        if "\0" in line:  # as UTF-16 without a mark has at every letter
            raise UsageError(Problem(f"{text.name}:{len(skipped)}", "not-utf8"))
        told = None if delimiter else re.fullmatch(_SEPARATOR, line, re.IGNORECASE)
        if told:
            delimiter = told[1]
            skipped[-1] = "\n"  # still a line, for those after it to keep their numbers
        elif line.strip():
            break
    else:
        raise UsageError(Problem(text.name, "table-empty"))
    if skipped[-1].lstrip().startswith(("{", "[")):
        whole = chain(skipped, _after_first_object(text.name, skipped[-1], lines))
        rows = _JsonRows(text.name, form, questions, tell)
        return Table(NDJSON, (), Dialect(mark=text.mark), rows.read(whole))
    return _open_csv(text, chain(skipped, lines), form, tell, delimiter or _DELIMITERS)


def _after_first_object(name: str, first: str, lines: Iterator[str]) -> Iterator[str]:
    """Return the lines that follow the first one that holds something.

    Raises:
        UsageError: That one opens an array, or an object that the next line goes on with.
    """
    if first.lstrip().startswith("["):
        raise UsageError(Problem(name, "json-array", {"command": "jq -c '.[]'"}))
    try:
        parse(first.encode(), json_only=True)
    except TreeError:
        following = []
        for line in lines:
            following.append(line)
            if line.lstrip().startswith(('"', "}")):
                problem = Problem(name, "json-indented", {"command": "jq -c ."})
                raise UsageError(problem) from None
            if line.strip():
                break
        return chain(following, lines)
    return lines


# -- CSV ---------------------------------------------------------------------------------


def _open_csv(text: Text, lines: Iterator[str], form: Form, tell: Notice, delimiters: str) -> Table:
    """Find the delimiter, under which most columns are questions, and read the header."""
    taken: list[str] = []

    def taking() -> Iterator[str]:
        for line in lines:
            taken.append(line)
            yield line

    best: tuple[int, int, str] = (0, 0, delimiters[0])
    for delimiter in delimiters:
        records = _Records(text.name, chain(list(taken), taking()), delimiter)
        try:
            header = records.header()
        except UsageError:  # told below, if this is the delimiter
            header = records.cells_before()
        known = sum(form.column(cell) is not None for cell in header[:MAX_COLUMNS])
        best = max(best, (known, len(header), delimiter), key=lambda found: found[:2])
    delimiter = best[2]
    records = _Records(text.name, chain(taken, lines), delimiter)
    header = records.header()
    if len(header) > MAX_COLUMNS:
        values = {"count": len(header), "most": MAX_COLUMNS}
        raise UsageError(Problem(f"{text.name}:{records.line}", "too-many-columns", values))
    columns = _Columns(header, form, tell)
    columns.check(f"{text.name}:{records.line}")
    return Table(CSV, columns.names, Dialect(delimiter, text.mark), records.rows(columns))


class _Columns:
    """What each column of a CSV file holds."""

    def __init__(self, header: Sequence[str], form: Form, tell: Notice) -> None:
        self._form = form
        self._tell = tell
        self._width = len(header)
        shown = [clean(name, limit=_MAX_NAME) for name in header]
        found = [form.column(name) for name in header]
        self._known = [(name, column) for name, column in zip(shown, found, strict=True) if column]
        self._strange = [name for name, c in zip(shown, found, strict=True) if name and not c]
        answers = [(place, column) for place, column in enumerate(found) if column and column.key]
        self._whole = [(place, c, dict[str, Answer]()) for place, c in answers if not c.part]
        self._flags = [(place, column) for place, column in answers if column.part]
        self._about = {c.part: place for place, c in enumerate(found) if c and not c.key}
        self._passing = [place for place, c in enumerate(found) if not (c and c.key)]
        self.names = distinct(shown[place] or f"column_{place + 1}" for place in self._passing)
        named = zip(self._passing, self.names, strict=True)
        self._unnamed = {place: name for place, name in named if not shown[place]}

    def check(self, place: str) -> None:
        """Tell once of the columns that are no question. Raises UsageError (see `open_table`)."""
        for name in self._strange[:_MAX_TOLD]:
            near = self._form.near(name)
            if near:
                self._tell(Problem(place, "column-near", {"value": name, "near": near}))
        twice = repeated(self._known)
        if twice:
            raise UsageError(Problem(place, "columns-same", {"value": twice[1], "other": twice[0]}))
        if not self._whole and not self._flags:
            raise UsageError(Problem(place, "no-question-column"))
        if self._strange:
            self._tell(Problem(place, "columns-passed", {"names": tuple(self._strange)}))

    def _tell_unnamed(self, cells: Sequence[str], place: str) -> None:
        """Tell once of the columns that have no header and hold something."""
        if not self._unnamed:
            return
        found = [column for column in self._unnamed if cells[column].strip()]
        if found:
            names = ", ".join(self._unnamed.pop(column) for column in found)
            self._tell(Problem(place, "columns-unnamed", {"value": names}))

    def passing(self, cells: Sequence[str]) -> Fields:
        """Return the cells of the columns that are no question; blank where cells lack."""
        most = len(cells)
        kept = [sanitize_cell(cells[place]) if place < most else "" for place in self._passing]
        return dict(zip(self.names, kept, strict=True))

    def row(self, cells: list[str], line: int, file: str) -> Row:
        """Return the situation that a record holds."""
        problems: list[Problem] = []
        if len(cells) != self._width:
            if any(cells[self._width :]):
                values = {"count": len(cells), "most": self._width}
                problems.append(Problem(f"{file}:{line}", "too-many-cells", values))
            cells += [""] * (self._width - len(cells))
        self._tell_unnamed(cells, f"{file}:{line}")
        answers: dict[str, Answer] = {}
        for place, column, known in self._whole:
            cell = cells[place]
            if cell:
                found = known.get(cell)
                if found is None:
                    findings = Findings(f"{file}:{line}")
                    found = self._form.read(column, cell, findings)
                    problems += findings.problems
                    if not findings.problems and len(known) < _MAX_KEPT:
                        known[cell] = found
                if found:
                    answers[column.key] = found
        if self._flags:
            problems += self._read_flags(cells, line, file, answers)
        title = notes = ""
        if self._about:
            title, notes = self._titled(cells, line, file, problems)
        return Row(line, self.passing(cells), Situation(title, notes, answers), tuple(problems))

    def _read_flags(
        self, cells: Sequence[str], line: int, file: str, answers: dict[str, Answer]
    ) -> list[Problem]:
        """Join the columns that stand for one option each into one answer by question."""
        findings = Findings(f"{file}:{line}")
        chosen: dict[str, list[str]] = {}
        for place, column in self._flags:
            if cells[place]:
                found = self._form.read(column, cells[place], findings)
                chosen.setdefault(column.key, []).extend(found)
        for key, options in chosen.items():
            answer = self._form.join(key, options, findings)
            if answer:
                answers[key] = answer
        return findings.problems

    def _titled(
        self, cells: Sequence[str], line: int, file: str, problems: list[Problem]
    ) -> tuple[str, str]:
        texts = {TITLE: "", NOTES: ""}
        for part, place in self._about.items():
            limit = MAX_NOTES if part == NOTES else MAX_TITLE
            texts[part] = clean(cells[place], limit=limit + 1, lines=part == NOTES)
            if len(texts[part]) > limit:
                where = f"{file}:{line}: {part}"
                problems.append(Problem(where, "text-too-long", {"most": limit}))
        return texts[TITLE], texts[NOTES]


class _Records:
    """The records of a CSV file, the header first."""

    def __init__(self, file: str, lines: Iterable[str], delimiter: str) -> None:
        self._file = file
        self._delimiter = delimiter
        self._first: list[str] = []
        kept = self._keeping_first(lines)
        self._reader = csv.reader(kept, delimiter=delimiter, strict=True)

    @property
    def line(self) -> int:
        """The number of the last line read; 0 before the first."""
        return self._reader.line_num

    def _keeping_first(self, lines: Iterable[str]) -> Iterator[str]:
        """Yield lines, the first of a record kept: a record that cannot be read is lost."""
        for line in lines:
            if not self._first:
                self._first.append(line)
            yield line

    def header(self) -> list[str]:
        """Return the first record that holds something. Raises UsageError where it cannot."""
        line = 1
        try:
            for cells in self._reader:
                if any(map(str.strip, cells)):
                    return cells
                line = self.line + 1
                self._first.clear()
        except csv.Error as error:
            raise UsageError(self._problem(line, error)) from None
        return []

    def rows(self, columns: _Columns) -> Iterator[Row]:
        """Yield the row of each record that holds something."""
        while True:
            line = self.line + 1
            self._first.clear()
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                extras = columns.passing(self.cells_before())
                yield Row(line, extras, Situation(), (self._problem(line, error),))
                continue
            if any(map(str.strip, cells)):
                yield columns.row(cells, line, self._file)

    def cells_before(self) -> list[str]:
        """Return the cells of a record before the one that makes it unreadable, or its last."""
        start = [line[: csv.field_size_limit()] for line in self._first]
        return next(csv.reader(start, delimiter=self._delimiter), [])[:-1]

    def _problem(self, line: int, error: csv.Error) -> Problem:
        """Return the problems of the record that begins at this line."""
        values = {"most": csv.field_size_limit(), "last": self.line}
        said = str(error)
        if "end of data" in said:
            code = "csv-unclosed"
        elif "field limit" in said:
            code = "csv-cell-long" if self.line == line else "csv-cell-runs"
        else:
            code = "csv-malformed"
        return Problem(f"{self._file}:{line}", code, values)


def sanitize_cell(text: str) -> str:
    """Return text as it was, without what would act on a terminal or hide what it says."""
    if text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.translate(_HARMLESS).isprintable():
        return text
    return clean(text, limit=len(text), lines=True)


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """Return names all different from each other: a number is added to those already used."""
    found: dict[str, None] = {}
    last: dict[str, int] = {}
    for name in names:
        unused, number = name, last.get(name, 2)
        while unused in found:
            unused, number = f"{name}_{number}", number + 1
        found[unused] = None
        last[name] = number
    return tuple(found)


# -- NDJSON ------------------------------------------------------------------------------


class _JsonRows:
    """Reads objects, one by line: situations, or flat ones whose keys are questions."""

    def __init__(self, file: str, form: Form, questions: Sequence[Question], tell: Notice) -> None:
        self._file = file
        self._form = form
        self._questions = questions
        self._grids = {question.id for question in questions if question.kind == "grid"}
        self._tell = tell
        self._columns: dict[str, Column | None] = {}
        self._told: set[str] = set()

    def read(self, lines: Iterable[str]) -> Iterator[Row]:
        """Yield the situation of each line that holds something."""
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield self._row(line, number)

    def _row(self, line: str, number: int) -> Row:
        findings = Findings(f"{self._file}:{number}")
        try:
            node = parse(line.encode(), json_only=True)
        except TreeError as error:
            problem = Problem(f"{self._file}:{number}", error.code, error.values)
            return Row(number, {}, Situation(), (problem,))
        entries = node.value
        if not isinstance(entries, dict):
            return Row(number, {}, Situation(), (Problem(f"{self._file}:{number}", "no-object"),))
        if _ANSWERS in entries:
            kept = {k: v for k, v in entries.items() if k in _SITUATION}
            situation = read_situation(Node(kept), self._questions, findings, names=self._form)
            strange = [key for key in entries if key not in kept]
        else:
            situation, strange = self._flat(entries, findings)
        for key in strange:
            self._tell_once(key, number)
        passing = {k: v for k, v in entries.items() if k in {TITLE, NOTES} or k in strange}
        names = distinct(clean(key, limit=_MAX_NAME) for key in passing)
        extras = dict(zip(names, map(_plain, passing.values()), strict=True))
        return Row(number, extras, situation, tuple(findings.problems))

    def _flat(self, entries: Mapping[str, Node], findings: Findings) -> tuple[Situation, list[str]]:
        """Return the situation of a flat object, and the keys that are no question."""
        about: dict[str, Node] = {_ANSWERS: Node({})}
        chosen: dict[str, list[str]] = {}
        parted: set[str] = set()
        strange = []
        known = 0
        for key, child in _ungridded(entries, self._grids):
            column = self._column(key)
            if column is None:
                strange.append(key)
            elif not column.key:
                about[column.part] = child
            else:
                known += 1
                if column.key in chosen and not column.part:
                    findings.report(column.key, "duplicate-key", key=key)
                if column.part:
                    parted.add(column.key)
                cell = self._cell(child, column, findings)
                chosen.setdefault(column.key, []).extend(self._form.read(column, cell, findings))
        if not known:
            findings.report("", "no-question-key")
        situation = read_situation(Node(about), self._questions, findings)
        answers = {}
        for key, options in chosen.items():
            admit = self._form.join if key in parted else self._form.admit
            answers[key] = admit(key, options, findings)
        answered = {key: answer for key, answer in answers.items() if answer}
        return situation._replace(answers=answered), strange

    def _cell(self, child: Node, column: Column, findings: Findings) -> str:
        """Return a value as the cell of a table would hold it."""
        items = child.value if isinstance(child.value, list) else [child]
        values = [item.value for item in items if item.value is not None]
        if column.part:
            return ";".join(json.dumps(v) if isinstance(v, bool | int) else str(v) for v in values)
        if not all(isinstance(value, str) for value in values):
            findings.report(column.key, "expected-option")
            return ""
        return ";".join(map(str, values))

    def _column(self, key: str) -> Column | None:
        if key not in self._columns:
            if len(self._columns) >= _MAX_KEPT:
                return self._form.column(key)
            self._columns[key] = self._form.column(key)
        return self._columns[key]

    def _tell_once(self, key: str, number: int) -> None:
        """Tell of a key that is no question, the first time; of some hundreds at most."""
        if key in self._told or len(self._told) >= _MAX_TOLD:
            return
        self._told.add(key)
        name, near = clean(key, limit=_MAX_NAME), self._form.near(key)
        place = f"{self._file}:{number}"
        if near:
            self._tell(Problem(place, "column-near", {"value": name, "near": near}))
        else:
            self._tell(Problem(place, "columns-passed", {"names": (name,)}))


def _ungridded(entries: Mapping[str, Node], grids: set[str]) -> Iterator[tuple[str, Node]]:
    """Yield keys and values, those of a grid given as an object row by row."""
    for key, child in entries.items():
        if key in grids and isinstance(child.value, dict):
            yield from ((f"{key}.{row}", held) for row, held in child.value.items())
        else:
            yield key, child


def _plain(node: Node) -> object:
    """Return a value that passes through, its texts made safe."""
    if isinstance(node.value, dict):
        return {sanitize_cell(key): _plain(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [_plain(child) for child in node.value]
    return sanitize_cell(node.value) if isinstance(node.value, str) else node.value
