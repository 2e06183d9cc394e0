"""Scores and ranks: plain sums of the criteria that fire.

score(model) = sum over its criteria that fire of points x weight(theme)

Nothing is divided, clipped or averaged, so that a question skipped gives exactly
nothing and every point can be told by a reason (decision 002).
"""

from collections.abc import Mapping

from concertation_cli.engine.results import Reason, Score
from concertation_cli.knowledge.pack import Answers, Criterion, Model, Pack


def theme_weights(pack: Pack) -> dict[str, int]:
    """Return the weight of each scored theme."""
    return {theme_id: pack.themes[theme_id].weight for theme_id in pack.scored_themes()}


def score_models(
    pack: Pack, answers: Answers, weights: Mapping[str, int] | None = None
) -> tuple[Score, ...]:
    """Return each model's score, best first; equal scores in the order of their numbers.

    Args:
        pack: The knowledge.
        answers: What was answered.
        weights: Other weights than the pack's, by theme; a theme left out counts for nothing.
    """
    weights = theme_weights(pack) if weights is None else weights
    themes = {question.id: question.theme for question in pack.questions}
    scores = [_score(model, answers, weights, themes) for model in pack.models]
    numbers = {model.id: (model.number, model.id) for model in pack.models}
    return tuple(sorted(scores, key=lambda score: (-score.total, numbers[score.model])))


def _score(
    model: Model, answers: Answers, weights: Mapping[str, int], themes: Mapping[str, str]
) -> Score:
    totals = dict.fromkeys(weights, 0)
    reasons = []
    for criterion in model.criteria:
        theme = themes[criterion.question]
        chosen = _matched(criterion, answers)
        if chosen and theme in weights:
            contribution = criterion.points * weights[theme]
            totals[theme] += contribution
            reasons.append(
                Reason(
                    criterion.id, criterion.question, theme, chosen, criterion.points, contribution
                )
            )
    return Score(model.id, sum(totals.values()), totals, tuple(reasons))


def _matched(criterion: Criterion, answers: Answers) -> tuple[str, ...]:
    chosen = answers.get(criterion.question, ())
    return tuple(option for option in criterion.options if option in chosen)


def ranks(scores: tuple[Score, ...]) -> tuple[int, ...]:
    """Return the rank of each score, given best first; ties share the better one: 1, 1, 3."""
    found: list[int] = []
    for place, score in enumerate(scores, 1):
        tied = place > 1 and score.total == scores[place - 2].total
        found.append(found[-1] if tied else place)
    return tuple(found)


def first(scores: tuple[Score, ...]) -> str | None:
    """Return the model alone at rank 1, or None on a tie: a tie is never first."""
    if len(scores) > 1 and scores[0].total == scores[1].total:
        return None
    return scores[0].model
