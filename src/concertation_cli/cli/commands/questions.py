"""The questionnaire, shown or to be filled elsewhere: `questions`."""

import re
from typing import Annotated

import typer

from concertation_cli.cli.formats import CSV, FORM, JSON, PROMPT, TEXT, YAML
from concertation_cli.cli.request import Request, command
from concertation_cli.cli.shared_options import WRITING
from concertation_cli.errors import Problem, UsageError
from concertation_cli.phrases.pack import Phrases
from concertation_cli.render.formats.pages import PAGES
from concertation_cli.render.json.documents import JsonForms
from concertation_cli.render.views.lists import Screens
from concertation_cli.render.views.questionnaire import Sheet
from concertation_cli.words import Words, available

_MAX_ADDRESS = 254
# What needs no quoting anywhere: of all that the standards allow, what people have.
_ADDRESS = (
    r"[A-Za-z0-9_+'-]+(\.[A-Za-z0-9_+'-]+)*@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}"
)


@command("questions", TEXT, JSON, *PAGES, FORM, YAML, CSV, PROMPT, options=WRITING)
def questions(
    request: Request,
    respond_to: Annotated[
        str | None,
        typer.Option("--respond-to", metavar="help.meta-address", help="help.opt-respond-to"),
    ] = None,
) -> int:
    """Show the questionnaire, or write it to be filled elsewhere."""
    _check_address(respond_to, request.format)
    phrases = request.phrases
    questionnaire = Sheet(phrases)
    if request.format == YAML:
        result = questionnaire.situation_file().encode()
    elif request.format == CSV:
        result = questionnaire.form_header().encode()
    elif request.format == FORM:
        result = _form(request, respond_to or "")
    elif request.format == PROMPT:
        result = questionnaire.prompt().encode()
    else:
        blocks = Screens(phrases).questions if request.format == TEXT else questionnaire.blocks
        title = phrases.words("sheet.title")
        result = request.present(JsonForms(phrases).questions, blocks, title)
    request.deliver(result)
    return 0


def _check_address(address: str | None, form: str) -> None:
    """Raise UsageError for an address that serves nothing, or that is no plain one."""
    if address is None:
        return
    if form != FORM:
        raise UsageError(Problem("--respond-to", "respond-needs-form"))
    if len(address) > _MAX_ADDRESS or not re.fullmatch(_ADDRESS, address):
        raise UsageError(Problem("--respond-to", "bad-address", {"value": address}))


def _form(request: Request, respond_to: str) -> bytes:
    """Return the page to fill: in the language asked for, else in all that the pack speaks."""
    from concertation_cli.render.formats.form import as_form  # loads jinja2
    from concertation_cli.render.views.form import fillable

    own = request.phrases
    others = [] if request.lang else [lang for lang in available() if lang in own.pack.languages]
    spoken = [Phrases(own.pack, Words(lang)) for lang in others if lang != own.lang]
    return as_form(fillable([own, *spoken]), respond_to)
