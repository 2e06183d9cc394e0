"""Models side by side: what the rules say of each answer, differences first."""

from typing import NamedTuple

from concertation_cli.engine.answering import open_to_change
from concertation_cli.knowledge.records import Model, Pack


class Row(NamedTuple):
    """A question, and the options that speak for each model, in the order of the models."""

    question: str
    options: tuple[tuple[str, ...], ...]

    @property
    def same(self) -> bool:
        """Whether the same options speak for every one of them."""
        return len(set(map(frozenset, self.options))) == 1


def compare(pack: Pack, models: tuple[Model, ...]) -> tuple[Row, ...]:
    """Return a row by question that gives points; those on which the models differ first."""
    rows = [
        Row(question.id, tuple(_speaking(model, question.id) for model in models))
        for question in open_to_change(pack)
    ]
    return tuple(sorted(rows, key=lambda row: row.same))


def _speaking(model: Model, question_id: str) -> tuple[str, ...]:
    """Return the options that give a model points on a question, the best first."""
    criteria = [c for c in model.criteria if c.question == question_id and c.points > 0]
    criteria.sort(key=lambda criterion: -criterion.points)
    return tuple(option for criterion in criteria for option in criterion.options)
