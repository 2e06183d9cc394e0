"""For programs and editors: `schema`."""

from typing import Annotated

import typer

from concertation_cli.cli.delivery import Medium, json_forms, rendered_as
from concertation_cli.cli.program import (
    JSON,
    TEXT,
    AsJson,
    Command,
    Data,
    Format,
    Lang,
    app,
    chosen_format,
    phrases_for,
)
from concertation_cli.errors import Problem, UsageError, Values
from concertation_cli.knowledge.nearest import nearest
from concertation_cli.output import write_stdout


@app.command(cls=Command, help="help.schema")
def schema(
    name: Annotated[
        str | None, typer.Argument(metavar="help.meta-name", help="help.arg-schema")
    ] = None,
    format: Format = TEXT,  # noqa: A002
    as_json: AsJson = False,
    lang: Lang = None,
    data: Data = None,
) -> int:
    """Write a JSON Schema, or list those there are."""
    from concertation_cli.render.json.schema import (  # noqa: PLC0415
        NAMES,
        as_bytes,
        listing,
        schema_of,
    )

    chosen = chosen_format(format, as_json, TEXT, JSON)
    phrases = phrases_for(lang, data)
    if name is None:
        rendered = rendered_as(
            Medium(chosen), lambda: json_forms(phrases).schemas(NAMES), lambda: listing(phrases)
        )
    elif name in NAMES:
        rendered = as_bytes(schema_of(name, phrases.pack, phrases.lang))
    else:
        values: Values = {"value": name, "near": nearest(name, NAMES), "allowed": NAMES}
        raise UsageError(Problem("", "no-schema", values))
    write_stdout(rendered)
    return 0
