"""Advice on one situation: `recommend`."""

from contextlib import nullcontext
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from concertation_cli import terminal
from concertation_cli.cli.formats import JSON, TEXT
from concertation_cli.cli.messages import say, tell
from concertation_cli.cli.request import Request, command
from concertation_cli.cli.shared_options import WRITING
from concertation_cli.cli.targets import check_targets
from concertation_cli.engine.explain import explain
from concertation_cli.engine.recommend import recommend as recommend_model
from concertation_cli.engine.results import Recommendation
from concertation_cli.errors import Problem, UsageError
from concertation_cli.inputs.forms import form_for
from concertation_cli.inputs.situation_file import gather, save_text
from concertation_cli.knowledge.records import Situation
from concertation_cli.output import check_stdout, write_file
from concertation_cli.phrases.advice import AdvicePhrases
from concertation_cli.phrases.pack import Phrases
from concertation_cli.phrases.sections import OF_ADVICE, find_section
from concertation_cli.render.formats.pages import PAGES
from concertation_cli.render.json.recommendation import AdviceJson
from concertation_cli.text_safety import for_display

if TYPE_CHECKING:
    from concertation_cli.render.blocks import Block


class Extent(NamedTuple):
    """How much is shown: one screen, everything, or one part; of a page, with its annex or not."""

    full: bool
    part: str | None
    annex: bool


@command("recommend", TEXT, JSON, *PAGES, options=WRITING, sections=OF_ADVICE)
def recommend(
    request: Request,
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
) -> int:
    """Recommend a model for a situation."""
    check_targets(save, request.output, force=request.force)
    phrases = request.phrases
    extent = Extent(full=full, part=_part(section, request), annex=annex)
    if annex and request.format not in PAGES:
        raise UsageError(Problem("--annex", "only-pages"))
    if full and request.format in PAGES:  # a page has its annex
        raise UsageError(Problem("--full", "not-pages"))
    if forget:
        from concertation_cli.wizard.drafts import forget_drafts  # seldom asked for

        say(phrases.words("draft.forgotten", count=forget_drafts()))
        return 0
    if request.output is None:
        check_stdout()
    request.spoken = accessible
    bare = situation is None and not settings
    interview = None
    if ask or quick or bare:
        from concertation_cli.cli.interview import interview_for  # not for files

        interview = interview_for(
            phrases, accessible=accessible, quick=quick, keeping=not no_draft, resuming=bare
        )
    form = form_for(request.pack, phrases.words)
    described = gather(request.pack, situation, settings or [], form, tell)
    if interview is not None:
        described = interview.describe(described)
    result = recommend_model(request.pack, described.answers)
    with nullcontext() if interview is None else interview.delivering():
        _save(phrases, described, save, force=request.force)
        request.deliver(_presented(request, described, result, extent))
    if interview is not None:
        if request.format == TEXT and request.output is None and terminal.is_shown():
            interview.after(described, result, lambda s: _save(phrases, s, save, force=True))
        interview.finished()
    return 0


def _presented(
    request: Request, situation: Situation, result: Recommendation, extent: Extent
) -> bytes:
    """Return the recommendation in the format asked for."""
    phrases = AdvicePhrases.of(request.phrases)
    explanation = explain(request.pack, situation.answers, result)

    def blocks() -> "list[Block]":
        from concertation_cli.render.formats.fitting import first_fitting
        from concertation_cli.render.views.advice import Advice  # not for JSON
        from concertation_cli.render.views.page import Page

        if request.format in PAGES:
            return Page(phrases).blocks(situation, result, explanation, annex=extent.annex)
        advice = Advice(phrases)
        if extent.part is not None:
            return advice.section(extent.part, result, explanation)
        if extent.full:
            return advice.everything(situation, result, explanation)
        return first_fitting(advice.first_screens(situation, result, explanation))

    return request.present(
        lambda: AdviceJson(phrases).recommendation(situation, result, explanation),
        blocks,
        situation.title or phrases.words("title.untitled"),
    )


def _part(section: str | None, request: Request) -> str | None:
    """Return the part that is asked for by name; only text is told by parts."""
    if section is None:
        return None
    if request.format != TEXT:
        raise UsageError(Problem("--section", "only-text"))
    return find_section(section, OF_ADVICE, request.phrases.words)


def _save(phrases: Phrases, situation: Situation, save: str | None, *, force: bool) -> None:
    """Keep the situation in the file asked for, if there is one, and say so."""
    if save is not None:
        text = save_text(phrases.pack, situation, save, phrases.lang)
        write_file(save, text.encode(), force=force)
        say(phrases.words("written", path=for_display(save)))
