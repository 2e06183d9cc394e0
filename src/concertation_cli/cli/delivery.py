"""From a result to what is written: the renderers, loaded only where they are used."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from concertation_cli.cli.program import JSON, MARKDOWN, say, speaking
from concertation_cli.output import encode, screen, write_file, write_stdout
from concertation_cli.render.phrases import Phrases

if TYPE_CHECKING:
    from concertation_cli.render.advice import Advice
    from concertation_cli.render.advice_json import AdviceJson
    from concertation_cli.render.as_json import Json, JsonForms
    from concertation_cli.render.blocks import Block
    from concertation_cli.render.changes import Changes
    from concertation_cli.render.lookups import Lookups
    from concertation_cli.render.profile import Profile
    from concertation_cli.render.replay import Replayed
    from concertation_cli.render.replay_json import ReplayJson
    from concertation_cli.render.screens import Screens


def deliver(data: bytes, output: str | None, *, force: bool) -> None:
    """Write a result to standard output, or to a file, saying so."""
    if output is None:
        write_stdout(data)
    else:
        write_file(output, data, force=force)
        say(speaking()("written", path=output))


def text_bytes(blocks: "list[Block]", *, to_file: bool, spoken: bool = False) -> bytes:
    """Return blocks as text: for this terminal, or for a file that any editor may open."""
    from concertation_cli.render.text import Screen, as_text  # noqa: PLC0415

    if to_file:
        return as_text(blocks, Screen()).encode()
    return encode(as_text(blocks, screen(spoken=spoken)))


def markdown_bytes(blocks: "list[Block]") -> bytes:
    """Return blocks as a page of Markdown."""
    from concertation_cli.render.markdown import as_markdown  # noqa: PLC0415

    return as_markdown(blocks).encode()


def advice(phrases: Phrases) -> "Advice":
    """Return what makes the blocks of a recommendation."""
    from concertation_cli.render.advice import Advice  # noqa: PLC0415
    from concertation_cli.render.advice_phrases import AdvicePhrases  # noqa: PLC0415

    return Advice(AdvicePhrases(phrases.pack, phrases.words))


def advice_json(phrases: Phrases) -> "AdviceJson":
    """Return what makes the JSON of a recommendation."""
    from concertation_cli.render.advice_json import AdviceJson  # noqa: PLC0415
    from concertation_cli.render.advice_phrases import AdvicePhrases  # noqa: PLC0415

    return AdviceJson(phrases.pack, AdvicePhrases(phrases.pack, phrases.words))


def changes(phrases: Phrases) -> "Changes":
    """Return what makes the blocks of a difference."""
    from concertation_cli.render.advice_phrases import AdvicePhrases  # noqa: PLC0415
    from concertation_cli.render.changes import Changes  # noqa: PLC0415

    return Changes(AdvicePhrases(phrases.pack, phrases.words))


def replayed(phrases: Phrases) -> "Replayed":
    """Return what makes the blocks of a saved recommendation taken up again."""
    from concertation_cli.render.advice_phrases import AdvicePhrases  # noqa: PLC0415
    from concertation_cli.render.replay import Replayed  # noqa: PLC0415

    return Replayed(AdvicePhrases(phrases.pack, phrases.words))


def replayed_json(phrases: Phrases) -> "ReplayJson":
    """Return what makes the JSON of a saved recommendation taken up again."""
    from concertation_cli.render.advice_phrases import AdvicePhrases  # noqa: PLC0415
    from concertation_cli.render.replay_json import ReplayJson  # noqa: PLC0415

    return ReplayJson(phrases.pack, AdvicePhrases(phrases.pack, phrases.words))


def json_forms(phrases: Phrases) -> "JsonForms":
    """Return what makes the JSON of what the pack holds."""
    from concertation_cli.render.as_json import JsonForms  # noqa: PLC0415

    return JsonForms(phrases.pack, phrases)


def profile(phrases: Phrases) -> "Profile":
    """Return what makes the blocks of one model."""
    from concertation_cli.render.profile import Profile  # noqa: PLC0415

    return Profile(phrases)


def lookups(phrases: Phrases) -> "Lookups":
    """Return what makes the blocks of `when`, `compare` and `search`."""
    from concertation_cli.render.lookups import Lookups  # noqa: PLC0415

    return Lookups(phrases)


def screens(phrases: Phrases) -> "Screens":
    """Return what makes the blocks of the shorter screens."""
    from concertation_cli.render.screens import Screens  # noqa: PLC0415

    return Screens(phrases)


def rendered_as(
    chosen: str,
    json_form: Callable[[], "Json"],
    blocks: "Callable[[], list[Block]]",
    *,
    to_file: bool = False,
    spoken: bool = False,
) -> bytes:
    """Return a result as JSON, or its blocks as Markdown or text."""
    if chosen == JSON:
        from concertation_cli.render.as_json import dumps  # noqa: PLC0415

        return dumps(json_form())
    found = blocks()
    if chosen == MARKDOWN:
        return markdown_bytes(found)
    return text_bytes(found, to_file=to_file, spoken=spoken)
