"""The questionnaire as one HTML page to fill: its script known by digest, nothing from outside."""

from concertation_cli.knowledge.records import Text
from concertation_cli.render.formats.html import policy, resource, template
from concertation_cli.render.views.form import Fillable

_MAX_NAME = 80
_LONGEST_LINK = 1800
"""Most characters of a link to a mail program: several cut longer ones without a word."""


def as_form(page: Fillable, respond_to: str = "") -> bytes:
    """Return the page, in UTF-8.

    Args:
        page: What it asks and says.
        respond_to: The address that an e-mail may be prepared to; empty for none.
    """
    style, script = resource("fillable.css"), resource("fillable.js")
    shown = page.shown | {"mail-hint": _addressed(page.shown["mail-hint"], respond_to)}
    made = template("fillable.html.j2").render(
        page=page,
        shown=shown,
        opening=next(iter(page.languages)),
        style=style,
        script=script,
        policy=policy(style, script),
        respond_to=respond_to,
        longest_name=_MAX_NAME,
        data=_data(page, respond_to),
    )
    return made.encode("utf-8")


def _addressed(text: Text, address: str) -> Text:
    return {lang: told.replace("{address}", address) for lang, told in text.items()}


def _data(page: Fillable, respond_to: str) -> dict[str, object]:
    """Return what the script needs beside the page: its sentences, by language."""
    return {
        "languages": list(page.languages),
        "titles": page.shown["title"],
        "told": page.told,
        "prefix": page.prefix,
        "address": respond_to,
        "longest": _LONGEST_LINK,
    }
