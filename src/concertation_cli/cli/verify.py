"""For custodians of a pack: `check` and `evaluate`."""

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from concertation_cli.cli.delivery import Medium, json_forms, rendered_as, screens
from concertation_cli.cli.program import (
    JSON,
    TEXT,
    AsJson,
    Command,
    Data,
    Format,
    Lang,
    app,
    check_language,
    chosen_format,
    data_named,
    phrases_for,
    speaking,
)
from concertation_cli.errors import PackError, Problem
from concertation_cli.output import encode, write_stdout
from concertation_cli.phrases.pack import Phrases
from concertation_cli.terminal import terminal_width
from concertation_cli.text_safety import sanitize_problem
from concertation_cli.words import Words


@app.command(cls=Command, help="help.check")
def check(
    folder: Annotated[
        str | None, typer.Argument(metavar="help.meta-folder", help="help.arg-folder")
    ] = None,
    format: Format = TEXT,  # noqa: A002
    as_json: AsJson = False,
    lang: Lang = None,
    data: Data = None,
) -> int:
    """Check a knowledge base; the report goes to standard output, whatever it says."""
    from concertation_cli.engine.prove import verify  # noqa: PLC0415
    from concertation_cli.knowledge.field_set import inspect_field_set  # noqa: PLC0415
    from concertation_cli.knowledge.folder import inspect_folder  # noqa: PLC0415
    from concertation_cli.knowledge.store import pack_folder  # noqa: PLC0415

    chosen = chosen_format(format, as_json, TEXT, JSON)
    check_language(lang)
    asked = pack_folder(folder or data or data_named())
    words = speaking()
    files = inspect_folder(asked)
    problems = list(files.problems)
    if files.pack is None or problems:
        return _invalid(chosen, words, problems)
    field = inspect_field_set(asked, files.pack)
    problems += field.problems
    verification = verify(files.pack)
    for flaw in verification.flaws:
        found = files.findings[flaw.file]
        found.report(flaw.path, flaw.code, **flaw.values)
        problems.append(found.problems[-1])
    if problems:
        return _invalid(chosen, words, problems)
    phrases = Phrases(files.pack, words)
    rendered = rendered_as(
        Medium(chosen),
        lambda: json_forms(phrases).check(verification, len(field.initiatives)),
        lambda: screens(phrases).checked(verification, len(field.initiatives)),
    )
    write_stdout(rendered)
    return 0


def _invalid(chosen: str, words: Words, problems: Sequence[Problem]) -> int:
    """Tell what is wrong with a pack, on standard output: it is what was asked."""
    from concertation_cli.render.json.documents import dumps, invalid_pack  # noqa: PLC0415
    from concertation_cli.render.views.problems import flawed, in_order  # noqa: PLC0415

    told = in_order(map(sanitize_problem, problems))
    if chosen == JSON:
        write_stdout(dumps(invalid_pack(words.lang, [words.problem(p) for p in told])))
    else:
        out = sys.stdout
        width = terminal_width() if out is not None and out.isatty() else None
        write_stdout(encode(flawed(words, told, width)))
    return PackError.exit_code


@app.command(cls=Command, help="help.evaluate")
def evaluate(
    folder: Annotated[
        str | None, typer.Argument(metavar="help.meta-folder", help="help.arg-cases")
    ] = None,
    format: Format = TEXT,  # noqa: A002
    as_json: AsJson = False,
    lang: Lang = None,
    data: Data = None,
) -> int:
    """Try the rules on cases whose model is known."""
    from concertation_cli.engine.evaluate import evaluate as evaluate_cases  # noqa: PLC0415
    from concertation_cli.inputs.situation_file import load_cases  # noqa: PLC0415
    from concertation_cli.knowledge.field_set import load_field_set  # noqa: PLC0415
    from concertation_cli.knowledge.store import pack_folder  # noqa: PLC0415

    chosen = chosen_format(format, as_json, TEXT, JSON)
    phrases = phrases_for(lang, data)
    pack = phrases.pack
    if folder is None:
        cases, field = pack.cases, load_field_set(pack_folder(data or data_named()), pack)
    else:
        cases, field = load_cases(pack, folder)
    result = evaluate_cases(pack, cases, field)
    rendered = rendered_as(
        Medium(chosen),
        lambda: json_forms(phrases).evaluation(result),
        lambda: screens(phrases).evaluation(result, own_cases=folder is None),
    )
    write_stdout(rendered)
    return 0
