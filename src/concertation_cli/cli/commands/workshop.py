"""Several people's answers: `workshop`."""

from pathlib import Path
from typing import Annotated

import typer

from concertation_cli.cli.formats import JSON, TEXT, YAML
from concertation_cli.cli.messages import say, tell
from concertation_cli.cli.request import Request, command
from concertation_cli.cli.shared_options import WRITING
from concertation_cli.cli.table_columns import MapFile, Sheet, ShowColumns, guide_of, show_columns
from concertation_cli.cli.targets import check_targets
from concertation_cli.engine.explain import explain
from concertation_cli.engine.group import confer, kept
from concertation_cli.errors import Problem, UsageError
from concertation_cli.inputs.participants import Reading, distinct_names, read_participants
from concertation_cli.inputs.situation_file import save_text
from concertation_cli.knowledge.records import Answers, Situation
from concertation_cli.output import write_file
from concertation_cli.phrases.advice import AdvicePhrases
from concertation_cli.phrases.commands import reopening
from concertation_cli.render.blocks import Block
from concertation_cli.render.formats.fitting import first_fitting
from concertation_cli.render.formats.pages import PAGES
from concertation_cli.render.json.workshop import WorkshopJson
from concertation_cli.render.views.workshop import People, Workshop
from concertation_cli.terminal import called_as
from concertation_cli.text_safety import for_display


@command("workshop", TEXT, JSON, *PAGES, YAML, options=WRITING)
def workshop(
    request: Request,
    files: Annotated[
        list[str] | None, typer.Argument(metavar="help.meta-files", help="help.arg-files")
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", metavar="help.meta-column", help="help.opt-by")
    ] = None,
    names: Annotated[bool, typer.Option("--names", help="help.opt-names")] = False,
    full: Annotated[bool, typer.Option("--full", help="help.opt-full-group")] = False,
    save: Annotated[
        str | None, typer.Option("--save", metavar="help.meta-file", help="help.opt-save-group")
    ] = None,
    map_file: MapFile = None,
    sheet: Sheet = None,
    columns: ShowColumns = False,
) -> int:
    """Tell several people what to talk about first, what they agree on, what it calls for."""
    check_targets(save, request.output, force=request.force)
    if by is not None and not names:
        raise UsageError(Problem("--by", "by-needs-names"))
    phrases, pack = AdvicePhrases.of(request.phrases), request.pack
    guide = guide_of(request, map_file, sheet)
    if columns and full:
        raise UsageError(Problem("--columns", "columns-alone"))
    if columns and files and len(files) == 1:
        return show_columns(request, files[0], guide, strangers=names)
    if columns or request.format == YAML:
        raise UsageError(Problem("--columns", "columns-of-one"))
    reading = Reading(pack, phrases.words, by, named=names, tell=tell, guide=guide)
    participants = read_participants(reading, files or [])
    # The one place that lets through what people wrote: without --names, nothing of it.
    people = People((), ())
    if names:
        called = distinct_names(phrases.words, [one.name for one in participants])
        people = People(called, [one.notes for one in participants])
    group = confer(pack, [one.answers for one in participants])
    explanation = explain(pack, group.majority.answers, group.majority.result)

    def blocks() -> list[Block]:
        view = Workshop(phrases, group, explanation, people)
        whole = full or request.format in PAGES
        return view.blocks() if whole else first_fitting(view.first_screens())

    if save is not None:
        _save(phrases, kept(pack, group), save, force=request.force)
    result = request.present(
        lambda: WorkshopJson(phrases).workshop(group, explanation, people),
        blocks,
        phrases.words("workshop.page"),
    )
    request.deliver(result)
    return 0


def _save(phrases: AdvicePhrases, answers: Answers, save: str, *, force: bool) -> None:
    """Keep what a group has settled, and tell where, and how to finish the rest together."""
    situation = Situation(title=phrases.words("workshop.page"), answers=answers)
    write_file(save, save_text(phrases.pack, situation, save, phrases.lang).encode(), force=force)
    path = str(Path(save).resolve())
    say(phrases.words("written", path=for_display(path)))
    key = "workshop.saved" if answers else "workshop.saved-none"
    say(phrases.words(key, count=len(answers)))
    say(f"  {for_display(reopening(phrases, path, called_as()))}")
