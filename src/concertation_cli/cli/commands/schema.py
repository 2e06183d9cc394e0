"""JSON Schemas, for programs and editors: `schema`."""

from typing import Annotated

import typer

from concertation_cli.cli.request import Request, command
from concertation_cli.errors import Problem, UsageError, Values
from concertation_cli.knowledge.nearest import nearest
from concertation_cli.render.json.documents import JsonForms
from concertation_cli.render.json.schema import NAMES, as_bytes, listing, schema_of


@command("schema")
def schema(
    request: Request,
    name: Annotated[
        str | None, typer.Argument(metavar="help.meta-name", help="help.arg-schema")
    ] = None,
) -> int:
    """Write a JSON Schema, or list those there are."""
    phrases = request.phrases
    if name is None:
        result = request.present(
            lambda: JsonForms(phrases).schemas(NAMES), lambda: listing(phrases)
        )
    elif name in NAMES:
        result = as_bytes(schema_of(name, request.pack, phrases.lang))
    else:
        values: Values = {"value": name, "near": nearest(name, NAMES), "allowed": NAMES}
        raise UsageError(Problem("", "no-schema", values))
    request.deliver(result)
    return 0
