"""How far a long run is: a bar and a count, on a terminal that can draw them."""

import os
import sys
from collections.abc import Mapping
from typing import BinaryIO, TextIO

from concertation_cli.terminal import is_accessible, is_bare, is_shown
from concertation_cli.words import Words


class Progress:
    """One line on a terminal, drawn over itself: how many rows, and how far in the file."""

    def __init__(self, words: Words, stream: TextIO | None, table: BinaryIO) -> None:
        """Draw on `stream`, on None nowhere, how much of a table's bytes has been read."""
        self._words = words
        self._table = table
        self._bar = None
        if stream is None:
            return
        from rich.console import Console  # only where there is a terminal
        from rich.progress import BarColumn, Progress, TextColumn

        try:
            size = os.fstat(table.fileno()).st_size
        except OSError:  # not a file of the system's
            size = 0
        columns = [BarColumn(20), TextColumn("{task.fields[percent]}")] if size else []
        columns.append(TextColumn("{task.fields[rows]}"))
        console = Console(file=stream, markup=False, highlight=False)
        self._bar = Progress(*columns, console=console, auto_refresh=False, transient=True)
        self._task = self._bar.add_task("", total=size or None, percent="", rows="")

    def show(self, rows: int) -> None:
        """Draw how many rows are done."""
        if self._bar is None:
            return
        self._bar.start()
        task = self._bar.tasks[0]
        done = min(self._table.tell(), task.total or 0) if task.total else 0
        share = done / task.total if task.total else 0
        self._bar.update(
            self._task,
            completed=done,
            percent=self._words("batch.percent", percent=round(100 * share)),
            rows=self._words("batch.progress", count=rows),
        )
        self._bar.refresh()

    def clear(self) -> None:
        """Leave no trace of it."""
        if self._bar is not None:
            self._bar.stop()


def progress_terminal(
    *, to_file: bool, environment: Mapping[str, str] = os.environ
) -> TextIO | None:
    """Return the terminal to show progress on; None where there is none, or results go there.

    None too where what moves is not wanted: TERM=dumb, ACCESSIBLE.
    """
    if is_bare(environment) or is_accessible(environment):
        return None
    drawable = sys.stderr is not None and sys.stderr.isatty()
    return sys.stderr if drawable and (to_file or not is_shown()) else None
