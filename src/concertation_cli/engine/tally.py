"""Verdicts by the thousand: scores are added up from a table of what each answer earns.

The rules are those of `verdict.decide`; tests hold these scores equal to those of `scoring`, on
every case and on any pack. No reasons, no plan: one verdict takes a fiftieth of the time.
"""

from concertation_cli.engine.answering import Earned, Earnings, open_to_change
from concertation_cli.engine.verdict import (
    Brief,
    Sight,
    decide,
    essentials_of,
    gate_question,
    rules_of,
    with_conditions,
)
from concertation_cli.knowledge.records import PORTRAIT, Answers, Pack


class Tally:
    """Gives the verdict on answers to one pack."""

    def __init__(self, pack: Pack) -> None:
        self._earnings = Earnings(pack)
        self._scored = open_to_change(pack)
        self._rules = rules_of(pack)
        numbers = {place: (m.number, m.id) for place, m in enumerate(pack.models)}
        self._order = sorted(numbers, key=numbers.__getitem__)
        self._zero: Earned = (0,) * len(pack.models)
        gate = gate_question(pack)
        self._gate = gate.id
        self._refusing = frozenset(option.id for option in gate.options if option.refuses)
        self._quick = frozenset(pack.quick_questions())
        self._deciding = frozenset(self._rules.deciding)
        self._essentials = {model.id: essentials_of(pack, model.id) for model in pack.models}

    def by_answers(self, answers: Answers) -> Earned:
        """Return each model's score by the answers alone, in the order of the pack."""
        earned = self._earnings.of
        rows = [earned(q, answers[q.id]) for q in self._scored if q.id in answers]
        return tuple(map(sum, zip(self._zero, *rows, strict=True)))

    def verdict(self, answers: Answers) -> Brief:
        """Return the verdict on these answers."""
        alone = self.by_answers(answers)
        chosen = answers.get(PORTRAIT, ())
        totals = alone
        if chosen:
            given = self._earnings.recognized(chosen)
            totals = tuple(map(sum, zip(alone, given, strict=True)))
        sight = Sight(
            sorted(self._order, key=totals.__getitem__, reverse=True),
            totals,
            alone,
            not self._refusing.isdisjoint(answers.get(self._gate, ())),
            bool(chosen) or not self._quick.isdisjoint(answers),
            chosen,
            {}
            if self._deciding.isdisjoint(answers)
            else {q: answers[q][0] for q in self._rules.deciding if q in answers},
        )
        return with_conditions(decide(self._rules, sight), self._essentials, answers)
