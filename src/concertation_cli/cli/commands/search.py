"""Words in all the texts of the pack: `search`."""

from typing import Annotated

import typer

from concertation_cli.cli.request import Request, command
from concertation_cli.knowledge.search import search as search_texts
from concertation_cli.render.json.documents import JsonForms
from concertation_cli.render.views.lookups import Lookups
from concertation_cli.text_safety import MAX_VALUE, clean, decode


@command("search")
def search(
    request: Request,
    words: Annotated[list[str], typer.Argument(metavar="help.meta-words", help="help.arg-words")],
    full: Annotated[bool, typer.Option("--full", help="help.opt-passages")] = False,
) -> int:
    """Find words in all the texts of the pack."""
    phrases = request.phrases
    wanted = clean(decode(" ".join(words)), limit=MAX_VALUE)
    passages = search_texts(request.pack, wanted, phrases.lang)
    result = request.present(
        lambda: JsonForms(phrases).found(wanted, passages),
        lambda: Lookups(phrases).found(wanted, passages, full=full),
    )
    request.deliver(result)
    return 0
