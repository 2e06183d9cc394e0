"""What the rules and the limit on the lead make of cases for which a model, or none, is expected.

By hand, from the root of a checkout: python benchmarks/evidence.py [--write]

Prints the generated parts of docs/evidence.md; with --write, puts them there. A case is right
when the expected model is alone first, and firm when the verdict is recommended or not-ready.
"""

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from concertation_cli.engine.evaluate import FIRM, Coded, Judged, evaluate, field_codings, judge
from concertation_cli.engine.results import Trust
from concertation_cli.knowledge.field_set import load_field_set
from concertation_cli.knowledge.folder import load_folder
from concertation_cli.knowledge.records import PORTRAIT, Case, Criterion, Initiative, Pack

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "evidence.md"
LIMITS = range(13)
MOST_WRONG = 0.05
"""Share of the cases with a model that may be firm and wrong: how the limit is chosen."""
LANGUAGES = {"en": "told in English", "fr": "told in French"}
HALVES = (("A", "B"), ("C",))
"""The sets learnt from and tried on, then the reverse."""


class Fates(NamedTuple):
    """What becomes of cases that a model is expected for; a refused one is close, for no model."""

    right_firm: int
    right_close: int
    wrong_close: int
    wrong_firm: int

    @property
    def cases(self) -> int:
        return sum(self)


def fates(cases: Iterable[Judged]) -> Fates:
    expected = [case for case in cases if case.expected is not None]
    firm = [case for case in expected if case.kind in FIRM]
    close = [case for case in expected if case.kind not in FIRM]
    right = (sum(case.right for case in part) for part in (firm, close))
    right_firm, right_close = right
    return Fates(right_firm, right_close, len(close) - right_close, len(firm) - right_firm)


def with_limit(pack: Pack, limit: int) -> Pack:
    return pack._replace(limits=pack.limits._replace(lead=limit))


def coded(initiatives: Iterable[Initiative]) -> list[Coded]:
    """Return the answers alone, by coding, of the initiatives on whose label all readers agree."""
    return [
        facts_of(coding)
        for initiative in initiatives
        if initiative.is_unanimous
        for coding in field_codings(initiative).values()
    ]


def facts_of(coding: Coded) -> Coded:
    """Return a coding without its recognition: the limit bears on answers alone."""
    answers = {key: answer for key, answer in coding.answers.items() if key != PORTRAIT}
    return coding._replace(answers=answers)


def told(cases: Iterable[Case], *, whole: bool = False) -> list[Coded]:
    """Return the codings of cases, with what their model's chapter adds or without."""
    return [
        Coded(case.id, {**(case.from_model if whole else {}), **coding}, case.expected)
        for case in cases
        for coding in case.codings
    ]


def smallest_limit(pack: Pack, codings: Sequence[Coded]) -> int:
    """Return the smallest limit under which few enough of these cases are firm and wrong."""
    for limit in LIMITS:
        found = fates(judge(with_limit(pack, limit), codings))
        if found.wrong_firm <= MOST_WRONG * found.cases:
            return limit
    return LIMITS[-1]


# -- which criteria mislead ----------------------------------------------------------------


def misleads(criterion: Criterion, model_id: str, codings: Iterable[Coded]) -> bool:
    """Whether a criterion fires no more often for its model's cases than for the others'.

    One against its model misleads when it fires no less often there. One that never fires
    shows nothing.
    """
    fired, tried = {True: 0, False: 0}, {True: 0, False: 0}
    for coding in codings:
        if coding.expected is not None:
            home = coding.expected == model_id
            chosen = coding.answers.get(criterion.question, ())
            tried[home] += 1
            fired[home] += not set(criterion.options).isdisjoint(chosen)
    if not any(fired.values()) or not all(tried.values()):
        return False
    home_rate, elsewhere = (fired[home] / tried[home] for home in (True, False))
    return home_rate <= elsewhere if criterion.points > 0 else home_rate >= elsewhere


def without_misleading(pack: Pack, codings: Sequence[Coded]) -> tuple[Pack, int]:
    """Return the pack without the criteria that mislead on these cases, and how many they are."""
    models = [
        model._replace(
            criteria=tuple(c for c in model.criteria if not misleads(c, model.id, codings))
        )
        for model in pack.models
    ]
    pairs = zip(pack.models, models, strict=True)
    gone = sum(len(old.criteria) - len(new.criteria) for old, new in pairs)
    return pack._replace(models=tuple(models)), gone


# -- the generated parts -------------------------------------------------------------------


def table(heading: Sequence[str], rows: Iterable[Sequence[str | int]]) -> str:
    lines = [heading, ["---"] * len(heading), *rows]
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines)


def report(pack: Pack) -> str:
    """Return what becomes of the report's cases, coded twice, and of our near misses."""
    named = [case for case in pack.cases if case.origin == "report" and case.expected]
    near = [case for case in pack.cases if case.origin == "ours" and case.expected]
    parts = {
        "own paragraph": told(named),
        "with its model's chapter": told(named, whole=True),
        "our near misses": told(near),
    }
    heading = (
        "coding", "cases", "right and firm", "right but close", "wrong but close",
        "wrong and firm",
    )  # fmt: skip
    rows = ((name, len(codings), *fates(judge(pack, codings))) for name, codings in parts.items())
    return table(heading, rows)


def field(pack: Pack, initiatives: Sequence[Initiative]) -> str:
    """Return the figures of the field set: whole, by set and coder, by language."""
    found = evaluate(pack, (), initiatives).field
    assert found is not None  # there are initiatives
    sections = {"all": found.whole}
    for name, part in found.by_set.items():
        sections[name] = part.whole
        sections |= {f"{name}, coder {coder}": s for coder, s in part.by_coder.items()}
    sections |= {LANGUAGES[lang]: section for lang, section in found.by_language.items()}
    heading = (
        "codings", "first", "in the first two", "consistent", "consistent and wrong", "divided",
        "divided and named", "refused by mistake", "doubted by mistake",
        "refused, of those to refuse", "doubted, of those", "consistent, of those",
    )  # fmt: skip
    rows = (
        (
            name,
            f"{s.models.first} of {s.models.cases}",
            s.models.first_two,
            s.models.consistent,
            s.models.wrong_but_consistent,
            s.models.divided,
            s.models.divided_and_named,
            s.models.wrongly_refused,
            s.models.wrongly_doubted,
            f"{s.refusals.refused} of {s.refusals.cases}",
            s.refusals.doubted,
            s.refusals.firm,
        )
        for name, s in sections.items()
    )
    return table(heading, rows)


def readings(pack: Pack, initiatives: Sequence[Initiative]) -> str:
    """Return what each reading gives, by coder: both, the short interview, one alone."""
    found = evaluate(pack, (), initiatives).field
    assert found is not None  # there are initiatives
    assert found.recognition_alone is not None  # the pack has portraits
    parts = {
        "both readings": found.whole,
        "both, in short (`--quick`)": found.quick,
        "answers alone": found.answers_alone,
        "recognition alone": found.recognition_alone,
    }
    heading = (
        "reading", "first", "in the first two", "firm", "firm and wrong",
        "refused, of those to refuse",
    )  # fmt: skip
    rows = (
        (
            name,
            f"{s.models.first} of {s.models.cases}",
            s.models.first_two,
            s.models.firm,
            s.models.wrong_but_firm,
            f"{s.refusals.refused} of {s.refusals.cases}",
        )
        for name, s in parts.items()
    )
    return table(heading, rows)


def hesitation(pack: Pack, initiatives: Sequence[Initiative]) -> str:
    """Return how the consistent do, with a second portrait chosen and without."""
    counts: dict[bool, list[int]] = {False: [0, 0], True: [0, 0]}
    portrayed = set(pack.portrayed())
    codings = [
        coding
        for initiative in initiatives
        if initiative.is_unanimous
        for coding in field_codings(initiative).values()
        if coding.expected
    ]
    for coding, found in zip(codings, judge(pack, codings), strict=True):
        if found.trust is Trust.CONSISTENT:
            hesitates = bool(portrayed & set(coding.answers[PORTRAIT][1:]))
            counts[hesitates][0] += 1
            counts[hesitates][1] += coding.expected not in found.named
    rows = (
        ("one portrait", *counts[False]),
        ("a second one too", *counts[True]),
    )
    return table(("chosen", "consistent", "consistent and wrong"), rows)


def questions(pack: Pack, initiatives: Sequence[Initiative]) -> str:
    """Return what each question that gives points brings: the figures with it left out."""
    codings = [
        coding
        for initiative in initiatives
        if initiative.is_unanimous
        for coding in field_codings(initiative).values()
    ]
    scored = [q for q in pack.questions if q.id in pack.scored_questions()]
    rows = []
    for name, left_out in (("none", ""), *((q.text["en"], q.id) for q in scored)):
        kept = [
            coding._replace(answers={k: a for k, a in coding.answers.items() if k != left_out})
            for coding in codings
        ]
        alone = [case for case in judge(pack, map(facts_of, kept)) if case.expected]
        both = [case for case in judge(pack, kept) if case.expected]
        consistent = [case for case in both if case.trust is Trust.CONSISTENT]
        rows.append(
            (
                name,
                f"{sum(case.right for case in alone)} of {len(alone)}",
                sum(case.right for case in both),
                len(consistent),
                sum(case.expected not in case.named for case in consistent),
            )
        )
    heading = (
        "left out", "first by the answers alone", "first by both readings", "consistent",
        "consistent and wrong",
    )  # fmt: skip
    return table(heading, rows)


def agreement(pack: Pack, initiatives: Sequence[Initiative]) -> str:
    """Return how often two coders of one wording give the very same answer, by question."""
    found = evaluate(pack, (), initiatives).field
    assert found is not None  # there are initiatives
    rows = [
        (pack.question(key).text["en"], f"{a.alike} of {a.tried}", f"{a.alike / a.tried:.2f}")
        for key, a in found.agreement.items()
    ]
    alike = sum(a.alike for a in found.agreement.values())
    tried = sum(a.tried for a in found.agreement.values())
    rows.append(("all", f"{alike} of {tried}", f"{alike / tried:.2f}"))
    return table(("question", "alike", "share"), rows)


def limits(pack: Pack, initiatives: Sequence[Initiative]) -> str:
    """Return the fates under each limit, on the field set and on the report's own paragraphs."""
    named = [case for case in pack.cases if case.origin == "report" and case.expected]
    own = list(map(facts_of, told(named)))
    codings = coded(initiatives)
    rows = []
    for limit in LIMITS:
        other = with_limit(pack, limit)
        outside, inside = fates(judge(other, codings)), fates(judge(other, own))
        mark = "**" if limit == pack.limits.lead else ""
        share = f"{100 * outside.wrong_firm / outside.cases:.1f} %"
        counts = (" / ".join(map(str, found)) for found in (outside, inside))
        rows.append((f"{mark}{limit}{mark}", *counts, share))
    return table(("limit", "field set", "own paragraphs", "firm and wrong, field set"), rows)


def learnt(pack: Pack, initiatives: Sequence[Initiative]) -> str:
    """Return what a script learns on some sets, and how that does on the others."""
    rows = []
    for here, there in (HALVES, HALVES[::-1]):
        codings, others = (
            coded(initiative for initiative in initiatives if initiative.set in names)
            for names in (here, there)
        )
        left, gone = without_misleading(pack, codings)
        limit = smallest_limit(left, codings)
        for name, tried, limit_tried in (
            ("all the criteria", pack, smallest_limit(pack, codings)),
            ("less the misleading", left, limit),
        ):
            found = judge(with_limit(tried, limit_tried), others)
            fate = fates(found)
            rows.append(
                (
                    " and ".join(here),
                    " and ".join(there),
                    name,
                    gone if tried is left else 0,
                    limit_tried,
                    f"{fate.right_firm + fate.right_close} of {fate.cases}",
                    fate.right_firm + fate.wrong_firm,
                    fate.wrong_firm,
                )
            )
    heading = (
        "learnt on", "tried on", "criteria", "left out", "limit", "first", "firm",
        "firm and wrong",
    )  # fmt: skip
    return table(heading, rows)


def blocks(pack: Pack, initiatives: Sequence[Initiative]) -> Mapping[str, str]:
    """Return every generated part of the page, by the name of its markers."""
    return {
        "field": field(pack, initiatives),
        "readings": readings(pack, initiatives),
        "hesitation": hesitation(pack, initiatives),
        "questions": questions(pack, initiatives),
        "agreement": agreement(pack, initiatives),
        "learnt": learnt(pack, initiatives),
        "limits": limits(pack, initiatives),
        "report": report(pack),
    }


def main() -> None:
    pack = load_folder(ROOT / "data")
    made = blocks(pack, load_field_set(ROOT / "data", pack))
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
