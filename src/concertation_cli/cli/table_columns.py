"""How a table is understood: its map read (`--map`), its columns shown (`--columns`)."""

from typing import Annotated

import typer

from concertation_cli.cli.formats import JSON, NDJSON, YAML
from concertation_cli.cli.messages import tell
from concertation_cli.cli.request import Request, text_bytes
from concertation_cli.errors import Problem, UsageError
from concertation_cli.inputs.column_map import map_text, read_map, without_strangers
from concertation_cli.inputs.forms import form_for
from concertation_cli.inputs.table_reader import Guide, open_table, opened
from concertation_cli.render.json.columns import columns_json
from concertation_cli.render.json.documents import JsonForms, dumps
from concertation_cli.render.views.columns import TableColumns

MapFile = Annotated[
    str | None, typer.Option("--map", metavar="help.meta-file", help="help.opt-map")
]
Sheet = Annotated[
    str | None, typer.Option("--sheet", metavar="help.meta-name", help="help.opt-sheet")
]
ShowColumns = Annotated[bool, typer.Option("--columns", help="help.opt-columns")]


def guide_of(request: Request, map_file: str | None, sheet: str | None) -> Guide:
    """Return what the command line says of the table. Raises UsageError for a bad map."""
    told = None
    if map_file is not None:
        form = form_for(request.pack, request.phrases.words)
        told = read_map(map_file, form, request.pack.questions)
    return Guide(told, sheet or "")


def show_columns(request: Request, file: str, guide: Guide, *, strangers: bool = True) -> int:
    """Show how the columns of a table are understood: as text, JSON, or a map in YAML.

    Args:
        request: The call.
        file: The table; ``-`` is standard input.
        guide: What is said of it.
        strangers: Whether to show what stands in columns that are no question: names, say.

    Raises:
        UsageError: The table cannot be read, or has no columns.
    """
    phrases = request.phrases
    form = form_for(phrases.pack, phrases.words)
    with opened(file) as text:
        table = open_table(text, form, phrases.pack.questions, tell, guide._replace(looking=True))
        if table.layout is None:
            raise UsageError(Problem("--columns", "map-needs-columns"))
    sample = table.sample if strangers else without_strangers(table.layout, table.sample)
    if request.format == YAML:
        result = map_text(table.layout, sample).encode()
    elif request.format in {JSON, NDJSON}:
        head = JsonForms(phrases).head()
        result = dumps(columns_json(head, table.layout, sample))
    else:
        blocks = TableColumns(phrases).blocks(table.layout, sample)
        result = text_bytes(blocks, to_file=request.output is not None)
    request.deliver(result)
    return 0
