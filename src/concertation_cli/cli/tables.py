"""Many situations in a table: `batch`."""

from typing import Annotated

import typer

from concertation_cli.cli.program import (
    JSON,
    Command,
    Data,
    Force,
    Lang,
    Output,
    app,
    chosen_format,
    phrases_for,
    say,
    tell,
)
from concertation_cli.errors import Problem, UsageError
from concertation_cli.output import replacing, write_stdout
from concertation_cli.text_safety import for_display


@app.command(cls=Command, help="help.batch")
def batch(
    file: Annotated[str, typer.Argument(metavar="help.meta-table", help="help.arg-table")],
    full: Annotated[bool, typer.Option("--full", help="help.opt-full")] = False,
    drop: Annotated[bool, typer.Option("--drop-extra", help="help.opt-drop-extra")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="help.opt-strict")] = False,
    output: Output = None,
    force: Force = False,
    format: Annotated[  # noqa: A002  # the option's own name
        str, typer.Option("--format", metavar="help.meta-format", help="help.opt-table-format")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="help.opt-ndjson")] = False,
    lang: Lang = None,
    data: Data = None,
) -> int:
    """Judge many situations, of a CSV or NDJSON file."""
    from concertation_cli.cli.batch_run import (  # noqa: PLC0415
        Options,
        progress_stream,
        run_batch,
        whole_recommendations,
    )
    from concertation_cli.inputs.table_reader import CSV, NDJSON  # noqa: PLC0415

    chosen = NDJSON if as_json or format == JSON else format
    if chosen:
        chosen = chosen_format(chosen, False, CSV, NDJSON)  # noqa: FBT003
    if full and chosen == CSV:
        raise UsageError(Problem("--full", "full-needs-json"))
    phrases = phrases_for(lang, data)
    options = Options(
        format=NDJSON if full else chosen,
        drop=drop,
        strict=strict,
        whole=whole_recommendations(phrases) if full else None,
        draw=progress_stream(to_file=output is not None),
    )
    if output is None:
        count = run_batch(phrases, file, options, write_stdout, tell)
    else:
        with replacing(output, force=force) as write:
            count = run_batch(phrases, file, options, write, tell)
        say(phrases.words("written", path=for_display(output)))
    say(phrases.words("batch.rows", count=count.rows))
    if count.errors:
        say(phrases.words("batch.errors", count=count.errors))
        return UsageError.exit_code
    return 0
