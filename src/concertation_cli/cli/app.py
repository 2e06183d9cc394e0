"""The tree of commands that parses the command line, and its help in the user's language.

Help texts are keys of the words: they are translated once the language is known.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from concertation_cli.cli.messages import current_words
from concertation_cli.errors import Problem, UsageError, Values
from concertation_cli.knowledge.nearest import nearest
from concertation_cli.output import encode, write_stdout
from concertation_cli.phrases.sections import section_names
from concertation_cli.terminal import PROGRAM
from concertation_cli.words import Words, available

COMMANDS = (
    "recommend",
    "show",
    "list",
    "when",
    "compare",
    "search",
    "cases",
    "questions",
    "workshop",
    "batch",
    "mcp",
    "replay",
    "evaluate",
    "check",
    "schema",
)
"""In the order of the help; each has a module of its name in `commands`."""
FOR_KEEPERS = frozenset({"replay", "evaluate", "check", "schema"})
"""Those that the help sets apart: for whoever keeps a knowledge base or scripts."""


class Choices(NamedTuple):
    """What the values of a command's options may be, beside those that the pack names."""

    formats: Sequence[str] = ()
    sections: Sequence[str] = ()


CHOICES: dict[str, Choices] = {}
"""By command, once its module is loaded."""


class Command(TyperCommand):
    """A command whose help is in the user's language."""

    def get_help(self, ctx: Any) -> str:
        """Write the help, translated, and end."""
        translate(self, current_words())
        return _write_help(super().get_help(ctx))


class Group(TyperGroup):
    """The program, whose help and unknown commands are in the user's language."""

    def get_help(self, ctx: Any) -> str:
        """Write the help, translated, and end."""
        translate(self, current_words())
        return _write_help(super().get_help(ctx))

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  # typer's own signature
        """Return the names of the commands, in the order of the help."""
        return sorted(self.commands, key=COMMANDS.index)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the commands, those for keepers of packs and scripts apart."""
        found = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        rows = [(name, command.get_short_help_str()) for name, command in found if command]
        with formatter.section("Commands"):
            formatter.write_dl([row for row in rows if row[0] not in FOR_KEEPERS])
        with formatter.section("Keepers"):
            formatter.write_dl([row for row in rows if row[0] in FOR_KEEPERS])

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command named. Raises UsageError when there is none."""
        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            commands = tuple(self.list_commands(ctx))
            values: Values = {"value": name, "near": nearest(name, commands), "allowed": commands}
            raise UsageError(Problem("", "unknown-command", values))
        return super().resolve_command(ctx, args)


app = typer.Typer(
    name=PROGRAM,
    cls=Group,
    help="help.main",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def parser() -> Any:
    """Return the parser of the command line, with the commands loaded so far."""
    return typer.main.get_command(app)


def translate(command: Any, words: Words) -> None:
    """Put the help of a command, its options and its subcommands in the user's language."""
    if command.help and words.has(command.help):
        command.help = command.short_help = words(command.help)
    choices = CHOICES.get(command.name or "", Choices())
    values: Mapping[str, tuple[str, ...]] = {
        "formats": tuple(choices.formats),
        "languages": available(),
        "sections": section_names(choices.sections, words),
    }
    for parameter in command.params:
        for attribute in ("help", "metavar"):
            key = getattr(parameter, attribute, None)
            if key and words.has(key):
                setattr(parameter, attribute, words(key, **values))
    for child in getattr(command, "commands", {}).values():
        translate(child, words)


def _write_help(text: str) -> NoReturn:
    """Write the help ourselves: typer would lose it, without a word, on a closed output."""
    write_stdout(encode(_translate_help(text) + "\n"))
    raise typer.Exit


def _translate_help(text: str) -> str:
    words = current_words()
    for heading in ("usage", "options", "arguments", "commands", "keepers"):
        english = f"{heading.capitalize()}:"
        text = re.sub(rf"^{english}", words(f"help.{heading}"), text, flags=re.MULTILINE)
    text = text.replace("[required]", words("help.required"))
    text = text.replace("Show this message and exit.", words("help.option-help"))
    text = text.replace("[OPTIONS]", words("help.meta-options"))
    text = text.replace("COMMAND [ARGS]...", words("help.meta-command"))
    return re.sub(r"\{([^{}\n]+)\}", r"\1", text, count=1)  # what is required wears braces
