"""Advice on one situation: `recommend`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from concertation_cli.cli.delivery import advice, advice_json, deliver, markdown_bytes, rendered_as
from concertation_cli.cli.program import (
    JSON,
    MARKDOWN,
    TEXT,
    AsJson,
    Command,
    Data,
    Force,
    Format,
    Lang,
    Output,
    app,
    chosen_format,
    phrases_for,
    say,
    tell,
)
from concertation_cli.errors import ConcertationError, Problem, UsageError, Values
from concertation_cli.knowledge.pack import Situation
from concertation_cli.output import check_target, write_file
from concertation_cli.render.phrases import Phrases

if TYPE_CHECKING:
    from concertation_cli.engine.results import Recommendation
    from concertation_cli.engine.study import Study
    from concertation_cli.render.blocks import Depth

EXPLAIN_ALL = "all"


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
    ask: Annotated[bool, typer.Option("--ask", help="help.opt-ask")] = False,  # noqa: FBT002
    explain: Annotated[
        str | None, typer.Option("--explain", metavar="all", help="help.opt-explain")
    ] = None,
    brief: Annotated[bool, typer.Option("--brief", help="help.opt-brief")] = False,  # noqa: FBT002
    save: Annotated[
        str | None, typer.Option("--save", metavar="help.meta-file", help="help.opt-save")
    ] = None,
    output: Output = None,
    force: Force = False,  # noqa: FBT002
    format: Format = TEXT,  # noqa: A002  # the option's own name
    as_json: AsJson = False,  # noqa: FBT002
    lang: Lang = None,
    data: Data = None,
) -> int:
    """Recommend a model for a situation."""
    from concertation_cli.engine.recommend import recommend as recommend_model  # noqa: PLC0415
    from concertation_cli.engine.study import study  # noqa: PLC0415
    from concertation_cli.situations import can_ask, gather, save_text  # noqa: PLC0415

    chosen = chosen_format(format, as_json, TEXT, JSON, MARKDOWN)
    if save is not None and output is not None and Path(save).resolve() == Path(output).resolve():
        raise UsageError(Problem(output, "same-file"))
    for target in (save, output):
        if target is not None:
            check_target(target, force=force)
    if explain not in {None, EXPLAIN_ALL}:
        values: Values = {"value": explain or "", "allowed": (EXPLAIN_ALL,)}
        raise UsageError(Problem("--explain", "bad-depth", values))
    phrases = phrases_for(lang, data)
    asking = ask or (situation is None and not settings)
    if asking and not can_ask():
        raise UsageError(Problem("", "no-terminal"))
    found = gather(phrases.pack, situation, settings or [])
    if asking:
        from concertation_cli.wizard.flow import Wizard  # noqa: PLC0415

        found = Wizard(phrases.pack, phrases.words, found).run()
    result = recommend_model(phrases.pack, found.answers)
    studied = study(phrases.pack, found.answers, result)
    if save is not None:
        write_file(save, save_text(phrases.pack, found).encode(), force=force)
        say(phrases.words("written", path=save))
    rendered = rendered_as(
        chosen,
        lambda: advice_json(phrases).recommendation(found, result, studied),
        lambda: (
            advice(phrases).board(found, result, studied)
            if chosen == MARKDOWN
            else advice(phrases).recommendation(
                found, result, studied, _depth(explain, brief=brief)
            )
        ),
        to_file=output is not None,
    )
    deliver(rendered, output, force=force)
    if asking and chosen == TEXT and output is None:
        _offer_page(phrases, found, result, studied)
    return 0


def _depth(explain: str | None, *, brief: bool) -> "Depth":
    from concertation_cli.render.blocks import Depth  # noqa: PLC0415

    if explain == EXPLAIN_ALL:
        return Depth.ALL
    return Depth.BRIEF if brief else Depth.USUAL


def _offer_page(
    phrases: Phrases, situation: Situation, result: "Recommendation", studied: "Study"
) -> None:
    """Offer to write the page for a meeting, until it is written or declined."""
    from concertation_cli.wizard.flow import confirm_replacing, offer_page  # noqa: PLC0415

    page = markdown_bytes(advice(phrases).board(situation, result, studied))
    while path := offer_page(phrases.words):
        try:
            force = Path(path).is_file() and confirm_replacing(phrases.words)
            write_file(path, page, force=force)
        except ConcertationError as error:
            tell(*error.problems)
            continue
        say(phrases.words("written", path=path))
        return
