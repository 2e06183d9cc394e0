"""The rules tried on cases whose model is known: `evaluate`."""

from typing import Annotated

import typer

from concertation_cli.cli.request import Request, command
from concertation_cli.engine.evaluate import evaluate as evaluate_cases
from concertation_cli.inputs.case_folder import load_cases
from concertation_cli.knowledge.field_set import load_field_set
from concertation_cli.render.json.documents import JsonForms
from concertation_cli.render.views.lists import Screens


@command("evaluate")
def evaluate(
    request: Request,
    folder: Annotated[
        str | None, typer.Argument(metavar="help.meta-folder", help="help.arg-cases")
    ] = None,
) -> int:
    """Try the rules on cases whose model is known."""
    phrases, pack = request.phrases, request.pack
    if folder is None:
        cases, field = pack.cases, load_field_set(request.pack_folder(), pack)
    else:
        cases, field = load_cases(pack, folder)
    evaluation = evaluate_cases(pack, cases, field)
    result = request.present(
        lambda: JsonForms(phrases).evaluation(evaluation),
        lambda: Screens(phrases).evaluation(evaluation, own_cases=folder is None),
    )
    request.deliver(result)
    return 0
