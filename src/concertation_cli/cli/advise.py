"""Advice on one situation: `recommend`."""

import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from concertation_cli.cli.delivery import (
    Medium,
    advice,
    advice_json,
    check_page,
    check_targets,
    deliver,
    page,
    rendered_as,
)
from concertation_cli.cli.program import (
    PAGES,
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
    say,
)
from concertation_cli.errors import Problem, UsageError
from concertation_cli.knowledge.records import Situation
from concertation_cli.output import check_stdout, write_file
from concertation_cli.phrases.pack import Phrases
from concertation_cli.phrases.sections import OF_ADVICE, find_section
from concertation_cli.text_safety import for_display

if TYPE_CHECKING:
    from concertation_cli.cli.dialogue import Dialogue
    from concertation_cli.engine.results import Recommendation
    from concertation_cli.render.blocks import Block


class Extent(NamedTuple):
    """How much is told: one screen, everything, or one part; of a page, with its annex or not."""

    full: bool
    part: str | None
    annex: bool


@app.command(cls=Command, help="help.recommend")
def recommend(
    situation: Annotated[
        str | None,
        typer.Argument(metavar="help.meta-situation", help="help.arg-situation"),
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="help.meta-set", help="help.opt-set"),
    ] = None,
    ask: Annotated[bool, typer.Option("--ask", help="help.opt-ask")] = False,
    quick: Annotated[bool, typer.Option("--quick", help="help.opt-quick")] = False,
    accessible: Annotated[bool, typer.Option("--accessible", help="help.opt-accessible")] = False,
    no_draft: Annotated[bool, typer.Option("--no-draft", help="help.opt-no-draft")] = False,
    forget: Annotated[bool, typer.Option("--forget", help="help.opt-forget")] = False,
    full: Annotated[bool, typer.Option("--full", help="help.opt-full")] = False,
    section: Annotated[
        str | None,
        typer.Option("--section", metavar="help.meta-name", help="help.opt-part"),
    ] = None,
    annex: Annotated[bool, typer.Option("--annex", help="help.opt-annex")] = False,
    save: Annotated[
        str | None, typer.Option("--save", metavar="help.meta-file", help="help.opt-save")
    ] = None,
    output: Output = None,
    force: Force = False,
    format: Format = TEXT,  # noqa: A002  # the option's own name
    as_json: AsJson = False,
    lang: Lang = None,
    data: Data = None,
) -> int:
    """Recommend a model for a situation."""
    from concertation_cli.engine.recommend import recommend as recommend_model  # noqa: PLC0415
    from concertation_cli.inputs.forms import form_for  # noqa: PLC0415
    from concertation_cli.inputs.situation_file import gather  # noqa: PLC0415

    chosen = format_for("recommend", format, as_json, output)
    check_page(chosen, output)
    check_targets(save, output, force=force)
    phrases = phrases_for(lang, data)
    part = _part(section, chosen, phrases)
    if annex and chosen not in PAGES:
        raise UsageError(Problem("--annex", "only-pages"))
    if full and chosen in PAGES:  # a page has its annex
        raise UsageError(Problem("--full", "not-pages"))
    extent = Extent(full=full, part=part, annex=annex)
    if forget:
        return _forget(phrases)
    bare = situation is None and not settings
    if output is None:
        check_stdout()
    dialogue = None
    if ask or quick or bare:
        _check_terminal(accessible=accessible)
    found = gather(phrases.pack, situation, settings or [], form_for(phrases.pack, phrases.words))
    if ask or quick or bare:
        dialogue = _dialogue(
            phrases, accessible=accessible, quick=quick, keeping=not no_draft, resuming=bare
        )
        found = dialogue.interview(found)
    result = recommend_model(phrases.pack, found.answers)
    title = found.title or phrases.words("title.untitled")
    medium = Medium(chosen, output is not None, accessible, (phrases, title))
    with nullcontext() if dialogue is None else dialogue.delivering():
        _save(phrases, found, save, force=force)
        deliver(_told(phrases, found, result, medium, extent), output, force=force)
    if dialogue is not None:
        if chosen == TEXT and output is None and sys.stdout.isatty():
            dialogue.after(found, result, lambda new: _save(phrases, new, save, force=True))
        dialogue.finished()
    return 0


def _told(
    phrases: Phrases, found: Situation, result: "Recommendation", medium: Medium, extent: "Extent"
) -> bytes:
    """Return the recommendation in the format asked for."""
    from concertation_cli.engine.explain import explain  # noqa: PLC0415

    studied = explain(phrases.pack, found.answers, result)

    def blocks() -> "list[Block]":
        if medium.chosen in PAGES:
            return page(phrases).blocks(found, result, studied, annex=extent.annex)
        told = advice(phrases)
        if extent.part is not None:
            return told.section(extent.part, result, studied)
        if extent.full:
            return told.everything(found, result, studied)
        from concertation_cli.render.formats.fitting import first_fitting  # noqa: PLC0415

        return first_fitting(told.first_screens(found, result, studied))

    return rendered_as(
        medium, lambda: advice_json(phrases).recommendation(found, result, studied), blocks
    )


def _part(section: str | None, chosen: str, phrases: Phrases) -> str | None:
    """Return the part that is asked for by name; only text is told by parts."""
    if section is None:
        return None
    if chosen != TEXT:
        raise UsageError(Problem("--section", "only-text"))
    return find_section(section, OF_ADVICE, phrases.words)


def _save(phrases: Phrases, found: Situation, save: str | None, *, force: bool) -> None:
    from concertation_cli.inputs.situation_file import save_text  # noqa: PLC0415

    if save is not None:
        text = save_text(phrases.pack, found, save, phrases.lang)
        write_file(save, text.encode(), force=force)
        say(phrases.words("written", path=for_display(save)))


# -- asking ------------------------------------------------------------------------------


def _check_terminal(*, accessible: bool) -> None:
    """Refuse to ask where nobody would answer.

    In plain lines, asked for by name, answers may also come from a pipe.
    """
    from concertation_cli.terminal import can_ask  # noqa: PLC0415

    if not (can_ask() or (accessible and sys.stdin is not None and sys.stderr is not None)):
        raise UsageError(Problem("", "no-terminal"))


def _dialogue(
    phrases: Phrases, *, accessible: bool, quick: bool, keeping: bool, resuming: bool
) -> "Dialogue":
    from concertation_cli.cli.dialogue import Dialogue, Wishes, wants_plain  # noqa: PLC0415
    from concertation_cli.terminal import can_ask  # noqa: PLC0415

    person = can_ask()
    wishes = Wishes(
        plain=wants_plain(accessible=accessible),
        spoken=accessible,
        quick=quick,
        keeping=keeping and person,
        resuming=resuming and person,
    )
    return Dialogue(phrases, wishes)


def _forget(phrases: Phrases) -> int:
    from concertation_cli.wizard.drafts import forget  # noqa: PLC0415

    say(phrases.words("draft.forgotten", count=forget()))
    return 0
