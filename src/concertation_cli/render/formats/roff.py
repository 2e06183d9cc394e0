"""The manual page, in roff with the man macros, which groff and mandoc both read."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from concertation_cli.words import Words

_SPECIAL = str.maketrans(
    {
        "\\": r"\e",
        "~": r"\(ti",
        "^": r"\(ha",
        "`": r"\(ga",
        "'": r"\(aq",
        '"': r"\(dq",
        "\u00a0": r"\~",
        "\n": " ",
    }
)
"""What roff would read or draw otherwise."""
_LITERAL = r"(?<!\w)-[\w-]*"
"""A lone dash, or the name of an option: to be copied as it stands."""

VARIABLES = (
    ("CONCERTATION_LANG", "language"),
    ("CONCERTATION_DATA", "data"),
    ("ACCESSIBLE", "accessible"),
    ("NO_COLOR", "no-colour"),
    ("FORCE_COLOR", "force-colour"),
    ("SOURCE_DATE_EPOCH", "date"),
)
"""The environment variables that people may set, and the word that tells what each does."""
_DRAFTS = "~/.local/state/concertation/drafts"
EXAMPLES = (
    ("concertation recommend", "ask"),
    ("concertation questions --format yaml --output situation.yaml", "fill"),
    ("concertation recommend situation.yaml --format html --output page.html", "page"),
    ("concertation show 7 --section phases", "show"),
    ("concertation batch table.csv --output advice.csv", "batch"),
    ('eval "$(concertation --show-completion bash)"', "completion"),
)
"""Commands to try, and the word that tells what each does."""


class Entry(NamedTuple):
    """An option or an argument: its names, the kind of value it takes, what it does."""

    names: str
    value: str
    help: str


class Command(NamedTuple):
    """A command: how it is called, what it does, what it takes."""

    usage: str
    help: str
    entries: tuple[Entry, ...]


class Program(NamedTuple):
    """What there is to tell of the program.

    Attributes:
        version: Its version.
        options: Its own options.
        commands: Its commands, each with what it has of its own.
        shared: The options that most commands have.
        exits: The exit codes, each with the word that tells what it means.
        note: Whom the program depends on.
    """

    version: str
    options: tuple[Entry, ...]
    commands: tuple[Command, ...]
    shared: tuple[Entry, ...]
    exits: tuple[tuple[int, str], ...]
    note: str


def as_roff(words: Words, program: Program) -> str:
    """Return the page, without a date: it is the same whenever it is made."""
    version = _escaped(f"concertation {program.version}")
    return "\n".join(
        [
            r".\" -*- coding: UTF-8 -*-",
            f'.TH CONCERTATION 1 "" "{version}" "{_escaped(words("manual.title"))}"',
            ".nh",  # what is cut by a hyphen cannot be copied
            ".ad l",
            *_opening(words, program),
            *_heading(words, "commands"),
            *_commands(program.commands),
            *_heading(words, "options"),
            *_entries(program.shared),
            *_heading(words, "program"),
            *_entries(program.options),
            *_facts(words, program.exits),
            "",
        ]
    )


def _opening(words: Words, program: Program) -> Iterator[str]:
    yield from _heading(words, "name")
    yield rf"concertation \- {_escaped(words('manual.purpose'))}"
    yield from _heading(words, "synopsis")
    yield rf"\fBconcertation\fR {_escaped(words('help.meta-command'))}"
    yield from _heading(words, "description")
    yield _escaped(words("manual.about"))
    for paragraph in (words("manual.streams"), program.note):
        yield ".PP"
        yield _escaped(paragraph)


def _commands(commands: Sequence[Command]) -> Iterator[str]:
    for command in commands:
        yield f'.SS "{_escaped(command.usage)}"'
        yield _escaped(command.help)
        yield from _entries(command.entries)


def _entries(entries: Sequence[Entry]) -> Iterator[str]:
    for entry in entries:
        value = rf" \fI{_escaped(entry.value)}\fR" if entry.value else ""
        named = rf"\fB{_escaped(entry.names)}\fR" if entry.names else ""
        yield from _term(f"{named}{value}".strip(), entry.help)


def _facts(words: Words, exits: Sequence[tuple[int, str]]) -> Iterator[str]:
    """Yield the sections that tell what no command tells."""
    yield from _heading(words, "exit")
    for code, name in exits:
        yield from _term(rf"\fB{code}\fR", words(f"exit.{name}"))
    yield from _heading(words, "environment")
    for variable, name in VARIABLES:
        yield from _term(rf"\fB{variable}\fR", words(f"variable.{name}"))
    yield from _heading(words, "files")
    yield from _term(rf"\fI{_escaped(_DRAFTS)}\fR", words("manual.drafts"))
    yield from _heading(words, "examples")
    for command, name in EXAMPLES:
        yield from _term(rf"\fB{_escaped(command)}\fR", words(f"sample.{name}"))


def _heading(words: Words, name: str) -> Iterator[str]:
    yield f'.SH "{_escaped(words(f"chapter.{name}"))}"'


def _term(term: str, text: str) -> Iterator[str]:
    yield ".TP"
    yield term
    yield _escaped(text)


def _escaped(text: str) -> str:
    """Return text as one line that roff shows as it is, whatever it begins with."""
    text = re.sub(_LITERAL, lambda found: found[0].replace("-", r"\-"), text.translate(_SPECIAL))
    return rf"\&{text}" if text.startswith(".") else text
