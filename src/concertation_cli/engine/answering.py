"""Which answers a question admits, and what each one earns every model.

Scores are plain sums over questions, so that whatever would be answered elsewhere, an
answer is worth the same: one table by question tells all there is to know.
"""

from itertools import combinations
from operator import sub
from typing import NamedTuple

from concertation_cli.knowledge.records import Answers, Criterion, Pack, Question

Earned = tuple[int, ...]
"""Points, one number by model, in the order of the pack's models."""


class Change(NamedTuple):
    """One answered question, answered otherwise.

    Attributes:
        shift: What the change adds to each model's score.
    """

    question: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    shift: Earned


def admissible(question: Question) -> tuple[tuple[str, ...], ...]:
    """Return every answer that a question admits, "I don't know" apart.

    Choose-one: each option. Choose-many: each non-empty set within the maximum; an
    option that says "none of these" stands alone.
    """
    ids = [option.id for option in question.options if not option.none]
    alone = [(option.id,) for option in question.options if option.none]
    most = 1 if question.kind == "choose-one" else question.maximum or len(ids)
    sets = [chosen for size in range(1, most + 1) for chosen in combinations(ids, size)]
    return (*sets, *alone)


def neighbours(question: Question, chosen: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Return the answers one step away: one option added, removed or swapped."""
    held = set(chosen)
    return tuple(
        answer
        for answer in admissible(question)
        if answer != chosen and len(held - set(answer)) <= 1 and len(set(answer) - held) <= 1
    )


class Earnings:
    """What each answer earns each model; made when first asked for."""

    def __init__(self, pack: Pack) -> None:
        self._rules: dict[str, list[tuple[int, Criterion]]] = {}
        self._none: Earned = (0,) * len(pack.models)
        for place, model in enumerate(pack.models):
            for criterion in model.criteria:
                self._rules.setdefault(criterion.question, []).append((place, criterion))
        self._tables: dict[str, dict[tuple[str, ...], Earned]] = {}
        self._places = {model.id: place for place, model in enumerate(pack.models)}
        recognition = pack.recognition
        self._recognized = (recognition.first, recognition.second) if recognition else ()
        self._scored = open_to_change(pack)

    def of(self, question: Question, answer: tuple[str, ...]) -> Earned:
        """Return the points that an answer to a question gives each model."""
        table = self._tables.setdefault(question.id, {})
        if answer not in table:
            table[answer] = self._earned(question.id, frozenset(answer))
        return table[answer]

    def _earned(self, question_id: str, answer: frozenset[str]) -> Earned:
        points = list(self._none)
        for place, criterion in self._rules.get(question_id, ()):
            if not answer.isdisjoint(criterion.options):
                points[place] += criterion.points
        return tuple(points)

    def recognized(self, chosen: tuple[str, ...]) -> Earned:
        """Return the points of a recognition, by model: most for the first choice."""
        points = list(self._none)
        for option, given in zip(chosen, self._recognized, strict=False):
            if option in self._places:
                points[self._places[option]] += given
        return tuple(points)

    def total(self, answers: Answers) -> Earned:
        """Return each model's score by the answers alone, recognition apart."""
        earned = [self.of(q, answers[q.id]) for q in self._scored if q.id in answers]
        return tuple(map(sum, zip(self._none, *earned, strict=True)))


def changes(pack: Pack, earnings: Earnings, answers: Answers) -> tuple[Change, ...]:
    """Return every single change of these answers to questions of fact.

    A single change alters one answered question that gives points, and leaves it answered.
    """
    singles = []
    for question in open_to_change(pack):
        chosen = answers.get(question.id)
        if chosen:
            now = earnings.of(question, chosen)
            for answer in neighbours(question, chosen):
                shift = tuple(map(sub, earnings.of(question, answer), now))
                singles.append(Change(question.id, chosen, answer, shift))
    return tuple(singles)


def unanswered(pack: Pack, answers: Answers) -> tuple[Question, ...]:
    """Return the questions that give points and have no answer, in order."""
    return tuple(question for question in open_to_change(pack) if question.id not in answers)


def open_to_change(pack: Pack) -> tuple[Question, ...]:
    """Return the questions that give points, in order."""
    scored = pack.scored_questions()
    return tuple(question for question in pack.questions if question.id in scored)
