"""One table of all that is timed, ours beside others in the same run; `benchmarks/run` makes it.

Prints the table in English. With --write, puts it in docs/install.md and its French twin, with the
date and the machine.
"""

import datetime as dt
import gc
import os
import platform
import statistics
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import batch
import first_question
import startup
from installed import PEERS, ROOT, install, install_peers

from concertation_cli.knowledge.store import load
from concertation_cli.phrases.pack import Phrases
from concertation_cli.text_safety import typeset
from concertation_cli.words import Words

ROUNDS = {"startup": 25, "first_question": 15, "batch": 7}
READER = "yamllint"
"""The known program that reads what `check` reads."""
PAGES = {"en": ROOT / "docs" / "install.md", "fr": ROOT / "docs" / "install.fr.md"}
OPENED, CLOSED = "<!-- benchmarks -->\n", "<!-- /benchmarks -->"
SAID = {
    "en": {
        "head": "| what is timed | here | as a ratio | to what | target |",
        "hello": "a hello-world with as many commands in the same Typer",
        "least": "the same hello-world",
        "reader": "`yamllint` on the same files",
        "menus": "first question, with menus",
        "plain": "first question, in plain lines",
        "apart": "hello-world, plus `import questionary`",
        "batch": "`batch`, rows a second",
        "rules": "its rules alone, rows a second",
        "basic": "zen-engine, as its documentation shows",
        "compiled": "zen-engine, its table compiled first",
        "memory": "`batch`, memory for {count} rows",
        "few": "the same for {count} rows",
        "at_most": "at most {value}",
        "at_least": "at least {value}",
        "machine": "{date}, Python {python}, {system} {machine}, {cores} cores",
    },
    "fr": {
        "head": "| ce qui est mesuré | ici | en rapport | à quoi | cible |",
        "hello": "un programme d'exemple d'autant de commandes, avec le même Typer",
        "least": "le même programme d'exemple",
        "reader": "`yamllint` sur les mêmes fichiers",
        "menus": "première question, avec menus",
        "plain": "première question, en lignes simples",
        "apart": "programme d'exemple, plus `import questionary`",
        "batch": "`batch`, lignes par seconde",
        "rules": "ses règles seules, lignes par seconde",
        "basic": "zen-engine, comme le montre sa documentation",
        "compiled": "zen-engine, sa table compilée d'abord",
        "memory": "`batch`, mémoire pour {count} lignes",
        "few": "la même chose pour {count} lignes",
        "at_most": "{value} au plus",
        "at_least": "{value} au moins",
        "machine": "{date}, Python {python}, {system} {machine}, {cores} cœurs",
    },
}


class Line(NamedTuple):
    """One line of the table.

    Attributes:
        what: A key of the words, with what it needs; or, in backquotes, a command.
        here: What this machine gives.
        unit: Of that figure; empty for a count.
        ratio: What travels from one machine to another.
        to: A key of the words, with what it needs.
        target: At most this much, or at least where it is negative; 0 for none.
    """

    what: tuple[str, int]
    here: float
    unit: str
    ratio: float
    to: tuple[str, int]
    target: float = 0


def of_startup(found: dict[str, float]) -> list[Line]:
    """Return how long each command takes to start, the known programs after ours."""
    lines = []
    hello = found[startup.HELLO]
    for name in (*startup.OURS, *(peer for peer in PEERS if peer != READER)):
        command = " ".join(PEERS[name]) if name in PEERS else f"concertation {name}"
        to = "hello" if not lines else "least"
        target = startup.TARGETS.get(name, 0)
        lines.append(_seconds(f"`{command}`", found[name], hello, to, target))
    lines.append(_seconds("`concertation check`", found["check"], found[READER], "reader"))
    return lines


def of_first_question(found: dict[str, float]) -> list[Line]:
    """Return how long the wizard takes to ask."""
    apart = found[first_question.IMPORTED] + found[first_question.HELLO]
    return [
        _seconds("menus", found[first_question.MENUS], apart, "apart", first_question.TARGET),
        _seconds("plain", found[first_question.PLAIN], apart, "apart"),
    ]


def _seconds(what: str, here: float, other: float, to: str, target: float = 0) -> Line:
    return Line((what, 0), here * 1000, "ms", here / other, (to, 0), target)


def of_batch(folder: Path) -> list[Line]:
    """Return how fast `batch` is, and how little it holds."""
    phrases = Phrases(load(), Words(batch.LANG))
    gc.disable()  # as the program does; neither makes cycles
    found = batch.speeds(phrases, folder, ROUNDS["batch"])
    own, other = batch.rules_alone(phrases.pack, ROUNDS["batch"])
    gc.enable()
    rows = statistics.median(found[batch.OURS])
    longest = batch.growth(phrases.pack, folder)[-1]
    basic, compiled = (
        batch.times_as_fast(found[batch.OURS], found[way]) for way in (batch.BASIC, batch.COMPILED)
    )
    return [
        Line(("batch", 0), rows, "", basic, ("basic", 0), -batch.TARGET_RATIO),
        Line(("batch", 0), rows, "", compiled, ("compiled", 0)),
        Line(
            ("rules", 0),
            statistics.median(own),
            "",
            batch.times_as_fast(own, other),
            ("compiled", 0),
        ),
        Line(
            ("memory", longest.rows),
            longest.peak,
            "MiB",
            longest.times,
            ("few", batch.FEW),
            batch.TARGET_MEMORY,
        ),
    ]


def told(lines: list[Line], lang: str) -> str:
    """Return the table in Markdown, after the date and the machine."""
    said = SAID[lang]

    def number(value: float, places: int) -> str:
        text = f"{value:,.{places}f}"
        return text if lang == "en" else text.replace(",", "\u00a0").replace(".", ",")

    def phrase(key: tuple[str, int]) -> str:
        return said.get(key[0], key[0]).format(count=number(key[1], 0))

    machine = said["machine"].format(
        date=Words(lang).date(str(dt.datetime.now(tz=dt.UTC).date())),
        python=platform.python_version(),
        system=platform.system(),
        machine=platform.machine(),
        cores=os.cpu_count(),
    )
    table = [machine, "", said["head"], "|---|---|---|---|---|"]
    for line in lines:
        bound = said["at_most" if line.target > 0 else "at_least"]
        target = f"{abs(line.target):g}".replace(".", "." if lang == "en" else ",")
        cells = (
            phrase(line.what),
            f"{number(line.here, 0)}\u00a0{line.unit}".rstrip("\u00a0"),
            number(line.ratio, 1 if line.ratio > 10 else 2),  # noqa: PLR2004  # digits to read
            phrase(line.to),
            bound.format(value=target) if line.target else "",
        )
        table.append(f"| {' | '.join(cells)} |")
    return typeset("\n".join(table), lang)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        scripts = install(folder)
        peers = install_peers(folder)
        lines = [
            *of_startup(startup.medians(scripts, folder, ROUNDS["startup"], peers)),
            *of_first_question(first_question.medians(scripts, folder, ROUNDS["first_question"])),
            *of_batch(folder),
        ]
    print(told(lines, "en"))
    if "--write" in sys.argv[1:]:
        for lang, path in PAGES.items():
            page = path.read_text("utf-8")
            before, _, rest = page.partition(OPENED)
            _, _, after = rest.partition(CLOSED)
            path.write_text(f"{before}{OPENED}{told(lines, lang)}\n{CLOSED}{after}", "utf-8")


if __name__ == "__main__":
    main()
