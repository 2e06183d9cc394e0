"""A pack checked: `check`."""

from collections.abc import Sequence
from typing import Annotated

import typer

from concertation_cli.cli.formats import JSON
from concertation_cli.cli.request import Request, command
from concertation_cli.engine.prove import verify
from concertation_cli.errors import PackError, Problem
from concertation_cli.knowledge.field_set import inspect_field_set
from concertation_cli.knowledge.folder import inspect_folder
from concertation_cli.output import encode
from concertation_cli.phrases.pack import Phrases
from concertation_cli.render.json.documents import JsonForms, dumps, invalid_pack
from concertation_cli.render.views.lists import Screens
from concertation_cli.render.views.problems import flawed, in_order
from concertation_cli.terminal import is_shown, terminal_width
from concertation_cli.text_safety import sanitize_problem


@command("check")
def check(
    request: Request,
    folder: Annotated[
        str | None, typer.Argument(metavar="help.meta-folder", help="help.arg-folder")
    ] = None,
) -> int:
    """Check a knowledge base; the report goes to standard output, whatever it says."""
    words = request.words
    checked = request.pack_folder(folder)
    files = inspect_folder(checked)
    if files.pack is None or files.problems:
        return _invalid(request, files.problems)
    field = inspect_field_set(checked, files.pack)
    problems = list(field.problems)
    verification = verify(files.pack)
    for flaw in verification.flaws:
        findings = files.findings[flaw.file]
        findings.report(flaw.path, flaw.code, **flaw.values)
        problems.append(findings.problems[-1])
    if problems:
        return _invalid(request, problems)
    phrases = Phrases(files.pack, words)
    initiatives = len(field.initiatives)
    result = request.present(
        lambda: JsonForms(phrases).check(verification, initiatives),
        lambda: Screens(phrases).checked(verification, initiatives),
    )
    request.deliver(result)
    return 0


def _invalid(request: Request, problems: Sequence[Problem]) -> int:
    """Tell what is wrong with a pack, on standard output: it is what was asked."""
    words = request.words
    ordered = in_order(map(sanitize_problem, problems))
    if request.format == JSON:
        request.deliver(dumps(invalid_pack(words.lang, [words.problem(p) for p in ordered])))
    else:
        width = terminal_width() if is_shown() else None
        request.deliver(encode(flawed(words, ordered, width)))
    return PackError.exit_code
