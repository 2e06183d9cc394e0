"""What the rules make of cases whose model is known.

On the report's own cases this is consistency with the source, not accuracy: the cases are the
convener's, and the rules come from the chapters they illustrate. The field set is evidence from
outside: its labels and codings are other people's.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import comb
from typing import NamedTuple

from concertation_cli.engine.results import Kind
from concertation_cli.engine.tally import Tally
from concertation_cli.engine.verdict import Brief, gate_question, is_refused
from concertation_cli.knowledge.pack import GATE, Answers, Case, Initiative, Pack, Question
from concertation_cli.knowledge.plain import NO_MODEL
from concertation_cli.knowledge.situation import answer_keys

FIRST_TWO = 2
FIRM = frozenset({Kind.RECOMMENDED, Kind.NOT_READY})
"""The verdicts that name one model."""


class Coded(NamedTuple):
    """A case with the answers it is tried with, and what is expected: None for a refusal."""

    case: str
    answers: Answers
    expected: str | None


class Judged(NamedTuple):
    """A case with what the rules make of it.

    Attributes:
        top: The models at rank 1; none where the gate refuses.
        place: The rank of the model expected; 0 where it has none.
        second: The model next to those at rank 1.
    """

    case: str
    expected: str | None
    kind: Kind
    top: tuple[str, ...]
    place: int
    second: str | None

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
    """Counts over the cases that a model is expected for; a refusal of them is a miss."""

    cases: int
    first: int
    first_two: int
    close: int
    right_but_close: int
    firm: int
    wrong_but_firm: int
    undetermined: int
    wrongly_refused: int


class Refusals(NamedTuple):
    """Counts over the cases that should be refused; `firm` ones are advised a model firmly."""

    cases: int
    refused: int
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


class Chosen(NamedTuple):
    """What choosing among the descriptions of the models gives, without any answer.

    Attributes:
        cases: Initiatives with a model; `first` have it chosen first, `first_two` first or second.
        wrongly_refused: Those for which none was chosen first.
        to_refuse: Initiatives without a model; for `refused`, none was chosen first.
    """

    cases: int
    first: int
    first_two: int
    wrongly_refused: int
    to_refuse: int
    refused: int


class Agreement(NamedTuple):
    """On a question: pairs of codings with the very same answer, of those where one answered."""

    alike: int
    tried: int


class FieldEvaluation(NamedTuple):
    """The evaluation of the field set, over the initiatives on whose label all readers agree.

    Attributes:
        initiatives: How many there are.
        left_out: Those on which the readers differ.
        whole: Every coding counts for one.
        quick: With no answer but to the gate and the questions that a quick interview asks.
        recognition_alone: None where nobody chose among descriptions.
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
    recognition_alone: Chosen | None
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
    """Return how the rules do on these cases, and on these initiatives of a field set.

    Cases of ours that a model is expected for are told apart: they are near misses.
    """
    ours = [_own(case) for case in cases if case.origin == "ours" and case.expected]
    others = [case for case in cases if case.origin != "ours" or not case.expected]
    further = any(case.from_model for case in others)
    return Evaluation(
        _section(judge(pack, map(_own, others))),
        _section(judge(pack, map(_whole, others))) if further else None,
        _section(judge(pack, ours)) if ours else None,
        evaluate_field(pack, initiatives) if initiatives else None,
    )


def _own(case: Case) -> Coded:
    return Coded(case.id, case.situation.answers, case.expected)


def _whole(case: Case) -> Coded:
    return Coded(case.id, {**case.situation.answers, **case.from_model}, case.expected)


def evaluate_field(pack: Pack, initiatives: Sequence[Initiative]) -> FieldEvaluation:
    """Return how the rules do on a field set."""
    kept = [initiative for initiative in initiatives if initiative.is_unanimous]
    told = [
        (initiative, coder, coded)
        for initiative in kept
        for coder, coded in field_codings(initiative).items()
    ]
    judged = judge(pack, [coded for _, _, coded in told])
    codings = [
        FieldJudged(found, initiative.set, coder, initiative.lang)
        for (initiative, coder, _), found in zip(told, judged, strict=True)
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
        _section(judge(pack, [_in_short(pack, coded) for _, _, coded in told])),
        _recognition_alone(kept),
        {q.id: _agreement(pack, q, kept) for q in pack.questions if q.theme != GATE},
        {initiative.id: initiative.name for initiative in kept},
    )


def field_codings(initiative: Initiative) -> dict[str, Coded]:
    """Return the codings of an initiative whose label is unanimous, by coder, from 1."""
    return {
        str(number): Coded(initiative.id, answers, _expected(initiative))
        for number, answers in enumerate(initiative.codings, 1)
    }


def _in_short(pack: Pack, coded: Coded) -> Coded:
    asked = {gate_question(pack).id, *pack.quick_questions()}
    answers = {key: answer for key, answer in coded.answers.items() if key in asked}
    return coded._replace(answers=answers)


def _expected(initiative: Initiative) -> str | None:
    label = initiative.labels[0]
    return None if label == NO_MODEL else label


def judge(pack: Pack, cases: Iterable[Coded]) -> list[Judged]:
    """Return what the rules make of each case."""
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
    told = [case for case in cases if case.expected is not None]
    kinds = Counter(case.kind for case in told)
    firm = [case for case in told if case.kind in FIRM]
    refusals = [case for case in cases if case.expected is None]
    return Section(
        Counts(
            cases=len(told),
            first=sum(case.right for case in told),
            first_two=sum(0 < case.place <= FIRST_TWO for case in told),
            close=kinds[Kind.CLOSE],
            right_but_close=sum(case.right and case.kind is Kind.CLOSE for case in told),
            firm=len(firm),
            wrong_but_firm=sum(not case.right for case in firm),
            undetermined=kinds[Kind.UNDETERMINED],
            wrongly_refused=kinds[Kind.NOT_A_CONCERTATION],
        ),
        Refusals(
            len(refusals),
            sum(case.right for case in refusals),
            sum(case.kind in FIRM for case in refusals),
        ),
        tuple(
            Miss(case.case, case.expected, case.top, case.second, case.kind)
            for case in cases
            if not case.right
        ),
    )


def _recognition_alone(initiatives: Sequence[Initiative]) -> Chosen | None:
    told = [initiative for initiative in initiatives if initiative.recognized]
    if not told:
        return None
    with_model = [i for i in told if _expected(i)]
    without = [i for i in told if not _expected(i)]
    return Chosen(
        len(with_model),
        sum(i.recognized[0] == _expected(i) for i in with_model),
        sum(_expected(i) in i.recognized for i in with_model),
        sum(i.recognized[0] == NO_MODEL for i in with_model),
        len(without),
        sum(i.recognized[0] == NO_MODEL for i in without),
    )


def _agreement(pack: Pack, question: Question, initiatives: Iterable[Initiative]) -> Agreement:
    alike = tried = 0
    for initiative in initiatives:
        if any(is_refused(pack, answers) for answers in initiative.codings):
            continue
        told = Counter(
            frozenset(
                (key, option) for key in answer_keys(question) for option in answers.get(key, ())
            )
            for answers in initiative.codings
        )
        blank = told.pop(frozenset(), 0)
        tried += comb(len(initiative.codings), 2) - comb(blank, 2)
        alike += sum(comb(times, 2) for times in told.values())
    return Agreement(alike, tried)
