"""Situations in tables: CSV and NDJSON, read row by row, and sheets, which are read whole.

Of CSV and NDJSON one row is held at a time, so that a file of any length takes the same memory.
What columns mean is found by `headers`, or told by a `column_map`.
"""

import codecs
import csv
import io
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

from concertation_cli.errors import Problem, UsageError
from concertation_cli.inputs.column_map import ColumnMap
from concertation_cli.inputs.forms import Form
from concertation_cli.inputs.headers import (
    NOTES,
    SAMPLE,
    TITLE,
    Column,
    How,
    Layout,
    understand,
)
from concertation_cli.inputs.sheets import is_sheet, read_sheet
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
_HEAD = 6
"""Lines among which the header stands."""
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
        notices: What was left out of answers that stand.
    """

    line: int
    extras: Fields
    situation: Situation
    problems: tuple[Problem, ...] = ()
    notices: tuple[Problem, ...] = ()


class Dialect(NamedTuple):
    """How a CSV file is written: its delimiter, and whether it opens with a byte order mark."""

    delimiter: str = ","
    mark: bool = False


class Text(NamedTuple):
    """The text of an open file.

    Attributes:
        name: What it is called in errors.
        stream: Its text; of a sheet, `buffer` has its bytes.
        mark: Whether it opens with a byte order mark.
        sheet: Whether it is a spreadsheet's own file.
    """

    name: str
    stream: io.TextIOWrapper
    mark: bool
    sheet: bool = False


class Table(NamedTuple):
    """A table whose head has been read.

    Attributes:
        kind: ``csv`` or ``ndjson``.
        names: The columns that pass through; for NDJSON, known only line by line.
        rows: To be read once.
        layout: What its columns mean; None for NDJSON.
        sample: Its first lines, those of the header among them.
    """

    kind: str
    names: tuple[str, ...]
    dialect: Dialect
    rows: Iterator[Row]
    layout: Layout | None = None
    sample: tuple[Sequence[str], ...] = ()


class Guide(NamedTuple):
    """What the person says of a table.

    Attributes:
        map: What its columns mean; None to find out.
        sheet: Which sheet of a spreadsheet's file; empty for the first.
        looking: Whether only to see how it is understood, be it not at all.
    """

    map: ColumnMap | None = None
    sheet: str = ""
    looking: bool = False


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
    marked = wide or start.startswith(codecs.BOM_UTF8)
    return Text(name, stream, marked, is_sheet(start))


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


def open_table(
    text: Text,
    form: Form,
    questions: Sequence[Question],
    tell: Notice,
    guide: Guide = Guide(),  # noqa: B008  # it never changes
) -> Table:
    """Read the head of a table: a sheet, JSON objects where it opens with a brace, else CSV.

    Raises:
        UsageError: It is empty or no text, or JSON but not an object by line; or no column is
            a question; or the guide does not fit it.
    """
    head = _Head(text.name, form, tell, guide)
    if text.sheet:
        cells = read_sheet(text.name, cast("IO[bytes]", text.stream.buffer), guide.sheet)
        return head.table(_Sheet(cells), Dialect())
    if guide.sheet:
        raise UsageError(Problem("--sheet", "no-sheet-here"))
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
        if guide.map is not None:
            raise UsageError(Problem("--map", "map-needs-columns"))
        objects = chain(skipped, _after_first_object(text.name, skipped[-1], lines))
        rows = _JsonRows(text.name, form, questions, tell)
        return Table(NDJSON, (), Dialect(mark=text.mark), rows.read(objects))
    whole = chain(skipped, lines)
    dialect, records = _csv(text, whole, form, delimiter or _DELIMITERS)
    return head.table(records, dialect)


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


def _csv(
    text: Text, lines: Iterator[str], form: Form, delimiters: str
) -> tuple[Dialect, "_Records"]:
    """Return the records of a CSV file, under the delimiter that makes most questions known."""
    taken: list[str] = []

    def taking() -> Iterator[str]:
        for line in lines:
            taken.append(line)
            yield line

    best: tuple[int, int, str] = (-1, 0, delimiters[0])
    for delimiter in delimiters:
        records = _Records(text.name, chain(list(taken), taking()), delimiter)
        head = [cells for _, cells, _ in islice(records.all(), _HEAD)]
        known = [(form.headers.known(cells[:MAX_COLUMNS]), len(cells)) for cells in head]
        found = (*max(known, key=lambda each: each[0], default=(0, 0)), delimiter)
        best = max(best, found, key=lambda found: found[:2])
    records = _Records(text.name, chain(taken, lines), best[2])
    return Dialect(best[2], text.mark), records


class _Head(NamedTuple):
    """What finds out what the columns of a table mean."""

    file: str
    form: Form
    tell: Notice
    guide: Guide

    def table(self, records: "_Records | _Sheet", dialect: Dialect) -> Table:
        """Return the table that these records make. Raises UsageError (see `open_table`)."""
        everything = records.all()
        kept = list(islice(everything, SAMPLE))
        if not kept:
            raise UsageError(Problem(self.file, "table-empty"))
        line, _, problem = kept[0]
        if problem:
            raise UsageError(problem)
        sample = [cells for _, cells, _ in kept]
        width = max(map(len, sample))
        if width > MAX_COLUMNS:
            values = {"count": width, "most": MAX_COLUMNS}
            raise UsageError(Problem(f"{self.file}:{line}", "too-many-columns", values))
        told = self.guide.map
        layout = (
            told.layout(sample)
            if told
            else understand(sample, self.form.headers, self.form.is_readable)
        )
        columns = _Columns(layout, self.form, self.tell, told)
        if not self.guide.looking:
            columns.check(f"{self.file}:{kept[max(layout.after - 1, 0)][0]}")
        rows = _rows(self.file, chain(kept[layout.after :], everything), columns)
        return Table(CSV, columns.names, dialect, rows, layout, tuple(sample))


def _rows(file: str, records: Iterable["Record"], columns: "_Columns") -> Iterator[Row]:
    """Yield the row of each record."""
    for line, cells, problem in records:
        if problem:
            yield Row(line, columns.passing(cells), Situation(), (problem,))
        else:
            yield columns.row(cells, line, file)


class _Columns:
    """What each column of a table holds."""

    def __init__(
        self, layout: Layout, form: Form, tell: Notice, told: ColumnMap | None = None
    ) -> None:
        self._form = form
        self._tell = tell
        self._map = told
        self._width = len(layout.headers)
        shown = [clean(name, limit=_MAX_NAME) for name in layout.headers]
        found = [meaning.column if meaning else None for meaning in layout.columns]
        self._strange = [name for name, c in zip(shown, found, strict=True) if name and not c]
        self._guessed = tuple(
            name or f"column_{place + 1}"
            for place, (name, meaning) in enumerate(zip(shown, layout.columns, strict=True))
            if meaning and meaning.how >= How.PART and told is None
        )
        answers = [(place, column) for place, column in enumerate(found) if column and column.key]
        self._whole = [(place, c, dict[str, Answer]()) for place, c in answers if not c.part]
        self._flags = [(place, column) for place, column in answers if column.part]
        keys = [column.key for _, column, _ in self._whole]
        parted = {column.key for _, column in self._flags}
        self._several = {key for key in keys if keys.count(key) > 1 or key in parted} | parted
        self._spread = {
            meaning.column.key
            for meaning in layout.columns
            if meaning and meaning.how is How.BESIDE
        }
        self._about = {c.part: place for place, c in enumerate(found) if c and not c.key}
        self._passing = [place for place, c in enumerate(found) if not (c and c.key)]
        self.names = distinct(shown[place] or f"column_{place + 1}" for place in self._passing)
        named = zip(self._passing, self.names, strict=True)
        self._unnamed = {place: name for place, name in named if not shown[place]}
        self._clear: tuple[Findings, Findings] | None = None
        """What rows report to, while they find nothing to report."""

    def check(self, place: str) -> None:
        """Tell once of the columns that are no question. Raises UsageError (see `open_table`)."""
        for name in self._strange[:_MAX_TOLD]:
            near = self._form.headers.near(name)
            if near:
                self._tell(Problem(place, "column-near", {"value": name, "near": near}))
        if not self._whole and not self._flags:
            raise UsageError(Problem(place, "no-question-column"))
        if self._guessed:
            self._tell(Problem(place, "columns-guessed", {"names": self._guessed[:_MAX_TOLD]}))
        if self._strange:
            self._tell(Problem(place, "columns-passed", {"names": tuple(self._strange)}))

    def _tell_unnamed(self, cells: Sequence[str], place: str) -> None:
        """Tell once of the columns that have no header and hold something."""
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
        place = f"{file}:{line}"
        if self._unnamed:
            self._tell_unnamed(cells, place)
        findings, notices = self._clear = self._clear or (Findings(place), Findings(place))
        findings.file = notices.file = place
        answers = self._answers(cells, findings, notices)
        if findings.problems or notices.problems:
            self._clear = None  # the next row begins with its own
            problems += findings.problems
        title = notes = ""
        if self._about:
            title, notes = self._titled(cells, line, file, problems)
        return Row(
            line,
            self.passing(cells),
            Situation(title, notes, answers),
            tuple(problems),
            tuple(notices.problems),
        )

    def _answers(
        self, cells: Sequence[str], findings: Findings, notices: Findings
    ) -> dict[str, Answer]:
        """Return the answers that a record holds, those of several columns put together."""
        answers: dict[str, Answer] = {}
        several: dict[str, list[Answer]] = {}
        for place, column, known in self._whole:
            cell = cells[place]
            if not cell:
                continue
            found = known.get(cell)
            if found is None:
                found = self._read(place, column, cell, findings, notices)
                said = findings.problems or notices.problems
                if not said and len(known) < _MAX_KEPT:
                    known[cell] = found
            if found and column.key in self._several:
                several.setdefault(column.key, []).append(found)
            elif found:
                answers[column.key] = found
        if self._several:
            answers |= self._together(several, self._read_flags(cells, findings), findings)
        return answers

    def _together(
        self,
        wholes: Mapping[str, Sequence[Answer]],
        flags: Mapping[str, Mapping[str, bool]],
        findings: Findings,
    ) -> dict[str, Answer]:
        """Return the answers that several columns give."""
        found = {}
        for key in self._several:
            whole = wholes.get(key, ())
            if key in self._spread:  # one answer over several columns
                ids = list(dict.fromkeys(chain.from_iterable(whole)))
                whole = (self._form.admit(key, ids, findings),) if ids else ()
            found[key] = self._form.reconcile(key, whole, flags.get(key, {}), findings)
        return {key: answer for key, answer in found.items() if answer}

    def _read(
        self, place: int, column: Column, cell: str, findings: Findings, notices: Findings
    ) -> Answer:
        if self._map is not None:
            cell = self._map.translated(place, cell)
        return self._form.read(column, cell, findings, notices)

    def _read_flags(self, cells: Sequence[str], findings: Findings) -> dict[str, dict[str, bool]]:
        """Return, by question, the options with a column of their own, and whether it is chosen."""
        said: dict[str, dict[str, bool]] = {}
        for place, column in self._flags:
            if cells[place].strip():
                chosen = self._read(place, column, cells[place], findings, findings)
                options = said.setdefault(column.key, {})
                options[column.part] = bool(chosen) or options.get(column.part, False)
        return said

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


Record = tuple[int, list[str], Problem | None]
"""The number of its first line, its cells, and why they are not all there, if they are not."""


class _Sheet:
    """The records of a sheet."""

    def __init__(self, rows: Sequence[list[str]]) -> None:
        self._rows = enumerate(rows, 1)

    def all(self) -> Iterator[Record]:
        """Yield each row that holds something."""
        for line, cells in self._rows:
            if any(map(str.strip, cells)):
                yield line, cells, None


class _Records:
    """The records of a CSV file."""

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

    def all(self) -> Iterator["Record"]:
        """Yield each record that holds something; what cannot be read with its problem."""
        while True:
            line = self.line + 1
            self._first.clear()
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield line, self.cells_before(), self._problem(line, error)
                continue
            if any(map(str.strip, cells)):
                yield line, cells, None

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
        notices = Findings(f"{self._file}:{number}")
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
            situation, strange = self._flat(entries, findings, notices)
        for key in strange:
            self._tell_once(key, number)
        passing = {k: v for k, v in entries.items() if k in {TITLE, NOTES} or k in strange}
        names = distinct(clean(key, limit=_MAX_NAME) for key in passing)
        extras = dict(zip(names, map(_plain, passing.values()), strict=True))
        problems, left = tuple(findings.problems), tuple(notices.problems)
        return Row(number, extras, situation, problems, left)

    def _flat(
        self, entries: Mapping[str, Node], findings: Findings, notices: Findings
    ) -> tuple[Situation, list[str]]:
        """Return the situation of a flat object, and the keys that are no question."""
        about: dict[str, Node] = {_ANSWERS: Node({})}
        whole: dict[str, list[Answer]] = {}
        flags: dict[str, dict[str, bool]] = {}
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
                cell = self._cell(child, column, findings)
                found = self._form.read(column, cell, findings, notices)
                if column.part and cell.strip():
                    flags.setdefault(column.key, {})[column.part] = bool(found)
                elif found:
                    whole.setdefault(column.key, []).append(found)
        if not known:
            findings.report("", "no-question-key")
        situation = read_situation(Node(about), self._questions, findings)
        answers = {
            key: self._form.reconcile(key, whole.get(key, ()), flags.get(key, {}), findings)
            for key in (*whole, *flags)
        }
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
        name, near = clean(key, limit=_MAX_NAME), self._form.headers.near(key)
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
