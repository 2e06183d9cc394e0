"""Situations that show something: the shortest that calls for a model, one that moves a rank."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, product
from math import prod

from concertation_cli.engine.answering import Earned, Earnings, admissible, open_to_change
from concertation_cli.engine.results import Kind, Status, Trust
from concertation_cli.engine.tally import Tally
from concertation_cli.engine.verdict import gate_question
from concertation_cli.knowledge.records import (
    PORTRAIT,
    Answer,
    Answers,
    Criterion,
    Model,
    Pack,
    Question,
)

MAX_ANSWERS = 4
"""Most answers tried one set after another; beyond, every question gets its best answer."""

MAX_SETS = 20_000
"""Most sets of answers tried to the same questions."""

MAX_TRIED = 500
"""Most sets of one size whose verdict is looked at."""

MAX_LEAD = 1_000_000
"""The lead of a model without rivals."""

Given = dict[str, Answer]
ParetoFronts = Mapping[str, list[tuple[Answer, Earned]]]
"""By question, answers worth trying, each with the model's margin over every model."""


def ready_answers(pack: Pack, model: Model) -> Given:
    """Return the answers that give no points but let a model start: gate passed, all in place."""
    gate = gate_question(pack)
    answers: Given = {gate.id: next((o.id,) for o in gate.options if not o.refuses)}
    for condition in model.conditions:
        holders = pack.question(condition.question).holders
        in_place = (h.id for h in holders if h.state == Status.IN_PLACE)
        answers[condition.question] = (next(in_place),)
    return answers


def shortest(pack: Pack, model: Model, *, recognized: bool = False) -> Given | None:
    """Return the shortest situation that calls for a model, or None: see `Search.shortest`."""
    return Search(pack, model, Tally(pack)).shortest(recognized=recognized)


class Search:
    """The answers worth trying for one model, and sets of them."""

    def __init__(self, pack: Pack, model: Model, tally: Tally) -> None:
        self._pack = pack
        self._model = model
        self._tally = tally
        self._earnings = Earnings(pack)
        self._place = pack.models.index(model)
        self._nothing: Earned = (0,) * len(pack.models)
        self._base = ready_answers(pack, model)
        questions = open_to_change(pack)
        self._all: ParetoFronts = {q.id: self._front(q, admissible(q)) for q in questions}

    def shortest(self, *, recognized: bool = False) -> Given | None:
        """Return the shortest situation that calls for the model, or None when none was found.

        By the answers alone; or, where its portrait is `recognized`, by both readings together.

        Sets of one answer, then two and so on, are tried whole, over the answers that no other
        answer to the same question betters for the model against every rival: first those
        whose every option speaks for the model, then all. Among sets of one size, the one with
        the largest lead, without the options it can spare. Beyond `MAX_ANSWERS` only the best
        answer to every question is tried, and what it can spare taken out: there, the shortest
        found is not proved shortest, nor is None a proof that there is none.
        """
        questions = open_to_change(self._pack)
        given: Given = {PORTRAIT: (self._model.id,)} if recognized else {}
        lead = 0 if recognized else self._pack.limits.lead
        speaking: ParetoFronts = {q.id: self._front(q, self._speaking(q)) for q in questions}
        for fronts in (speaking, self._all):
            for size in range(1, MAX_ANSWERS + 1):
                for answers in self._sets(fronts, size, lead):
                    if self._calls_for(answers | given):
                        return self._minimized(answers | given)
        for fronts in (speaking, self._all):
            whole = {
                **self._base,
                **given,
                **{q: front[0][0] for q, front in fronts.items() if front},
            }
            if self._calls_for(whole):
                return self._minimized(whole)
        return None

    def advised(self, key: str, option: str) -> Given | None:
        """Return a situation with this answer in which the model is advised, alone or as close.

        Bounded: the answer with up to `MAX_ANSWERS` - 1 others is tried.
        """
        question = self._pack.question(key)
        near = 1 - self._pack.limits.lead
        fixed: list[tuple[Answer, Earned]] = [((option,), self._nothing)]
        if question.id in self._all:
            holding = [answer for answer in admissible(question) if option in answer]
            fixed = self._front(question, holding)
        others = {q: front for q, front in self._all.items() if q != question.id}
        for size in range(MAX_ANSWERS):
            for answers in self._sets({**others, key: fixed}, size + 1, near, key):
                if self._model.id in self._tally.verdict(answers).models:
                    return answers
        return None

    def _calls_for(self, answers: Answers) -> bool:
        """Whether these answers make the model the recommended one, by all that was read."""
        brief = self._tally.verdict(answers)
        agreed = PORTRAIT not in answers or brief.trust == Trust.CONSISTENT
        return agreed and brief.kind == Kind.RECOMMENDED and brief.recommended == self._model.id

    def _minimized(self, answers: Given) -> Given:
        """Return the answers without the questions, then the options, that it can do without."""
        answered = [question for question in open_to_change(self._pack) if question.id in answers]
        answered.sort(key=lambda q: self._earnings.of(q, answers[q.id])[self._place])
        for question in answered:  # what earns it least goes first
            without = {key: answer for key, answer in answers.items() if key != question.id}
            if self._calls_for(without):
                answers = without
        for question in open_to_change(self._pack):
            chosen = answers.get(question.id, ())
            for option in sorted(chosen, key=lambda o: _points(self._model, question, o)):
                fewer = tuple(kept for kept in answers[question.id] if kept != option)
                if fewer and self._calls_for({**answers, question.id: fewer}):
                    answers = {**answers, question.id: fewer}
        return answers

    def _speaking(self, question: Question) -> list[Answer]:
        """Return the answers whose every option speaks for the model."""
        return [
            answer
            for answer in admissible(question)
            if all(_points(self._model, question, option) > 0 for option in answer)
        ]

    def _front(self, question: Question, answers: Iterable[Answer]) -> list[tuple[Answer, Earned]]:
        """Return the answers that are best against some rival, the surest first."""
        margins: dict[Earned, Answer] = {}
        for answer in answers:
            earned = self._earnings.of(question, answer)
            own = earned[self._place]  # in its own place: a score must be above 0
            margin = [own - other for other in earned]
            margin[self._place] = own
            margins.setdefault(tuple(margin), answer)
        kept = [
            (answer, margin)
            for margin, answer in margins.items()
            if not any(o != margin and all(map(int.__ge__, o, margin)) for o in margins)
        ]
        return sorted(kept, key=lambda pair: pair[1][self._place] - sum(pair[1]))

    def _sets(
        self, fronts: ParetoFronts, size: int, least: int, key: str | None = None
    ) -> Iterator[Given]:
        """Yield sets of answers with a lead of `least` or more, the largest lead first.

        Args:
            fronts: What to choose from.
            size: How many questions to answer.
            least: The least lead over the best rival.
            key: A question that must be among them.
        """
        leads = []
        for chosen in combinations(fronts, size):
            if key is None or key in chosen:
                leads += [pair for pair in self._leads(fronts, chosen) if pair[0] >= least]
        leads.sort(key=lambda pair: -pair[0])
        for _, answers in leads[:MAX_TRIED]:
            yield {**self._base, **answers}

    def _leads(self, fronts: ParetoFronts, chosen: tuple[str, ...]) -> Iterator[tuple[int, Given]]:
        ways = [fronts[question] for question in chosen]
        if prod(map(len, ways)) > MAX_SETS:
            return
        for pairs in product(*ways):
            sums = [sum(column) for column in zip(*(margin for _, margin in pairs), strict=True)]
            rivals = [total for place, total in enumerate(sums) if place != self._place]
            answers = [answer for answer, _ in pairs]
            yield min(rivals, default=MAX_LEAD), dict(zip(chosen, answers, strict=True))


def _points(model: Model, question: Question, option: str) -> int:
    return sum(
        c.points for c in model.criteria if c.question == question.id and option in c.options
    )


def moves_a_rank(
    pack: Pack, earnings: Earnings, model: Model, criterion: Criterion
) -> Given | None:
    """Return answers under which a criterion moves its model past, or level with, another.

    Exact: with the criterion worth w points and the difference to a rival d, taking it away
    changes their order just when d lies between 0 and w. Which differences can be reached
    is known from the sums over the other questions. None means that there are no such answers.
    """
    question = pack.question(criterion.question)
    window = range(min(0, criterion.points), max(0, criterion.points) + 1)
    place = pack.models.index(model)
    firing = [a for a in admissible(question) if any(o in criterion.options for o in a)]
    others = [q for q in open_to_change(pack) if q.id != question.id]
    for rival in range(len(pack.models)):
        if rival == place:
            continue
        reached: dict[int, Given] = {}
        for answer in firing:
            earned = earnings.of(question, answer)
            reached.setdefault(earned[place] - earned[rival], {question.id: answer})
        for other in others:
            if any(difference in reached for difference in window):
                break
            reached = _further(earnings, other, place, rival, reached)
        for difference in window:
            if difference in reached:
                return reached[difference]
    return None


def _further(
    earnings: Earnings,
    question: Question,
    place: int,
    rival: int,
    reached: Mapping[int, Given],
) -> dict[int, Given]:
    """Return the differences that can be reached with one more question, or without it."""
    steps: dict[int, Answer] = {}
    for answer in admissible(question):
        earned = earnings.of(question, answer)
        steps.setdefault(earned[place] - earned[rival], answer)
    further = dict(reached)
    for difference, answers in reached.items():
        for step, answer in steps.items():
            further.setdefault(difference + step, {**answers, question.id: answer})
    return further
