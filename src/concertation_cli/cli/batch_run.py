"""Many situations at once: each row read, judged and written before the next one."""

import time
from collections.abc import Callable
from typing import BinaryIO, NamedTuple, TextIO, cast

from concertation_cli.engine.answering import Earnings
from concertation_cli.engine.explain import explain
from concertation_cli.engine.recommend import recommend
from concertation_cli.engine.tally import Tally
from concertation_cli.errors import Problem
from concertation_cli.inputs.forms import form_for
from concertation_cli.inputs.table_reader import (
    CSV,
    Fields,
    Guide,
    Notice,
    Row,
    Table,
    open_table,
    opened,
)
from concertation_cli.inputs.table_writer import CsvWriter, NdjsonWriter, Result
from concertation_cli.knowledge.answers import in_order
from concertation_cli.knowledge.records import Situation
from concertation_cli.output import Write
from concertation_cli.phrases.advice import AdvicePhrases
from concertation_cli.phrases.pack import Phrases
from concertation_cli.render.formats.progress import Progress
from concertation_cli.render.json.recommendation import AdviceJson
from concertation_cli.text_safety import sanitize_problem

_CHUNK = 1 << 16
"""Most characters held before they are written."""
_PAUSE = 0.2
"""Seconds after which what is held is written, and progress told."""
_MOST_TOLD = 20
"""Answers of which words were left out, each told by a line of its own."""

Whole = Callable[[Situation], Fields]


class Options(NamedTuple):
    """How a batch is to be done.

    Attributes:
        format: ``csv``, ``ndjson``, or empty for that of the input.
        drop: Leave out the columns that pass through.
        strict: Stop at the first bad row.
        whole: Makes the whole recommendation of a situation, where it is asked for.
        terminal: The terminal to show progress on, if there is one.
        guide: What is said of the table.
    """

    format: str = ""
    drop: bool = False
    strict: bool = False
    whole: Whole | None = None
    terminal: TextIO | None = None
    guide: Guide = Guide()


class Count(NamedTuple):
    """How many rows were read, and how many of them were bad."""

    rows: int
    errors: int


def run_batch(phrases: Phrases, path: str, options: Options, write: Write, tell: Notice) -> Count:
    """Judge every situation of a table, in order.

    Args:
        phrases: The pack, and the language of errors.
        path: A CSV or NDJSON file; ``-`` is standard input.
        options: How.
        write: Takes UTF-8, in parts.
        tell: Takes what is to be told of columns.

    Raises:
        UsageError: The table cannot be read, or no column is a question.
    """
    with opened(path) as text:
        progress = Progress(phrases.words, options.terminal, cast("BinaryIO", text.stream.buffer))

        def notice(problem: Problem) -> None:
            progress.clear()
            tell(problem)

        form = form_for(phrases.pack, phrases.words)
        table = open_table(text, form, phrases.pack.questions, notice, options.guide)
        try:
            return _Run(phrases, options, write, progress).all_of(table, notice)
        finally:
            progress.clear()


class _Run:
    """One run over one table."""

    def __init__(
        self, phrases: Phrases, options: Options, write: Write, progress: Progress
    ) -> None:
        self._phrases = phrases
        self._options = options
        self._write = write
        self._progress = progress
        self._tally = Tally(phrases.pack)
        self._models = tuple(model.id for model in phrases.pack.models)

    def all_of(self, table: Table, notice: Notice) -> Count:
        told = 0
        writer = self._writer(table)
        held: list[str] = []
        size = rows = errors = 0
        due = time.monotonic() + _PAUSE
        for row in table.rows:
            if not rows:
                held.append(writer.head(table.names or tuple(row.extras)))
            result = self._judged(row)
            rows += 1
            for left in row.notices:
                told += 1
                if told <= _MOST_TOLD:
                    notice(left)
            errors += bool(result.error)
            held.append(writer.line(row, result))
            size += len(held[-1])
            now = time.monotonic()
            if size >= _CHUNK or now >= due:
                self._flush(held)
                size = 0
            if now >= due:
                self._progress.show(rows)
                due = now + _PAUSE
            if result.error and self._options.strict:
                break
        if not rows:
            held.append(writer.head(table.names))
        self._flush(held)
        if told > _MOST_TOLD:
            notice(Problem("", "other-words-more", {"count": told - _MOST_TOLD}))
        return Count(rows, errors)

    def _writer(self, table: Table) -> NdjsonWriter | CsvWriter:
        drop = self._options.drop
        if (self._options.format or table.kind) == CSV:
            loose = table.kind != CSV
            return CsvWriter(self._models, table.dialect, drop=drop, loose=loose)
        return NdjsonWriter(self._models, drop=drop)

    def _flush(self, held: list[str]) -> None:
        if held:
            self._write("".join(held).encode("utf-8", "backslashreplace"))
            held.clear()

    def _judged(self, row: Row) -> Result:
        if row.problems:
            told = map(self._phrases.words.problem, map(sanitize_problem, row.problems))
            return Result(error=" ".join(told))
        brief = self._tally.verdict(row.situation.answers)
        result = Result(
            brief.kind,
            brief.recommended,
            brief.models,
            brief.lead,
            brief.scores,
            brief.not_yet,
            brief.trust,
            brief.doubt,
        )
        if self._options.whole:
            return result._replace(whole=self._options.whole(row.situation))
        return result


def whole_recommendations(phrases: Phrases) -> Whole:
    """Return a function from a situation to the object that `recommend --json` prints."""
    pack = phrases.pack
    forms = AdviceJson(AdvicePhrases(pack, phrases.words))
    earnings = Earnings(pack)

    def whole(situation: Situation) -> Fields:
        answers = in_order(situation.answers, pack.questions)
        result = recommend(pack, answers)
        found = explain(pack, answers, result, earnings)
        return forms.recommendation(situation._replace(answers=answers), result, found)

    return whole
