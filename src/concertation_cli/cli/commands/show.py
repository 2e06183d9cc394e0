"""One model: `show`."""

from typing import TYPE_CHECKING, Annotated

import typer

from concertation_cli.cli.formats import JSON, TEXT
from concertation_cli.cli.models_named import find_model
from concertation_cli.cli.request import Request, command
from concertation_cli.cli.shared_options import WRITING
from concertation_cli.phrases.sections import OF_MODEL, find_section
from concertation_cli.render.formats.pages import PAGES
from concertation_cli.render.json.documents import Json, JsonForms

if TYPE_CHECKING:
    from concertation_cli.render.blocks import Block


@command("show", TEXT, JSON, *PAGES, options=WRITING, sections=OF_MODEL)
def show(
    request: Request,
    model: Annotated[list[str], typer.Argument(metavar="help.meta-model", help="help.arg-model")],
    full: Annotated[bool, typer.Option("--full", help="help.opt-full")] = False,
    section: Annotated[
        str | None,
        typer.Option("--section", metavar="help.meta-name", help="help.opt-section"),
    ] = None,
) -> int:
    """Show one model."""
    phrases = request.phrases
    found = find_model(phrases, model)
    name = section and find_section(section, OF_MODEL, phrases.words)

    def json_form() -> Json:
        forms = JsonForms(phrases)
        whole = forms.model(found)
        return {**forms.head(), "id": found.id, name: whole[name]} if name else whole

    def blocks() -> "list[Block]":
        from concertation_cli.render.formats.fitting import first_fitting
        from concertation_cli.render.views.model import Profile  # not for JSON

        profile = Profile(phrases)
        short = request.format == TEXT and not full and name is None
        return first_fitting(profile.screens(found)) if short else profile.model(found, name)

    request.deliver(request.present(json_form, blocks, phrases.numbered(found)))
    return 0
