"""Verdicts by the thousand: scores are added up from a table of what each answer earns.

The rules are those of `verdict.decide`; tests hold these scores equal to those of `scoring`, on
every case and on any pack. No reasons, no plan: one verdict takes a fiftieth of the time.
"""

from concertation_cli.engine.answering import Earned, Earnings, open_to_change
from concertation_cli.engine.verdict import (
    Brief,
    Ranked,
    decide,
    gate_question,
    unmet_essentials,
)
from concertation_cli.knowledge.pack import Answers, Pack


class Tally:
    """Gives the verdict on answers to one pack."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._earnings = Earnings(pack)
        self._scored = open_to_change(pack)
        self._ids = tuple(model.id for model in pack.models)
        numbers = {place: (m.number, m.id) for place, m in enumerate(pack.models)}
        self._order = sorted(numbers, key=numbers.__getitem__)
        self._zero: Earned = (0,) * len(pack.models)
        gate = gate_question(pack)
        self._gate = gate.id
        self._refusing = frozenset(option.id for option in gate.options if option.refuses)
        self._quick = frozenset(pack.quick_questions())

    def verdict(self, answers: Answers) -> Brief:
        """Return the verdict on these answers."""
        pack, earned = self._pack, self._earnings.of
        rows = [earned(q, answers[q.id]) for q in self._scored if q.id in answers]
        scores = tuple(map(sum, zip(self._zero, *rows, strict=True)))
        order = sorted(self._order, key=scores.__getitem__, reverse=True)
        ranked = Ranked(
            tuple([self._ids[place] for place in order]),
            scores,
            not self._refusing.isdisjoint(answers.get(self._gate, ())),
            not self._quick.isdisjoint(answers),
            unmet_essentials(pack, self._ids[order[0]], answers),
        )
        return decide(pack.limits.lead, ranked)
