"""The documented initiatives: `cases`."""

from typing import Annotated

import typer

from concertation_cli.cli.request import Request, command
from concertation_cli.errors import Problem, UsageError
from concertation_cli.knowledge.nearest import nearest
from concertation_cli.knowledge.records import Case, Pack
from concertation_cli.render.json.documents import JsonForms
from concertation_cli.render.views.lists import Screens
from concertation_cli.text_safety import decode, fold


@command("cases")
def cases(
    request: Request,
    case: Annotated[
        str | None, typer.Argument(metavar="help.meta-case", help="help.arg-case")
    ] = None,
) -> int:
    """Show the documented initiatives, or one of them."""
    json_forms, screens = JsonForms(request.phrases), Screens(request.phrases)
    if case is None:
        result = request.present(lambda: json_forms.cases(request.pack.cases), screens.cases)
    else:
        found = _find_case(request.pack, decode(case))
        result = request.present(lambda: json_forms.case(found), lambda: screens.case(found))
    request.deliver(result)
    return 0


def _find_case(pack: Pack, words: str) -> Case:
    """Return the one case of this id or name, or that alone begins so.

    Raises:
        UsageError: There is none, or there are several.
    """
    wanted = fold(words)
    names = {case.id: (fold(case.id), *map(fold, case.name.values())) for case in pack.cases}
    exact = [case for case in pack.cases if wanted in names[case.id]]
    begun = [c for c in pack.cases if any(name.startswith(wanted) for name in names[c.id])]
    found = exact or begun
    if len(found) == 1 and wanted:
        return found[0]
    near = nearest(words, [case.id for case in pack.cases])
    raise UsageError(Problem("", "no-case-found", {"value": words, "near": near}))
