"""What is advised: the verdict, in the order of its rules.

Gate refused; too little answered, or nothing speaks for any model; too close to call;
the first model not ready; recommended.
"""

from concertation_cli.engine.answering import unanswered
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


def unmet_essentials(pack: Pack, standing: Standing) -> tuple[str, ...]:
    """Return the essential requirements of a model that are unmet."""
    essential = {r.id for r in pack.model(standing.model).requirements if r.essential}
    return tuple(
        r.id for r in standing.requirements if r.status is Status.UNMET and r.id in essential
    )


def is_enough_answered(pack: Pack, answers: Answers) -> bool:
    """Whether one of the questions that advice must rest on is answered."""
    return any(question in answers for question in pack.quick_questions())


def decide(pack: Pack, answers: Answers, ranking: tuple[Standing, ...]) -> Verdict:
    """Return the verdict on a ranking of these answers."""
    gate = gate_question(pack)
    if is_refused(pack, answers):
        refused = Because(Ground.REFUSED, answers[gate.id])
        return Verdict(Kind.NOT_A_CONCERTATION, because=(refused,))
    notes = () if gate.id in answers else (Because(Ground.GATE_UNANSWERED, (gate.id,)),)
    too_little = _too_little(pack, answers, ranking)
    if too_little:
        return Verdict(
            Kind.UNDETERMINED,
            because=(*too_little, *notes),
            ask_first=_ask_first(pack, answers),
        )
    return _among_models(pack, ranking, notes)


def _among_models(pack: Pack, ranking: tuple[Standing, ...], notes: tuple[Because, ...]) -> Verdict:
    best = ranking[0]
    close, models = _too_close(pack, ranking)
    if close:
        return Verdict(Kind.CLOSE, models, (*close, *notes))
    clear = Because(Ground.CLEAR_LEAD)
    if len(ranking) > 1:
        second = ranking[1].score.total
        level = tuple(s.model for s in ranking if s.score.total == second)
        clear = Because(Ground.CLEAR_LEAD, level, best.score.total - second)
    unmet = unmet_essentials(pack, best)
    if unmet:
        able = (s for s in ranking if s.score.total > 0 and not unmet_essentials(pack, s))
        ready = next((standing.model for standing in able), None)
        return Verdict(
            Kind.NOT_READY,
            (best.model,),
            (Because(Ground.REQUIREMENT_UNMET, (best.model, *unmet)), clear, *notes),
            unmet=unmet,
            ready=ready,
        )
    return Verdict(Kind.RECOMMENDED, (best.model,), (clear, *notes))


def _too_little(pack: Pack, answers: Answers, ranking: tuple[Standing, ...]) -> tuple[Because, ...]:
    if not is_enough_answered(pack, answers):
        return (Because(Ground.QUICK_UNANSWERED, pack.quick_questions()),)
    if ranking[0].score.total <= 0:
        return (Because(Ground.NOTHING_SPEAKS),)
    return ()


def _ask_first(pack: Pack, answers: Answers) -> tuple[str, ...]:
    """Return the unanswered questions that give points, those that advice must rest on first."""
    quick = pack.quick_questions()
    open_questions = sorted(unanswered(pack, answers), key=lambda q: q.id not in quick)
    return tuple(question.id for question in open_questions)


def _too_close(
    pack: Pack, ranking: tuple[Standing, ...]
) -> tuple[tuple[Because, ...], tuple[str, ...]]:
    """Return why the first model cannot be told from others, and which models are close."""
    if len(ranking) < 2:  # noqa: PLR2004  # nobody to be close to
        return (), ()
    best, second = ranking[0], ranking[1]
    lead = best.score.total - second.score.total
    if lead == 0:
        tied = tuple(s.model for s in ranking if s.rank == 1)
        because = Because(Ground.TIE, tied)
    elif lead < pack.limits.lead:
        because = Because(Ground.SMALL_LEAD, (second.model,), lead)
    else:
        return (), ()
    near = tuple(
        s.model
        for s in ranking
        if s.rank == 1 or best.score.total - s.score.total < pack.limits.lead
    )
    return (because,), near
