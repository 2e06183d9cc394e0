"""Failures we can explain: where, what is wrong, and who must act.

An error carries codes and values, never sentences: `words` turns them into the
user's language, and only the command line prints them.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar, NamedTuple

Values = Mapping[str, str | int | tuple[str, ...]]
"""What a sentence needs. A tuple is a list of alternatives."""


class Problem(NamedTuple):
    """One thing that is wrong, at one place.

    Attributes:
        place: Where, as people read it: ``situation.yaml:7: answers.gap``; may be empty.
        code: The key of its sentence among the words: ``problem.<code>``.
        values: What the sentence needs.
    """

    place: str
    code: str
    values: Values = MappingProxyType({})


BUG, INTERRUPTED, PIPE_CLOSED = 1, 130, 141
"""The exit codes of what no error below explains; those of 128 and more tell a signal."""


class ConcertationError(Exception):
    """A failure that one or several problems explain."""

    exit_code: ClassVar[int]

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems


class UsageError(ConcertationError):
    """The caller asked for something we do not have, or gave answers we cannot read."""

    exit_code = 2


class PackError(ConcertationError):
    """The knowledge base is invalid: its author must act."""

    exit_code = 3


class OutputError(ConcertationError):
    """The result could not be written."""

    exit_code = 4
