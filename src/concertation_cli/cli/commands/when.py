"""What calls for a model: `when`."""

from typing import Annotated

import typer

from concertation_cli.cli.models_named import find_model
from concertation_cli.cli.request import Request, command
from concertation_cli.engine.shortest import shortest
from concertation_cli.render.json.documents import JsonForms
from concertation_cli.render.views.lookups import Lookups


@command("when")
def when(
    request: Request,
    model: Annotated[list[str], typer.Argument(metavar="help.meta-model", help="help.arg-model")],
) -> int:
    """Tell what calls for a model."""
    phrases = request.phrases
    found = find_model(phrases, model)
    answers = shortest(request.pack, found)
    portrayed = found.id in request.pack.portrayed()
    both = shortest(request.pack, found, recognized=True) if portrayed else None
    result = request.present(
        lambda: JsonForms(phrases).when(found, answers, both),
        lambda: Lookups(phrases).when(found, answers, both),
    )
    request.deliver(result)
    return 0
