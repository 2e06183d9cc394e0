"""What `check` says of a flawed pack: its problems by file, each from the top down."""

import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence

from concertation_cli.errors import Problem
from concertation_cli.words import Words

_MOST_ALIKE = 10
_SHOWN_ALIKE = 5
"""Of more than the first that say the same of one file, so many are told, then their count."""
_INDENT = "    "
_PLACE = r"(?P<file>.*?)(?::(?P<line>[0-9]+))?(?:: .*)?"


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems file after file, each file's by line."""
    listed = list(problems)
    files = list(dict.fromkeys(map(_file, listed)))
    return sorted(listed, key=lambda problem: (files.index(_file(problem)), _line(problem)))


def flawed(words: Words, problems: Sequence[Problem], width: int | None) -> str:
    """Return the report: how many problems there are, each on a line, and what to do next.

    Args:
        words: The language.
        problems: In order, one at least.
        width: The columns to wrap at; none for a file or a pipe, where a line stays whole.
    """
    if problems[0].code == "pack-not-folder":  # there is nothing to correct
        return words.problem(problems[0]) + "\n"
    files = list(dict.fromkeys(map(_file, problems)))
    parts = [_wrapped(_heading(words, len(problems), len(files)), width)]
    for file in files:
        lines = _told(words, [problem for problem in problems if _file(problem) == file])
        parts.append("\n".join(_wrapped(line, width, _INDENT) for line in lines))
    parts.append(_wrapped(words("check.again"), width))
    if any("[" in problem.place for problem in problems):
        parts[-1] += "\n" + _wrapped(words("check.brackets"), width)
    return "\n\n".join(parts) + "\n"


def _heading(words: Words, count: int, files: int) -> str:
    told = words("check.problems", count=count)
    if count == 1:
        return words("check.found", problems=told)
    within = words("check.in-files", count=files)
    return words("check.found-in", problems=told, files=within)


def _told(words: Words, problems: Sequence[Problem]) -> list[str]:
    """Return the lines of one file's problems; what is said again and again is counted."""
    said = [words.problem(problem._replace(place="")) for problem in problems]
    times = Counter(said)
    lines: list[str] = []
    so_far: Counter[str] = Counter()
    for problem, sentence in zip(problems, said, strict=True):
        so_far[sentence] += 1
        if times[sentence] <= _MOST_ALIKE or so_far[sentence] <= _SHOWN_ALIKE:
            lines.append(words.problem(problem))
        if times[sentence] > _MOST_ALIKE and so_far[sentence] == _SHOWN_ALIKE:
            more = words("check.alike", count=times[sentence] - _SHOWN_ALIKE)
            lines.append(words("problem.placed", place=_file(problem), text=more))
    return lines


def _wrapped(line: str, width: int | None, indent: str = "") -> str:
    if width is None:
        return line
    return textwrap.fill(
        line,
        width,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _file(problem: Problem) -> str:
    return _parts(problem)["file"] or ""


def _line(problem: Problem) -> int:
    return int(_parts(problem)["line"] or 0)


def _parts(problem: Problem) -> dict[str, str | None]:
    match = re.fullmatch(_PLACE, problem.place)
    return match.groupdict() if match else {"file": problem.place, "line": None}
