"""The program told as a manual page, from the tree of commands that parses the command line."""

from collections import Counter
from typing import Any

from concertation_cli import __version__
from concertation_cli.cli.app import parser, translate
from concertation_cli.cli.commands import load_all
from concertation_cli.cli.request import phrases_for
from concertation_cli.errors import (
    BUG,
    INTERRUPTED,
    PIPE_CLOSED,
    OutputError,
    PackError,
    UsageError,
)
from concertation_cli.render.formats.roff import Command, Entry, Program, as_roff
from concertation_cli.terminal import PROGRAM

EXITS = (
    (0, "answered"),
    (BUG, "bug"),
    (UsageError.exit_code, "usage"),
    (PackError.exit_code, "pack"),
    (OutputError.exit_code, "output"),
    (INTERRUPTED, "interrupted"),
    (PIPE_CLOSED, "pipe"),
)
"""The exit codes, each with the word that tells what it means."""


def manual() -> bytes:
    """Return the manual page, in the language of the running command. Raises PackError."""
    phrases = phrases_for(None, None)
    load_all()
    group = parser()
    translate(group, phrases.words)
    help_option = Entry("-h, --help", "", phrases.words("help.option-help"))
    named = {name: group.commands[name] for name in group.list_commands(None)}
    taken = {name: _entries(command) for name, command in named.items()}
    count = Counter(entry for entries in taken.values() for entry in entries)
    shared = tuple(entry for entry in count if 2 * count[entry] > len(taken))
    commands = tuple(
        Command(
            _usage(name, command),
            command.help,
            tuple(entry for entry in taken[name] if entry not in shared),
        )
        for name, command in named.items()
    )
    note = phrases.text(phrases.pack.independence)
    options = (*_entries(group), help_option)
    program = Program(__version__, options, commands, (*shared, help_option), EXITS, note)
    return as_roff(phrases.words, program).encode()


def _entries(command: Any) -> tuple[Entry, ...]:  # typer's own command
    """Return the arguments of a command, then its options, in the order of its help."""
    found = []
    for parameter in sorted(command.params, key=lambda p: p.param_type_name):
        option = parameter.param_type_name == "option"
        names = ", ".join(sorted(parameter.opts, key=len)) if option else ""
        value = "" if option and parameter.is_flag else parameter.metavar
        found.append(Entry(names, value, parameter.help or ""))
    return tuple(found)


def _usage(name: str, command: Any) -> str:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    shown = [p.metavar if p.required else f"[{p.metavar}]" for p in arguments]
    return " ".join([PROGRAM, name, *shown])
