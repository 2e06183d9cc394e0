"""What is advised: the verdict, in the order of its rules.

Gate or last line refused; too little answered, or nothing speaks for any model; the two
readings, by answers and by recognition, agree or differ; without recognition, a lead or none;
a deciding question; an essential condition that is not yet there. `Rules.decide` holds these
rules, on numbers alone, for one situation or a million; `verdict_on` adds the reasons.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from concertation_cli.engine.answering import Earned, unanswered
from concertation_cli.engine.conditions import essentials_of, not_yet
from concertation_cli.engine.results import (
    MOST_NAMED,
    Agrees,
    Ground,
    Kind,
    Otherwise,
    Recognized,
    Standing,
    Trust,
    Verdict,
    VerdictReason,
)
from concertation_cli.knowledge.records import (
    GATE,
    NO_MODEL,
    PORTRAIT,
    Answer,
    Answers,
    Deciding,
    Pack,
    Question,
)


def gate_question(pack: Pack) -> Question:
    """Return the question that may refuse."""
    return next(question for question in pack.questions if question.theme == GATE)


def refusing_options(pack: Pack) -> frozenset[str]:
    """Return the options of the gate that call for no model."""
    return frozenset(option.id for option in gate_question(pack).options if option.refuses)


def refusing_lines(pack: Pack) -> frozenset[str]:
    """Return the last lines that call for no model when recognized first; ``none`` is one."""
    return frozenset({NO_MODEL, *(line.id for line in pack.last_lines if line.refuses)})


def is_refused_by_gate(pack: Pack, answers: Answers) -> bool:
    """Whether the gate's answer calls for no model."""
    return not refusing_options(pack).isdisjoint(answers.get(gate_question(pack).id, ()))


def is_refused(pack: Pack, answers: Answers) -> bool:
    """Whether no model is called for: by the gate's answer, or by what was recognized first."""
    first = answers.get(PORTRAIT, ("",))[0]
    return first in refusing_lines(pack) or is_refused_by_gate(pack, answers)


def is_enough_answered(pack: Pack, answers: Answers) -> bool:
    """Whether one of the questions that advice must rest on is answered, or the recognition."""
    return PORTRAIT in answers or any(question in answers for question in pack.quick_questions())


def open_deciding(pack: Pack, verdict: Verdict) -> Deciding | None:
    """Return the deciding question that would settle a close verdict, if there is one."""
    if verdict.kind is not Kind.CLOSE or verdict.trust is None:
        return None
    return next(iter(pack.deciding_between(verdict.foremost)), None)


# -- the rules ---------------------------------------------------------------------------

# Looking up and comparing members of an enumeration is slow; texts are not.
_REFUSED = Kind.NOT_A_CONCERTATION.value
_UNDETERMINED = Kind.UNDETERMINED.value
_CLOSE = Kind.CLOSE.value
_NOT_READY = Kind.NOT_READY.value
_RECOMMENDED = Kind.RECOMMENDED.value
_CONSISTENT = Trust.CONSISTENT.value
_TO_CONFIRM = Trust.TO_CONFIRM.value
_DIVIDED = Trust.DIVIDED.value


class Brief(NamedTuple):
    """A verdict in short, without its reasons.

    Attributes:
        kind: A kind of verdict, as plain text.
        recommended: The model advised, ready or not; None where there is no such one.
        models: That one, or those that a close verdict names.
        lead: Points between the first two; None when there is no ranking of two.
        scores: By model, in the order of the pack; none when no model is called for.
        not_yet: Essential conditions of the model advised that are said not to be in place.
        trust: A word of trust, as plain text; None where there is none.
        doubt: The refusing line recognized second.
        ground: What decided, as plain text.
        settled_by: The deciding questions that did, where they did.
        between: The models that they settled it between, that one first.
    """

    kind: str
    recommended: str | None = None
    models: tuple[str, ...] = ()
    lead: int | None = None
    scores: Earned = ()
    not_yet: tuple[str, ...] = ()
    trust: str | None = None
    doubt: str | None = None
    ground: str = ""
    settled_by: tuple[str, ...] = ()
    between: tuple[str, ...] = ()


class Readings(NamedTuple):
    """The two readings of a situation, in numbers.

    Attributes:
        chosen: What was recognized, best first.
        by_answers: Scores by the answers alone, in the order of the pack.
        totals: Scores with what recognition gives, in the order of the pack.
        order: The places of the models in the pack, best total first.
    """

    chosen: Answer
    by_answers: Earned
    totals: Earned
    order: Sequence[int]


class Rules:
    """The rules of one pack; `decide` applies them."""

    def __init__(self, pack: Pack) -> None:
        self._models = tuple(model.id for model in pack.models)
        places = range(len(self._models))
        self._by_number = sorted(places, key=lambda p: (pack.models[p].number, self._models[p]))
        self._least_lead = max(pack.limits.lead, 1)  # a tie is too small to call, too
        self._gate = gate_question(pack).id
        self._refusing_options = refusing_options(pack)
        self._refusing_lines = refusing_lines(pack)
        self._quick = frozenset(pack.quick_questions())
        self._sides = {q.id: frozenset(side.model for side in q.sides) for q in pack.deciding}
        self._essentials = {model: essentials_of(pack, model) for model in self._models}

    def decide(self, answers: Answers, by_answers: Earned, totals: Earned) -> Brief:
        """Return the verdict on these answers.

        Args:
            answers: All that was answered, recognition included.
            by_answers: Scores by the answers alone, in the order of the pack.
            totals: Scores with what recognition gives, in the order of the pack.
        """
        chosen = answers.get(PORTRAIT, ())
        if not self._refusing_options.isdisjoint(answers.get(self._gate, ())):
            return Brief(_REFUSED, ground=Ground.REFUSED.value)
        if chosen and chosen[0] in self._refusing_lines:
            return Brief(_REFUSED, ground=Ground.LAST_LINE.value)
        order = sorted(self._by_number, key=totals.__getitem__, reverse=True)
        lead = totals[order[0]] - totals[order[1]] if len(order) > 1 else None
        doubt = next((line for line in chosen[1:] if line in self._refusing_lines), None)
        brief = Brief(_UNDETERMINED, lead=lead, scores=totals, doubt=doubt)
        if not chosen and self._quick.isdisjoint(answers):
            return brief._replace(ground=Ground.QUICK_UNANSWERED.value)
        if totals[order[0]] <= 0:
            return brief._replace(ground=Ground.NOTHING_SPEAKS.value)
        readings = Readings(chosen, by_answers, totals, order)
        if chosen and chosen[0] not in self._models:
            return self._without_portrait(readings, brief)
        compare = self._with_recognition if chosen else self._without_recognition
        return self._ready(self._settled(compare(readings, brief), answers), answers)

    def _without_portrait(self, readings: Readings, brief: Brief) -> Brief:
        """Return the two nearest models by the answers, where no portrait fits and none refuses.

        Where the answers describe none, it is the one that was recognized second.
        """
        by_answers = readings.by_answers
        ahead = sorted(readings.order, key=by_answers.__getitem__, reverse=True)[:2]
        near = [place for place in ahead if by_answers[place] > 0] or readings.order[:1]
        names = tuple(self._models[place] for place in near)
        return brief._replace(kind=_CLOSE, models=names, ground=Ground.OTHERWISE.value)

    def _with_recognition(self, readings: Readings, brief: Brief) -> Brief:
        """Return the verdict of both readings: they agree, or how they differ."""
        chosen, by_answers = readings.chosen[0], readings.by_answers
        best = max(by_answers)
        if best <= 0:
            return _advised(brief, chosen, _TO_CONFIRM, Ground.RECOGNITION_ALONE)
        if by_answers[self._models.index(chosen)] == best:
            return _advised(brief, chosen, _CONSISTENT, Ground.AGREEMENT)
        ahead = [place for place in readings.order if by_answers[place] == best]
        others = (self._models[place] for place in (*ahead, readings.order[0]))
        names = tuple(dict.fromkeys((chosen, *others)))[:MOST_NAMED]
        return _divided(brief, names, Ground.READINGS_DIFFER)

    def _without_recognition(self, readings: Readings, brief: Brief) -> Brief:
        """Return the verdict of the answers alone: a lead, or none."""
        names = tuple(self._models[place] for place in readings.order)
        if brief.lead is None or brief.lead >= self._least_lead:
            return _advised(brief, names[0], _TO_CONFIRM, Ground.ANSWERS_ALONE)
        totals = readings.totals
        best = max(totals)
        near = sum(best - total < self._least_lead and total > 0 for total in totals)
        # Two are named at least; none besides that has no point of its own.
        ground = Ground.SMALL_LEAD if brief.lead else Ground.TIE
        return _divided(brief, names[: max(near, 2)], ground)

    def _settled(self, brief: Brief, answers: Answers) -> Brief:
        """Return a close verdict settled by the deciding questions answered, if they agree.

        Each must tell two of the models named apart; one model must be chosen and never left.
        """
        if brief.kind != _CLOSE or self._sides.keys().isdisjoint(answers):
            return brief
        named = set(brief.models[:MOST_NAMED])
        won: dict[str, list[str]] = {}
        lost: set[str] = set()
        for question, parted in self._sides.items():
            sides = named & parted
            model = answers.get(question, ("",))[0]
            if model in sides and len(sides) > 1:
                won.setdefault(model, []).append(question)
                lost |= sides - {model}
        left = [model for model in won if model not in lost]
        if len(left) != 1:
            return brief
        advised = _advised(brief, left[0], _TO_CONFIRM, Ground.DECIDED)
        between = tuple(dict.fromkeys((left[0], *brief.models)))
        return advised._replace(settled_by=tuple(won[left[0]]), between=between)

    def _ready(self, brief: Brief, answers: Answers) -> Brief:
        """Return the verdict with what is essential to the model advised, and not yet there."""
        if brief.recommended is None:
            return brief
        lacking = self.not_yet(brief.recommended, answers)
        return brief._replace(kind=_NOT_READY, not_yet=lacking) if lacking else brief

    def not_yet(self, model_id: str, answers: Answers) -> tuple[str, ...]:
        """Return the essential conditions of a model that are said not to be in place."""
        return not_yet(self._essentials[model_id], answers)


def _advised(brief: Brief, model: str, trust: str, ground: Ground) -> Brief:
    return brief._replace(
        kind=_RECOMMENDED, recommended=model, models=(model,), trust=trust, ground=ground.value
    )


def _divided(brief: Brief, models: tuple[str, ...], ground: Ground) -> Brief:
    return brief._replace(kind=_CLOSE, models=models, trust=_DIVIDED, ground=ground.value)


# -- with reasons ------------------------------------------------------------------------


def recognized(answers: Answers, by_answers: Mapping[str, int]) -> Recognized:
    """Return the recognition, beside the scores by the answers alone."""
    chosen = answers.get(PORTRAIT, ())
    best = max(by_answers.values(), default=0)
    ahead = tuple(m for m, total in by_answers.items() if total == best and best > 0)
    models = [model for model in chosen if model in by_answers]
    if not models or not ahead:
        return Recognized(chosen, None, ahead)
    if chosen[0] in ahead:
        return Recognized(chosen, Agrees.FIRST, ahead)
    agrees = Agrees.SECOND if chosen[-1] in ahead else Agrees.NO
    return Recognized(chosen, agrees, ahead)


def verdict_on(
    pack: Pack,
    answers: Answers,
    ranking: tuple[Standing, ...],
    by_answers: Mapping[str, int],
) -> Verdict:
    """Return the verdict on a ranking of these answers, with its reasons.

    Args:
        pack: The pack.
        answers: All that was answered, recognition included.
        ranking: Every model, best first, by all of it.
        by_answers: Each model's score by the answers alone, in the order of the pack.
    """
    rules = Rules(pack)
    totals = {standing.model: standing.score.total for standing in ranking}
    brief = rules.decide(
        answers, tuple(by_answers.values()), tuple(totals[model] for model in by_answers)
    )
    kind = Kind(brief.kind)
    if kind is Kind.NOT_A_CONCERTATION:
        return _refusal(pack, answers, by_answers)
    because = (_why(pack, answers, ranking, by_answers, brief), *_notes(pack, answers, brief))
    verdict = Verdict(
        kind,
        brief.models,
        because,
        not_yet=brief.not_yet,
        trust=Trust(brief.trust) if brief.trust else None,
        doubt=brief.doubt,
        remedies=tuple(line for line in answers.get(PORTRAIT, ())[:1] if pack.last_line(line)),
    )
    if kind is Kind.UNDETERMINED:
        return verdict._replace(ask_first=_ask_first(pack, answers))
    return _not_ready(rules, verdict, answers, ranking) if verdict.not_yet else verdict


def _not_ready(
    rules: Rules, verdict: Verdict, answers: Answers, ranking: tuple[Standing, ...]
) -> Verdict:
    """Return the verdict with what is not yet there, and the best model that is ready."""
    lacking = VerdictReason(Ground.CONDITION_NOT_YET, (*verdict.models, *verdict.not_yet))
    ready = (
        standing.model
        for standing in ranking
        if standing.score.total > 0 and not rules.not_yet(standing.model, answers)
    )
    return verdict._replace(because=(lacking, *verdict.because), ready=next(ready, None))


def _notes(pack: Pack, answers: Answers, brief: Brief) -> tuple[VerdictReason, ...]:
    """Return the notes on a verdict: the gate unanswered, the answers that go against it."""
    gate = gate_question(pack)
    notes = [] if gate.id in answers else [VerdictReason(Ground.GATE_UNANSWERED, (gate.id,))]
    for question in pack.deciding:
        chosen = answers.get(question.id, (brief.recommended,))[0]
        sides = {side.model for side in question.sides}
        if chosen is not None and chosen != brief.recommended and brief.recommended in sides:
            notes.append(VerdictReason(Ground.DECIDED_OTHERWISE, (question.id, chosen)))
    return tuple(notes)


def _refusal(pack: Pack, answers: Answers, by_answers: Mapping[str, int]) -> Verdict:
    """Return the refusal, with its grounds: the gate's answer, the last line, or both."""
    gate, chosen = gate_question(pack), answers.get(PORTRAIT, ())
    because = []
    if is_refused_by_gate(pack, answers):
        because.append(VerdictReason(Ground.REFUSED, answers[gate.id]))
    lines = tuple(line for line in chosen[:1] if line in refusing_lines(pack))
    # A line that asks for its kind sets the gate: the gate's own reason says it all.
    if lines and not (because and any(_asks_gate(pack, line) for line in lines)):
        because.append(VerdictReason(Ground.LAST_LINE, lines))
    remedies = tuple(line for line in lines if line != NO_MODEL)
    if NO_MODEL in lines and len(because) == 1:
        remedies = tuple(line.id for line in pack.last_lines if line.refuses)
    return Verdict(
        Kind.NOT_A_CONCERTATION,
        because=tuple(because),
        remedies=remedies,
        otherwise=_otherwise(by_answers),
    )


def _asks_gate(pack: Pack, line_id: str) -> bool:
    line = pack.last_line(line_id)
    return line is not None and line.asks_gate


def _otherwise(by_answers: Mapping[str, int]) -> Otherwise | None:
    totals = sorted(by_answers.values(), reverse=True)
    lead = totals[0] - totals[1] if len(totals) > 1 else None
    if totals[0] <= 0 or lead == 0:
        return None
    first = max(by_answers, key=by_answers.__getitem__)
    return Otherwise(first, totals[0], lead)


def _why(
    pack: Pack,
    answers: Answers,
    ranking: tuple[Standing, ...],
    by_answers: Mapping[str, int],
    brief: Brief,
) -> VerdictReason:
    """Return the ground that decided which models are named, or that none is."""
    ground = Ground(brief.ground)
    match ground:
        case Ground.QUICK_UNANSWERED:
            return VerdictReason(ground, pack.quick_questions())
        case Ground.READINGS_DIFFER:
            ahead = recognized(answers, by_answers).answers_first
            return VerdictReason(ground, (brief.models[0], *ahead))
        case Ground.DECIDED:
            return VerdictReason(ground, (*brief.settled_by, *brief.between))
        case Ground.OTHERWISE:
            return VerdictReason(ground, answers[PORTRAIT][:1])
        case Ground.TIE:
            return VerdictReason(ground, tuple(s.model for s in ranking if s.rank == 1))
        case Ground.SMALL_LEAD:
            return VerdictReason(ground, (ranking[1].model,), brief.lead or 0)
        case Ground.ANSWERS_ALONE:
            second = ranking[1].score.total if len(ranking) > 1 else None
            level = tuple(s.model for s in ranking[1:] if s.score.total == second)
            return VerdictReason(ground, level, brief.lead or 0)
        case _:
            return VerdictReason(ground, brief.models)


def _ask_first(pack: Pack, answers: Answers) -> tuple[str, ...]:
    """Return the unanswered questions that give points, those that advice must rest on first."""
    quick = pack.quick_questions()
    open_questions = sorted(unanswered(pack, answers), key=lambda q: q.id not in quick)
    ids = [question.id for question in open_questions]
    if pack.portrayed() and PORTRAIT not in answers:
        ids.append(PORTRAIT)
    return tuple(ids)
