"""A map of a table: what each of its columns means, as somebody wrote it or as we guessed it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from concertation_cli.errors import Problem, UsageError, Values
from concertation_cli.inputs.forms import Form
from concertation_cli.inputs.headers import NOTES, TITLE, Column, How, Layout, Meaning
from concertation_cli.knowledge.answers import UNKNOWN, report_unknown
from concertation_cli.knowledge.findings import Findings
from concertation_cli.knowledge.records import Question
from concertation_cli.knowledge.strict_yaml import Node, TreeError, dump, name_of, parse, read_bytes
from concertation_cli.text_safety import clean, fold

EXTRA = "extra"
"""What a column means that is no question."""
_KEYS = ("header", "means", "option", "values")
_MOST_LINES = 10
_MAX_HEADER = 200
_MAX_VALUE = 200
_MAX_SAMPLE = 40
_MOST_SAMPLES = 3


class Entry(NamedTuple):
    """What a map says of one column.

    Attributes:
        header: What stands above it; empty where nothing does.
        column: What it tells; None where it is no question.
        values: What its cells stand for, by their folded text: ids, or `UNKNOWN`.
    """

    header: str
    column: Column | None
    values: Mapping[str, str]


class ColumnMap(NamedTuple):
    """What each column of a table means, in order.

    Attributes:
        file: What the map is called in errors.
        lines: How many lines that hold something come before the first answers.
        entries: One for each column.
    """

    file: str
    lines: int
    entries: tuple[Entry, ...]

    def layout(self, sample: Sequence[Sequence[str]]) -> Layout:
        """Return the layout of a table that this is the map of.

        Raises:
            UsageError: The table has another header, or fewer columns.
        """
        above = sample[: self.lines]
        width = max(map(len, sample))
        headers = tuple(header_of(above, place) for place in range(width))
        problems = []
        for place, entry in enumerate(self.entries):
            found = headers[place] if place < width else ""
            if fold(clean(found, limit=_MAX_HEADER)) != fold(entry.header):
                shown = clean(found, limit=_MAX_HEADER)
                values: Values = {"number": place + 1, "value": shown, "expected": entry.header}
                problems.append(Problem(f"{self.file}: columns[{place + 1}]", "map-header", values))
        if problems:
            raise UsageError(*problems[:_MOST_LINES])
        told = [entry.column for entry in self.entries[:width]]
        columns = (*told, *[None] * (width - len(told)))
        meanings = tuple(Meaning(column, How.ID) if column else None for column in columns)
        return Layout(0, min(self.lines, len(sample)), meanings, headers)

    def translated(self, place: int, cell: str) -> str:
        """Return a cell in the words that a form reads."""
        values = self.entries[place].values if place < len(self.entries) else {}
        if not values:
            return cell
        whole = values.get(fold(cell))
        if whole is not None:
            return whole
        return ";".join(values.get(fold(part), part) for part in cell.split(";"))


def header_of(above: Sequence[Sequence[str]], place: int) -> str:
    """Return what stands above a column, from the top down."""
    parts = [line[place].strip() for line in above if place < len(line)]
    return " / ".join(part for part in parts if part)


def samples_of(answers: Sequence[Sequence[str]], place: int) -> tuple[str, ...]:
    """Return the first different texts that a column holds, in short."""
    held = (line[place].strip() for line in answers if place < len(line))
    shown = dict.fromkeys(clean(text, limit=_MAX_SAMPLE) for text in held if text)
    return tuple(shown)[:_MOST_SAMPLES]


def without_strangers(
    layout: Layout, sample: Sequence[Sequence[str]]
) -> tuple[tuple[str, ...], ...]:
    """Return the first lines of a table, blank where an answer stands under no question."""
    known = [meaning is not None and bool(meaning.column.key) for meaning in layout.columns]
    return tuple(
        tuple(
            cell if number < layout.after or (place < len(known) and known[place]) else ""
            for place, cell in enumerate(line)
        )
        for number, line in enumerate(sample)
    )


def read_map(path: str, form: Form, questions: Sequence[Question]) -> ColumnMap:
    """Return the map that a YAML or JSON file holds.

    Raises:
        UsageError: With every problem found.
    """
    file = name_of(path)
    findings = Findings(file)
    try:
        tree = parse(read_bytes(path))
    except TreeError as error:
        raise UsageError(error.problem(file)) from None
    top = tree.value if isinstance(tree.value, dict) else {}
    findings.lines |= {key: child.line for key, child in top.items()}
    for key in top:
        if key not in {"header_lines", "columns"}:
            report_unknown(findings, key, "unknown-key", key, ("header_lines", "columns"))
    lines = top.get("header_lines", Node(1)).value
    listed = top.get("columns", Node(None)).value
    if isinstance(lines, str) and lines.isascii() and lines.isdigit():
        lines = int(lines)
    if not isinstance(lines, int) or isinstance(lines, bool) or not 0 <= lines <= _MOST_LINES:
        findings.report("header_lines", "map-lines", most=_MOST_LINES)
    if not isinstance(listed, list) or not listed:
        findings.report("columns", "map-columns")
        listed = []
    entries = [
        _entry(node, f"columns[{number}]", form, questions, findings)
        for number, node in enumerate(listed, 1)
    ]
    if findings.problems:
        raise UsageError(*findings.problems)
    assert isinstance(lines, int)  # noqa: S101  # or it was told
    return ColumnMap(file, lines, tuple(entries))


def _entry(
    node: Node, path: str, form: Form, questions: Sequence[Question], findings: Findings
) -> Entry:
    """Return what a map says of one column."""
    findings.lines[path] = node.line
    if not isinstance(node.value, dict):
        findings.report(path, "map-column", keys=_KEYS)
        return Entry("", None, {})
    for key, child in node.value.items():
        findings.lines[f"{path}.{key}"] = child.line
        if key not in _KEYS:
            report_unknown(findings, f"{path}.{key}", "unknown-key", key, _KEYS)
    told = {key: str(child.value or "") for key, child in node.value.items() if key != "values"}
    column = _column(told, path, form, questions, findings)
    values: dict[str, str] = {}
    meant = node.value.get("values", Node(None)).value
    if isinstance(meant, dict) and column is not None and column.key:
        values = dict(_values(meant, column, f"{path}.values", form, findings))
    elif meant is not None:
        findings.report(f"{path}.values", "map-values")
    return Entry(clean(told.get("header", ""), limit=_MAX_HEADER), column, values)


def _column(
    told: Mapping[str, str],
    path: str,
    form: Form,
    questions: Sequence[Question],
    findings: Findings,
) -> Column | None:
    """Return what a column tells by its `means` and `option`; None where it is no question."""
    means, part = told.get("means", EXTRA) or EXTRA, told.get("option", "")
    if means in {TITLE, NOTES}:
        return Column("", means)
    if means == EXTRA:
        return None
    key = form.key(means)
    by_key = _keys(questions)
    question = by_key.get(key)
    if question is None:
        allowed = (*by_key, TITLE, NOTES, EXTRA)
        report_unknown(findings, f"{path}.means", "map-means", means, allowed)
        return None
    if not part:
        return Column(key)
    option = form.option(part, question)
    if question.kind == "grid" or option in {None, UNKNOWN}:
        offer = form.offer({option.id: option.label for option in question.options})
        report_unknown(findings, f"{path}.option", "unknown-option", part, offer)
        return None
    return Column(key, str(option))


def _keys(questions: Sequence[Question]) -> dict[str, Question]:
    """Return the question that each key of an answer belongs to."""
    found: dict[str, Question] = {}
    for question in questions:
        if question.kind == "grid":
            found |= {f"{question.id}.{row.id}": question for row in question.options}
        else:
            found[question.id] = question
    return found


def _values(
    meant: Mapping[str, Node], column: Column, path: str, form: Form, findings: Findings
) -> Iterator[tuple[str, str]]:
    """Yield what each text of a cell stands for, as the form reads it."""
    for text, node in meant.items():
        place = f"{path}.{clean(text, limit=_MAX_VALUE)}"
        findings.lines[place] = node.line
        items = node.value if isinstance(node.value, list) else [node]
        cell = ";".join(str(item.value or "") for item in items)
        form.read(column, cell, findings)
        yield fold(text), cell or UNKNOWN


def map_text(layout: Layout, sample: Sequence[Sequence[str]]) -> str:
    """Return the map of a layout, as `read_map` reads it."""
    above = sample[: layout.after]
    columns = []
    for place, meaning in enumerate(layout.columns):
        header = clean(header_of(above, place), limit=_MAX_HEADER)
        entry = {"header": header, "means": EXTRA}
        if meaning:
            column = meaning.column
            entry["means"] = column.key or column.part
            if column.key and column.part:
                entry["option"] = column.part
        columns.append(entry)
    return dump({"header_lines": layout.after, "columns": columns})
