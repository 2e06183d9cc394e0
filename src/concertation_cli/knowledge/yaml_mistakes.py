"""The likeliest mistake behind YAML that cannot be read, and the line where it stands.

The library says what it expected next; who writes texts needs to hear what was typed. Each
mistake is a code of the words: ``yaml-colon``, ``yaml-tab`` …, or ``yaml-syntax`` when it is
none of those.
"""

import re
from typing import NamedTuple

_KEY = r"[ ]*(?:-[ ]+)*[\w.-]+"
_TEXT_BEGUN = r"[\w.-]+[ \u00a0]?:[ ]+[^ ]"
_QUOTED = r"""(?:(?<=[\s\[{,:])|^)("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')"""
_NO_SPACE = r"[ ]*(?:-[ ]+)*(?:-\w|[\w.-]+:[^\s/]|[\w.-]+:\u00a0)"


class Mark(NamedTuple):
    """A place in a text; the first line and the first column are 0."""

    line: int
    column: int


def likely_mistake(text: str, stopped: Mark, opened: Mark | None) -> tuple[Mark, str]:
    """Return the place of the likeliest mistake, and its code.

    Args:
        text: The whole text.
        stopped: Where reading it stopped.
        opened: Where what was being read then had begun, if known.
    """
    lines = text.split("\n")
    line = _at(lines, stopped.line)
    before, after = line[: stopped.column], line[stopped.column :]
    opening = _at(lines, opened.line)[opened.column : opened.column + 1] if opened else ""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return stopped, "yaml-tab"
    ended = not _rest(lines, stopped)
    if opened and opening in {'"', "'"} and ended:
        return opened, "yaml-unclosed"
    if after.startswith(":") and re.search(_TEXT_BEGUN, before):
        return stopped, "yaml-colon"
    closed = before.rstrip()[-1:] in {'"', "'"} and not ended
    if closed and not re.match(r"[\w-]+:(?: |$)|[,:\]}]", after):
        return stopped, _quotes(before)
    if opened and opening in {"{", "["} and (ended or opened.line < stopped.line):
        return opened, "yaml-bracket"
    return _misplaced(lines, stopped, opened)


def _quotes(before: str) -> str:
    """Return the mistake in a text between quotes that ends just here."""
    ends = [found.end() for found in re.finditer(_QUOTED, before)]
    if len(before.rstrip()) not in ends:  # the quote that ends here was opened lines above
        return "yaml-unclosed"
    return "yaml-apostrophe" if before.rstrip().endswith("'") else "yaml-quote"


def _misplaced(lines: list[str], stopped: Mark, opened: Mark | None) -> tuple[Mark, str]:
    """Return the line, this one or one above, that lacks a sign or is not aligned."""
    above = next((n for n in range(stopped.line - 1, -1, -1) if _says(lines[n])), None)
    for number in (above, stopped.line):
        if number is not None and re.match(_NO_SPACE, _at(lines, number)):
            return Mark(number, 0), "yaml-space"
    if opened and opened.line < stopped.line and not re.search(r":(?:\s|$)", lines[opened.line]):
        return opened, "yaml-no-colon"
    line = _at(lines, stopped.line)
    before = line[: stopped.column]
    is_key = bool(re.match(_KEY + ":", line)) and (
        not before.strip() or bool(re.fullmatch(_KEY, before))
    )
    if is_key and above is not None and _indent(line) != _indent(lines[above]):
        return stopped, "yaml-indent"
    return stopped, "yaml-syntax"


def _at(lines: list[str], number: int) -> str:
    return lines[number] if number < len(lines) else ""


def _rest(lines: list[str], mark: Mark) -> str:
    """Return the text after a place, blanks apart."""
    return "".join([_at(lines, mark.line)[mark.column :], *lines[mark.line + 1 :]]).strip()


def _says(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
