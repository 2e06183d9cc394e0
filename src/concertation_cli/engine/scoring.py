"""Scores and ranks: plain sums of the points of the criteria that fire, and of recognition.

Nothing is weighted, divided, clipped or averaged, so that a question skipped gives exactly
nothing and every point can be told by a reason (decision 009).
"""

from collections.abc import Iterable, Mapping, Sequence

from concertation_cli.engine.results import Reason, Score
from concertation_cli.knowledge.records import (
    PORTRAIT,
    RECOGNITION,
    Answers,
    Criterion,
    Model,
    Pack,
)


def score_models(pack: Pack, answers: Answers) -> tuple[Score, ...]:
    """Return each model's score, best first; equal scores in the order of their numbers."""
    themes = {question.id: question.theme for question in pack.questions}
    scored = pack.scored_themes()
    scores = [_score(model, answers, scored, themes) for model in pack.models]
    if pack.recognition and pack.portrayed():
        given = dict(zip(answers.get(PORTRAIT, ()), _points(pack), strict=False))
        scores = [_with_recognition(score, given.get(score.model, 0)) for score in scores]
    numbers = {model.id: (model.number, model.id) for model in pack.models}
    return tuple(sorted(scores, key=lambda score: (-score.total, numbers[score.model])))


def _score(
    model: Model, answers: Answers, scored: Sequence[str], themes: Mapping[str, str]
) -> Score:
    totals = dict.fromkeys(scored, 0)
    reasons = []
    for criterion in model.criteria:
        chosen = _matched(criterion, answers)
        if chosen:
            theme = themes[criterion.question]
            totals[theme] += criterion.points
            reasons.append(
                Reason(criterion.id, criterion.question, theme, chosen, criterion.points)
            )
    return Score(model.id, sum(totals.values()), totals, tuple(reasons))


def _points(pack: Pack) -> tuple[int, ...]:
    return (pack.recognition.first, pack.recognition.second) if pack.recognition else ()


def _with_recognition(score: Score, points: int) -> Score:
    """Return a score with what the recognition of the model's portrait gives."""
    reasons = (Reason(None, PORTRAIT, RECOGNITION, (score.model,), points),) if points else ()
    return Score(
        score.model,
        score.total + points,
        {**score.themes, RECOGNITION: points},
        (*reasons, *score.reasons),
    )


def by_answers(scores: Iterable[Score]) -> dict[str, int]:
    """Return each model's score by the answers alone."""
    return {s.model: s.total - s.themes.get(RECOGNITION, 0) for s in scores}


def _matched(criterion: Criterion, answers: Answers) -> tuple[str, ...]:
    chosen = answers.get(criterion.question, ())
    return tuple(option for option in criterion.options if option in chosen)


def ranks(scores: tuple[Score, ...]) -> tuple[int, ...]:
    """Return the rank of each score, given best first; ties share the better one: 1, 1, 3."""
    numbers: list[int] = []
    for place, score in enumerate(scores, 1):
        tied = place > 1 and score.total == scores[place - 2].total
        numbers.append(numbers[-1] if tied else place)
    return tuple(numbers)


def first(scores: tuple[Score, ...]) -> str | None:
    """Return the model alone at rank 1, or None on a tie: a tie is never first."""
    if len(scores) > 1 and scores[0].total == scores[1].total:
        return None
    return scores[0].model
