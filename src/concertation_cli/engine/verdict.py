"""What is advised: the verdict, in the order of its rules.

Gate refused; too little answered, or nothing speaks for any model; too close to call;
the first model not ready; recommended. `decide` holds these rules, on numbers alone, for one
situation or a million; `explained` adds the reasons, for those who read them.
"""

from typing import NamedTuple

from concertation_cli.engine.answering import Earned, unanswered
from concertation_cli.engine.results import (
    Because,
    Ground,
    Kind,
    RequirementStatus,
    Standing,
    Status,
    Verdict,
)
from concertation_cli.knowledge.pack import GATE, Answers, Pack, Question, Requirement


def gate_question(pack: Pack) -> Question:
    """Return the question that may refuse."""
    return next(question for question in pack.questions if question.theme == GATE)


def is_refused(pack: Pack, answers: Answers) -> bool:
    """Whether the gate's answer calls for no model."""
    gate = gate_question(pack)
    return any(gate.option(option_id).refuses for option_id in answers.get(gate.id, ()))


def requirement_status(pack: Pack, requirement: Requirement, answers: Answers) -> Status:
    """Return whether a requirement is met, as far as the answers tell."""
    chosen = answers.get(requirement.question)
    if not chosen:
        return Status.UNKNOWN
    question = pack.question(requirement.question)
    if question.holders:
        return _held(question, chosen[0])
    if any(option in requirement.met for option in chosen):
        return Status.MET
    if any(option in requirement.unmet for option in chosen):
        return Status.UNMET
    return Status.UNKNOWN


def _held(grid: Question, holder_id: str) -> Status:
    holders = {holder.id: holder.met for holder in grid.holders}
    return Status.MET if holders[holder_id] else Status.UNMET


def role_holder(pack: Pack, role: str, answers: Answers) -> tuple[str | None, Status]:
    """Return who holds a role (None when that is unknown), and whether it is held."""
    grid = pack.grid()
    chosen = answers.get(f"{grid.id}.{role}") if grid else ()
    if not grid or not chosen:
        return None, Status.UNKNOWN
    return chosen[0], _held(grid, chosen[0])


def requirement_statuses(
    pack: Pack, model_id: str, answers: Answers
) -> tuple[RequirementStatus, ...]:
    """Return the status of each requirement of a model."""
    return tuple(
        RequirementStatus(r.id, requirement_status(pack, r, answers))
        for r in pack.model(model_id).requirements
    )


def unmet_essentials(pack: Pack, model_id: str, answers: Answers) -> tuple[str, ...]:
    """Return the essential requirements of a model that are unmet."""
    return tuple(
        requirement.id
        for requirement in pack.model(model_id).requirements
        if requirement.essential and requirement_status(pack, requirement, answers) is Status.UNMET
    )


def is_enough_answered(pack: Pack, answers: Answers) -> bool:
    """Whether one of the questions that advice must rest on is answered."""
    return any(question in answers for question in pack.quick_questions())


# -- the rules ---------------------------------------------------------------------------

# Looking up and comparing members of an enumeration is slow; texts are not.
_REFUSED = Kind.NOT_A_CONCERTATION.value
_UNDETERMINED = Kind.UNDETERMINED.value
_CLOSE = Kind.CLOSE.value
_NOT_READY = Kind.NOT_READY.value
_RECOMMENDED = Kind.RECOMMENDED.value


class Ranked(NamedTuple):
    """What a verdict is decided on.

    Attributes:
        models: Ids, best first.
        scores: Of the models, in the order of the pack.
        refused: Whether the gate refuses.
        enough: Whether a question that advice must rest on is answered.
        unmet: Essential requirements of the first model that are unmet.
    """

    models: tuple[str, ...]
    scores: Earned
    refused: bool
    enough: bool
    unmet: tuple[str, ...]


class Brief(NamedTuple):
    """A verdict in short, without its reasons.

    Attributes:
        kind: A kind of verdict, as plain text.
        recommended: The model advised, ready or not; None where there is no such one.
        models: That one, or those too close to call.
        lead: Points between the first two; None when there is no ranking of two.
        scores: By model, in the order of the pack; none when the gate refuses.
        unmet: Essential requirements of the model advised that are unmet.
    """

    kind: str
    recommended: str | None = None
    models: tuple[str, ...] = ()
    lead: int | None = None
    scores: Earned = ()
    unmet: tuple[str, ...] = ()


def decide(limit: int, ranked: Ranked) -> Brief:
    """Return the verdict, a lead under `limit` points being too small to call; so is a tie."""
    models, scores = ranked.models, ranked.scores
    if ranked.refused:
        return Brief(_REFUSED)
    totals = sorted(scores, reverse=True)
    lead = totals[0] - totals[1] if len(totals) > 1 else None
    if not ranked.enough or totals[0] <= 0:
        return Brief(_UNDETERMINED, None, (), lead, scores)
    least = max(limit, 1)
    if lead is not None and lead < least:
        near = sum(totals[0] - total < least for total in totals)
        return Brief(_CLOSE, None, models[:near], lead, scores)
    kind = _NOT_READY if ranked.unmet else _RECOMMENDED
    return Brief(kind, models[0], models[:1], lead, scores, ranked.unmet)


# -- with reasons ------------------------------------------------------------------------


def verdict_on(pack: Pack, answers: Answers, ranking: tuple[Standing, ...]) -> Verdict:
    """Return the verdict on a ranking of these answers, with its reasons."""
    totals = {standing.model: standing.score.total for standing in ranking}
    ranked = Ranked(
        tuple(totals),
        tuple(totals[model.id] for model in pack.models),
        is_refused(pack, answers),
        is_enough_answered(pack, answers),
        unmet_essentials(pack, ranking[0].model, answers),
    )
    return _explained(pack, answers, ranking, decide(pack.limits.lead, ranked))


def _explained(
    pack: Pack, answers: Answers, ranking: tuple[Standing, ...], found: Brief
) -> Verdict:
    gate, kind = gate_question(pack), Kind(found.kind)
    notes = () if gate.id in answers else (Because(Ground.GATE_UNANSWERED, (gate.id,)),)
    match kind:
        case Kind.NOT_A_CONCERTATION:
            return Verdict(kind, because=(Because(Ground.REFUSED, answers[gate.id]),))
        case Kind.UNDETERMINED:
            because = Because(Ground.NOTHING_SPEAKS)
            if not is_enough_answered(pack, answers):
                because = Because(Ground.QUICK_UNANSWERED, pack.quick_questions())
            return Verdict(kind, because=(because, *notes), ask_first=_ask_first(pack, answers))
        case Kind.CLOSE:
            return Verdict(kind, found.models, (_why_close(ranking), *notes))
        case _:
            clear = _clear_lead(ranking)
            if not found.unmet:
                return Verdict(kind, found.models, (clear, *notes))
            lacking = Because(Ground.REQUIREMENT_UNMET, (*found.models, *found.unmet))
            ready = next(
                (
                    standing.model
                    for standing in ranking
                    if standing.score.total > 0
                    and not unmet_essentials(pack, standing.model, answers)
                ),
                None,
            )
            grounds = (lacking, clear, *notes)
            return Verdict(kind, found.models, grounds, unmet=found.unmet, ready=ready)


def _ask_first(pack: Pack, answers: Answers) -> tuple[str, ...]:
    """Return the unanswered questions that give points, those that advice must rest on first."""
    quick = pack.quick_questions()
    open_questions = sorted(unanswered(pack, answers), key=lambda q: q.id not in quick)
    return tuple(question.id for question in open_questions)


def _why_close(ranking: tuple[Standing, ...]) -> Because:
    lead = ranking[0].score.total - ranking[1].score.total
    if lead:
        return Because(Ground.SMALL_LEAD, (ranking[1].model,), lead)
    return Because(Ground.TIE, tuple(s.model for s in ranking if s.rank == 1))


def _clear_lead(ranking: tuple[Standing, ...]) -> Because:
    """Return the lead over the second model, or those level with it; over none, where alone."""
    if len(ranking) == 1:
        return Because(Ground.CLEAR_LEAD)
    second = ranking[1].score.total
    level = tuple(s.model for s in ranking if s.score.total == second)
    return Because(Ground.CLEAR_LEAD, level, ranking[0].score.total - second)
