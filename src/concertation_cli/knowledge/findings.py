"""What is found wrong in a file: each problem with its place, and what to leave unchecked."""

import re
from collections.abc import Collection, Iterator, Sequence

from concertation_cli.errors import Problem
from concertation_cli.knowledge.nearest import nearest

_MAX_PLACE = 250
_MAX_NEAR = 100
"""Problems in a file beyond which no near word is sought."""
_MAX_ALLOWED = 1000
"""Words among which none is sought."""


class Findings:
    """The problems found in one file, and the line of each place in it."""

    def __init__(self, file: str, languages: Sequence[str] = ()) -> None:
        self.file = file
        self.languages = tuple(languages)
        self.problems: list[Problem] = []
        self.lines: dict[str, int] = {}
        self._invalid: set[str] = set()
        self._holding_invalid: set[str] = set()
        self._checking = False

    def begin_checks(self) -> None:
        """Go on from the form of the file to its meaning.

        From here on, nothing is reported of a place that holds something invalid: what
        stands there is blank, and checking it would tell of flaws that are not.
        """
        self._checking = True

    def mark_invalid(self, path: str) -> None:
        """Note that the value at `path` is invalid, where another problem says why."""
        self._invalid.add(path)
        self._holding_invalid.update(_places(path))

    def is_invalid(self, path: str) -> bool:
        """Whether some value at, under or above this place is invalid."""
        above = any(place in self._invalid for place in _places(path))
        return above or path in self._holding_invalid

    def has_invalid(self, pattern: str) -> bool:
        """Whether some value is invalid at a place that this pattern matches whole."""
        return any(re.fullmatch(pattern, path) for path in self._invalid)

    def suggest(self, word: str, allowed: Collection[str]) -> str:
        """Return the allowed word that is most like another; empty where none is near.

        Not sought beyond some problems, nor among too many words: nobody reads that many,
        and it takes time.
        """
        few = len(self.problems) < _MAX_NEAR and len(allowed) < _MAX_ALLOWED
        return nearest(word, allowed) if few else ""

    def report(self, path: str, code: str, **values: str | int | tuple[str, ...]) -> None:
        """Add a problem at `path`, whose line (or its nearest parent's) is known."""
        if not self._checking:
            self.mark_invalid(path)
        elif self.is_invalid(path):
            return
        near = next((place for place in _places(path) if place in self.lines), "")
        line = self.lines.get(near, 0)
        place = f"{self.file}:{line}" if line else self.file
        self.problems.append(Problem(f"{place}: {path}" if path else place, code, values))


def place_of(path: str, key: str) -> str:
    """Return the place of what a key leads to, in what stands at `path`."""
    return f"{path}.{key}" if path else key


def _places(path: str) -> Iterator[str]:
    """Yield a place, then those that hold it, the whole file last.

    Of a place longer than any that we give, only what holds its beginning: a key may be
    whatever somebody wrote.
    """
    yield path
    path = path[:_MAX_PLACE]
    while path:
        opening = path.rfind("[") if path.endswith("]") else path.rfind(".")
        path = path[: max(opening, 0 if path.endswith("]") else path.rfind("]") + 1)]
        yield path


def report_no_lines(findings: Findings, path: str, keys: tuple[str, ...]) -> None:
    """Report a value that stands where there should be lines, one by key."""
    code = "expected-keys" if path else "expected-lines"
    findings.report(path, code, example=f"{keys[0]}: …", keys=keys)
