"""What stands beside a recommendation: how firm it is, what is near, what does not fit."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from concertation_cli.engine.answering import Change, Earnings, open_to_change
from concertation_cli.engine.conditions import is_met
from concertation_cli.engine.firmness import Firmness, assess, nearest_changes
from concertation_cli.engine.results import Kind, Recommendation
from concertation_cli.engine.scoring import first, score_models
from concertation_cli.knowledge.records import PORTRAIT, Answers, Case, Pack

MOST_SIMILAR = 3
"""Most cases that are told."""
LEAST_SHARED = 2
"""Fewest answers that a case shares to be told."""


class SimilarCase(NamedTuple):
    """A case and the options it shares with a situation, by question."""

    case: str
    shared: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def size(self) -> int:
        """How many options are shared."""
        return sum(len(options) for _, options in self.shared)


class Explanation(NamedTuple):
    """What stands beside a recommendation.

    Attributes:
        firmness: Of the first place by the answers alone; None where no model is named.
        nearest: By runner-up, the smallest set of changes that puts it alone first.
        contradictions: Ids of the pack's contradictions that these answers hold.
        alike: The documented cases most alike.
    """

    firmness: Firmness | None
    nearest: Mapping[str, tuple[Change, ...]]
    contradictions: tuple[str, ...]
    alike: tuple[SimilarCase, ...]


def explain(
    pack: Pack, answers: Answers, result: Recommendation, earnings: Earnings | None = None
) -> Explanation:
    """Return the explanation that stands beside a recommendation of these answers.

    `earnings` are the pack's, where many situations are explained one after the other.
    """
    contradictions = contradictory(pack, answers)
    if result.verdict.kind in {Kind.NOT_A_CONCERTATION, Kind.UNDETERMINED}:
        return Explanation(None, {}, contradictions, ())
    earnings = earnings or Earnings(pack)
    facts = {key: answer for key, answer in answers.items() if key != PORTRAIT}
    ranking = score_models(pack, facts)
    ahead = first(ranking)  # by the answers it is first as it is: it needs no change
    rivals = [rival.model for rival in result.why_not if rival.model != ahead]
    return Explanation(
        assess(pack, answers, ranking, earnings),
        {rival: nearest_changes(pack, answers, rival, earnings) for rival in rivals},
        contradictions,
        similar_cases(pack, answers),
    )


def contradictory(pack: Pack, answers: Answers) -> tuple[str, ...]:
    """Return the ids of the contradictions whose every condition these answers meet."""
    return tuple(
        contradiction.id
        for contradiction in pack.contradictions
        if is_met(contradiction.when, answers)
    )


def similar_cases(pack: Pack, answers: Answers) -> tuple[SimilarCase, ...]:
    """Return up to three of the report's cases that share two answers or more, most first.

    Only questions that give points count, and only what a case's own paragraph tells.
    """
    cases = [case for case in pack.cases if case.origin == "report" and case.expected]
    compared = [SimilarCase(case.id, tuple(_shared(pack, answers, case))) for case in cases]
    similar = [case for case in compared if case.size >= LEAST_SHARED]
    return tuple(sorted(similar, key=lambda case: (-case.size, case.case))[:MOST_SIMILAR])


def _shared(pack: Pack, answers: Answers, case: Case) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the questions answered alike, each with the options in both."""
    for question in open_to_change(pack):
        coded = {option for coding in case.codings for option in coding.get(question.id, ())}
        common = tuple(option for option in answers.get(question.id, ()) if option in coded)
        if common:
            yield question.id, common
