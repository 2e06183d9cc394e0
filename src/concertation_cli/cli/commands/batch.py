"""Many situations in a table: `batch`."""

from typing import Annotated

import typer

from concertation_cli.cli.batch_run import Options, run_batch, whole_recommendations
from concertation_cli.cli.formats import CSV, NDJSON, TEXT, YAML
from concertation_cli.cli.messages import say, tell
from concertation_cli.cli.request import Request, command
from concertation_cli.cli.shared_options import TABULATING
from concertation_cli.cli.table_columns import MapFile, Sheet, ShowColumns, guide_of, show_columns
from concertation_cli.errors import Problem, UsageError
from concertation_cli.output import replacing, write_stdout
from concertation_cli.render.formats.progress import progress_terminal
from concertation_cli.text_safety import for_display


@command("batch", NDJSON, CSV, TEXT, YAML, options=TABULATING)
def batch(
    request: Request,
    file: Annotated[str, typer.Argument(metavar="help.meta-table", help="help.arg-table")],
    full: Annotated[bool, typer.Option("--full", help="help.opt-full")] = False,
    drop: Annotated[bool, typer.Option("--drop-extra", help="help.opt-drop-extra")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="help.opt-strict")] = False,
    map_file: MapFile = None,
    sheet: Sheet = None,
    columns: ShowColumns = False,
) -> int:
    """Judge many situations, of a table."""
    guide = guide_of(request, map_file, sheet)
    if columns:
        if full or drop or strict:
            raise UsageError(Problem("--columns", "columns-alone"))
        return show_columns(request, file, guide)
    if request.format in {TEXT, YAML}:
        raise UsageError(Problem("--format", "only-columns"))
    if full and request.format == CSV:
        raise UsageError(Problem("--full", "full-needs-json"))
    phrases = request.phrases
    options = Options(
        format=NDJSON if full else request.format,
        drop=drop,
        strict=strict,
        whole=whole_recommendations(phrases) if full else None,
        terminal=progress_terminal(to_file=request.output is not None),
        guide=guide,
    )
    if request.output is None:
        count = run_batch(phrases, file, options, write_stdout, tell)
    else:
        with replacing(request.output, force=request.force) as write:
            count = run_batch(phrases, file, options, write, tell)
        say(phrases.words("written", path=for_display(request.output)))
    say(phrases.words("batch.rows", count=count.rows))
    if count.errors:
        say(phrases.words("batch.errors", count=count.errors))
        return UsageError.exit_code
    return 0
