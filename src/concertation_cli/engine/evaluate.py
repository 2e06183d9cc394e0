"""How consistent the rules are with cases whose model is known.

On the report's own cases this is consistency with the source, not accuracy: the
cases are the convener's, and the rules come from the chapters they illustrate.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from concertation_cli.engine.recommend import recommend
from concertation_cli.engine.results import Kind, Standing
from concertation_cli.engine.scoring import first, score_models, theme_weights
from concertation_cli.engine.verdict import is_refused
from concertation_cli.knowledge.pack import Answers, Case, Pack

FIRST_TWO = 2


class Coded(NamedTuple):
    """A case with the answers it is tried with."""

    case: str
    answers: Answers
    expected: str | None


class Tally(NamedTuple):
    """Counts over the cases that a model is expected for."""

    cases: int
    first: int
    first_two: int
    close: int
    undetermined: int
    wrongly_refused: int


class Refusals(NamedTuple):
    """Counts over the cases that should be refused."""

    cases: int
    refused: int


class Miss(NamedTuple):
    """A case whose expected model was not alone first, or that was not refused."""

    case: str
    expected: str | None
    got: tuple[str, ...]
    second: str | None
    verdict: Kind


class WithoutTheme(NamedTuple):
    """How many cases, refused ones apart, are first with one theme's answers left out."""

    cases: int
    answered: int
    first: int


class Baseline(NamedTuple):
    """How many cases, refused ones apart, are first under a simpler rule."""

    cases: int
    first: int


class Section(NamedTuple):
    """The evaluation of one coding of the cases."""

    models: Tally
    refusals: Refusals
    misses: tuple[Miss, ...]
    without: Mapping[str, WithoutTheme]
    one_question: Baseline
    equal_weights: Baseline


class Evaluation(NamedTuple):
    """All sections; `with_model` and `near_misses` are None when no case has them."""

    own_paragraph: Section
    with_model: Section | None
    near_misses: Section | None


def evaluate(pack: Pack, cases: Sequence[Case]) -> Evaluation:
    """Return how the rules do on these cases.

    Cases of ours that a model is expected for are told apart: they are near misses.
    """
    ours = [_own(case) for case in cases if case.origin == "ours" and case.expected]
    others = [case for case in cases if case.origin != "ours" or not case.expected]
    further = any(case.from_model for case in others)
    return Evaluation(
        _section(pack, [_own(case) for case in others]),
        _section(pack, [_whole(case) for case in others]) if further else None,
        _section(pack, ours) if ours else None,
    )


def _own(case: Case) -> Coded:
    return Coded(case.id, case.situation.answers, case.expected)


def _whole(case: Case) -> Coded:
    return Coded(case.id, {**case.situation.answers, **case.from_model}, case.expected)


def _section(pack: Pack, cases: Sequence[Coded]) -> Section:
    expected = [case for case in cases if case.expected is not None]
    refused = [case for case in cases if case.expected is None]
    counts = dict.fromkeys(Tally._fields, 0)
    misses = []
    for case in expected:
        result = recommend(pack, case.answers)
        kind = result.verdict.kind
        place = next((s.rank for s in result.ranking if s.model == case.expected), 0)
        alone = _top(result.ranking) == (case.expected,)
        counts["cases"] += 1
        counts["first"] += alone
        counts["first_two"] += 0 < place <= FIRST_TWO
        counts["close"] += kind is Kind.CLOSE
        counts["undetermined"] += kind is Kind.UNDETERMINED
        counts["wrongly_refused"] += kind is Kind.NOT_A_CONCERTATION
        if not alone:
            misses.append(_miss(case, result.ranking, kind))
    turned_away = 0
    for case in refused:
        result = recommend(pack, case.answers)
        if result.verdict.kind is Kind.NOT_A_CONCERTATION:
            turned_away += 1
        else:
            misses.append(_miss(case, result.ranking, result.verdict.kind))
    passed = [case for case in expected if not is_refused(pack, case.answers)]
    return Section(
        Tally(**counts),
        Refusals(len(refused), turned_away),
        tuple(misses),
        {theme: _without(pack, passed, theme) for theme in pack.scored_themes()},
        _baseline(pack, passed, only=pack.baseline),
        _baseline(pack, passed),
    )


def _top(ranking: Iterable[Standing]) -> tuple[str, ...]:
    return tuple(standing.model for standing in ranking if standing.rank == 1)


def _miss(case: Coded, ranking: tuple[Standing, ...], kind: Kind) -> Miss:
    top = _top(ranking)
    second = ranking[len(top)].model if len(ranking) > len(top) else None
    return Miss(case.case, case.expected, top, second, kind)


def _without(pack: Pack, cases: Sequence[Coded], theme: str) -> WithoutTheme:
    questions = {q.id for q in pack.questions if q.theme == theme} & pack.scored_questions()
    weights = {t: w for t, w in theme_weights(pack).items() if t != theme}
    return WithoutTheme(
        len(cases),
        sum(any(q in case.answers for q in questions) for case in cases),
        sum(first(score_models(pack, case.answers, weights)) == case.expected for case in cases),
    )


def _baseline(pack: Pack, cases: Sequence[Coded], only: str | None = None) -> Baseline:
    """Return how many are first by one question alone, or with equal weights."""
    weights = dict.fromkeys(pack.scored_themes(), 1)
    right = 0
    for case in cases:
        answers = case.answers
        if only is not None:
            answers = {only: answers[only]} if only in answers else {}
        right += first(score_models(pack, answers, weights)) == case.expected
    return Baseline(len(cases), right)
