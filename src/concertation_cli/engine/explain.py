"""What stands beside a recommendation: how firm it is, what is near, what does not fit."""

from collections.abc import Mapping
from typing import NamedTuple

from concertation_cli.engine.answering import Change, Earnings
from concertation_cli.engine.firmness import Firmness, assess, nearest_changes
from concertation_cli.engine.likeness import SimilarCase, similar_cases
from concertation_cli.engine.results import Kind, Recommendation
from concertation_cli.engine.scoring import first, score_models
from concertation_cli.knowledge.records import PORTRAIT, Answers, Pack


class Explanation(NamedTuple):
    """A recommendation studied.

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
    """Return what is to be known beside a recommendation of these answers.

    `earnings` are the pack's, where many situations are studied one after the other.
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
        if all(
            any(option in options for option in answers.get(key, ()))
            for key, options in contradiction.when.items()
        )
    )
