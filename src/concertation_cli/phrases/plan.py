"""Sentences about the plan of a model: what is missing, what to do about it, the first steps."""

from collections.abc import Iterator
from typing import NamedTuple

from concertation_cli.engine.results import (
    ConditionStatus,
    Plan,
    Recommendation,
    Standing,
    Status,
    Step,
    StepKind,
)
from concertation_cli.knowledge.records import Condition, Model
from concertation_cli.phrases.pack import Phrases


class _Keys(NamedTuple):
    """The sentences, by their keys, that tell what is not there.

    Attributes:
        condition: A condition, before a phase to come.
        late: A condition, before a phase that is behind.
        free: A role that nobody holds.
        unsure: A role that nobody is known to hold.
    """

    condition: str
    late: str
    free: str
    unsure: str


_MISSING = _Keys(
    "missing.condition", "missing.condition-late", "missing.role", "missing.role-unknown"
)
_TO_DO = _Keys("action.condition", "action.condition-late", "action.role", "action.role")


class _Lacking(NamedTuple):
    """Something that is not there, or not known to be: where it is told, and what to do."""

    order: tuple[int, int]
    status: Status
    text: str
    remedy: str


class PlanPhrases(Phrases):
    """Sentences about a plan, in one language."""

    def missing(self, result: Recommendation) -> list[tuple[Status, str]]:
        """Return the gaps and doubts of the first model, essential and early ones first."""
        return [(row.status, row.text) for row in self._lacking(result, _MISSING)]

    def actions(self, result: Recommendation) -> list[tuple[Status, str, str]]:
        """Return the same gaps and doubts as things that must be in place, each with its remedy."""
        return [(row.status, row.text, row.remedy) for row in self._lacking(result, _TO_DO)]

    def _lacking(self, result: Recommendation, keys: _Keys) -> list[_Lacking]:
        rows = [*self._conditions(result, keys), *self._roles(result, keys)]
        return sorted(rows, key=lambda row: row.order)

    def _conditions(self, result: Recommendation, keys: _Keys) -> Iterator[_Lacking]:
        """Yield the conditions that are not said to be in place."""
        here = result.plans[0].here
        for condition, (_, status) in self.asked_conditions(result.leading):
            if status is Status.IN_PLACE:
                continue
            late = here is None or condition.phase < here
            text = self.words(
                keys.late if late else keys.condition,
                phase=condition.phase,
                status=self.words(f"missing.{status}"),
                text=self.text(condition.text),
            )
            remedy = self.words(f"action.{status}", remedy=self.text(condition.remedy))
            order = _order(status, essential=condition.essential), condition.phase
            yield _Lacking(order, status, text, remedy)

    def _roles(self, result: Recommendation, keys: _Keys) -> Iterator[_Lacking]:
        """Yield the roles that nobody is said to hold, and that no condition asks for."""
        grid, model = self.pack.grid(), self.pack.model(result.leading.model)
        if grid is None:
            return
        conditions = self.asked_conditions(result.leading)
        asked = {condition.question.partition(".")[2] for condition, _ in conditions}
        phases = {role.role: role.phase for role in model.roles}
        for role, _, status in result.plans[0].roles:
            if status is Status.IN_PLACE or role in asked:
                continue
            free = status is Status.NOT_YET
            label, phase = self.text(grid.option(role).label), phases[role]
            text = self.words(keys.free if free else keys.unsure, phase=phase, role=label)
            remedy = self.words("action.find" if free else "action.ask")
            yield _Lacking((_order(status, essential=False), phase), status, text, remedy)

    def asked_conditions(self, standing: Standing) -> list[tuple[Condition, ConditionStatus]]:
        """Return the conditions of a model that hold here, each with its status."""
        model = self.pack.model(standing.model)
        return [(model.condition(state.id), state) for state in standing.conditions]

    def first_steps(self, plan: Plan) -> list[str]:
        """Return the first steps, in order."""
        return [self._step(self.pack.model(plan.model), step) for step in plan.steps]

    def _step(self, model: Model, step: Step) -> str:
        key = f"step.{step.kind}"
        match step.kind:
            case StepKind.SETTLE | StepKind.FINISH:
                return self.words(key, text=self.text(model.condition(step.ids[0]).remedy))
            case StepKind.FIND_OUT:
                return self.words(key, text=self.text(model.condition(step.ids[0]).text))
            case StepKind.PHASE:
                assert step.phase is not None  # noqa: S101  # what the kind means
                text = self.text(model.phases[step.phase - 1])
                return self.words(key, phase=step.phase, text=text)
            case StepKind.CALL:
                names = [self.text(p.name) for p in model.partners if p.id in step.ids]
                return self.words(key, partners=self.enumeration(names))
            case StepKind.ROLE:
                grid = self.pack.grid()
                assert grid is not None  # noqa: S101  # it holds the role
                return self.words(key, role=self.text(grid.option(step.ids[0]).label))


def _order(status: Status, *, essential: bool) -> int:
    """Return the rank of something missing: essential first, and what lacks before doubts."""
    return 2 * (not essential) + (status is not Status.NOT_YET)
