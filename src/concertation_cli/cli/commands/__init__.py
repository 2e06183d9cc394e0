"""The commands: a module each, named as the command, and loaded alone when it is called."""

from collections.abc import Sequence
from importlib import import_module

from concertation_cli.cli.app import COMMANDS

_TAKING_VALUES = {"--lang", "--show-completion"}
"""The options of the program itself that a value follows."""


def command_named(arguments: Sequence[str]) -> str:
    """Return the first word that is neither an option nor its value; empty if there is none."""
    before = ""
    for argument in arguments:
        if not argument.startswith("-") and before not in _TAKING_VALUES:
            return argument
        before = argument
    return ""


def load_for(name: str) -> None:
    """Load the module of a command; of any other name, all: what tells of it tells of them all."""
    for command in (name,) if name in COMMANDS else COMMANDS:
        import_module(f"{__name__}.{command}")


def load_all() -> None:
    """Load the modules of all commands."""
    load_for("")
