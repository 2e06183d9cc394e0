"""The formats of results: their names, the endings of files that ask for them, the one chosen."""

import os
from collections.abc import Sequence

from concertation_cli.errors import Problem, UsageError, Values
from concertation_cli.knowledge.nearest import nearest

TEXT, JSON, MARKDOWN, HTML, DOCX = "text", "json", "markdown", "html", "docx"
YAML, CSV, NDJSON = "yaml", "csv", "ndjson"
FORM = "form"
PROMPT = "prompt"
PAGES = (MARKDOWN, HTML, DOCX)
ENDINGS = {
    ".html": HTML,
    ".htm": HTML,
    ".docx": DOCX,
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".json": JSON,
    ".yaml": YAML,
    ".yml": YAML,
    ".csv": CSV,
}
"""The format that the ending of a file's name asks for."""
_WRITTEN_AS = {FORM: HTML}
"""Formats that have the ending of another."""


def format_of_file(path: str) -> str:
    """Return the format that a file's name asks for; empty for none that we know."""
    return ENDINGS.get(os.path.splitext(path)[1].lower(), "")  # noqa: PTH122  # any text at all


def chosen_format(allowed: Sequence[str], name: str, output: str | None = None) -> str:
    """Return the format asked for: by its name, or else by the ending of the file to write.

    Args:
        allowed: The formats of the command.
        name: The one named; ``text`` where none was.
        output: The file to write, if there is one.

    Raises:
        UsageError: The command has no such format, or the file's ending names another.
    """
    if name not in allowed:
        values: Values = {"value": name, "near": nearest(name, allowed), "allowed": tuple(allowed)}
        raise UsageError(Problem("--format", "format-not-here", values))
    by_ending = format_of_file(output or "")
    if by_ending not in allowed or by_ending == _WRITTEN_AS.get(name, name):
        return name
    if name == TEXT:
        return by_ending
    disagreeing: Values = {"value": by_ending, "format": name}
    raise UsageError(Problem(output or "", "ending-disagrees", disagreeing))
