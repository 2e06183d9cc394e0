"""The command line: parse, load, recommend, render, print. It decides nothing of the domain.

Help texts below are keys of the words: they are translated once the language is known.
"""

import contextlib
import os
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from concertation_cli import __version__
from concertation_cli.errors import (
    ConcertationError,
    OutputError,
    PackError,
    Problem,
    UsageError,
    Values,
)
from concertation_cli.knowledge.cleaning import clean
from concertation_cli.knowledge.names import find_models, nearest, nearest_models
from concertation_cli.knowledge.pack import Case, Model, Pack, Situation
from concertation_cli.knowledge.store import load
from concertation_cli.output import (
    PipeClosedError,
    abandon_stdout,
    check_target,
    encode,
    failure_reason,
    screen,
    write_file,
    write_stdout,
)
from concertation_cli.render.phrases import Phrases
from concertation_cli.words import Words, available, language

if TYPE_CHECKING:
    from concertation_cli.engine.results import Recommendation
    from concertation_cli.engine.study import Study
    from concertation_cli.render.advice import Advice
    from concertation_cli.render.advice_json import AdviceJson
    from concertation_cli.render.as_json import Json, JsonForms
    from concertation_cli.render.blocks import Block, Depth
    from concertation_cli.render.lookups import Lookups
    from concertation_cli.render.profile import Profile
    from concertation_cli.render.screens import Screens

TEXT, JSON, MARKDOWN = "text", "json", "markdown"
PROGRAM = "concertation"
INTERRUPTED = 130
PIPE_CLOSED = 141
BUG = 1
EXPLAIN_ALL = "all"
_PAGES = frozenset({"recommend", "show", "compare"})
"""The commands that can be told as a page of Markdown."""
_LEAST_COMPARED = 2
_MAX_PLACE = 400
_MAX_VALUE = 200


class _Command(TyperCommand):
    """A command whose help is in the user's language."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401  # typer's own context
        _translate(self, _SPEAKING[-1])
        return _translate_help(super().get_help(ctx))


class _Group(TyperGroup):
    """The program, whose help and unknown commands are in the user's language."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401
        _translate(self, _SPEAKING[-1])
        return _translate_help(super().get_help(ctx))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401
        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            commands = tuple(self.list_commands(ctx))
            values: Values = {"value": name, "near": nearest(name, commands), "allowed": commands}
            raise UsageError(Problem("", "unknown-command", values))
        return super().resolve_command(ctx, args)


_SPEAKING: list[Words] = []
"""The words of the running command, for the help that typer draws."""


def _translate_help(text: str) -> str:
    words = _SPEAKING[-1]
    for heading in ("usage", "options", "arguments", "commands"):
        english = f"{heading.capitalize()}:"
        text = re.sub(rf"^{english}", words(f"help.{heading}"), text, flags=re.MULTILINE)
    text = text.replace("[required]", words("help.required"))
    text = text.replace("Show this message and exit.", words("help.option-help"))
    text = text.replace("[OPTIONS]", words("help.meta-options"))
    return text.replace("COMMAND [ARGS]...", words("help.meta-command"))


app = typer.Typer(
    name=PROGRAM,
    cls=_Group,
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
    version: Annotated[bool, typer.Option("--version", help="help.opt-version")] = False,  # noqa: FBT002
    lang: Lang = None,
) -> None:
    """Answer `--version`; otherwise leave it to the commands. `--lang` was read before."""
    _check_language(lang)
    if version:
        words = _SPEAKING[-1]
        pack = load(os.environ.get("CONCERTATION_DATA") or None)
        note = Phrases(pack, words).text(pack.independence)
        write_stdout(encode(words("version", version=__version__, independence=note) + "\n"))
        raise typer.Exit


def _chosen_format(name: str, as_json: bool, *allowed: str) -> str:  # noqa: FBT001
    chosen = JSON if as_json else name
    if chosen not in allowed:
        values: Values = {"value": chosen, "near": nearest(chosen, allowed), "allowed": allowed}
        raise UsageError(Problem("--format", "format-not-here", values))
    return chosen


def _check_language(lang: str | None) -> None:
    if lang is not None and lang not in available():
        values: Values = {"value": lang, "allowed": available()}
        raise UsageError(Problem("--lang", "language-missing", values))


def _phrases(lang: str | None, data: str | None) -> Phrases:
    _check_language(lang)
    pack = load(data if data is not None else (os.environ.get("CONCERTATION_DATA") or None))
    words = _SPEAKING[-1]
    if words.lang not in pack.languages and pack.languages[0] in available():
        words = Words(pack.languages[0])
        _SPEAKING.append(words)
    return Phrases(pack, words)


def _deliver(data: bytes, output: str | None, *, force: bool) -> None:
    if output is None:
        write_stdout(data)
    else:
        write_file(output, data, force=force)
        _say(_SPEAKING[-1]("written", path=output))


def _say(line: str) -> None:
    """Tell the person something beside the result."""
    with contextlib.suppress(OSError, ValueError):  # nobody to tell is no failure
        if sys.stderr is not None:
            sys.stderr.write(line + "\n")
            sys.stderr.flush()


def _text(blocks: "list[Block]", *, to_file: bool) -> bytes:
    """Return blocks as text: for this terminal, or for a file that any editor may open."""
    from concertation_cli.render.text import Screen, as_text  # noqa: PLC0415

    if to_file:
        return as_text(blocks, Screen()).encode()
    return encode(as_text(blocks, screen()))


def _markdown(blocks: "list[Block]") -> bytes:
    from concertation_cli.render.markdown import as_markdown  # noqa: PLC0415

    return as_markdown(blocks).encode()


def _advice(phrases: Phrases) -> "Advice":
    from concertation_cli.render.advice import Advice  # noqa: PLC0415
    from concertation_cli.render.advice_phrases import AdvicePhrases  # noqa: PLC0415

    return Advice(AdvicePhrases(phrases.pack, phrases.words))


def _advice_json(phrases: Phrases) -> "AdviceJson":
    from concertation_cli.render.advice_json import AdviceJson  # noqa: PLC0415
    from concertation_cli.render.advice_phrases import AdvicePhrases  # noqa: PLC0415

    return AdviceJson(phrases.pack, AdvicePhrases(phrases.pack, phrases.words))


def _forms(phrases: Phrases) -> "JsonForms":
    from concertation_cli.render.as_json import JsonForms  # noqa: PLC0415

    return JsonForms(phrases.pack, phrases)


def _profile(phrases: Phrases) -> "Profile":
    from concertation_cli.render.profile import Profile  # noqa: PLC0415

    return Profile(phrases)


def _lookups(phrases: Phrases) -> "Lookups":
    from concertation_cli.render.lookups import Lookups  # noqa: PLC0415

    return Lookups(phrases)


def _screens(phrases: Phrases) -> "Screens":
    from concertation_cli.render.screens import Screens  # noqa: PLC0415

    return Screens(phrases)


def _render(
    chosen: str,
    json_form: Callable[[], "Json"],
    blocks: "Callable[[], list[Block]]",
    *,
    to_file: bool = False,
) -> bytes:
    """Return a result as JSON, or its blocks as Markdown or text."""
    if chosen == JSON:
        from concertation_cli.render.as_json import dumps  # noqa: PLC0415

        return dumps(json_form())
    found = blocks()
    return _markdown(found) if chosen == MARKDOWN else _text(found, to_file=to_file)


@app.command(cls=_Command, help="help.recommend")
def recommend(
    situation: Annotated[
        str | None,
        typer.Argument(metavar="help.meta-situation", help="help.arg-situation"),
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="help.meta-set", help="help.opt-set"),
    ] = None,
    ask: Annotated[bool, typer.Option("--ask", help="help.opt-ask")] = False,  # noqa: FBT002
    explain: Annotated[
        str | None, typer.Option("--explain", metavar="all", help="help.opt-explain")
    ] = None,
    brief: Annotated[bool, typer.Option("--brief", help="help.opt-brief")] = False,  # noqa: FBT002
    save: Annotated[
        str | None, typer.Option("--save", metavar="help.meta-file", help="help.opt-save")
    ] = None,
    output: Output = None,
    force: Force = False,  # noqa: FBT002
    format: Format = TEXT,  # noqa: A002  # the option's own name
    as_json: AsJson = False,  # noqa: FBT002
    lang: Lang = None,
    data: Data = None,
) -> int:
    """Recommend a model for a situation."""
    from concertation_cli.engine.recommend import recommend as recommend_model  # noqa: PLC0415
    from concertation_cli.engine.study import study  # noqa: PLC0415
    from concertation_cli.situations import can_ask, gather, save_text  # noqa: PLC0415

    chosen = _chosen_format(format, as_json, TEXT, JSON, MARKDOWN)
    if save is not None and output is not None and Path(save).resolve() == Path(output).resolve():
        raise UsageError(Problem(output, "same-file"))
    for target in (save, output):
        if target is not None:
            check_target(target, force=force)
    if explain not in {None, EXPLAIN_ALL}:
        values: Values = {"value": explain or "", "allowed": (EXPLAIN_ALL,)}
        raise UsageError(Problem("--explain", "bad-depth", values))
    phrases = _phrases(lang, data)
    asking = ask or (situation is None and not settings)
    if asking and not can_ask():
        raise UsageError(Problem("", "no-terminal"))
    found = gather(phrases.pack, situation, settings or [])
    if asking:
        from concertation_cli.wizard.flow import Wizard  # noqa: PLC0415

        found = Wizard(phrases.pack, phrases.words, found).run()
    result = recommend_model(phrases.pack, found.answers)
    studied = study(phrases.pack, found.answers, result)
    if save is not None:
        write_file(save, save_text(phrases.pack, found).encode(), force=force)
        _say(phrases.words("written", path=save))
    rendered = _render(
        chosen,
        lambda: _advice_json(phrases).recommendation(found, result, studied),
        lambda: (
            _advice(phrases).board(found, result, studied)
            if chosen == MARKDOWN
            else _advice(phrases).recommendation(
                found, result, studied, _depth(explain, brief=brief)
            )
        ),
        to_file=output is not None,
    )
    _deliver(rendered, output, force=force)
    if asking and chosen == TEXT and output is None:
        _offer_page(phrases, found, result, studied)
    return 0


def _depth(explain: str | None, *, brief: bool) -> "Depth":
    from concertation_cli.render.blocks import Depth  # noqa: PLC0415

    if explain == EXPLAIN_ALL:
        return Depth.ALL
    return Depth.BRIEF if brief else Depth.USUAL


def _offer_page(
    phrases: Phrases, situation: Situation, result: "Recommendation", studied: "Study"
) -> None:
    """Offer to write the page for a meeting, until it is written or declined."""
    from concertation_cli.wizard.flow import confirm_replacing, offer_page  # noqa: PLC0415

    page = _markdown(_advice(phrases).board(situation, result, studied))
    while path := offer_page(phrases.words):
        try:
            force = Path(path).is_file() and confirm_replacing(phrases.words)
            write_file(path, page, force=force)
        except ConcertationError as error:
            _tell(*error.problems)
            continue
        _say(phrases.words("written", path=path))
        return


@app.command(cls=_Command, help="help.show")
def show(
    model: Annotated[list[str], typer.Argument(metavar="help.meta-model", help="help.arg-model")],
    section: Annotated[
        str | None,
        typer.Option("--section", metavar="help.meta-name", help="help.opt-section"),
    ] = None,
    output: Output = None,
    force: Force = False,  # noqa: FBT002
    format: Format = TEXT,  # noqa: A002
    as_json: AsJson = False,  # noqa: FBT002
    lang: Lang = None,
    data: Data = None,
) -> int:
    """Show one model."""
    chosen = _chosen_format(format, as_json, TEXT, JSON, MARKDOWN)
    phrases = _phrases(lang, data)
    found = _find_model(phrases, " ".join(model))
    name = _find_section(section)

    def as_data() -> "Json":
        forms = _forms(phrases)
        whole = forms.model(found)
        return {**forms.head(), "id": found.id, name: whole[name]} if name else whole

    rendered = _render(
        chosen, as_data, lambda: _profile(phrases).model(found, name), to_file=output is not None
    )
    _deliver(rendered, output, force=force)
    return 0


def _find_model(phrases: Phrases, words: str) -> Model:
    found = find_models(phrases.pack, words)
    if len(found) == 1:
        return found[0]
    if found:
        ids = tuple(model.id for model in found)
        raise UsageError(Problem("", "several-models", {"value": words, "allowed": ids}))
    near = nearest_models(phrases.pack, words)
    values: Values = {
        "value": words,
        "near": tuple(phrases.name(model.id) for model in near),
    }
    raise UsageError(Problem("", "no-model-found", values))


def _find_section(section: str | None) -> str | None:
    if section is None:
        return None
    name = section.replace("-", "_")
    allowed = _sections()
    if name not in allowed:
        values: Values = {"value": section, "near": nearest(section, allowed), "allowed": allowed}
        raise UsageError(Problem("--section", "no-section", values))
    return name


@app.command("list", cls=_Command, help="help.list")
def list_models(
    format: Format = TEXT,  # noqa: A002
    as_json: AsJson = False,  # noqa: FBT002
    lang: Lang = None,
    data: Data = None,
) -> int:
    """List the models."""
    chosen = _chosen_format(format, as_json, TEXT, JSON)
    phrases = _phrases(lang, data)
    write_stdout(
        _render(chosen, lambda: _forms(phrases).models(), lambda: _screens(phrases).models())
    )
    return 0


@app.command(cls=_Command, help="help.when")
def when(
    model: Annotated[list[str], typer.Argument(metavar="help.meta-model", help="help.arg-model")],
    format: Format = TEXT,  # noqa: A002
    as_json: AsJson = False,  # noqa: FBT002
    lang: Lang = None,
    data: Data = None,
) -> int:
    """Tell what calls for a model."""
    from concertation_cli.engine.witness import shortest  # noqa: PLC0415

    chosen = _chosen_format(format, as_json, TEXT, JSON)
    phrases = _phrases(lang, data)
    found = _find_model(phrases, " ".join(model))
    answers = shortest(phrases.pack, found)
    rendered = _render(
        chosen,
        lambda: _forms(phrases).when(found, answers),
        lambda: _lookups(phrases).when(found, answers),
    )
    write_stdout(rendered)
    return 0


@app.command(cls=_Command, help="help.compare")
def compare(
    models: Annotated[
        list[str], typer.Argument(metavar="help.meta-models", help="help.arg-models")
    ],
    format: Format = TEXT,  # noqa: A002
    as_json: AsJson = False,  # noqa: FBT002
    lang: Lang = None,
    data: Data = None,
) -> int:
    """Show models side by side."""
    from concertation_cli.engine.compare import compare as compare_models  # noqa: PLC0415

    chosen = _chosen_format(format, as_json, TEXT, JSON, MARKDOWN)
    phrases = _phrases(lang, data)
    found = tuple({m.id: m for m in (_find_model(phrases, name) for name in models)}.values())
    if len(found) < _LEAST_COMPARED:
        raise UsageError(Problem("", "compare-two", {"least": _LEAST_COMPARED}))
    rows = compare_models(phrases.pack, found)
    rendered = _render(
        chosen,
        lambda: _forms(phrases).compare(found, rows),
        lambda: _lookups(phrases).compare(found, rows),
    )
    write_stdout(rendered)
    return 0


@app.command(cls=_Command, help="help.search")
def search(
    words: Annotated[list[str], typer.Argument(metavar="help.meta-words", help="help.arg-words")],
    format: Format = TEXT,  # noqa: A002
    as_json: AsJson = False,  # noqa: FBT002
    lang: Lang = None,
    data: Data = None,
) -> int:
    """Find words in all the texts of the pack."""
    from concertation_cli.knowledge.texts import search as search_texts  # noqa: PLC0415

    chosen = _chosen_format(format, as_json, TEXT, JSON)
    phrases = _phrases(lang, data)
    wanted = clean(" ".join(words), limit=_MAX_VALUE)
    results = search_texts(phrases.pack, wanted, phrases.lang)
    rendered = _render(
        chosen,
        lambda: _forms(phrases).found(wanted, results),
        lambda: _lookups(phrases).found(wanted, results),
    )
    write_stdout(rendered)
    return 0


@app.command(cls=_Command, help="help.cases")
def cases(
    case: Annotated[
        str | None, typer.Argument(metavar="help.meta-case", help="help.arg-case")
    ] = None,
    format: Format = TEXT,  # noqa: A002
    as_json: AsJson = False,  # noqa: FBT002
    lang: Lang = None,
    data: Data = None,
) -> int:
    """Show the documented initiatives, or one of them."""
    chosen = _chosen_format(format, as_json, TEXT, JSON)
    phrases = _phrases(lang, data)
    pack = phrases.pack
    if case is None:
        rendered = _render(
            chosen, lambda: _forms(phrases).cases(pack.cases), lambda: _screens(phrases).cases()
        )
    else:
        found = _find_case(pack, case)
        rendered = _render(
            chosen, lambda: _forms(phrases).case(found), lambda: _screens(phrases).case(found)
        )
    write_stdout(rendered)
    return 0


def _find_case(pack: Pack, words: str) -> Case:
    from concertation_cli.knowledge.cleaning import fold  # noqa: PLC0415

    wanted = fold(words)
    names = {case.id: (fold(case.id), *map(fold, case.name.values())) for case in pack.cases}
    exact = [case for case in pack.cases if wanted in names[case.id]]
    begun = [c for c in pack.cases if any(name.startswith(wanted) for name in names[c.id])]
    found = exact or begun
    if len(found) == 1 and wanted:
        return found[0]
    near = nearest(words, [case.id for case in pack.cases])
    raise UsageError(Problem("", "no-case-found", {"value": words, "near": near}))


@app.command(cls=_Command, help="help.questions")
def questions(
    format: Format = TEXT,  # noqa: A002
    as_json: AsJson = False,  # noqa: FBT002
    lang: Lang = None,
    data: Data = None,
) -> int:
    """Show the questionnaire."""
    chosen = _chosen_format(format, as_json, TEXT, JSON)
    phrases = _phrases(lang, data)
    write_stdout(
        _render(chosen, lambda: _forms(phrases).questions(), lambda: _screens(phrases).questions())
    )
    return 0


@app.command(cls=_Command, help="help.check")
def check(
    folder: Annotated[
        str | None, typer.Argument(metavar="help.meta-folder", help="help.arg-folder")
    ] = None,
    format: Format = TEXT,  # noqa: A002
    as_json: AsJson = False,  # noqa: FBT002
    lang: Lang = None,
    data: Data = None,
) -> int:
    """Check a knowledge base; the report goes to standard output, whatever it says."""
    from concertation_cli.engine.verify import verify  # noqa: PLC0415
    from concertation_cli.knowledge.packfiles import inspect_folder  # noqa: PLC0415
    from concertation_cli.knowledge.store import data_folder  # noqa: PLC0415

    chosen = _chosen_format(format, as_json, TEXT, JSON)
    _check_language(lang)
    asked = folder or data or (os.environ.get("CONCERTATION_DATA") or None)
    words = _SPEAKING[-1]
    files = inspect_folder(Path(asked) if asked else data_folder())
    problems = list(files.problems)
    if files.pack is None or problems:
        return _invalid(chosen, words, problems)
    verification = verify(files.pack)
    for flaw in verification.flaws:
        found = files.findings[flaw.file]
        found.report(flaw.path, flaw.code, **flaw.values)
        problems.append(found.problems[-1])
    if problems:
        return _invalid(chosen, words, problems)
    phrases = Phrases(files.pack, words)
    rendered = _render(
        chosen,
        lambda: _forms(phrases).check(verification),
        lambda: _screens(phrases).checked(verification),
    )
    write_stdout(rendered)
    return 0


def _invalid(chosen: str, words: Words, problems: Sequence[Problem]) -> int:
    """Tell what is wrong with a pack, on standard output: it is what was asked."""
    from concertation_cli.render.as_json import dumps, invalid_pack  # noqa: PLC0415

    lines = [words.problem(problem) for problem in problems]
    if chosen == JSON:
        write_stdout(dumps(invalid_pack(words.lang, lines)))
    else:
        lines.append(words("check.problems", count=len(lines)))
        write_stdout(encode("\n".join(lines) + "\n"))
    return PackError.exit_code


@app.command(cls=_Command, help="help.evaluate")
def evaluate(
    folder: Annotated[
        str | None, typer.Argument(metavar="help.meta-folder", help="help.arg-cases")
    ] = None,
    format: Format = TEXT,  # noqa: A002
    as_json: AsJson = False,  # noqa: FBT002
    lang: Lang = None,
    data: Data = None,
) -> int:
    """Try the rules on cases whose model is known."""
    from concertation_cli.engine.evaluate import evaluate as evaluate_cases  # noqa: PLC0415
    from concertation_cli.situations import load_cases  # noqa: PLC0415

    chosen = _chosen_format(format, as_json, TEXT, JSON)
    phrases = _phrases(lang, data)
    found = phrases.pack.cases if folder is None else load_cases(phrases.pack, folder)
    result = evaluate_cases(phrases.pack, found)
    rendered = _render(
        chosen,
        lambda: _forms(phrases).evaluation(result),
        lambda: _screens(phrases).evaluation(result, own_cases=folder is None),
    )
    write_stdout(rendered)
    return 0


# -- running -----------------------------------------------------------------------------


def run(argv: Sequence[str]) -> int:
    """Run the program and return its exit code; the only place where errors are told."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    arguments = [_readable(argument) for argument in argv] or ["--help"]
    _SPEAKING[:] = [Words(language(_asked_language(arguments)))]
    try:
        command = typer.main.get_command(app)
        code = command.main(arguments, prog_name=PROGRAM, standalone_mode=False)
    except ConcertationError as error:
        _tell(*error.problems)
        return error.exit_code
    except typer.TyperException as error:
        _tell(_usage_problem(error))
        return UsageError.exit_code
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    except PipeClosedError:
        return PIPE_CLOSED
    except OSError as error:  # help is written by typer itself
        abandon_stdout()
        _tell(Problem("", "stdout-failed", {"reason": failure_reason(error)}))
        return OutputError.exit_code
    except Exception:  # noqa: BLE001  # a bug: say so, and show what helps to mend it
        import traceback  # noqa: PLC0415

        _say(_SPEAKING[-1]("error.prefix", text=_SPEAKING[-1]("error.bug")))
        _say(traceback.format_exc())
        return BUG
    if code == INTERRUPTED:  # typer has turned Ctrl-C into it
        _say("\n" + _SPEAKING[-1]("error.interrupted"))
    return code if isinstance(code, int) else 0


def _readable(argument: str) -> str:
    """Return an argument without the surrogates that stand for undecodable bytes."""
    return argument.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


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


def _tell(*problems: Problem) -> None:
    words = _SPEAKING[-1]
    for problem in problems:
        values = {key: _shown_safely(value) for key, value in problem.values.items()}
        if "reason" in values:
            values["reason"] = words(f"reason.{values['reason']}")
        told = Problem(clean(problem.place, limit=_MAX_PLACE), problem.code, values)
        _say(words("error.prefix", text=words.problem(told)))


def _shown_safely(value: str | int | tuple[str, ...]) -> str | int | tuple[str, ...]:
    """Return a value without what would act on the terminal: arguments are typed by anyone."""
    if isinstance(value, tuple):
        return tuple(clean(item, limit=_MAX_VALUE) for item in value)
    return clean(value, limit=_MAX_VALUE) if isinstance(value, str) else value


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
    return _SPEAKING[-1](name) if _SPEAKING[-1].has(name) else name


def _translate(command: Any, words: Words) -> None:  # noqa: ANN401  # typer's own command
    """Put the help of a command, its options and its subcommands in the user's language."""
    if command.help and words.has(command.help):
        command.help = command.short_help = words(command.help)
    values: dict[str, Sequence[str]] = {
        "formats": (TEXT, JSON, *([MARKDOWN] if command.name in _PAGES else [])),
        "languages": available(),
        "sections": _sections() if command.name == "show" else (),
    }
    for parameter in command.params:
        for attribute in ("help", "metavar"):
            key = getattr(parameter, attribute, None)
            if key and words.has(key):
                setattr(parameter, attribute, words(key, **values))
    for child in getattr(command, "commands", {}).values():
        _translate(child, words)


def _sections() -> tuple[str, ...]:
    from concertation_cli.render.profile import SECTIONS  # noqa: PLC0415

    return SECTIONS
