"""From a result to what is written: the renderers, loaded only where they are used."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from concertation_cli.cli.program import (
    DOCX,
    ENDINGS,
    HTML,
    JSON,
    MARKDOWN,
    PAGES,
    PROGRAM,
    say,
    speaking,
)
from concertation_cli.errors import Problem, UsageError
from concertation_cli.output import check_target, encode, write_file, write_stdout
from concertation_cli.phrases.pack import Phrases
from concertation_cli.terminal import screen
from concertation_cli.text_safety import for_display

if TYPE_CHECKING:
    from concertation_cli.phrases.advice import AdvicePhrases
    from concertation_cli.render.blocks import Block
    from concertation_cli.render.json.documents import Json, JsonForms
    from concertation_cli.render.json.recommendation import AdviceJson
    from concertation_cli.render.json.replay import ReplayJson
    from concertation_cli.render.views.advice import Advice
    from concertation_cli.render.views.lists import Screens
    from concertation_cli.render.views.lookups import Lookups
    from concertation_cli.render.views.model import Profile
    from concertation_cli.render.views.page import Page
    from concertation_cli.render.views.questionnaire import Sheet
    from concertation_cli.render.views.replay import Changes, Replayed


def deliver(data: bytes, output: str | None, *, force: bool) -> None:
    """Write a result to standard output, or to a file, saying so."""
    if output is None:
        write_stdout(data)
    else:
        write_file(output, data, force=force)
        say(speaking()("written", path=for_display(output)))


def text_bytes(blocks: "list[Block]", *, to_file: bool, spoken: bool = False) -> bytes:
    """Return blocks as text: for this terminal, or for a file that any editor may open."""
    from concertation_cli.render.formats.text import as_text  # noqa: PLC0415
    from concertation_cli.terminal import Screen  # noqa: PLC0415

    if to_file:
        return as_text(blocks, Screen()).encode()
    return encode(as_text(blocks, screen(spoken=spoken)))


def check_page(chosen: str, output: str | None) -> None:
    """Refuse, before the first question, a page that could not be made at the end."""
    if chosen in {HTML, DOCX}:
        from concertation_cli.render.formats.page_layout import today  # noqa: PLC0415

        today()
    if chosen == DOCX:
        from concertation_cli.render.formats.docx import check_docx  # noqa: PLC0415

        out = sys.stdout
        check_docx(to_terminal=output is None and out is not None and out.isatty())


def check_targets(save: str | None, output: str | None, *, force: bool) -> None:
    """Refuse, before anything is asked or read, files that could not be written at the end."""
    if save is not None and output is not None and Path(save).resolve() == Path(output).resolve():
        raise UsageError(Problem(output, "same-file"))
    if save is not None and ENDINGS.get(Path(save).suffix.lower()) in PAGES:
        raise UsageError(Problem(save, "save-ending"))
    for target in (save, output):
        if target is not None:
            check_target(target, force=force)


def reopening(path: str, folder: str) -> str:
    """Return the command that opens a situation again, as this system's shells read it."""
    import shlex  # noqa: PLC0415  # not to advise

    command = [PROGRAM, "recommend", path, "--ask"]
    if folder:
        command += ["--data", os.path.abspath(folder)]  # noqa: PTH100  # as the path was made
    if os.name == "nt":  # where no file name holds a quotation mark
        return " ".join(f'"{word}"' if " " in word else word for word in command)
    return shlex.join(command)


def has_docx() -> bool:
    """Whether a Word file can be made here."""
    from importlib.util import find_spec  # noqa: PLC0415

    return find_spec("docx") is not None


def page_bytes(chosen: str, blocks: "list[Block]", phrases: Phrases, title: str) -> bytes:
    """Return blocks as a page: Markdown, HTML or a Word file."""
    from concertation_cli.render.formats.page_layout import (  # noqa: PLC0415
        page_facts,
        titled,
        today,
    )

    blocks = titled(blocks, title)
    if chosen == MARKDOWN:
        from concertation_cli.render.formats.markdown import as_markdown  # noqa: PLC0415

        return as_markdown(blocks).encode()
    facts = page_facts(phrases, title, today())
    if chosen == DOCX:
        from concertation_cli.render.formats.docx import as_docx  # noqa: PLC0415

        return as_docx(blocks, facts, phrases.words)
    from concertation_cli.render.formats.html import as_html  # noqa: PLC0415

    return as_html(blocks, facts, phrases.words)


def _advising(phrases: Phrases) -> "AdvicePhrases":
    from concertation_cli.phrases.advice import AdvicePhrases  # noqa: PLC0415

    return AdvicePhrases(phrases.pack, phrases.words, phrases.folder)


def page(phrases: Phrases) -> "Page":
    """Return what makes the blocks of the page for a meeting."""
    from concertation_cli.render.views.page import Page  # noqa: PLC0415

    return Page(_advising(phrases))


def sheet(phrases: Phrases) -> "Sheet":
    """Return what makes the questionnaire to fill elsewhere."""
    from concertation_cli.render.views.questionnaire import Sheet  # noqa: PLC0415

    return Sheet(phrases)


def advice(phrases: Phrases) -> "Advice":
    """Return what makes the blocks of a recommendation."""
    from concertation_cli.render.views.advice import Advice  # noqa: PLC0415

    return Advice(_advising(phrases))


def advice_json(phrases: Phrases) -> "AdviceJson":
    """Return what makes the JSON of a recommendation."""
    from concertation_cli.render.json.recommendation import AdviceJson  # noqa: PLC0415

    return AdviceJson(phrases.pack, _advising(phrases))


def changes(phrases: Phrases) -> "Changes":
    """Return what makes the blocks of a difference."""
    from concertation_cli.render.views.replay import Changes  # noqa: PLC0415

    return Changes(_advising(phrases))


def replayed(phrases: Phrases) -> "Replayed":
    """Return what makes the blocks of a saved recommendation taken up again."""
    from concertation_cli.render.views.replay import Replayed  # noqa: PLC0415

    return Replayed(_advising(phrases))


def replayed_json(phrases: Phrases) -> "ReplayJson":
    """Return what makes the JSON of a saved recommendation taken up again."""
    from concertation_cli.render.json.replay import ReplayJson  # noqa: PLC0415

    return ReplayJson(phrases.pack, _advising(phrases))


def json_forms(phrases: Phrases) -> "JsonForms":
    """Return what makes the JSON of what the pack holds."""
    from concertation_cli.render.json.documents import JsonForms  # noqa: PLC0415

    return JsonForms(phrases.pack, phrases)


def profile(phrases: Phrases) -> "Profile":
    """Return what makes the blocks of one model."""
    from concertation_cli.render.views.model import Profile  # noqa: PLC0415

    return Profile(phrases)


def lookups(phrases: Phrases) -> "Lookups":
    """Return what makes the blocks of `when`, `compare` and `search`."""
    from concertation_cli.render.views.lookups import Lookups  # noqa: PLC0415

    return Lookups(phrases)


def screens(phrases: Phrases) -> "Screens":
    """Return what makes the blocks of the shorter screens."""
    from concertation_cli.render.views.lists import Screens  # noqa: PLC0415

    return Screens(phrases)


class Medium(NamedTuple):
    """What a result is told for.

    Attributes:
        chosen: The format.
        to_file: Whether it goes to a file: then any editor may open it.
        spoken: Whether it is read aloud.
        page: For a page, what it is about: the phrases, and its title.
    """

    chosen: str
    to_file: bool = False
    spoken: bool = False
    page: tuple[Phrases, str] | None = None


def rendered_as(
    medium: Medium, json_form: Callable[[], "Json"], blocks: "Callable[[], list[Block]]"
) -> bytes:
    """Return a result as JSON, or its blocks as a page or as text."""
    if medium.chosen == JSON:
        from concertation_cli.render.json.documents import dumps  # noqa: PLC0415

        return dumps(json_form())
    found = blocks()
    if medium.page is not None and medium.chosen in PAGES:
        return page_bytes(medium.chosen, found, *medium.page)
    return text_bytes(found, to_file=medium.to_file, spoken=medium.spoken)
