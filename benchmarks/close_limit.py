"""What each limit on the lead would call firm or close, on cases whose model is known.

By hand, from the root of a checkout: python benchmarks/close_limit.py [--write]

Prints the generated parts of docs/evidence.md; with --write, puts them there. A case is right
when the expected model is alone first, and firm when the verdict is recommended or not-ready.
"""

import re
import statistics
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from concertation_cli.engine.recommend import recommend
from concertation_cli.engine.results import Kind
from concertation_cli.engine.study import study
from concertation_cli.knowledge.pack import Answers, Pack
from concertation_cli.knowledge.packfiles import load_folder
from concertation_cli.render.advice_phrases import AdvicePhrases
from concertation_cli.words import Words

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "evidence.md"
FIRM = {Kind.RECOMMENDED, Kind.NOT_READY}
LIMITS = range(21)
FATES = ("right and firm", "right but close", "wrong but close", "wrong and firm")
TENTHS = range(11)


class Coded(NamedTuple):
    """A case, coded one way, and the model expected."""

    answers: Answers
    expected: str


class Told(NamedTuple):
    """What is known of how firm the advice is on one case."""

    right: bool
    firm: bool
    word: str
    lead: int
    fillings: float
    changes: float
    weightings: float


def codings(pack: Pack) -> dict[str, list[Coded]]:
    """Return the report's cases, coded twice, and our near misses."""
    report = [case for case in pack.cases if case.origin == "report" and case.expected]
    near = [case for case in pack.cases if case.origin == "ours" and case.expected]
    return {
        "own paragraph": [Coded(c.situation.answers, c.expected or "") for c in report],
        "with its model's chapter": [
            Coded({**c.situation.answers, **c.from_model}, c.expected or "") for c in report
        ],
        "our near misses": [Coded(c.situation.answers, c.expected or "") for c in near],
    }


def fate(pack: Pack, coded: Coded) -> str:
    """Return which of the four fates a case meets."""
    result = recommend(pack, coded.answers)
    right = [s.model for s in result.ranking if s.rank == 1] == [coded.expected]
    firm = result.verdict.kind in FIRM
    return FATES[(0 if firm else 1) if right else (3 if firm else 2)]


def table(heading: Sequence[str], rows: Sequence[Sequence[str | int]]) -> str:
    lines = [heading, ["---"] * len(heading), *rows]
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines)


def at_the_limit(pack: Pack) -> str:
    """Return the table at the pack's own limit."""
    rows = []
    for name, cases in codings(pack).items():
        counts = Counter(fate(pack, coded) for coded in cases)
        rows.append([name, len(cases), *(counts[f] for f in FATES)])
    return table([f"at a limit of {pack.limits.lead} points", "cases", *FATES], rows)


def curve(pack: Pack) -> str:
    """Return one row for each limit: the four fates, for each coding of the cases."""
    sets = codings(pack)
    rows = []
    for limit in LIMITS:
        other = pack._replace(limits=pack.limits._replace(lead=limit))
        found = [Counter(fate(other, coded) for coded in cases) for cases in sets.values()]
        told = " / ".join
        mark = "**" if limit == pack.limits.lead else ""
        cells = [told(str(counts[f]) for f in FATES) for counts in found]
        rows.append([f"{mark}{limit}{mark}", *cells])
    return table(["limit", *sets], rows)


def firmness(pack: Pack, cases: Sequence[Coded]) -> list[Told]:
    """Return what is told of each case that has one leader."""
    phrases = AdvicePhrases(pack, Words("en"))
    found = []
    for coded in cases:
        result = recommend(pack, coded.answers)
        told = study(pack, coded.answers, result).firmness
        if told is None or not (told.fillings and told.changes and told.weightings):
            continue
        first, second = result.ranking[0], result.ranking[1]
        found.append(
            Told(
                first.model == coded.expected,
                result.verdict.kind in FIRM,
                phrases.firmness(result, told).partition(":")[0].strip(),
                first.score.total - second.score.total,
                *(s.kept / s.tried for s in (told.fillings, told.changes, told.weightings)),
            )
        )
    return found


MEASURES: dict[str, Callable[[Told], float]] = {
    "lead, in points": lambda told: told.lead,
    "share of fillings": lambda told: told.fillings,
    "share of single changes": lambda told: told.changes,
    "share of weightings": lambda told: told.weightings,
}


def measures(pack: Pack) -> str:
    """Return how each measure tells right cases from wrong ones."""
    rows = []
    for name, cases in list(codings(pack).items())[:2]:
        found = firmness(pack, cases)
        for measure, of in MEASURES.items():
            right = [of(told) for told in found if told.right]
            wrong = [of(told) for told in found if not told.right]
            above = sum((r > w) + (r == w) / 2 for r in right for w in wrong)
            pairs = len(right) * len(wrong)
            rows.append([name, measure, _spread(right), _spread(wrong), f"{above:g} of {pairs}"])
    heading = ["coding", "measure", "right cases", "wrong cases", "pairs in the right order"]
    return table(heading, rows)


def _spread(values: Sequence[float]) -> str:
    if not values:
        return "none"
    three = (min(values), statistics.median(values), max(values))
    return ", ".join(f"{v:g}" if v == int(v) else f"{v:.2f}" for v in three)


def words(pack: Pack) -> str:
    """Return which word opens the sentence on firmness, for right and wrong cases."""
    rows = []
    for name, cases in codings(pack).items():
        found = firmness(pack, cases)
        for word in ("Solid", "Fairly solid", "Fragile"):
            right = sum(told.right for told in found if told.word == word)
            rows.append([name, word, right, sum(told.word == word for told in found) - right])
    return table(["coding", "word", "right", "wrong"], rows)


def by_fillings(pack: Pack) -> str:
    """Return what a limit on the share of fillings would do in place of one on the lead."""
    sets = codings(pack)
    free = pack._replace(limits=pack.limits._replace(lead=0))
    found = [firmness(free, cases) for cases in sets.values()]
    rows = []
    for tenth in TENTHS:
        cells = []
        for told, cases in zip(found, sets.values(), strict=True):
            firm = [t for t in told if t.firm and t.fillings * 10 >= tenth]
            right = sum(t.right for t in told)
            firm_right = sum(t.right for t in firm)
            firm_wrong = len(firm) - firm_right
            close_wrong = len(cases) - right - firm_wrong
            cells.append(f"{firm_right} / {right - firm_right} / {close_wrong} / {firm_wrong}")
        rows.append([f"{tenth} of 10", *cells])
    return table(["fillings kept, at least", *sets], rows)


PARTS: dict[str, Callable[[Pack], str]] = {
    "at-the-limit": at_the_limit,
    "curve": curve,
    "measures": measures,
    "words": words,
    "by-fillings": by_fillings,
}


def parts(pack: Pack) -> dict[str, str]:
    """Return every generated part of the page, by the name of its markers."""
    return {name: make(pack) for name, make in PARTS.items()}


def main() -> None:
    made = parts(load_folder(ROOT / "data"))
    if sys.argv[1:] == ["--write"]:
        page = PAGE.read_text(encoding="utf-8")
        for name, text in made.items():
            block = f"<!-- {name} -->\n{text}<!-- /{name} -->"
            pattern = rf"<!-- {name} -->\n.*?<!-- /{name} -->"
            page, count = re.subn(pattern, lambda _, b=block: b, page, flags=re.DOTALL)
            if count != 1:
                sys.exit(f"docs/evidence.md: expected the markers {name} once")
        PAGE.write_text(page, encoding="utf-8")
    else:
        print("\n".join(f"{name}\n\n{text}" for name, text in made.items()))


if __name__ == "__main__":
    main()
