"""A saved recommendation against the present pack: `replay`."""

from typing import Annotated

import typer

from concertation_cli.cli.formats import JSON, TEXT
from concertation_cli.cli.request import Request, command
from concertation_cli.cli.shared_options import WRITING
from concertation_cli.engine.replay import replay as replay_result
from concertation_cli.inputs.saved_result import read_result
from concertation_cli.phrases.advice import AdvicePhrases
from concertation_cli.render.formats.pages import PAGES
from concertation_cli.render.json.replay import ReplayJson
from concertation_cli.render.views.replay import Replayed


@command("replay", TEXT, JSON, *PAGES, options=WRITING)
def replay(
    request: Request,
    result: Annotated[str, typer.Argument(metavar="help.meta-result", help="help.arg-result")],
) -> int:
    """Compare a saved recommendation with the present pack."""
    phrases = AdvicePhrases.of(request.phrases)
    saved, situation = read_result(request.pack, result)
    replayed = replay_result(request.pack, saved)
    presented = request.present(
        lambda: ReplayJson(phrases).replay(saved, replayed),
        lambda: Replayed(phrases).blocks(situation, saved, replayed),
        situation.title or phrases.words("title.untitled"),
    )
    request.deliver(presented)
    return 0
