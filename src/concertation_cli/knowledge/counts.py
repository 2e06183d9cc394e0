"""How much there is in a pack."""

from typing import NamedTuple

from concertation_cli.knowledge.compiled import asked_questions
from concertation_cli.knowledge.records import Pack


class PackCounts(NamedTuple):
    """How many of each there are.

    Attributes:
        questions: Those of the pack's own file.
        stated: Criteria that the source states.
        inferred: Criteria that are inferred from it.
        field: Initiatives of the field set.
    """

    models: int
    questions: int
    criteria: int
    stated: int
    inferred: int
    cases: int
    field: int


def pack_counts(pack: Pack, field: int) -> PackCounts:
    """Return the counts of a pack that has a field set of that many initiatives."""
    criteria = [criterion for model in pack.models for criterion in model.criteria]
    return PackCounts(
        models=len(pack.models),
        questions=len(asked_questions(pack)),
        criteria=len(criteria),
        stated=sum(criterion.basis == "stated" for criterion in criteria),
        inferred=sum(criterion.basis == "inferred" for criterion in criteria),
        cases=len(pack.cases),
        field=field,
    )
