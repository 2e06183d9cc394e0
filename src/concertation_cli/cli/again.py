"""A saved recommendation taken up again: `replay`."""

from typing import TYPE_CHECKING, Annotated

import typer

from concertation_cli.cli.delivery import (
    Medium,
    check_page,
    deliver,
    rendered_as,
    replayed,
    replayed_json,
)
from concertation_cli.cli.program import (
    TEXT,
    AsJson,
    Command,
    Data,
    Force,
    Format,
    Lang,
    Output,
    app,
    format_for,
    phrases_for,
)

if TYPE_CHECKING:
    from concertation_cli.render.blocks import Block
    from concertation_cli.render.json.documents import Json


@app.command(cls=Command, help="help.replay")
def replay(
    result: Annotated[str, typer.Argument(metavar="help.meta-result", help="help.arg-result")],
    output: Output = None,
    force: Force = False,
    format: Format = TEXT,  # noqa: A002
    as_json: AsJson = False,
    lang: Lang = None,
    data: Data = None,
) -> int:
    """Compare a saved recommendation with the present pack."""
    from concertation_cli.engine.replay import replay as replay_result  # noqa: PLC0415
    from concertation_cli.inputs.saved_result import read_result  # noqa: PLC0415

    chosen = format_for("replay", format, as_json, output)
    check_page(chosen, output)
    phrases = phrases_for(lang, data)
    saved, situation = read_result(phrases.pack, result)
    found = replay_result(phrases.pack, saved)

    def as_data() -> "Json":
        return replayed_json(phrases).replay(saved, found)

    def blocks() -> "list[Block]":
        return replayed(phrases).blocks(situation, saved, found)

    title = situation.title or phrases.words("title.untitled")
    medium = Medium(chosen, output is not None, page=(phrases, title))
    deliver(rendered_as(medium, as_data, blocks), output, force=force)
    return 0
