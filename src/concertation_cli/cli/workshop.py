"""Several people's answers: `workshop`."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from concertation_cli.cli.delivery import (
    Medium,
    check_page,
    check_targets,
    deliver,
    rendered_as,
    reopening,
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
    tell,
)
from concertation_cli.errors import Problem, UsageError, Values
from concertation_cli.inputs.forms import near_header
from concertation_cli.knowledge.records import Answers, Situation
from concertation_cli.output import write_file
from concertation_cli.phrases.pack import Phrases
from concertation_cli.text_safety import clean, fold, for_display
from concertation_cli.words import Words, available

if TYPE_CHECKING:
    from concertation_cli.engine.group import Group
    from concertation_cli.inputs.table_reader import Row
    from concertation_cli.render.blocks import Block
    from concertation_cli.render.views.workshop import People

MOST_PARTICIPANTS = 10_000
_LEAST = 2
_MAX_NAME = 80
_SITUATIONS = (".yaml", ".yml", ".json")
_TABLES = (".csv", ".tsv", ".ndjson", ".jsonl")
_PASSED = "columns-passed"


class Participant(NamedTuple):
    """One who answered.

    Attributes:
        name: What to call that one; empty if unknown.
        notes: Why one answered so, by the key of the answer.
    """

    name: str
    answers: Answers
    notes: Mapping[str, str]


@app.command(cls=Command, help="help.workshop")
def workshop(
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
    output: Output = None,
    force: Force = False,
    format: Format = TEXT,  # noqa: A002  # the option's own name
    as_json: AsJson = False,
    lang: Lang = None,
    data: Data = None,
) -> int:
    """Tell several people what to talk about first, what they agree on, what it calls for."""
    chosen = format_for("workshop", format, as_json, output)
    check_page(chosen, output)
    check_targets(save, output, force=force)
    if by is not None and not names:
        raise UsageError(Problem("--by", "by-needs-names"))
    from concertation_cli.engine.group import confer, kept  # noqa: PLC0415
    from concertation_cli.render.views.workshop import People  # noqa: PLC0415

    phrases = phrases_for(lang, data)
    found = read_participants(phrases, files or [], by, named=names)
    answers = [participant.answers for participant in found]
    # The one place that lets through what people wrote: without --names, nothing of it.
    people = People((), ())
    if names:
        called = distinct_names(phrases.words, [participant.name for participant in found])
        people = People(called, [participant.notes for participant in found])
    title = phrases.words("workshop.page")
    medium = Medium(chosen, output is not None, page=(phrases, title))
    group = confer(phrases.pack, answers)
    if save is not None:
        _save(phrases, kept(phrases.pack, group), save, force=force)
    deliver(_told(phrases, group, people, medium, full=full), output, force=force)
    return 0


def _told(
    phrases: Phrases, group: "Group", people: "People", medium: Medium, *, full: bool
) -> bytes:
    """Return what is said of a group in the format asked for; without names, nobody's is told."""
    from concertation_cli.engine.explain import explain  # noqa: PLC0415
    from concertation_cli.phrases.advice import AdvicePhrases  # noqa: PLC0415
    from concertation_cli.render.json.workshop import WorkshopJson  # noqa: PLC0415
    from concertation_cli.render.views.workshop import Workshop  # noqa: PLC0415

    pack = phrases.pack
    studied = explain(pack, group.majority.answers, group.majority.result)
    spoken = AdvicePhrases(pack, phrases.words, phrases.folder)

    def blocks() -> "list[Block]":
        told = Workshop(spoken, group, studied, people)
        if full or medium.chosen in PAGES:
            return told.blocks()
        from concertation_cli.render.formats.fitting import first_fitting  # noqa: PLC0415

        return first_fitting(told.first_screens())

    return rendered_as(
        medium, lambda: WorkshopJson(pack, spoken).workshop(group, studied, people), blocks
    )


def _save(phrases: Phrases, answers: Answers, save: str, *, force: bool) -> None:
    """Keep what a group has settled, and tell where, and how to finish the rest together."""
    from concertation_cli.inputs.situation_file import save_text  # noqa: PLC0415

    situation = Situation(title=phrases.words("workshop.page"), answers=answers)
    write_file(save, save_text(phrases.pack, situation, save, phrases.lang).encode(), force=force)
    path = str(Path(save).resolve())
    command = reopening(path, phrases.folder)
    say(phrases.words("written", path=for_display(path)))
    key = "workshop.saved" if answers else "workshop.saved-none"
    say(phrases.words(key, count=len(answers)))
    say(f"  {for_display(command)}")


# -- who answered ------------------------------------------------------------------------


def read_participants(
    phrases: Phrases, files: Sequence[str], by: str | None, *, named: bool
) -> list[Participant]:
    """Return the participants of situation files, or of one table.

    Args:
        phrases: About the pack that the answers are to.
        files: Paths; ``-`` is standard input.
        by: The column of the table that names them; None to look for one.
        named: Whether they need names: a table then needs a column that holds them.

    Raises:
        UsageError: With every problem found; or there are fewer than two participants.
    """
    place = ""
    if len(files) == 1 and not files[0].endswith(_SITUATIONS):
        found = _read_table(phrases, files[0], by, named=named)
        place = files[0]
    else:
        found = _read_situations(phrases, files, by)
    if len(found) < _LEAST:
        raise UsageError(Problem(place, "workshop-two", {"least": _LEAST}))
    return found


def _read_situations(phrases: Phrases, files: Sequence[str], by: str | None) -> list[Participant]:
    """Return one participant by situation file, named by its title, else by the file."""
    from concertation_cli.inputs.forms import form_for  # noqa: PLC0415
    from concertation_cli.inputs.situation_file import read_file  # noqa: PLC0415
    from concertation_cli.knowledge.strict_yaml import STANDARD_INPUT  # noqa: PLC0415

    problems = [Problem(f, "workshop-one-table") for f in files if f.endswith(_TABLES)]
    if by is not None:
        problems.append(Problem("--by", "by-needs-table"))
    if len(files) > MOST_PARTICIPANTS:
        problems.append(Problem("", "workshop-most", {"most": MOST_PARTICIPANTS}))
    if problems:
        raise UsageError(*problems)
    names = form_for(phrases.pack, phrases.words)
    found = []
    for path in files:
        try:
            situation = read_file(phrases.pack, path, names)
        except UsageError as error:
            problems += error.problems
        else:
            stem = "" if path == STANDARD_INPUT else Path(path).stem
            name = situation.title or stem
            found.append(Participant(name, situation.answers, situation.answer_notes))
    if problems:
        raise UsageError(*problems)
    return found


def _read_table(phrases: Phrases, path: str, by: str | None, *, named: bool) -> list[Participant]:
    """Return one participant by row; every bad row is told."""
    from concertation_cli.inputs.forms import form_for  # noqa: PLC0415
    from concertation_cli.inputs.table_reader import open_table, opened  # noqa: PLC0415

    notices: list[Problem] = []
    with opened(path) as text:
        table = open_table(
            text, form_for(phrases.pack, phrases.words), phrases.pack.questions, notices.append
        )
        rows = []
        for row in table.rows:
            rows.append(row)
            if len(rows) > MOST_PARTICIPANTS:
                values = {"most": MOST_PARTICIPANTS}
                raise UsageError(Problem(text.name, "workshop-most", values))
    columns = tuple(dict.fromkeys((*table.names, *(name for row in rows for name in row.extras))))
    called = [_named(columns, by)] if by is not None else _name_columns(phrases, columns)
    problems = [problem for row in rows for problem in row.problems]
    if problems:
        raise UsageError(*problems)
    if named and not called:
        raise UsageError(Problem(text.name, "no-participant-column", {"allowed": columns}))
    _tell_ignored(notices, called)
    return [
        Participant(_name_in(row, called), row.situation.answers, row.situation.answer_notes)
        for row in rows
    ]


def _named(columns: Sequence[str], by: str) -> str:
    """Return the column asked for. Raises UsageError where there is none."""
    matching = [c for c in columns if c == by] or [c for c in columns if fold(c) == fold(by)]
    if not matching:
        values: Values = {"value": by, "near": near_header(by, columns), "allowed": tuple(columns)}
        raise UsageError(Problem("--by", "no-such-column", values))
    return matching[0]


def _name_columns(phrases: Phrases, columns: Sequence[str]) -> list[str]:
    """Return the columns that name people, in any language: the surest first, titles last.

    A column may keep a part of what it may be called: « Participante », « Participant(e) ».
    """
    spoken = [phrases.words, *(Words(lang) for lang in available())]
    keys = ("form.participant", "form.person", "form.name", "form.title")
    wanted = [set(fold(words(key)).split()) for key in keys for words in spoken]
    held = {column: set(fold(column).split()) for column in columns}
    found = [c for called in wanted for c, parts in held.items() if parts and parts <= called]
    return list(dict.fromkeys(found))


def _name_in(row: "Row", columns: Iterable[str]) -> str:
    """Return the first name that these columns hold; empty where they hold none."""
    told = (row.extras.get(column) for column in columns)
    return next((str(name) for name in told if isinstance(name, str | int) and name), "")


def _tell_ignored(notices: Iterable[Problem], called: Sequence[str]) -> None:
    """Tell of the columns that are of no use here; that of names is."""
    for problem in notices:
        values = problem.values
        if problem.code != _PASSED:
            if values["value"] not in called:
                tell(problem)
            continue
        names = values["names"]
        assert isinstance(names, tuple)  # noqa: S101  # what this code holds
        ignored = tuple(name for name in names if name not in called)
        if ignored:
            tell(Problem(problem.place, "columns-ignored", {"names": ignored}))


def distinct_names(words: Words, given: Iterable[str]) -> list[str]:
    """Return names to show, one line each and all different: a number tells equal ones apart."""
    cleaned = [clean(name, limit=_MAX_NAME + 1) for name in given]
    shown = [
        _short(name) or words("workshop.unnamed", number=number)
        for number, name in enumerate(cleaned, 1)
    ]
    times, taken, last = Counter(shown), set(shown), Counter[str]()
    found = []
    for name in shown:
        told = name
        while times[name] > 1 and told in taken:
            last[name] += 1
            told = f"{name} ({last[name]})"
        taken.add(told)
        found.append(told)
    return found


def _short(name: str) -> str:
    return name if len(name) <= _MAX_NAME else name[: _MAX_NAME - 1].rstrip() + "\u2026"
