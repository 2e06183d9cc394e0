"""Results of many situations as tables: CSV that spreadsheets may open safely, or NDJSON."""

import csv
import io
import json
import re
from collections.abc import Sequence
from typing import NamedTuple

from concertation_cli.inputs.forms import RESERVED
from concertation_cli.inputs.table_reader import Dialect, Fields, Row, distinct

_SCORE = "score."
_MAX_KEPT = 1000
"""Verdicts whose JSON is remembered; many rows share one."""
# What opens a formula, in plain and full-width forms; and what may stand before it unseen.
_SIGNS = frozenset("=+-@\uff1d\uff0b\uff0d\uff20")
_IN_FRONT = " \"'\t\r\n\u00a0\u2007\u2009\u202f\u3000\u200b\u200c\u200d\u2060\ufeff"
_PLAIN_NUMBER = r"[+-]?\d+(?:[.,]\d+)?"


class Result(NamedTuple):
    """What is said of one row: the fields of a brief verdict, all blank where there is an error.

    Attributes:
        whole: The whole recommendation, as `recommend --json` gives it, if asked for.
    """

    verdict: str | None = None
    recommended: str | None = None
    models: tuple[str, ...] = ()
    lead: int | None = None
    scores: tuple[int, ...] = ()
    not_yet: tuple[str, ...] = ()
    trust: str | None = None
    doubt: str | None = None
    error: str | None = None
    whole: Fields | None = None


class NdjsonWriter:
    """Writes each result as one line of JSON, as `jq -c` would.

    What most rows have is filled in by hand: the standard library's encoder takes four
    times as long.
    """

    def __init__(self, models: Sequence[str], *, drop: bool) -> None:
        self._models = models
        self._drop = drop
        encoder = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        self._encode = encoder.encode
        self._scores = ",".join(f"{self._encode(model)}:%d" for model in models)
        self._known: dict[tuple[object, ...], str] = {}
        self._names: tuple[str, ...] = ()
        self._renames = False

    def head(self, names: Sequence[str]) -> str:
        """Return nothing: each line says what it holds, whatever the columns."""
        del names
        return ""

    def line(self, row: Row, result: Result) -> str:
        """Return the line of a row: what passes through, then what is said of it."""
        encode = self._encode
        extras = {} if self._drop else row.extras
        names = tuple(extras)
        if names != self._names:
            self._names, self._renames = names, any(map(_is_ours, names))
        if self._renames:
            extras = _renamed(extras)
        passing = "".join([f"{encode(name)}:{encode(value)}," for name, value in extras.items()])
        scores = self._scores % result.scores if result.scores else ""
        lead = "null" if result.lead is None else result.lead
        error = "null" if result.error is None else encode(result.error)
        more = f',"recommendation":{encode(result.whole)}' if result.whole is not None else ""
        return (
            f'{{{passing}"line":{row.line},{self._said(result)},"lead":{lead},'
            f'"scores":{{{scores}}},"error":{error}{more}}}\n'
        )

    def _said(self, result: Result) -> str:
        """Return the fields that few values fill, remembered while there is room."""
        key = (result.verdict, result.models, result.not_yet, result.trust, result.doubt)
        said = self._known.get(key)
        if said is None:
            fields = {
                "verdict": result.verdict,
                "recommended": result.recommended,
                "models": result.models,
                "not_yet": result.not_yet,
                "trust": result.trust,
                "doubt": result.doubt,
            }
            said = self._encode(fields)[1:-1]
            if len(self._known) < _MAX_KEPT:
                self._known[key] = said
        return said


class CsvWriter:
    """Writes each result as one record, that no spreadsheet takes for formulas."""

    def __init__(self, models: Sequence[str], dialect: Dialect, *, drop: bool, loose: bool) -> None:
        """Keep the form of the table.

        Args:
            models: Ids of the models, in the order of the scores.
            dialect: Delimiter, and whether to open with a mark.
            drop: Leave out what passes through.
            loose: What passes through may differ from row to row: what the first one had
                not goes to a last column, as JSON.
        """
        self._models = models
        self._drop = drop
        self._loose = loose and not drop
        self._mark = "\ufeff" if dialect.mark else ""
        self._buffer = io.StringIO()
        self._writer = csv.writer(self._buffer, delimiter=dialect.delimiter, lineterminator="\n")
        self._names: tuple[str, ...] = ()

    def head(self, names: Sequence[str]) -> str:
        """Return the header, for these columns that pass through."""
        self._names = () if self._drop else tuple(names)
        scores = [_SCORE + model for model in self._models]
        ours = ["line", "verdict", "recommended", "models", "not_yet", "trust", "doubt", "lead"]
        ours += [*scores, "error"]
        others = ["others"] if self._loose else []
        theirs = [escape_formula(name) for name in _renamed(dict.fromkeys(self._names))]
        return self._mark + self._record([*theirs, *ours, *others])

    def line(self, row: Row, result: Result) -> str:
        """Return the record of a row: what passes through, then what is said of it."""
        extras = row.extras
        passing = [escape_formula(_cell_of(extras[n])) if n in extras else "" for n in self._names]
        others = []
        if self._loose:
            rest = {name: value for name, value in extras.items() if name not in self._names}
            others.append(escape_formula(json.dumps(rest, ensure_ascii=False)) if rest else "")
        cells = [
            *passing,
            row.line,
            result.verdict,
            result.recommended,
            ";".join(result.models),
            ";".join(result.not_yet),
            result.trust,
            result.doubt,
            result.lead,
            *(result.scores or [""] * len(self._models)),
            escape_formula(result.error or ""),
            *others,
        ]
        return self._record(cells)

    def _record(self, cells: Sequence[object]) -> str:
        self._writer.writerow(cells)
        text = self._buffer.getvalue()
        self._buffer.seek(0)
        self._buffer.truncate()
        return text


def _is_ours(name: str) -> bool:
    """Whether results give a column this name; they give each score one of its own."""
    return name in RESERVED or name.startswith(_SCORE)


def _renamed(extras: Fields) -> Fields:
    """Return the columns that pass through, with `_input` added to the names that are ours."""
    given = [f"{name}_input" if _is_ours(name) else name for name in extras]
    return dict(zip(distinct(given), extras.values(), strict=True))


def _cell_of(value: object) -> str:
    """Return a value that passes through as the text of a cell."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def escape_formula(text: str) -> str:
    """Return a cell that a spreadsheet shows and never runs: a formula gets an apostrophe.

    Spaces, quotes and invisible marks in front do not count; a plain number is none.
    """
    if not text or (text[0].isascii() and text[0].isalnum()):
        return text
    opens = text.lstrip(_IN_FRONT)[:1] in _SIGNS or text[0] in "\t\r"
    if not opens or text[0] == "'" or re.fullmatch(_PLAIN_NUMBER, text):
        return text
    return f"'{text}"
