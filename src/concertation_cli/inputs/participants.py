"""The participants of a workshop: who answered what, from situation files or from one table."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from concertation_cli.errors import Problem, UsageError, Values
from concertation_cli.inputs.forms import form_for
from concertation_cli.inputs.headers import near_header
from concertation_cli.inputs.situation_file import read_file
from concertation_cli.inputs.table_reader import Guide, Row, open_table, opened
from concertation_cli.knowledge.records import Answers, Pack, Situation
from concertation_cli.knowledge.strict_yaml import STANDARD_INPUT, name_of, read_error
from concertation_cli.text_safety import clean, fold
from concertation_cli.words import Words, available

MOST_PARTICIPANTS = 10_000
_LEAST = 2
_MAX_NAME = 80
_SITUATIONS = (".yaml", ".yml", ".json")
_TABLES = (".csv", ".tsv", ".ndjson", ".jsonl", ".xlsx", ".xls", ".ods")
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


class Reading(NamedTuple):
    """How participants are read.

    Attributes:
        pack: The pack that the answers are to.
        words: Of the language of the one who asks.
        by: The column of the table that names them; None to look for one.
        named: Whether they need names: a table then needs a column that holds them.
        tell: Takes what is to be told: of columns, and of who is left out.
        guide: What is said of the table.
    """

    pack: Pack
    words: Words
    by: str | None
    named: bool
    tell: Callable[[Problem], object]
    guide: Guide = Guide()


class _Found(NamedTuple):
    """Who answered, and what is wrong with the answers of others, each by its place."""

    people: list[tuple[str, Participant]]
    unread: list[tuple[str, Sequence[Problem]]]


def read_participants(reading: Reading, files: Sequence[str]) -> list[Participant]:
    """Return the participants of situation files and folders of them, or of one table.

    What cannot be read is told and left out, as are those who answered nothing.

    Args:
        reading: How they are to be read.
        files: Paths; ``-`` is standard input.

    Raises:
        UsageError: With every problem found, where fewer than two participants are left.
    """
    place = ""
    if len(files) == 1 and not files[0].endswith(_SITUATIONS) and not _is_folder(files[0]):
        found = _read_table(reading, files[0])
        place = files[0]
    else:
        found = _read_situations(reading, files)
    counted = [participant for _, participant in found.people if participant.answers]
    empty = [Problem(p, "nothing-answered") for p, one in found.people if not one.answers]
    if len(counted) < _LEAST:
        wrong = [problem for _, problems in found.unread for problem in problems]
        few = [] if wrong else [Problem(place, "workshop-two", {"least": _LEAST})]
        raise UsageError(*wrong, *empty, *few)
    for where, problems in found.unread:
        for problem in (*problems, Problem(where, "answers-left-out")):
            reading.tell(problem)
    for problem in empty:
        reading.tell(problem)
    return counted


def _is_folder(path: str) -> bool:
    return path != STANDARD_INPUT and Path(path).is_dir()


def _in_folders(files: Iterable[str]) -> Iterator[str]:
    """Yield the files, a folder standing for the situation files in it, by name.

    Raises:
        UsageError: A folder cannot be read, or has none.
    """
    for path in files:
        if not _is_folder(path):
            yield path
            continue
        try:
            names = sorted(entry.name for entry in Path(path).iterdir())
        except OSError as error:
            raise UsageError(read_error(error).problem(path)) from None
        # What begins with a full stop is hidden: some systems put such files beside each.
        held = [n for n in names if n.lower().endswith(_SITUATIONS) and not n.startswith(".")]
        if not held:
            raise UsageError(Problem(path, "folder-without-situations"))
        yield from (str(Path(path) / name) for name in held)


def _read_situations(reading: Reading, given: Sequence[str]) -> _Found:
    """Return one participant by situation file that can be read."""
    problems = [Problem(f, "workshop-one-table") for f in given if f.endswith(_TABLES)]
    if reading.by is not None:
        problems.append(Problem("--by", "by-needs-table"))
    files = list(_in_folders(given))
    if len(files) > MOST_PARTICIPANTS:
        problems.append(Problem("", "workshop-most", {"most": MOST_PARTICIPANTS}))
    if problems:
        raise UsageError(*problems)
    form = form_for(reading.pack, reading.words)
    read: list[tuple[str, Situation]] = []
    unread: list[tuple[str, Sequence[Problem]]] = []
    for path in files:
        try:
            read.append((path, read_file(reading.pack, path, form, reading.tell)))
        except UsageError as error:
            unread.append((name_of(path), error.problems))
    titles = Counter(fold(situation.title) for _, situation in read)
    openings = [Words(lang)("form.answers-file") for lang in available()]
    people = []
    for path, situation in read:
        title = situation.title if titles[fold(situation.title)] == 1 else ""
        name = _name_of_file(path, title, openings) or situation.title
        people.append((name_of(path), Participant(name, situation.answers, situation.answer_notes)))
    return _Found(people, unread)


def _name_of_file(path: str, title: str, openings: Iterable[str]) -> str:
    """Return the name that somebody gave to a form, else the title, else the file's own name.

    Args:
        path: The file.
        title: Its title; empty where several files share it: it then names nobody.
        openings: The words that forms put in front of names.
    """
    stem = "" if path == STANDARD_INPUT else Path(path).stem
    for opening in openings:
        if stem.startswith(f"{opening}-"):
            return stem.removeprefix(f"{opening}-")
    return title or stem


def _read_table(reading: Reading, path: str) -> _Found:
    """Return one participant by row that can be read."""
    notices: list[Problem] = []
    form = form_for(reading.pack, reading.words)
    with opened(path) as text:
        table = open_table(text, form, reading.pack.questions, notices.append, reading.guide)
        rows = []
        for row in table.rows:
            rows.append(row)
            notices += row.notices
            if len(rows) > MOST_PARTICIPANTS:
                values = {"most": MOST_PARTICIPANTS}
                raise UsageError(Problem(text.name, "workshop-most", values))
    columns = tuple(dict.fromkeys((*table.names, *(name for row in rows for name in row.extras))))
    called = (
        _name_columns(reading.words, columns)
        if reading.by is None
        else [_named(columns, reading.by)]
    )
    if reading.named and not called:
        raise UsageError(Problem(text.name, "no-participant-column", {"allowed": columns}))
    _tell_ignored(notices, called, reading.tell)
    found = _Found([], [])
    for row in rows:
        place, situation = f"{text.name}:{row.line}", row.situation
        if row.problems:
            found.unread.append((place, row.problems))
            continue
        name = _name_in(row, called)
        found.people.append((place, Participant(name, situation.answers, situation.answer_notes)))
    return found


def _named(columns: Sequence[str], by: str) -> str:
    """Return the column asked for. Raises UsageError where there is none."""
    matching = [c for c in columns if c == by] or [c for c in columns if fold(c) == fold(by)]
    if not matching:
        values: Values = {"value": by, "near": near_header(by, columns), "allowed": tuple(columns)}
        raise UsageError(Problem("--by", "no-such-column", values))
    return matching[0]


def _name_columns(words: Words, columns: Sequence[str]) -> list[str]:
    """Return the columns that name people, in any language: the surest first, titles last.

    A column may keep a part of what it may be called: « Participante », « Participant(e) ».
    """
    spoken = [words, *(Words(lang) for lang in available())]
    keys = ("form.participant", "form.person", "form.name", "form.title")
    wanted = [set(fold(language(key)).split()) for key in keys for language in spoken]
    held = {column: set(fold(column).split()) for column in columns}
    found = [c for called in wanted for c, parts in held.items() if parts and parts <= called]
    return list(dict.fromkeys(found))


def _name_in(row: Row, columns: Iterable[str]) -> str:
    """Return the first name that these columns hold; empty where they hold none."""
    told = (row.extras.get(column) for column in columns)
    return next((str(name) for name in told if isinstance(name, str | int) and name), "")


def _tell_ignored(
    notices: Iterable[Problem], called: Sequence[str], tell: Callable[[Problem], object]
) -> None:
    """Tell of the columns that are of no use here; that of names is."""
    for problem in notices:
        values = problem.values
        if problem.code != _PASSED:
            if values.get("value") not in called:
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
