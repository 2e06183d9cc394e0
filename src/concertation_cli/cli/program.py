"""The program: its commands' common options, its help, how it runs and tells errors.

Help texts are keys of the words: they are translated once the language is known.
"""

import contextlib
import os
import re
import sys
from collections.abc import Sequence
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from concertation_cli import __version__
from concertation_cli.errors import ConcertationError, OutputError, Problem, UsageError, Values
from concertation_cli.knowledge.nearest import nearest
from concertation_cli.knowledge.store import load
from concertation_cli.output import (
    PipeClosedError,
    abandon_stdout,
    encode,
    failure_reason,
    write_stdout,
)
from concertation_cli.phrases.pack import Phrases
from concertation_cli.phrases.sections import OF_ADVICE, OF_MODEL, section_names
from concertation_cli.text_safety import sanitize_problem
from concertation_cli.words import Words, available, language

TEXT, JSON, MARKDOWN, HTML, DOCX = "text", "json", "markdown", "html", "docx"
YAML, CSV, NDJSON = "yaml", "csv", "ndjson"
PAGES = (MARKDOWN, HTML, DOCX)
PROGRAM = "concertation"
COMPLETING = "_CONCERTATION_COMPLETE"
"""The variable in which a shell's completion says what it wants."""
INTERRUPTED = 130
PIPE_CLOSED = 141
BUG = 1
_FORMATS = {
    **dict.fromkeys(("recommend", "show", "compare", "replay", "workshop"), (TEXT, JSON, *PAGES)),
    "questions": (TEXT, JSON, *PAGES, YAML, CSV),
    "batch": (NDJSON, CSV),
}
"""The formats of the commands that have others than text and JSON."""
ENDINGS = {
    ".html": HTML,
    ".htm": HTML,
    ".docx": DOCX,
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".json": JSON,
    ".yaml": YAML,
    ".yml": YAML,
    ".csv": CSV,
}
"""What the ending of a file's name says of its format."""


class Command(TyperCommand):
    """A command whose help is in the user's language."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401  # typer's own context
        """Write the help, translated, and end."""
        translate(self, speaking())
        return _write_help(super().get_help(ctx))


class Group(TyperGroup):
    """The program, whose help and unknown commands are in the user's language."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401
        """Write the help, translated, and end."""
        translate(self, speaking())
        return _write_help(super().get_help(ctx))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401
        """Return the command named. Raises UsageError when there is none."""
        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            commands = tuple(self.list_commands(ctx))
            values: Values = {"value": name, "near": nearest(name, commands), "allowed": commands}
            raise UsageError(Problem("", "unknown-command", values))
        return super().resolve_command(ctx, args)


_SPEAKING: list[Words] = []
"""The words of the running command, for the help that typer draws."""


def speaking() -> Words:
    """Return the words of the running command."""
    return _SPEAKING[-1]


def speak(asked: str | None) -> None:
    """Speak the language asked for, else that of the environment."""
    _SPEAKING[:] = [Words(language(asked))]


def _write_help(text: str) -> NoReturn:
    """Write the help ourselves: typer would lose it, without a word, on a closed output."""
    write_stdout(encode(_translate_help(text) + "\n"))
    raise typer.Exit


def _translate_help(text: str) -> str:
    words = speaking()
    for heading in ("usage", "options", "arguments", "commands"):
        english = f"{heading.capitalize()}:"
        text = re.sub(rf"^{english}", words(f"help.{heading}"), text, flags=re.MULTILINE)
    text = text.replace("[required]", words("help.required"))
    text = text.replace("Show this message and exit.", words("help.option-help"))
    text = text.replace("[OPTIONS]", words("help.meta-options"))
    text = text.replace("COMMAND [ARGS]...", words("help.meta-command"))
    return re.sub(r"\{([^{}\n]+)\}", r"\1", text, count=1)  # what is required wears braces


app = typer.Typer(
    name=PROGRAM,
    cls=Group,
    help="help.main",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Format = Annotated[
    str,
    typer.Option(
        "--format", metavar="help.meta-format", help="help.opt-format", show_default=False
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="help.opt-json")]
Lang = Annotated[str | None, typer.Option("--lang", metavar="help.meta-lang", help="help.opt-lang")]
Data = Annotated[
    str | None, typer.Option("--data", metavar="help.meta-folder", help="help.opt-data")
]
Output = Annotated[
    str | None, typer.Option("--output", "-o", metavar="help.meta-file", help="help.opt-output")
]
Force = Annotated[bool, typer.Option("--force", help="help.opt-force")]


@app.callback(invoke_without_command=True)
def _program(
    version: Annotated[bool, typer.Option("--version", help="help.opt-version")] = False,
    show_completion: Annotated[
        str | None,
        typer.Option(
            "--show-completion", metavar="help.meta-shell", help="help.opt-show-completion"
        ),
    ] = None,
    show_manual: Annotated[
        bool, typer.Option("--show-manual", help="help.opt-show-manual")
    ] = False,
    lang: Lang = None,
) -> None:
    """Tell of the program itself, or leave it to the commands. `--lang` was read before."""
    check_language(lang)
    if show_completion is not None:
        from concertation_cli.cli.completion import script  # noqa: PLC0415

        write_stdout(script(show_completion))
        raise typer.Exit
    if show_manual:
        from concertation_cli.cli.manual import manual  # noqa: PLC0415

        write_stdout(manual())
        raise typer.Exit
    if version:
        words = speaking()
        pack = load(data_named())
        note, *rest = Phrases(pack, words).foot()
        told = words("version", version=__version__, independence=note)
        write_stdout(encode("\n".join([told, *rest]) + "\n"))
        raise typer.Exit


def formats_of(command: str) -> tuple[str, ...]:
    """Return the formats that a command can be told in."""
    return _FORMATS.get(command, (TEXT, JSON))


def chosen_format(name: str, as_json: bool, *allowed: str) -> str:  # noqa: FBT001
    """Return the format asked for. Raises UsageError when this command has no such one."""
    chosen = JSON if as_json else name
    if chosen not in allowed:
        values: Values = {"value": chosen, "near": nearest(chosen, allowed), "allowed": allowed}
        raise UsageError(Problem("--format", "format-not-here", values))
    return chosen


def format_for(command: str, name: str, as_json: bool, output: str | None) -> str:  # noqa: FBT001
    """Return the format asked for: by its option, or else by the ending of the file to write.

    Raises:
        UsageError: This command has no such format, or the file's ending names another.
    """
    allowed = formats_of(command)
    chosen = chosen_format(name, as_json, *allowed)
    told = ENDINGS.get(os.path.splitext(output)[1].lower()) if output else None  # noqa: PTH122
    if told not in allowed or told == chosen:
        return chosen
    if chosen == TEXT:
        return str(told)
    values: Values = {"value": str(told), "format": chosen}
    raise UsageError(Problem(output or "", "ending-disagrees", values))


def check_language(lang: str | None) -> None:
    """Raise UsageError when `--lang` names a language that the program does not speak."""
    if lang is not None and lang not in available():
        values: Values = {"value": lang, "allowed": available()}
        raise UsageError(Problem("--lang", "language-missing", values))


def data_named() -> str | None:
    """Return the folder of the pack that the environment names, if it names one."""
    return os.environ.get("CONCERTATION_DATA") or None


def phrases_for(lang: str | None, data: str | None) -> Phrases:
    """Return the phrases of a pack in the language to speak. Raises UsageError and PackError."""
    check_language(lang)
    pack = load(data_named() if data is None else data)
    words = speaking()
    if words.lang not in pack.languages and pack.languages[0] in available():
        words = Words(pack.languages[0])
        _SPEAKING.append(words)
    return Phrases(pack, words, data or "")


def say(line: str) -> None:
    """Tell the person something beside the result."""
    with contextlib.suppress(OSError, ValueError):  # nobody to tell is no failure
        if sys.stderr is not None:
            sys.stderr.write(line + "\n")
            sys.stderr.flush()


# -- running -----------------------------------------------------------------------------


def run(argv: Sequence[str]) -> int:
    """Run the program and return its exit code; the only place where errors are told."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    if COMPLETING in os.environ:  # a shell asks what may come next
        from concertation_cli.cli.completion import answer  # noqa: PLC0415

        return answer(os.environ, os.environ[COMPLETING])
    arguments = [_decoded(argument) for argument in argv] or ["--help"]
    speak(_asked_language(arguments))
    try:
        return _run_command(arguments)
    except ConcertationError as error:
        tell(*error.problems)
        return error.exit_code
    except typer.TyperException as error:
        tell(_usage_problem(error))
        return UsageError.exit_code
    except PipeClosedError:
        return PIPE_CLOSED
    except OSError as error:  # a terminal that is gone, an installation that cannot be read
        values = {"reason": failure_reason(error)}
        tell(Problem(str(error.filename or ""), "system-failed", values))
        return OutputError.exit_code
    except Exception:  # noqa: BLE001  # a bug: say so, and show what helps to mend it
        import traceback  # noqa: PLC0415

        say(speaking()("error.prefix", text=speaking()("error.bug")))
        say(traceback.format_exc())
        return BUG


def _run_command(arguments: list[str]) -> int:
    """Return the exit code of a command, interruptions included; its errors pass through."""
    try:
        command = typer.main.get_command(app)
        code = command.main(arguments, prog_name=PROGRAM, standalone_mode=False)
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    except SystemExit as left:
        if left.code == BUG:  # what typer says of a reader that left while it wrote help
            abandon_stdout()
            return PIPE_CLOSED
        return left.code if isinstance(left.code, int) else INTERRUPTED  # the wizard was left
    if code == INTERRUPTED:  # typer has turned Ctrl-C into it
        say("\n" + speaking()("error.interrupted"))
    return code if isinstance(code, int) else 0


def _decoded(argument: str) -> str:
    """Return an argument as UTF-8 says it, if files of that name can be asked for.

    A byte that is no UTF-8 stays a lone surrogate: a file may have it in its name.
    """
    decoded = argument.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")
    try:
        os.fsencode(decoded)
    except UnicodeEncodeError:  # the system's own encoding is less than UTF-8
        return argument
    return decoded


def _asked_language(arguments: Sequence[str]) -> str | None:
    """Return what `--lang` asks for, before the command line is parsed: help needs it."""
    for number, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument.startswith("--lang="):
            return argument.partition("=")[2]
        if argument == "--lang" and number + 1 < len(arguments):
            return arguments[number + 1]
    return None


def tell(*problems: Problem) -> None:
    """Tell what is wrong, one line each, in the language of the running command."""
    for problem in problems:
        say(line_of(problem))


def line_of(problem: Problem) -> str:
    """Return the line that tells a problem, without what would act on a terminal."""
    words = speaking()
    told = sanitize_problem(problem)
    option, colon, rest = told.place.partition(": ")
    if colon and option.startswith("--"):  # an option, then the question that it sets
        told = told._replace(place=words("colon", term=option, text=rest))
    if "reason" in told.values:
        reason = words(f"reason.{told.values['reason']}")
        told = told._replace(values={**told.values, "reason": reason})
    return words("error.prefix", text=words.problem(told))


def _usage_problem(error: typer.TyperException) -> Problem:
    """Return our own problem for one that typer found: its sentences are English only."""
    kind = type(error).__name__
    context = getattr(error, "ctx", None)
    command = getattr(context, "command_path", PROGRAM)
    option = str(getattr(error, "option_name", "") or "")
    parameter = getattr(error, "param", None)
    if kind == "NoSuchOption":
        possible = tuple(getattr(error, "possibilities", None) or ())
        values = {"value": option, "near": nearest(option, possible)}
        return Problem("", "unknown-flag", values)
    if kind == "BadOptionUsage":
        return Problem("", "option-needs-value", {"value": option})
    if kind == "MissingParameter" and parameter is not None:
        return Problem("", "missing-argument", {"value": _shown(parameter), "command": command})
    if kind == "BadParameter" and parameter is not None:
        return Problem("", "bad-value", {"value": _shown(parameter)})
    if "extra argument" in error.format_message():
        return Problem("", "extra-argument", {"command": command})
    return Problem("", "usage", {"command": command})


def _shown(parameter: Any) -> str:  # noqa: ANN401  # typer's own parameter
    name = str(parameter.metavar or parameter.name)
    return speaking()(name) if speaking().has(name) else name


def translate(command: Any, words: Words) -> None:  # noqa: ANN401  # typer's own command
    """Put the help of a command, its options and its subcommands in the user's language."""
    if command.help and words.has(command.help):
        command.help = command.short_help = words(command.help)
    values: dict[str, Sequence[str]] = {
        "formats": formats_of(command.name or ""),
        "languages": available(),
        "sections": section_names(sections(command.name or ""), words),
    }
    for parameter in command.params:
        for attribute in ("help", "metavar"):
            key = getattr(parameter, attribute, None)
            if key and words.has(key):
                setattr(parameter, attribute, words(key, **values))
    for child in getattr(command, "commands", {}).values():
        translate(child, words)


def sections(command: str) -> tuple[str, ...]:
    """Return the parts that `--section` of a command knows."""
    return {"show": OF_MODEL, "recommend": OF_ADVICE}.get(command, ())
