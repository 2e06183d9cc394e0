"""What is in place: the conditions that are met and the roles that are held, as somebody said."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from concertation_cli.engine.results import ConditionStatus, Status
from concertation_cli.knowledge.records import Answer, Answers, Condition, Pack


def is_met(when: Mapping[str, Answer], answers: Answers) -> bool:
    """Whether the answers to each of these questions hold one of its options."""
    return all(
        any(option in options for option in answers.get(key, ())) for key, options in when.items()
    )


def row_status(pack: Pack, key: str, answers: Answers) -> Status:
    """Return the state that the answer to a row of a grid means: ``<grid>.<row>``."""
    chosen = answers.get(key)
    if not chosen:
        return Status.UNKNOWN
    states = {holder.id: holder.state for holder in pack.question(key).holders}
    return Status(states[chosen[0]])


def role_row(pack: Pack, role: str) -> str | None:
    """Return the key of the row that asks who holds a role, where the pack asks it."""
    grid = pack.grid()
    return f"{grid.id}.{role}" if grid else None


def role_holder(pack: Pack, role: str, answers: Answers) -> tuple[str | None, Status]:
    """Return the holder of a role, None when it is unknown, and the status of the role."""
    key = role_row(pack, role)
    if key is None:
        return None, Status.UNKNOWN
    chosen = answers.get(key)
    return (chosen[0] if chosen else None), row_status(pack, key, answers)


def condition_statuses(pack: Pack, model_id: str, answers: Answers) -> tuple[ConditionStatus, ...]:
    """Return the status of each condition of a model that is asked of this situation."""
    return tuple(
        ConditionStatus(condition.id, row_status(pack, condition.question, answers))
        for condition in pack.model(model_id).conditions
        if is_met(condition.when, answers)
    )


class Essential(NamedTuple):
    """An essential condition, and the answers to its row that mean "not yet"."""

    condition: Condition
    not_yet: frozenset[str]


def essentials_of(pack: Pack, model_id: str) -> tuple[Essential, ...]:
    """Return the essential conditions of a model."""
    return tuple(
        Essential(
            condition,
            frozenset(
                holder.id
                for holder in pack.question(condition.question).holders
                if holder.state == Status.NOT_YET
            ),
        )
        for condition in pack.model(model_id).conditions
        if condition.essential
    )


def not_yet(essentials: Sequence[Essential], answers: Answers) -> tuple[str, ...]:
    """Return the ids of those that are said not to be in place, where they are asked at all."""
    return tuple(
        [
            condition.id
            for condition, refusing in essentials
            if not refusing.isdisjoint(answers.get(condition.question, ()))
            and is_met(condition.when, answers)
        ]
    )
