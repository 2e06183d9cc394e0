"""Models side by side: `compare`."""

from typing import Annotated

import typer

from concertation_cli.cli.formats import JSON, TEXT
from concertation_cli.cli.models_named import find_models
from concertation_cli.cli.request import Request, command
from concertation_cli.cli.shared_options import WRITING
from concertation_cli.engine.compare import compare as compare_models
from concertation_cli.errors import Problem, UsageError
from concertation_cli.render.formats.pages import PAGES
from concertation_cli.render.json.documents import JsonForms
from concertation_cli.render.views.lookups import Lookups

_LEAST_COMPARED = 2


@command("compare", TEXT, JSON, *PAGES, options=WRITING)
def compare(
    request: Request,
    models: Annotated[
        list[str], typer.Argument(metavar="help.meta-models", help="help.arg-models")
    ],
) -> int:
    """Show models side by side."""
    phrases = request.phrases
    found = tuple({model.id: model for model in find_models(phrases, models)}.values())
    if len(found) < _LEAST_COMPARED:
        raise UsageError(Problem("", "compare-two", {"least": _LEAST_COMPARED}))
    rows = compare_models(request.pack, found)
    result = request.present(
        lambda: JsonForms(phrases).compare(found, rows),
        lambda: Lookups(phrases).compare(found, rows),
        phrases.names(model.id for model in found),
    )
    request.deliver(result)
    return 0
