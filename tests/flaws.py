"""Files with one flaw each (tests/broken, tests/broken_rules), and the words that tell it.

A file starts with the name of the toy's file that it replaces, then three lines by problem:
its code, then the whole line that tells it in each language:

    # file: models/a.yaml
    # expect: zero-points
    # en: models/a.yaml:82: criteria[open-to-all].points: 0 points change nothing; …
    # fr: models/a.yaml:82: criteria[open-to-all].points : 0 point ne change rien; …

`CONCERTATION_UPDATE_GOLDEN=1` writes these lines anew: read them before you keep them.
"""

import os
import shutil
from pathlib import Path
from typing import NamedTuple

from concertation_cli.engine.verify import verify
from concertation_cli.knowledge.packfiles import inspect_folder
from concertation_cli.words import Words

HERE = Path(__file__).parent
LANGS = ("en", "fr")
RENEWING = os.environ.get("CONCERTATION_UPDATE_GOLDEN") == "1"
"""Read at once: the tests themselves run in an environment without it."""
_MARKS = ("# expect: ", "# en: ", "# fr: ")


class Flawed(NamedTuple):
    """What a flawed file announces: the file it replaces, and its problems.

    `told` holds the codes, then the whole lines in each language, in the same order.
    """

    name: str
    told: tuple[tuple[str, ...], ...]


def flawed_files(folder):
    return sorted((HERE / folder).glob("*.yaml"))


def announced(path):
    """Return what a flawed file announces."""
    first, *lines = path.read_text(encoding="utf-8").split("\n")
    told = [[line.removeprefix(m) for line in lines if line.startswith(m)] for m in _MARKS]
    return Flawed(first.removeprefix("# file: "), tuple(map(tuple, told)))


def put(path, pack):
    """Put a flawed file in its place in a copy of the toy pack."""
    shutil.copy(path, pack / announced(path).name)


def told_of(pack):
    """Return what is told of a pack, as `announced` has it; rules only when the form is sound."""
    files = inspect_folder(pack)
    problems = list(files.problems)
    if not problems:
        for flaw in verify(files.pack).flaws:
            found = files.findings[flaw.file]
            found.report(flaw.path, flaw.code, **flaw.values)
            problems.append(found.problems[-1])
    codes = tuple(problem.code for problem in problems)
    return (codes, *(tuple(map(Words(lang).problem, problems)) for lang in LANGS))


def renew(path, pack):
    """Write anew what a flawed file announces; its own lines move, so it is tried again."""
    first, *lines = path.read_text(encoding="utf-8").split("\n")
    body = [line for line in lines if not line.startswith(_MARKS)]
    for _ in range(2):
        problems = zip(*told_of(pack), strict=True)
        head = [mark + text for told in problems for mark, text in zip(_MARKS, told, strict=True)]
        path.write_text("\n".join([first, *head, *body]), encoding="utf-8")
        put(path, pack)
