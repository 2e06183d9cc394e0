r"""Flaws that a pack may have, one by entry of a table, and the words that tell each.

`flaws_of_form.yaml` holds those of one file or of how files go together; `flaws_of_rules.yaml`
those of sound files whose rules cannot do their work. An entry says which file of the toy pack
(tests/toy) to change and how, then, for each problem, its code and the line that tells it:

    zero-points:
      file: models/a.yaml
      old: "options: [citizens]\n  points: 2"
      new: "options: [citizens]\n  points: 0"
      told:
      - code: zero-points
        en: 'models/a.yaml:77: criteria[open-to-all].points: 0 points change nothing; …'
        fr: 'models/a.yaml:77: criteria[open-to-all].points : 0 point ne change rien; …'

`old` must be in the file, once. For what is only added, `before` stands instead of `old`: `new`
is put there, `times` over if need be, `<n>` telling which time. Where one change is not enough, a
list of them stands under `changes`, each in a `file` of its own if need be; a file that keeps
nothing of the toy's, or has a name of its own, is given as `whole`. `|2` begins a text whose first
line is indented, and what cannot be seen is written as an escape, between double quotes.

`CONCERTATION_UPDATE_GOLDEN=1` writes `told` anew, there or not: read it before you keep it, and
run the tests again, since each process reads the tables once.
"""

import os
import re
from pathlib import Path
from typing import NamedTuple

from tests.support.paths import TESTS, TOY
from tests.support.yaml_values import plain

from concertation_cli.engine.prove import verify
from concertation_cli.knowledge.folder import inspect_folder
from concertation_cli.knowledge.strict_yaml import parse
from concertation_cli.words import Words

LANGS = ("en", "fr")
RENEWING = os.environ.get("CONCERTATION_UPDATE_GOLDEN") == "1"
"""Read at once: the tests themselves run in an environment without it."""


class Change(NamedTuple):
    """What stands in place of a text of a file, or is put before one; in the flaw's, if in none."""

    new: str
    old: str = ""
    before: str = ""
    times: int = 1
    file: str = ""

    def made_in(self, text, name):
        """Return a text with this change; the place must be there, and alone."""
        place = self.old or self.before
        assert text.count(place) == 1, f"{place!r} is in {name} {text.count(place)} times"
        new = "".join(self.new.replace("<n>", str(n + 1)) for n in range(self.times))
        return text.replace(place, new + self.before)


class Flaw(NamedTuple):
    """A flaw: its table, its name there, what it makes of which file, and what tells it.

    `told` holds the codes, then the whole lines in each language, in the same order.
    """

    table: Path
    name: str
    file: str
    changes: tuple[Change, ...]
    whole: str
    told: tuple[tuple[str, ...], ...]

    @property
    def text(self):
        """The file of the toy, with this flaw."""
        return self.texts[self.file]

    @property
    def texts(self):
        """The files of the toy that this flaw changes, by name."""
        names = dict.fromkeys((self.file, *(change.file or self.file for change in self.changes)))
        found = {name: self.whole or (TOY / name).read_text("utf-8") for name in names}
        for change in self.changes:
            name = change.file or self.file
            found[name] = change.made_in(found[name], f"{name} for {self.name}")
        return found


def _flaw(table, name, entry):
    """Return an entry as a flaw; `Change` refuses the keys that no entry has."""
    file, told, whole = entry.pop("file"), entry.pop("told", ()), entry.pop("whole", "")
    changes = entry.pop("changes", []) + ([entry] if entry else [])
    assert bool(changes) != bool(whole), f"{name}: either a change or a whole file"
    columns = (tuple(problem[key] for problem in told) for key in ("code", *LANGS))
    return Flaw(table, name, file, tuple(Change(**each) for each in changes), whole, tuple(columns))


def _flaws(file):
    table = TESTS / "support" / file
    entries = plain(parse(table.read_bytes()))
    return {name: _flaw(table, name, entry) for name, entry in entries.items()}


OF_FORM = _flaws("flaws_of_form.yaml")
OF_RULES = _flaws("flaws_of_rules.yaml")


def put(flaw, pack):
    """Put what is flawed in its place in a copy of the toy pack."""
    for name, text in flaw.texts.items():
        (pack / name).write_text(text, encoding="utf-8")


def told_of(pack):
    """Return what is told of a pack, as `Flaw.told` has it; rules only when the form is sound."""
    files = inspect_folder(pack)
    problems = list(files.problems)
    if not problems:
        for flaw in verify(files.pack).flaws:
            found = files.findings[flaw.file]
            found.report(flaw.path, flaw.code, **flaw.values)
            problems.append(found.problems[-1])
    codes = tuple(problem.code for problem in problems)
    return (codes, *(tuple(map(Words(lang).problem, problems)) for lang in LANGS))


def renew(flaw, pack):
    """Write anew what tells a flaw, and nothing else of its table; return it so told."""
    import fcntl  # which Windows has not

    told = told_of(pack)
    lines = ["  told:"]
    for code, *each in zip(*told, strict=True):
        lines.append(f"  - code: {code}")
        quoted = (line.replace("'", "''") for line in each)
        lines += [f"    {lang}: '{line}'" for lang, line in zip(LANGS, quoted, strict=True)]
    new = "\n".join(lines) + "\n"
    with flaw.table.open("r+", encoding="utf-8", newline="") as table:
        fcntl.flock(table, fcntl.LOCK_EX)  # other processes renew other entries meanwhile
        text = table.read()
        (entry,) = re.findall(rf"(?ms)^{flaw.name}:\n.*?(?=^\S|\Z)", text)
        changed, count = re.subn(r"(?m)^  told:\n(?:  - .*\n|    .*\n)*", lambda _: new, entry)
        if not count:
            body = entry.rstrip("\n")
            changed = f"{body}\n{new}{entry[len(body) + 1 :]}"
        table.seek(0)
        table.truncate()
        table.write(text.replace(entry, changed))
    return flaw._replace(told=told)
