"""A page in each of the formats that have pages: Markdown, HTML and Word."""

from importlib.util import find_spec
from typing import TYPE_CHECKING

from concertation_cli.phrases.pack import Phrases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concertation_cli.render.blocks import Block

MARKDOWN, HTML, DOCX = PAGES = ("markdown", "html", "docx")


def as_page(format_name: str, blocks: "Sequence[Block]", phrases: Phrases, title: str) -> bytes:
    """Return blocks as a page in the format of this name."""
    from concertation_cli.render.formats.page_layout import (
        page_facts,
        titled,
        today,
    )

    blocks = titled(blocks, title)
    if format_name == MARKDOWN:
        from concertation_cli.render.formats.markdown import as_markdown

        return as_markdown(blocks).encode()
    facts = page_facts(phrases, title, today())
    if format_name == DOCX:
        from concertation_cli.render.formats.docx import as_docx

        return as_docx(blocks, facts, phrases.words)
    from concertation_cli.render.formats.html import as_html

    return as_html(blocks, facts, phrases.words)


def check_page(format_name: str, *, to_terminal: bool) -> None:
    """Refuse, before the first question, a page that could not be made at the end.

    Raises:
        UsageError: The date is set to none, a terminal would show a Word file, or the library
            that makes Word files is missing.
    """
    if format_name in {HTML, DOCX}:
        from concertation_cli.render.formats.page_layout import today

        today()
    if format_name == DOCX:
        from concertation_cli.render.formats.docx import check_docx

        check_docx(to_terminal=to_terminal)


def has_docx() -> bool:
    """Whether a Word file can be made here."""
    return find_spec("docx") is not None
