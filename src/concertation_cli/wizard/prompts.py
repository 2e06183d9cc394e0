"""What is asked of a person, whatever the way of asking: menus or plain lines."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

from concertation_cli.text_safety import cells

MAX_WIDTH = 100
BACK = "\x00back"
"""The value of the row that goes back; no id holds a control character."""


class WentBack(Exception):  # noqa: N818  # no error: the person asked for it
    """The person goes back to what was asked before; `values` is what stood chosen."""

    def __init__(self, values: tuple[str, ...] = ()) -> None:
        super().__init__(values)
        self.values = values


class ConsoleRefusedError(Exception):
    """Menus cannot be drawn on this console."""


class Choice(NamedTuple):
    """What can be chosen.

    Attributes:
        means: A line that explains it.
        alone: Goes with no other choice.
        keys: Letters that choose it at once.
    """

    value: str
    label: str
    means: str = ""
    alone: bool = False
    keys: str = ""


def _accepted(_values: tuple[str, ...]) -> str:
    return ""


class Prompt(NamedTuple):
    """One thing to choose, or several.

    Attributes:
        heading: Where in the questionnaire; may be empty.
        text: The question, one line.
        chosen: The values that stand so far.
        maximum: How many may be chosen, 0 for no limit; only where `many`.
        at: The value that is pointed at first, where none is chosen.
        help: Paragraphs for who asks for an explanation; what each choice means is told after.
        refuse: Returns why these values do not go together, or nothing.
        back: Whether there is something to go back to.
        apart: Whether it comes in place of what the screen shows, which comes back after.
    """

    heading: str
    text: str
    choices: tuple[Choice, ...]
    chosen: tuple[str, ...] = ()
    many: bool = False
    maximum: int = 0
    at: str = ""
    help: tuple[str, ...] = ()
    refuse: Callable[[tuple[str, ...]], str] = _accepted
    back: bool = False
    apart: bool = False


class Asker(Protocol):
    """A way of asking. Every method but `say` may raise KeyboardInterrupt: the person left."""

    def asking(self) -> AbstractContextManager[None]:
        """Return a context in which prompts may be shown."""
        ...

    def say(self, text: str) -> None:
        """Show paragraphs, one a line."""
        ...

    def tell(self, text: str) -> None:
        """Show what was answered, which may be taken back."""
        ...

    def take_back(self) -> bool:
        """Remove from the screen what was told last; False where what is written stays."""
        ...

    def verbatim(self, text: str) -> None:
        """Show a line that is to be copied: it is never broken."""
        ...

    def read(self, laid_out: Callable[[int], str]) -> None:
        """Let a text be read to its end; `laid_out` returns it for a number of columns."""
        ...

    def choose(self, prompt: Prompt) -> tuple[str, ...]:
        """Return the values chosen: one, unless `many`. Raises WentBack."""
        ...

    def line(self, text: str, default: str, *, back: bool) -> str:
        """Return a line of text as it was typed. Raises WentBack."""
        ...

    def confirm(self, text: str) -> bool:
        """Return True if the person says yes."""
        ...


def write_wrapped(text: str) -> int:
    """Write paragraphs to standard error, one a line, wrapped between words; return the lines."""
    width = min(columns(), MAX_WIDTH)
    lines = [line for paragraph in text.split("\n") for line in wrapped(paragraph, width)]
    write_line("\n".join(lines))
    return len(lines)


def write_line(text: str) -> None:
    """Write a text to standard error as it is, and end its line."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def columns() -> int:
    """Return the width of the terminal; where there is none, lines are left long."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or MAX_WIDTH
    except (OSError, ValueError, AttributeError):
        return MAX_WIDTH


def wrapped(text: str, width: int) -> list[str]:
    """Return text in lines of at most `width` cells; only words longer than that are cut."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        for piece in _pieces(word, max(2, width)):
            joined = f"{line} {piece}" if line else piece
            if line and cells(joined) > width:
                lines.append(line)
                line = piece
            else:
                line = joined
    return [*lines, line]


def _pieces(word: str, width: int) -> Iterator[str]:
    while cells(word) > width:
        room, end = width, 0
        while end < len(word) and cells(word[end]) <= room:
            room -= cells(word[end])
            end += 1
        yield word[:end]
        word = word[end:]
    yield word
