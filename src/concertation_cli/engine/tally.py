"""Verdicts by the thousand: scores are added up from a table of what each answer earns.

The rules are those of `verdict`; tests hold these scores equal to those of `scoring`, on every
case and on any pack. No reasons, no plan: one verdict takes a fiftieth of the time.
"""

from concertation_cli.engine.answering import Earnings
from concertation_cli.engine.verdict import Brief, Rules
from concertation_cli.knowledge.records import PORTRAIT, Answers, Pack


class Tally:
    """Gives the verdict on answers to one pack."""

    def __init__(self, pack: Pack) -> None:
        self._earnings = Earnings(pack)
        self._rules = Rules(pack)

    def verdict(self, answers: Answers) -> Brief:
        """Return the verdict on these answers."""
        by_answers = totals = self._earnings.total(answers)
        chosen = answers.get(PORTRAIT)
        if chosen:
            given = self._earnings.recognized(chosen)
            totals = tuple(map(sum, zip(by_answers, given, strict=True)))
        return self._rules.decide(answers, by_answers, totals)
