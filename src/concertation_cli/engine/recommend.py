"""The whole recommendation: ranking, verdict, and why not the others."""

from collections.abc import Collection, Sequence

from concertation_cli.engine.answering import unanswered
from concertation_cli.engine.conditions import condition_statuses
from concertation_cli.engine.plan import plan
from concertation_cli.engine.results import (
    Kind,
    Lost,
    Reason,
    Recommendation,
    Score,
    Standing,
    WhyNot,
)
from concertation_cli.engine.scoring import by_answers, ranks, score_models
from concertation_cli.engine.verdict import recognized, verdict_on
from concertation_cli.knowledge.records import Answers, Pack

RUNNERS_UP = 2


def recommend(pack: Pack, answers: Answers) -> Recommendation:
    """Return the advice that these answers call for.

    The same answers always give the same result, whatever the order of files and answers.
    """
    ranking = rank_models(pack, answers)
    alone = by_answers(standing.score for standing in ranking)
    alone = {model.id: alone[model.id] for model in pack.models}
    verdict = verdict_on(pack, answers, ranking, alone)
    seen = recognized(answers, alone)
    skipped = tuple(question.id for question in unanswered(pack, answers))
    if verdict.kind is Kind.NOT_A_CONCERTATION:
        return Recommendation(verdict, (), (), (), skipped, seen)
    plans = tuple(plan(pack, pack.model(model_id), answers) for model_id in verdict.models)
    result = Recommendation(verdict, ranking, (), plans, skipped, seen)
    rivals = runners_up(ranking, verdict.models)[:RUNNERS_UP] if verdict.models else ()
    leader = result.leading.score
    return result._replace(why_not=tuple(why_not(rival.score, leader) for rival in rivals))


def runners_up(ranking: Sequence[Standing], named: Collection[str]) -> tuple[Standing, ...]:
    """Return the places of the models that the verdict does not name, best first."""
    return tuple(standing for standing in ranking if standing.model not in named)


def rank_models(pack: Pack, answers: Answers) -> tuple[Standing, ...]:
    """Return every model's place, best first; equal scores share a rank."""
    scores = score_models(pack, answers)
    return tuple(
        Standing(rank, score, condition_statuses(pack, score.model, answers))
        for rank, score in zip(ranks(scores), scores, strict=True)
    )


def why_not(rival: Score, leader: Score) -> WhyNot:
    """Return the reasons for a rival, and the questions on which the leader earned more."""
    gained = sorted((r for r in rival.reasons if r.points > 0), key=_largest)
    lost = []
    for question in dict.fromkeys(r.question for r in (*leader.reasons, *rival.reasons)):
        own = tuple(r for r in rival.reasons if r.question == question)
        leaders = tuple(r for r in leader.reasons if r.question == question)
        difference = _sum(leaders) - _sum(own)
        if difference > 0:
            lost.append(Lost(question, difference, own, leaders))
    lost.sort(key=lambda loss: -loss.points)
    return WhyNot(rival.model, tuple(gained), tuple(lost))


def _largest(reason: Reason) -> int:
    return -abs(reason.points)


def _sum(reasons: tuple[Reason, ...]) -> int:
    return sum(reason.points for reason in reasons)
