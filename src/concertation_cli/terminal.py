"""What the terminal can do: whether there is one, its width, its colour, its characters."""

import os
import shutil
import sys
from collections.abc import Mapping
from typing import NamedTuple, TextIO

from concertation_cli.resources import is_archived

PROGRAM = "concertation"


class Screen(NamedTuple):
    """What a text is laid out for.

    Attributes:
        width: In columns; below 40 it is laid out as 40.
        colour: Whether escape sequences may be written.
        glyphs: Whether characters outside ASCII can be drawn.
        spoken: Whether it is read aloud: nothing is drawn, nothing is told twice.
    """

    width: int = 80
    colour: bool = False
    glyphs: bool = True
    spoken: bool = False


def screen(environment: Mapping[str, str] = os.environ, *, spoken: bool = False) -> Screen:
    """Return the screen that standard output is.

    Colour: never with NO_COLOR, nor to be read aloud; else with FORCE_COLOR (not 0); else on a
    capable terminal.
    """
    force = environment.get("FORCE_COLOR", "")
    spoken = spoken or is_accessible(environment)
    colour = is_shown() and not is_bare(environment)
    if environment.get("NO_COLOR") or spoken:
        colour = False
    elif force:
        colour = force.lower() not in {"0", "false"}
    return Screen(terminal_width(), colour, _draws_glyphs(sys.stdout), spoken)


def is_shown() -> bool:
    """Whether standard output is a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def can_ask() -> bool:
    """Whether there is a person to ask: a terminal to read from and one to draw on."""
    return all(
        stream is not None and not stream.closed and stream.isatty()
        for stream in (sys.stdin, sys.stderr)
    )


def is_accessible(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the person has asked every program for plain lines, with ACCESSIBLE."""
    return environment.get("ACCESSIBLE", "").lower() not in {"", "0", "false", "no"}


def is_bare(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the terminal can do no more than write one line after the other."""
    return environment.get("TERM") in {"dumb", "unknown"}


def terminal_width() -> int:
    """Return the width of the terminal in columns, or 80 when there is none."""
    return shutil.get_terminal_size((80, 24)).columns or 80


def _draws_glyphs(stream: TextIO | None) -> bool:
    try:
        "\u2588\u2192\u21ba\u2713".encode(getattr(stream, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def called_as() -> tuple[str, ...]:
    """Return the words that call the program again, from any folder, as this one was called.

    Its name, where the shell finds it; else where it stands, as in an environment of its own.
    """
    typed = sys.argv[0]
    if is_archived():
        return ("py" if os.name == "nt" else "python3", os.path.abspath(typed))  # noqa: PTH100
    name = os.path.splitext(os.path.basename(typed))[0]  # noqa: PTH119, PTH122  # as it was typed
    if name != PROGRAM or shutil.which(PROGRAM):
        return (PROGRAM,)
    return (os.path.abspath(typed),)  # noqa: PTH100  # it asks nothing of the disk
