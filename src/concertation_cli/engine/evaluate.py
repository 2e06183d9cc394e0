"""How the rules do on cases whose model is known.

On the report's own cases this is consistency with the source, not accuracy: the cases are the
convener's, and the rules come from the chapters they illustrate. The field set is evidence from
outside: its labels and codings are other people's.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import comb
from typing import NamedTuple

from concertation_cli.engine.answering import Earnings
from concertation_cli.engine.recognition import shown
from concertation_cli.engine.results import Kind, Trust
from concertation_cli.engine.tally import Tally
from concertation_cli.engine.verdict import Brief, gate_question, is_refused_by_gate
from concertation_cli.knowledge.answers import answer_keys
from concertation_cli.knowledge.records import (
    DECIDING,
    GATE,
    NO_MODEL,
    PORTRAIT,
    Answers,
    Case,
    Initiative,
    Pack,
    Question,
)

FIRST_TWO = 2
FIRM = frozenset({Kind.RECOMMENDED, Kind.NOT_READY})
"""The verdicts that name one model."""


class Coded(NamedTuple):
    """A case with the answers it is tried with, and what is expected: None for a refusal."""

    case: str
    answers: Answers
    expected: str | None


class Judged(NamedTuple):
    """A case, judged by the rules.

    Attributes:
        top: The models at rank 1; none where the gate refuses.
        place: The rank of the model expected; 0 where it has none.
        second: The model next to those at rank 1.
        named: The models that the verdict names.
        trust: Its word of trust, where it has one.
        doubted: Whether a refusing line was recognized second.
    """

    case: str
    expected: str | None
    kind: Kind
    top: tuple[str, ...]
    place: int
    second: str | None
    named: tuple[str, ...]
    trust: Trust | None
    doubted: bool

    @property
    def right(self) -> bool:
        """Whether the model expected is alone first, or the refusal expected is given."""
        if self.expected is None:
            return self.kind is Kind.NOT_A_CONCERTATION
        return self.top == (self.expected,)


class FieldJudged(NamedTuple):
    """One person's coding of an initiative of the field set, judged."""

    judged: Judged
    set: str
    coder: str
    lang: str


class Counts(NamedTuple):
    """Counts over the cases that a model is expected for; a refusal of them is a miss.

    Attributes:
        consistent: Advised by both readings together.
        divided: Close; for `divided_and_named`, the model expected is among those named.
        wrongly_doubted: A refusing line was recognized second.
    """

    cases: int
    first: int
    first_two: int
    close: int
    right_but_close: int
    firm: int
    wrong_but_firm: int
    undetermined: int
    wrongly_refused: int
    consistent: int
    wrong_but_consistent: int
    divided: int
    divided_and_named: int
    wrongly_doubted: int


class Refusals(NamedTuple):
    """Counts over the cases that should be refused.

    Attributes:
        doubted: Not refused, but a refusing line was recognized second.
        firm: Advised a model firmly.
    """

    cases: int
    refused: int
    doubted: int
    firm: int


class Miss(NamedTuple):
    """A case whose expected model was not alone first, or that was not refused."""

    case: str
    expected: str | None
    got: tuple[str, ...]
    second: str | None
    verdict: Kind


class Section(NamedTuple):
    """The evaluation of some codings."""

    models: Counts
    refusals: Refusals
    misses: tuple[Miss, ...]


class SetSection(NamedTuple):
    """The evaluation of one set of the field set: whole, and by coder."""

    whole: Section
    by_coder: Mapping[str, Section]


class Agreement(NamedTuple):
    """On a question: pairs of codings with the very same answer, of those where one answered."""

    alike: int
    tried: int


class Shown(NamedTuple):
    """Of so many codings, those whose labelled model is among the portraits shown."""

    cases: int
    shown: int


class FieldEvaluation(NamedTuple):
    """The evaluation of the field set, over the initiatives on whose label all readers agree.

    Attributes:
        initiatives: How many there are.
        left_out: Those on which the readers differ.
        whole: Every coding counts for one.
        quick: With no answer but to the gate, the questions that a quick interview asks, and
            the recognition.
        answers_alone: Without the recognition.
        recognition_alone: With nothing else; None where the pack has no portraits.
        among_shown: Codings that pass the gate, whose labelled model is among the portraits
            that the wizard would show; None where the pack has none.
        agreement: By question, over the initiatives that every coder lets pass the gate.
        names: What each initiative is called, by id.
    """

    initiatives: int
    left_out: int
    whole: Section
    by_set: Mapping[str, SetSection]
    by_coder: Mapping[str, Section]
    by_language: Mapping[str, Section]
    quick: Section
    answers_alone: Section
    recognition_alone: Section | None
    among_shown: Shown | None
    agreement: Mapping[str, Agreement]
    names: Mapping[str, str]


class Evaluation(NamedTuple):
    """All parts; those for which there is no case are None."""

    own_paragraph: Section
    with_model: Section | None
    near_misses: Section | None
    field: FieldEvaluation | None


def evaluate(
    pack: Pack, cases: Sequence[Case], initiatives: Sequence[Initiative] = ()
) -> Evaluation:
    """Return the evaluation of the rules on these cases, and on these initiatives of a field set.

    Cases of ours that a model is expected for are told apart: they are near misses.
    """
    ours = [c for case in cases if case.origin == "ours" and case.expected for c in _own(case)]
    others = [case for case in cases if case.origin != "ours" or not case.expected]
    further = any(case.from_model for case in others)
    return Evaluation(
        _section(judge(pack, [coded for case in others for coded in _own(case)])),
        _section(judge(pack, [c for case in others for c in _whole(case)])) if further else None,
        _section(judge(pack, ours)) if ours else None,
        evaluate_field(pack, initiatives) if initiatives else None,
    )


def _own(case: Case) -> list[Coded]:
    return [Coded(case.id, coding, case.expected) for coding in case.codings]


def _whole(case: Case) -> list[Coded]:
    return [Coded(case.id, {**case.from_model, **coding}, case.expected) for coding in case.codings]


def evaluate_field(pack: Pack, initiatives: Sequence[Initiative]) -> FieldEvaluation:
    """Return the evaluation of the rules on a field set."""
    kept = [initiative for initiative in initiatives if initiative.is_unanimous]
    coded_by = [
        (initiative, coder, coded)
        for initiative in kept
        for coder, coded in field_codings(initiative).items()
    ]
    cases = [coded for _, _, coded in coded_by]
    codings = [
        FieldJudged(judged, initiative.set, coder, initiative.lang)
        for (initiative, coder, _), judged in zip(coded_by, judge(pack, cases), strict=True)
    ]
    by_set = _grouped(codings, lambda coding: coding.set)
    return FieldEvaluation(
        len(kept),
        len(initiatives) - len(kept),
        _field_section(codings),
        {name: SetSection(_field_section(part), _by_coder(part)) for name, part in by_set.items()},
        _by_coder(codings),
        {
            lang: _field_section(part)
            for lang, part in _grouped(codings, lambda coding: coding.lang).items()
        },
        _section(judge(pack, [_in_short(pack, coded) for coded in cases])),
        _section(judge(pack, [_without(coded, PORTRAIT) for coded in cases])),
        _section(judge(pack, [_only(coded, PORTRAIT) for coded in cases]))
        if pack.portrayed()
        else None,
        _among_shown(pack, cases) if pack.portrayed() else None,
        {
            q.id: agreement
            for q in pack.questions
            if q.theme not in (GATE, DECIDING) and (agreement := _agreement(pack, q, kept)).tried
        },
        {initiative.id: initiative.name for initiative in kept},
    )


def field_codings(initiative: Initiative) -> dict[str, Coded]:
    """Return the codings of an initiative whose label is unanimous, by coder, from 1."""
    return {
        str(number): Coded(initiative.id, answers, _expected(initiative))
        for number, answers in enumerate(initiative.codings, 1)
    }


def _in_short(pack: Pack, coded: Coded) -> Coded:
    return _only(coded, gate_question(pack).id, *pack.quick_questions(), PORTRAIT)


def _only(coded: Coded, *asked: str) -> Coded:
    answers = {key: answer for key, answer in coded.answers.items() if key in asked}
    return coded._replace(answers=answers)


def _without(coded: Coded, *left_out: str) -> Coded:
    answers = {key: answer for key, answer in coded.answers.items() if key not in left_out}
    return coded._replace(answers=answers)


def _among_shown(pack: Pack, cases: Iterable[Coded]) -> Shown:
    earnings, ids = Earnings(pack), [model.id for model in pack.models]
    passing = [c for c in cases if c.expected and not is_refused_by_gate(pack, c.answers)]
    among = 0
    for coded in passing:
        scores = dict(zip(ids, earnings.total(coded.answers), strict=True))
        among += coded.expected in shown(pack, coded.answers, scores)
    return Shown(len(passing), among)


def _expected(initiative: Initiative) -> str | None:
    label = initiative.labels[0]
    return None if label == NO_MODEL else label


def judge(pack: Pack, cases: Iterable[Coded]) -> list[Judged]:
    """Return the judgement of the rules on each case."""
    tally = Tally(pack)
    return [_judged(pack, coded, tally.verdict(coded.answers)) for coded in cases]


def _judged(pack: Pack, coded: Coded, brief: Brief) -> Judged:
    # Models stand in the order of their numbers, so that equal scores stay in it.
    scores = {m.id: score for m, score in zip(pack.models, brief.scores, strict=False)}
    order = sorted(scores, key=scores.__getitem__, reverse=True)
    top = tuple(model for model in order if scores[model] == scores[order[0]])
    ahead = [s for s in scores.values() if coded.expected in scores and s > scores[coded.expected]]
    return Judged(
        coded.case,
        coded.expected,
        Kind(brief.kind),
        top,
        1 + len(ahead) if coded.expected in scores else 0,
        order[len(top)] if len(order) > len(top) else None,
        brief.models,
        Trust(brief.trust) if brief.trust else None,
        brief.doubt is not None,
    )


def _grouped(
    codings: Iterable[FieldJudged], key: Callable[[FieldJudged], str]
) -> dict[str, list[FieldJudged]]:
    parts: dict[str, list[FieldJudged]] = {}
    for coding in codings:
        parts.setdefault(key(coding), []).append(coding)
    return dict(sorted(parts.items(), key=lambda part: (len(part[0]), part[0])))


def _by_coder(codings: Iterable[FieldJudged]) -> dict[str, Section]:
    parts = _grouped(codings, lambda coding: coding.coder)
    return {coder: _field_section(part) for coder, part in parts.items()}


def _field_section(codings: Iterable[FieldJudged]) -> Section:
    return _section(coding.judged for coding in codings)


def _section(cases: Iterable[Judged]) -> Section:
    cases = tuple(cases)
    advised = [case for case in cases if case.expected is not None]
    kinds = Counter(case.kind for case in advised)
    firm = [case for case in advised if case.kind in FIRM]
    consistent = [case for case in advised if case.trust is Trust.CONSISTENT]
    divided = [case for case in advised if case.kind is Kind.CLOSE]
    refusals = [case for case in cases if case.expected is None]
    return Section(
        Counts(
            cases=len(advised),
            first=sum(case.right for case in advised),
            first_two=sum(0 < case.place <= FIRST_TWO for case in advised),
            close=kinds[Kind.CLOSE],
            right_but_close=sum(case.right and case.kind is Kind.CLOSE for case in advised),
            firm=len(firm),
            wrong_but_firm=sum(case.expected not in case.named for case in firm),
            undetermined=kinds[Kind.UNDETERMINED],
            wrongly_refused=kinds[Kind.NOT_A_CONCERTATION],
            consistent=len(consistent),
            wrong_but_consistent=sum(case.expected not in case.named for case in consistent),
            divided=len(divided),
            divided_and_named=sum(case.expected in case.named for case in divided),
            wrongly_doubted=sum(case.doubted for case in advised),
        ),
        Refusals(
            len(refusals),
            sum(case.right for case in refusals),
            sum(case.doubted for case in refusals),
            sum(case.kind in FIRM for case in refusals),
        ),
        tuple(
            Miss(case.case, case.expected, case.top, case.second, case.kind)
            for case in cases
            if not case.right
        ),
    )


def _agreement(pack: Pack, question: Question, initiatives: Iterable[Initiative]) -> Agreement:
    alike = tried = 0
    for initiative in initiatives:
        if any(is_refused_by_gate(pack, answers) for answers in initiative.codings):
            continue
        given = Counter(
            frozenset(
                (key, option) for key in answer_keys(question) for option in answers.get(key, ())
            )
            for answers in initiative.codings
        )
        blank = given.pop(frozenset(), 0)
        tried += comb(len(initiative.codings), 2) - comb(blank, 2)
        alike += sum(comb(times, 2) for times in given.values())
    return Agreement(alike, tried)
