"""Verdicts by the thousand: what each answer brings is worked out once, then added up.

The rules are those of `verdict.decide`, on the sums alone: no reasons, no plan. Tests
hold the two equal on every case and on any pack. One verdict takes a fiftieth of the time.
"""

from typing import NamedTuple

from concertation_cli.engine.answering import Earned, Earnings
from concertation_cli.engine.results import Kind, Status
from concertation_cli.engine.verdict import (
    gate_question,
    is_refused,
    requirement_status,
)
from concertation_cli.knowledge.pack import Answers, Pack, Requirement

_MOST_KEPT = 20_000
"""Sets of answers remembered for each theme: there may be no end of them."""


class Brief(NamedTuple):
    """A verdict in short.

    Attributes:
        kind: A kind of verdict, as plain text.
        recommended: The model advised, ready or not; None where there is no such one.
        models: That one, or those too close to call.
        lead: Points between the first two; None when there is no ranking of two.
        scores: By model, in the order of the pack; none when the gate refuses.
        unmet: Essential requirements of the model advised that are unmet.
    """

    kind: str
    recommended: str | None = None
    models: tuple[str, ...] = ()
    lead: int | None = None
    scores: Earned = ()
    unmet: tuple[str, ...] = ()


# Looking up and comparing members of an enumeration is slow; texts are not.
_REFUSED = Kind.NOT_A_CONCERTATION.value
_UNDETERMINED = Kind.UNDETERMINED.value
_CLOSE = Kind.CLOSE.value
_NOT_READY = Kind.NOT_READY.value
_RECOMMENDED = Kind.RECOMMENDED.value


class _Part(NamedTuple):
    """What the answers to some questions bring.

    Attributes:
        earned: Points by model.
        enough: Whether a question that advice must rest on is answered.
        refuses: Whether the gate refuses.
        unmet: Places of the models, and of their essential requirements, left unmet.
    """

    earned: Earned
    enough: bool
    refuses: bool
    unmet: tuple[tuple[int, int], ...]


_Chosen = tuple[tuple[str, ...] | None, ...]
_Known = dict[_Chosen, _Part]


class Tally:
    """Gives the verdict on answers to one pack."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._earnings = Earnings(pack)
        self._scored = pack.scored_questions()
        self._ids = tuple(model.id for model in pack.models)
        numbers = {place: (m.number, m.id) for place, m in enumerate(pack.models)}
        self._order = sorted(numbers, key=numbers.__getitem__)
        self._limit = max(pack.limits.lead, 1)  # a tie is close whatever the limit
        self._questions = {question.id: question for question in pack.questions}
        self._zero: Earned = (0,) * len(pack.models)
        self._needed: dict[str, list[tuple[int, int, Requirement]]] = {}
        for place, model in enumerate(pack.models):
            for number, needed in enumerate(model.requirements):
                if needed.essential:
                    held = self._needed.setdefault(needed.question, [])
                    held.append((place, number, needed))
        self._quick = frozenset(pack.quick_questions())
        asked = [
            tuple(q.id for q in pack.questions if q.theme == theme and q.id in self._scored)
            for theme in pack.scored_themes()
        ]
        others = {gate_question(pack).id, *self._needed}.difference(*asked)
        # Keys of answers looked up together, and the parts known so far; the last ones are
        # those that give no points.
        self._groups: list[tuple[tuple[str, ...], _Known]] = [
            (keys, {}) for keys in (*asked, tuple(sorted(others)))
        ]

    def verdict(self, answers: Answers) -> Brief:
        """Return the verdict on these answers."""
        parts = []
        for keys, known in self._groups:
            chosen = tuple(map(answers.get, keys))
            parts.append(known.get(chosen) or self._worked_out(keys, known, chosen))
        if parts[-1].refuses:
            return Brief(_REFUSED)
        totals = tuple(map(sum, zip(*[part.earned for part in parts], strict=True)))
        order = sorted(self._order, key=totals.__getitem__, reverse=True)
        best = order[0]
        lead = totals[best] - totals[order[1]] if len(order) > 1 else None
        if totals[best] <= 0 or not any(part.enough for part in parts):
            return Brief(_UNDETERMINED, None, (), lead, totals)
        if lead is not None and lead < self._limit:
            within = totals[best] - self._limit
            close = tuple([self._ids[m] for m in order if totals[m] > within])
            return Brief(_CLOSE, None, close, lead, totals)
        advised = self._ids[best]
        unmet = [n for part in parts for model, n in part.unmet if model == best]
        if unmet:
            needs = self._pack.models[best].requirements
            names = tuple(needs[number].id for number in sorted(unmet))
            return Brief(_NOT_READY, advised, (advised,), lead, totals, names)
        return Brief(_RECOMMENDED, advised, (advised,), lead, totals)

    def _worked_out(self, keys: tuple[str, ...], known: _Known, chosen: _Chosen) -> _Part:
        """Work out what these answers bring, and remember it while there is room."""
        pack = self._pack
        answers = {key: answer for key, answer in zip(keys, chosen, strict=True) if answer}
        scored = self._scored.intersection(answers)
        rows = [self._earnings.of(self._questions[key], answers[key]) for key in scored]
        unmet = tuple(
            (place, number)
            for key in answers
            for place, number, needed in self._needed.get(key, ())
            if requirement_status(pack, needed, answers) is Status.UNMET
        )
        part = _Part(
            tuple(map(sum, zip(self._zero, *rows, strict=True))),
            not self._quick.isdisjoint(answers),
            is_refused(pack, answers),
            unmet,
        )
        if len(known) < _MOST_KEPT:
            known[chosen] = part
        return part
