"""What each limit on the lead would call firm or close, on cases whose model is known.

By hand, from the root of a checkout: python benchmarks/close_limit.py [--write]

Prints the generated parts of docs/evidence.md; with --write, puts them there. A case is right
when the expected model is alone first, and firm when the verdict is recommended or not-ready.
"""

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
    """What is known of how firm the advice is on one case.

    Attributes:
        contested: Whether it would be close whatever the lead.
        word: What opens the sentence on firmness.
    """

    right: bool
    contested: bool
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
    rows: list[list[str | int]] = []
    for name, cases in codings(pack).items():
        counts = Counter(fate(pack, coded) for coded in cases)
        rows.append([name, len(cases), *(counts[f] for f in FATES)])
    return table([f"at a limit of {pack.limits.lead} points", "cases", *FATES], rows)


def cost(pack: Pack) -> str:
    """Return what the limit costs, in sentences, and what it spares."""
    free = pack._replace(limits=pack.limits._replace(lead=0))
    lines = []
    for name, cases in codings(pack).items():
        now, without = (Counter(fate(p, coded) for coded in cases) for p in (pack, free))
        firm, close, _, wrong = (now[f] for f in FATES)
        lines.append(
            f"- {name}: {close} of {firm + close} right answers are called close; {wrong} wrong"
            f" ones are called firm, where {without[FATES[-1]]} would be without a limit.\n"
        )
    return "".join(lines)


def curve(pack: Pack) -> str:
    """Return one row for each limit: the four fates, for each coding of the cases."""
    sets = codings(pack)
    rows: list[list[str | int]] = []
    for limit in LIMITS:
        other = pack._replace(limits=pack.limits._replace(lead=limit))
        found = [Counter(fate(other, coded) for coded in cases) for cases in sets.values()]
        told = " / ".join
        mark = "**" if limit == pack.limits.lead else ""
        cells = [told(str(counts[f]) for f in FATES) for counts in found]
        rows.append([f"{mark}{limit}{mark}", *cells])
    return table(["limit", *sets], rows)


Firmness = dict[str, list[Told]]


def firmness(pack: Pack) -> Firmness:
    """Return what is told of each case that has one leader, by coding."""
    return {
        name: [told for coded in cases if (told := _told(pack, coded))]
        for name, cases in codings(pack).items()
    }


def _told(pack: Pack, coded: Coded) -> Told | None:
    result = recommend(pack, coded.answers)
    found = study(pack, coded.answers, result).firmness
    if found is None or not (found.fillings and found.changes and found.weightings):
        return None
    free = pack._replace(limits=pack.limits._replace(lead=0))
    first, second = result.ranking[0], result.ranking[1]
    return Told(
        first.model == coded.expected,
        recommend(free, coded.answers).verdict.kind not in FIRM,
        AdvicePhrases(pack, Words("en")).firmness(result, found).partition(":")[0],
        first.score.total - second.score.total,
        *(s.kept / s.tried for s in (found.fillings, found.changes, found.weightings)),
    )


MEASURES: dict[str, Callable[[Told], float]] = {
    "lead, in points": lambda told: told.lead,
    "share of fillings": lambda told: told.fillings,
    "share of single changes": lambda told: told.changes,
    "share of weightings": lambda told: told.weightings,
}


def measures(firm: Firmness) -> str:
    """Return how each measure tells right cases from wrong ones, where there are both."""
    rows: list[list[str | int]] = []
    for name, found in firm.items():
        if all(told.right for told in found):
            continue
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


def words(firm: Firmness) -> str:
    """Return which word opens the sentence on firmness, for right and wrong cases."""
    rows: list[list[str | int]] = []
    for name, found in firm.items():
        for word in dict.fromkeys(told.word for told in sorted(found, key=lambda t: -t.lead)):
            right = [told.right for told in found if told.word == word]
            rows.append([name, word, sum(right), len(right) - sum(right)])
    return table(["coding", "word", "right", "wrong"], rows)


def by_fillings(pack: Pack, firm: Firmness) -> str:
    """Return what a limit on the share of fillings would do, in place of the lead or beside it."""
    sizes = {name: len(cases) for name, cases in codings(pack).items()}
    rows: list[list[str | int]] = []
    for tenth in TENTHS:
        cells: list[str] = []
        for lead in (None, pack.limits.lead):
            for name, found in firm.items():
                held = [
                    told.right
                    for told in found
                    if not told.contested
                    and (told.fillings * 10 >= tenth or (lead is not None and told.lead >= lead))
                ]
                right = sum(told.right for told in found)
                wrong_firm = len(held) - sum(held)
                close = (right - sum(held), sizes[name] - right - wrong_firm)
                cells.append(f"{sum(held)} / {close[0]} / {close[1]} / {wrong_firm}")
        rows.append([f"{tenth} of 10", *cells])
    either = [f"{name}, or the lead" for name in firm]
    return table(["fillings kept, at least", *firm, *either], rows)


def parts(pack: Pack) -> dict[str, str]:
    """Return every generated part of the page, by the name of its markers."""
    firm = firmness(pack)
    return {
        "at-the-limit": at_the_limit(pack),
        "cost": cost(pack),
        "curve": curve(pack),
        "measures": measures(firm),
        "words": words(firm),
        "by-fillings": by_fillings(pack, firm),
    }


def main() -> None:
    made = parts(load_folder(ROOT / "data"))
    if sys.argv[1:] == ["--write"]:
        page = PAGE.read_text(encoding="utf-8")
        for name, text in made.items():
            begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
            if page.count(begin) != 1 or page.count(end) != 1:
                sys.exit(f"docs/evidence.md: expected the markers {name} once")
            page = page.partition(begin)[0] + begin + text + end + page.partition(end)[2]
        PAGE.write_text(page, encoding="utf-8")
    else:
        print("\n".join(f"{name}\n\n{text}" for name, text in made.items()))


if __name__ == "__main__":
    main()
