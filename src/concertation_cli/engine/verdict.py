"""What is advised: the verdict, in the order of its rules.

Gate or last line refused; too little answered, or nothing speaks for any model; the two
readings, by answers and by recognition, agree or differ; without recognition, a lead or none;
a deciding question; an essential condition that is not yet there. `decide` holds these rules,
on numbers alone, for one situation or a million; `explained` adds the reasons.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from concertation_cli.engine.answering import Earned, unanswered
from concertation_cli.engine.results import (
    Agrees,
    ConditionStatus,
    Ground,
    Kind,
    Otherwise,
    Recognized,
    Standing,
    Status,
    Trust,
    Verdict,
    VerdictReason,
)
from concertation_cli.knowledge.records import (
    GATE,
    NO_MODEL,
    PORTRAIT,
    Answers,
    Condition,
    Pack,
    Question,
)

MOST_NAMED = 3
"""Most models that a close verdict names."""


def gate_question(pack: Pack) -> Question:
    """Return the question that may refuse."""
    return next(question for question in pack.questions if question.theme == GATE)


def is_refused_by_gate(pack: Pack, answers: Answers) -> bool:
    """Whether the gate's answer calls for no model."""
    gate = gate_question(pack)
    return any(gate.option(option_id).refuses for option_id in answers.get(gate.id, ()))


def is_refused(pack: Pack, answers: Answers) -> bool:
    """Whether no model is called for: by the gate's answer, or by what was recognized first."""
    first = answers.get(PORTRAIT, ("",))[0]
    return first in refusing_lines(pack) or is_refused_by_gate(pack, answers)


def refusing_lines(pack: Pack) -> frozenset[str]:
    """Return what calls for no model when it is recognized first: last lines, and ``none``."""
    return frozenset({NO_MODEL, *(line.id for line in pack.last_lines if line.refuses)})


# -- what is in place --------------------------------------------------------------------


def holds(condition: Condition, answers: Answers) -> bool:
    """Whether a condition is asked of this situation at all."""
    return said(condition.when, answers)


def said(when: Mapping[str, tuple[str, ...]], answers: Answers) -> bool:
    """Whether the answers to each of these questions hold one of its options."""
    return all(
        any(option in options for option in answers.get(key, ())) for key, options in when.items()
    )


def condition_status(pack: Pack, condition: Condition, answers: Answers) -> Status:
    """Return whether a condition is in place, as somebody said."""
    return row_status(pack, condition.question, answers)


def row_status(pack: Pack, key: str, answers: Answers) -> Status:
    """Return the state that the answer to a row of a grid means: ``<grid>.<row>``."""
    chosen = answers.get(key)
    if not chosen:
        return Status.UNKNOWN
    states = {holder.id: holder.state for holder in pack.question(key).holders}
    return Status(states[chosen[0]])


def role_holder(pack: Pack, role: str, answers: Answers) -> tuple[str | None, Status]:
    """Return who holds a role (None when that is unknown), and whether it is held."""
    grid = pack.grid()
    if grid is None:
        return None, Status.UNKNOWN
    key = f"{grid.id}.{role}"
    chosen = answers.get(key)
    return (chosen[0] if chosen else None), row_status(pack, key, answers)


def condition_statuses(pack: Pack, model_id: str, answers: Answers) -> tuple[ConditionStatus, ...]:
    """Return the status of each condition of a model that holds here."""
    return tuple(
        ConditionStatus(condition.id, condition_status(pack, condition, answers))
        for condition in pack.model(model_id).conditions
        if holds(condition, answers)
    )


class Essential(NamedTuple):
    """An essential condition: the row that tells it, and the answers that say "not yet"."""

    id: str
    question: str
    not_yet: frozenset[str]
    condition: Condition


def essentials_of(pack: Pack, model_id: str) -> tuple[Essential, ...]:
    """Return the essential conditions of a model."""
    return tuple(
        Essential(
            condition.id,
            condition.question,
            frozenset(
                holder.id
                for holder in pack.question(condition.question).holders
                if holder.state == Status.NOT_YET
            ),
            condition,
        )
        for condition in pack.model(model_id).conditions
        if condition.essential
    )


def lacking(essentials: Sequence[Essential], answers: Answers) -> tuple[str, ...]:
    """Return the ids of those that are said not to be in place, where they hold at all."""
    return tuple(
        [
            essential.id
            for essential in essentials
            if not essential.not_yet.isdisjoint(answers.get(essential.question, ()))
            and holds(essential.condition, answers)
        ]
    )


def essentials_not_yet(pack: Pack, model_id: str, answers: Answers) -> tuple[str, ...]:
    """Return the essential conditions of a model that are said not to be in place."""
    return lacking(essentials_of(pack, model_id), answers)


def is_enough_answered(pack: Pack, answers: Answers) -> bool:
    """Whether one of the questions that advice must rest on is answered, or the recognition."""
    return PORTRAIT in answers or any(question in answers for question in pack.quick_questions())


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


class Rules(NamedTuple):
    """What of a pack decides verdicts.

    Attributes:
        limit: A lead under this many points is too small to call; so is a tie.
        models: Ids, in the order of the pack.
        refusing: What calls for no model when it is recognized first.
        deciding: By deciding question, the models that it tells apart.
    """

    limit: int
    models: tuple[str, ...]
    refusing: frozenset[str]
    deciding: Mapping[str, tuple[str, ...]]


def rules_of(pack: Pack) -> Rules:
    """Return what of a pack decides verdicts."""
    return Rules(
        pack.limits.lead,
        tuple(model.id for model in pack.models),
        refusing_lines(pack),
        {q.id: tuple(side.model for side in q.sides) for q in pack.deciding},
    )


class Sight(NamedTuple):
    """What a verdict is decided on.

    Attributes:
        order: The places of the models in the pack, best total first.
        totals: Scores with recognition, in the order of the pack.
        by_answers: Scores by the answers alone, in the order of the pack.
        refused: Whether the gate refuses.
        enough: Whether what advice must rest on is answered.
        chosen: What was recognized, best first.
        decided: The model chosen, by deciding question answered.
    """

    order: Sequence[int]
    totals: Earned
    by_answers: Earned
    refused: bool
    enough: bool
    chosen: tuple[str, ...]
    decided: Mapping[str, str]


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


def decide(rules: Rules, sight: Sight) -> Brief:
    """Return the verdict, conditions apart."""
    chosen = sight.chosen
    if sight.refused:
        return Brief(_REFUSED, ground=Ground.REFUSED.value)
    if chosen and chosen[0] in rules.refusing:
        return Brief(_REFUSED, ground=Ground.LAST_LINE.value)
    totals = sorted(sight.totals, reverse=True)
    lead = totals[0] - totals[1] if len(totals) > 1 else None
    doubt = next((line for line in chosen[1:] if line in rules.refusing), None)
    brief = Brief(_UNDETERMINED, lead=lead, scores=sight.totals, doubt=doubt)
    if not sight.enough:
        return brief
    if totals[0] <= 0:
        return brief._replace(ground=Ground.NOTHING_SPEAKS.value)
    if chosen and chosen[0] in rules.models:
        return _settled(rules, sight, _with_recognition(rules, sight, brief))
    if chosen:
        # No refusal, and none of the portraits: the two nearest are shown as such, by the
        # answers; where those describe none, what was recognized second.
        ahead = sorted(sight.order, key=sight.by_answers.__getitem__, reverse=True)[:2]
        near = [place for place in ahead if sight.by_answers[place] > 0] or sight.order[:1]
        names = tuple(rules.models[place] for place in near)
        return brief._replace(kind=_CLOSE, models=names, ground=Ground.OTHERWISE.value)
    return _settled(rules, sight, _without_recognition(rules, sight, brief))


def _with_recognition(rules: Rules, sight: Sight, brief: Brief) -> Brief:
    """Return what the two readings say: that they agree, or how they differ."""
    chosen = sight.chosen[0]
    best = max(sight.by_answers)
    mine = sight.by_answers[rules.models.index(chosen)]
    if best <= 0:
        return _advised(brief, chosen, _TO_CONFIRM, Ground.RECOGNITION_ALONE)
    if mine == best:
        return _advised(brief, chosen, _CONSISTENT, Ground.AGREEMENT)
    ahead = [place for place in sight.order if sight.by_answers[place] == best]
    named = dict.fromkeys(rules.models[place] for place in (*ahead, sight.order[0]))
    names = tuple(dict.fromkeys((chosen, *named)))[:MOST_NAMED]
    return brief._replace(
        kind=_CLOSE, models=names, trust=_DIVIDED, ground=Ground.READINGS_DIFFER.value
    )


def _without_recognition(rules: Rules, sight: Sight, brief: Brief) -> Brief:
    names = tuple(rules.models[place] for place in sight.order)
    least = max(rules.limit, 1)
    if brief.lead is None or brief.lead >= least:
        return _advised(brief, names[0], _TO_CONFIRM, Ground.ANSWERS_ALONE)
    best = max(sight.totals)
    near = sum(best - total < least and total > 0 for total in sight.totals)
    ground = Ground.SMALL_LEAD if brief.lead else Ground.TIE
    # Two are named at least; none besides that has no point of its own.
    return brief._replace(
        kind=_CLOSE, models=names[: max(near, 2)], trust=_DIVIDED, ground=ground.value
    )


def _advised(brief: Brief, model: str, trust: str, ground: Ground) -> Brief:
    return brief._replace(
        kind=_RECOMMENDED, recommended=model, models=(model,), trust=trust, ground=ground.value
    )


def _settled(rules: Rules, sight: Sight, brief: Brief) -> Brief:
    """Return a close verdict settled by the deciding questions that were answered, if they agree.

    Each must tell two of the models named apart; one model must be chosen and never left.
    """
    if brief.kind != _CLOSE or not sight.decided:
        return brief
    named = set(brief.models[:MOST_NAMED])
    won: dict[str, list[str]] = {}
    lost: set[str] = set()
    for question, model in sight.decided.items():
        sides = named.intersection(rules.deciding[question])
        if model in sides and len(sides) > 1:
            won.setdefault(model, []).append(question)
            lost |= sides - {model}
    left = [model for model in won if model not in lost]
    if len(left) != 1:
        return brief
    advised = _advised(brief, left[0], _TO_CONFIRM, Ground.DECIDED)
    between = tuple(dict.fromkeys((left[0], *brief.models)))
    return advised._replace(settled_by=tuple(won[left[0]]), between=between)


def with_conditions(
    brief: Brief, essentials: Mapping[str, Sequence[Essential]], answers: Answers
) -> Brief:
    """Return the verdict with what is essential to the model advised, and not yet there."""
    if brief.recommended is None:
        return brief
    not_yet = lacking(essentials[brief.recommended], answers)
    return brief._replace(kind=_NOT_READY, not_yet=not_yet) if not_yet else brief


# -- with reasons ------------------------------------------------------------------------


def recognized(answers: Answers, by_answers: Mapping[str, int]) -> Recognized:
    """Return what was recognized, beside the scores by the answers alone."""
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
        by_answers: Each model's score by the answers alone.
    """
    rules = rules_of(pack)
    totals = {standing.model: standing.score.total for standing in ranking}
    places = {model: place for place, model in enumerate(rules.models)}
    sight = Sight(
        [places[model] for model in totals],
        tuple(totals[model] for model in rules.models),
        tuple(by_answers[model] for model in rules.models),
        is_refused_by_gate(pack, answers),
        is_enough_answered(pack, answers),
        answers.get(PORTRAIT, ()),
        {question: answers[question][0] for question in rules.deciding if question in answers},
    )
    essentials = {model.id: essentials_of(pack, model.id) for model in pack.models}
    brief = with_conditions(decide(rules, sight), essentials, answers)
    return _explained(pack, answers, ranking, by_answers, brief)


def _explained(
    pack: Pack,
    answers: Answers,
    ranking: tuple[Standing, ...],
    by_answers: Mapping[str, int],
    found: Brief,
) -> Verdict:
    kind = Kind(found.kind)
    chosen = answers.get(PORTRAIT, ())
    if kind is Kind.NOT_A_CONCERTATION:
        return _refusal(pack, answers, by_answers)
    notes = _notes(pack, answers, found)
    if kind is Kind.UNDETERMINED:
        because = VerdictReason(Ground.NOTHING_SPEAKS)
        if not found.ground:
            because = VerdictReason(Ground.QUICK_UNANSWERED, pack.quick_questions())
        remedies = tuple(line for line in chosen[:1] if pack.last_line(line))
        return Verdict(
            kind,
            because=(because, *notes),
            ask_first=_ask_first(pack, answers),
            remedies=remedies,
            doubt=found.doubt,
        )
    verdict = Verdict(
        kind,
        found.models,
        (_why(answers, ranking, by_answers, found), *notes),
        not_yet=found.not_yet,
        trust=Trust(found.trust) if found.trust else None,
        doubt=found.doubt,
        remedies=tuple(line for line in chosen[:1] if pack.last_line(line)),
    )
    if kind is not Kind.NOT_READY:
        return verdict
    lacking = VerdictReason(Ground.CONDITION_NOT_YET, (*found.models, *found.not_yet))
    return verdict._replace(
        because=(lacking, *verdict.because), ready=_ready(pack, answers, ranking)
    )


def _notes(pack: Pack, answers: Answers, found: Brief) -> tuple[VerdictReason, ...]:
    """Return what the verdict could not be tested against, and which answers go against it."""
    gate = gate_question(pack)
    notes = [] if gate.id in answers else [VerdictReason(Ground.GATE_UNANSWERED, (gate.id,))]
    for question in pack.deciding:
        chosen = answers.get(question.id, (found.recommended,))[0]
        sides = {side.model for side in question.sides}
        if chosen is not None and chosen != found.recommended and found.recommended in sides:
            notes.append(VerdictReason(Ground.DECIDED_OTHERWISE, (question.id, chosen)))
    return tuple(notes)


def _refusal(pack: Pack, answers: Answers, by_answers: Mapping[str, int]) -> Verdict:
    """Return why none is called for: the gate's answer, the last line, or both."""
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
    answers: Answers,
    ranking: tuple[Standing, ...],
    by_answers: Mapping[str, int],
    found: Brief,
) -> VerdictReason:
    """Return what decided that these models are named."""
    ground = Ground(found.ground)
    match ground:
        case Ground.READINGS_DIFFER:
            ahead = recognized(answers, by_answers).answers_first
            return VerdictReason(ground, (found.models[0], *ahead))
        case Ground.DECIDED:
            return VerdictReason(ground, (*found.settled_by, *found.between))
        case Ground.OTHERWISE:
            return VerdictReason(ground, answers[PORTRAIT][:1])
        case Ground.TIE:
            return VerdictReason(ground, tuple(s.model for s in ranking if s.rank == 1))
        case Ground.SMALL_LEAD:
            return VerdictReason(ground, (ranking[1].model,), found.lead or 0)
        case Ground.ANSWERS_ALONE:
            second = ranking[1].score.total if len(ranking) > 1 else None
            level = tuple(s.model for s in ranking[1:] if s.score.total == second)
            return VerdictReason(ground, level, found.lead or 0)
        case _:
            return VerdictReason(ground, found.models)


def _ready(pack: Pack, answers: Answers, ranking: tuple[Standing, ...]) -> str | None:
    able = (
        standing.model
        for standing in ranking
        if standing.score.total > 0 and not essentials_not_yet(pack, standing.model, answers)
    )
    return next(able, None)


def _ask_first(pack: Pack, answers: Answers) -> tuple[str, ...]:
    """Return the unanswered questions that give points, those that advice must rest on first."""
    quick = pack.quick_questions()
    open_questions = sorted(unanswered(pack, answers), key=lambda q: q.id not in quick)
    ids = [question.id for question in open_questions]
    if pack.portrayed() and PORTRAIT not in answers:
        ids.append(PORTRAIT)
    return tuple(ids)
