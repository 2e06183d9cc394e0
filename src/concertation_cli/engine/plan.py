"""The plan of a model in a situation: where it stands, what to do first, who and what to watch."""

from collections.abc import Sequence

from concertation_cli.engine.conditions import condition_statuses, is_met, role_holder, role_row
from concertation_cli.engine.results import (
    Plan,
    RoleStatus,
    Status,
    Step,
    StepKind,
)
from concertation_cli.knowledge.records import Answers, Challenge, Condition, Model, Pack, Partner

MOST_STEPS = 3
_MOST_ESSENTIAL = 2

_SETTLING = {
    Status.NOT_YET: StepKind.SETTLE,
    Status.UNDER_WAY: StepKind.FINISH,
    Status.UNKNOWN: StepKind.FIND_OUT,
}
"""What to do about something essential, by how it stands; the most pressing first."""


def plan(pack: Pack, model: Model, answers: Answers) -> Plan:
    """Return the plan of a model: the phase a situation is at, the first steps, where it leads."""
    roles = tuple(
        RoleStatus(role.role, *role_holder(pack, role.role, answers)) for role in model.roles
    )
    risks = tuple(c.id for c in model.challenges if is_triggered(c, answers))
    done = phases_done(model, answers)
    here = next((n for n in range(1, len(model.phases) + 1) if n not in done), None)
    return Plan(
        model.id,
        done,
        here,
        _steps(pack, model, answers, here, roles),
        tuple(n for n, remark in enumerate(model.wording) if is_met(remark.when, answers)),
        roles,
        risks,
        tuple(c.id for c in model.challenges if c.id not in risks),
        tuple((m.id, p.id) for m in pack.models for p in m.pathways if p.to == model.id),
        tuple((m.id, p.id) for m in pack.models for p in m.pathways if p.origin == model.id),
    )


def is_triggered(challenge: Challenge, answers: Answers) -> bool:
    """Whether some answer brings this challenge forward."""
    return any(
        option in options
        for key, options in challenge.when.items()
        for option in answers.get(key, ())
    )


def phases_done(model: Model, answers: Answers) -> tuple[int, ...]:
    """Return the phases that the answers state as a fact to be behind."""
    behind = {phase for done in model.done if is_met(done.when, answers) for phase in done.phases}
    return tuple(sorted(behind))


def _steps(
    pack: Pack, model: Model, answers: Answers, here: int | None, roles: tuple[RoleStatus, ...]
) -> tuple[Step, ...]:
    """Return the first steps: what is essential, the first phase not done, whom to bring in.

    Nobody is sought for what does not matter before the phase after this one.
    """
    lacking = _lacking(pack, model, answers)
    steps = [Step(_SETTLING[status], (condition.id,)) for condition, status in lacking]
    settled = {condition.question for condition, _ in lacking}
    if here is not None and not _is_completed_by(model, here, settled):
        steps.append(Step(StepKind.PHASE, (), here))
    soon = len(model.phases) if here is None else here + 1
    absent = [
        partner
        for partner in model.partners
        if partner.phase <= soon and not _is_joined(partner, answers, settled)
    ]
    free = [role.role for role in roles if role.status is Status.NOT_YET]
    free = [r.role for r in model.roles if r.role in free and r.phase <= soon]
    free = [role for role in free if role_row(pack, role) not in settled]
    steps += _bringing_in(pack, absent, free)
    return tuple(steps[:MOST_STEPS])


def _lacking(pack: Pack, model: Model, answers: Answers) -> Sequence[tuple[Condition, Status]]:
    """Return the essential conditions not in place: said so first, then by phase; two at most."""
    statuses = condition_statuses(pack, model.id, answers)
    asked = [(model.condition(state.id), state.status) for state in statuses]
    lacking = [
        (condition, status)
        for condition, status in asked
        if condition.essential and status is not Status.IN_PLACE
    ]
    order = tuple(_SETTLING)
    lacking.sort(key=lambda pair: (order.index(pair[1]), pair[0].phase))
    return lacking[:_MOST_ESSENTIAL]


def _is_completed_by(model: Model, phase: int, settled: set[str]) -> bool:
    """Whether putting right what is lacking is how this phase is done: told once, then."""
    return any(phase in done.phases and settled & set(done.when) for done in model.done)


def _is_joined(partner: Partner, answers: Answers, settled: set[str]) -> bool:
    """Whether a partner is said to be in, or is sought by another step."""
    return bool(partner.joined) and (
        is_met(partner.joined, answers) or bool(settled & set(partner.joined))
    )


def _bringing_in(pack: Pack, absent: Sequence[Partner], free: Sequence[str]) -> list[Step]:
    """Return the step that brings people in: those who must be there, or somebody for a role.

    Args:
        pack: The pack; its first category holds those who must be there.
        absent: The partners that are not said to be there.
        free: The roles that nobody holds.
    """
    needed = tuple(partner.id for partner in absent if pack.is_needed(partner))
    if needed:
        return [Step(StepKind.CALL, needed)]
    if free:
        return [Step(StepKind.ROLE, (free[0],))]
    others = tuple(p.id for p in absent if not p.category)
    return [Step(StepKind.CALL, others)] if others else []
