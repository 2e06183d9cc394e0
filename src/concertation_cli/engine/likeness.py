"""The documented cases most like a situation, by the answers they share."""

from typing import NamedTuple

from concertation_cli.engine.answering import open_to_change
from concertation_cli.knowledge.records import Answers, Case, Pack

MOST = 3
LEAST_SHARED = 2


class SimilarCase(NamedTuple):
    """A case and the options it shares with a situation, by question."""

    case: str
    shared: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def size(self) -> int:
        """How many options are shared."""
        return sum(len(options) for _, options in self.shared)


def similar_cases(pack: Pack, answers: Answers) -> tuple[SimilarCase, ...]:
    """Return up to three of the report's cases that share two answers or more, most first.

    Only questions that give points count, and only what a case's own paragraph tells.
    """
    cases = [case for case in pack.cases if case.origin == "report" and case.expected]
    found = [_likeness(pack, answers, case) for case in cases]
    found = [likeness for likeness in found if likeness.size >= LEAST_SHARED]
    return tuple(sorted(found, key=lambda likeness: (-likeness.size, likeness.case))[:MOST])


def _likeness(pack: Pack, answers: Answers, case: Case) -> SimilarCase:
    shared = []
    for question in open_to_change(pack):
        told = {option for coding in case.codings for option in coding.get(question.id, ())}
        common = tuple(option for option in answers.get(question.id, ()) if option in told)
        if common:
            shared.append((question.id, common))
    return SimilarCase(case.id, tuple(shared))
