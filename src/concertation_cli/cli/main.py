"""One run of the program: its command loaded, parsed and called, its errors told."""

import os
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from concertation_cli import __version__
from concertation_cli.cli.app import app, parser
from concertation_cli.cli.commands import command_named, load_for
from concertation_cli.cli.messages import current_words, say, tell, use_language
from concertation_cli.cli.request import check_language, data_named, phrases_for
from concertation_cli.cli.shared_options import Lang
from concertation_cli.errors import (
    BUG,
    INTERRUPTED,
    PIPE_CLOSED,
    ConcertationError,
    OutputError,
    Problem,
    UsageError,
)
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
from concertation_cli.resources import is_archived
from concertation_cli.terminal import PROGRAM

COMPLETING = "_CONCERTATION_COMPLETE"
"""The variable in which a shell's completion says what it wants."""
_HELP = {"-h", "--help"}
_COMPLETION = "--show-completion"


def run(argv: Sequence[str]) -> int:
    """Run the program and return its exit code; the only place where errors are told."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    if COMPLETING in os.environ:  # a shell asks what may come next
        from concertation_cli.cli.completion import answer  # of all commands

        return answer(os.environ, os.environ[COMPLETING])
    arguments = _without_shell([_decoded(argument) for argument in argv])
    use_language(_asked_language(arguments))
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
        import traceback  # needed by nobody else

        say(current_words()("error.prefix", text=current_words()("error.bug")))
        say(traceback.format_exc())
        return BUG


def _run_command(arguments: list[str]) -> int:
    """Return the exit code of a command, interruptions included; its errors pass through."""
    name = command_named(arguments)
    if name or not _HELP.isdisjoint(arguments):
        load_for(name)
    try:
        code = parser().main(arguments, prog_name=PROGRAM, standalone_mode=False)
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    except SystemExit as left:
        if left.code == BUG:  # what typer says of a reader that left while it wrote help
            abandon_stdout()
            return PIPE_CLOSED
        return left.code if isinstance(left.code, int) else INTERRUPTED  # the wizard was left
    if code == INTERRUPTED:  # typer has turned Ctrl-C into it
        say("\n" + current_words()("error.interrupted"))
    return code if isinstance(code, int) else 0


@app.callback(invoke_without_command=True)
def _program(
    context: typer.Context,
    *,
    version: Annotated[bool, typer.Option("--version", help="help.opt-version")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="help.opt-version-json")] = False,
    show_completion: Annotated[
        str | None,
        typer.Option(_COMPLETION, metavar="help.meta-shell", help="help.opt-show-completion"),
    ] = None,
    show_manual: Annotated[
        bool, typer.Option("--show-manual", help="help.opt-show-manual")
    ] = False,
    lang: Lang = None,
) -> None:
    """Tell of the program itself, or leave it to the commands. `--lang` was read before."""
    check_language(lang)
    if as_json and not version:
        raise UsageError(Problem("--json", "json-of-what"))
    if show_completion is not None:
        from concertation_cli.cli.completion import script, to_install  # asked for once

        write_stdout(script(show_completion) if show_completion else encode(to_install()))
        raise typer.Exit
    if show_manual:
        from concertation_cli.cli.manual import manual  # asked for once

        write_stdout(manual())
        raise typer.Exit
    if version:
        _tell_version(as_json=as_json)
        raise typer.Exit
    if context.invoked_subcommand is None:
        write_stdout(encode(current_words()("first-screen", program=_program_typed()) + "\n"))


def _tell_version(*, as_json: bool) -> None:
    words = current_words()
    if as_json:
        from concertation_cli.render.json.documents import JsonForms, dumps  # for programs

        write_stdout(dumps(JsonForms(phrases_for(None, None)).version()))
        return
    note, *rest = Phrases(load(data_named()), words).foot()
    about = words("version", version=__version__, independence=note)
    write_stdout(encode("\n".join([about, *rest]) + "\n"))


def _program_typed() -> str:
    """Return what people type to run the program: its name, or Python with the one file."""
    if not is_archived():
        return PROGRAM
    python = "py" if os.name == "nt" else "python3"
    return f"{python} {os.path.basename(sys.argv[0])}"  # noqa: PTH119  # as it was typed


# -- the command line, before it is parsed ------------------------------------------------


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


def _without_shell(arguments: list[str]) -> list[str]:
    """Return the arguments where `--show-completion` has a value, empty if no shell follows it."""
    place = arguments.index(_COMPLETION) + 1 if _COMPLETION in arguments else 0
    if place and arguments[place : place + 1] and not arguments[place].startswith("-"):
        place = 0
    return [*arguments[:place], "", *arguments[place:]] if place else arguments


def _asked_language(arguments: Sequence[str]) -> str | None:
    """Return the language that `--lang` names, before the command line is parsed: help needs it."""
    for number, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument.startswith("--lang="):
            return argument.partition("=")[2]
        if argument == "--lang" and number + 1 < len(arguments):
            return arguments[number + 1]
    return None


# -- errors -------------------------------------------------------------------------------


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
        values = {"value": _name_shown(parameter), "command": command}
        return Problem("", "missing-argument", values)
    if kind == "BadParameter" and parameter is not None:
        return Problem("", "bad-value", {"value": _name_shown(parameter)})
    if "extra argument" in error.format_message():
        return Problem("", "extra-argument", {"command": command})
    return Problem("", "usage", {"command": command})


def _name_shown(parameter: Any) -> str:
    name = str(parameter.metavar or parameter.name)
    return current_words()(name) if current_words().has(name) else name
