"""The JSON of a workshop. Without names it holds counts alone."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from concertation_cli.engine.explain import Explanation
from concertation_cli.engine.group import Disagreement, Group, Poll, kept, ranked
from concertation_cli.engine.results import Kind
from concertation_cli.engine.verdict import Brief
from concertation_cli.knowledge.answers import nested
from concertation_cli.knowledge.records import Answer, Situation
from concertation_cli.render.json.recommendation import AdviceJson
from concertation_cli.render.views.workshop import People

if TYPE_CHECKING:
    from concertation_cli.render.json import workshop_types


class WorkshopJson(AdviceJson):
    """The JSON of groups, in one language."""

    def workshop(
        self, group: Group, explanation: Explanation, people: People
    ) -> "workshop_types.Workshop":
        """Return all that is said of a group.

        Args:
            group: The results.
            explanation: Of the recommendation of rule 1.
            people: What may be told of each one.
        """
        names = people.names or None
        polls = {poll.key: poll for poll in group.polls}
        return {
            **self.head(),
            "anonymous": names is None,
            "count": len(group.own),
            "agree": group.agreed is not None,
            "first": group.agreed,
            "rules": self._rules(group, explanation),
            "talk_first": list(group.topics),
            "unanimous": [poll.key for poll in group.polls if poll.is_unanimous],
            "kept": nested(kept(self._pack, group), self._pack.questions),
            "disagreements": [
                _disagreement(disagreement, polls[disagreement.key], names)
                for disagreement in group.disagreements
            ],
            "questions": [_question(poll, names, people.notes) for poll in group.polls],
            "verdicts": _verdicts(group.own),
            "people": None if names is None else _participants(group.own, names),
        }

    def _rules(self, group: Group, explanation: Explanation) -> "workshop_types.Rules":
        majority, pooled = group.majority, group.pooled
        situation = Situation(answers=majority.answers)
        ranking = ranked(pooled) if pooled.passing else ()
        return {
            "majority": {
                "first": majority.first,
                "recommendation": self.recommendation(situation, majority.result, explanation),
            },
            "sum": {
                "first": pooled.first,
                "nothing": pooled.nothing,
                "passing": pooled.passing,
                "refused": len(group.own) - pooled.passing,
                "ranking": [
                    {"model": s.model, "rank": rank, "score": s.total, "themes": dict(s.themes)}
                    for rank, s in ranking
                ],
            },
        }


def _who(places: Sequence[int], names: Sequence[str] | None) -> list[str] | None:
    return None if names is None else [names[place] for place in places]


def _places(poll: Poll, answer: Answer) -> list[int]:
    return [place for place, given in enumerate(poll.given) if given == answer]


def _chosen(
    poll: Poll, answers: Sequence[Answer], names: Sequence[str] | None
) -> "list[workshop_types.Chosen]":
    """Return every option with who chose it; nothing where there are no such answers."""
    chosen: list[workshop_types.Chosen] = []
    for option in poll.counts if answers else ():
        places = [place for place, given in enumerate(answers) if option in given]
        chosen.append({"option": option, "count": len(places), "who": _who(places, names)})
    return chosen


def _question(
    poll: Poll, names: Sequence[str] | None, notes: Sequence[Mapping[str, str]]
) -> "workshop_types.Question":
    settled = poll.settled
    return {
        "key": poll.key,
        "answered": poll.answered,
        "agreement_index": None if poll.agreement is None else float(poll.agreement),
        "options": _chosen(poll, poll.given, names),
        "second": _chosen(poll, poll.second, names),
        "notes": None
        if names is None
        else [
            {"name": name, "note": beside[poll.key]}
            for name, beside in zip(names, notes, strict=True)
            if poll.key in beside
        ],
        "silent": _who(_places(poll, ()), names),
        "majority": list(settled.answer),
        "tied": list(settled.tied),
        "over": list(settled.over),
    }


def _disagreement(
    disagreement: Disagreement, poll: Poll, names: Sequence[str] | None
) -> "workshop_types.Disagreement":
    return {
        "key": disagreement.key,
        "decisive": disagreement.decisive,
        "telling": disagreement.telling,
        "ways": [
            {
                "verdict": Kind(way.brief.kind),
                "models": list(way.brief.models),
                "options": list(way.answer),
                "count": way.times,
                "who": _who(_places(poll, way.answer), names),
                "then": list(way.then),
            }
            for way in disagreement.ways
        ],
    }


def _verdicts(own: Sequence[Brief]) -> "list[workshop_types.Verdicts]":
    """Return the number of people with each verdict, the most frequent first."""
    counted = Counter((brief.kind, brief.models) for brief in own)
    order = sorted(counted, key=lambda pair: (-counted[pair], pair))
    return [
        {"verdict": Kind(kind), "models": list(models), "count": counted[kind, models]}
        for kind, models in order
    ]


def _participants(own: Sequence[Brief], names: Sequence[str]) -> "list[workshop_types.Participant]":
    return [
        {"verdict": Kind(brief.kind), "models": list(brief.models), "name": name}
        for name, brief in zip(names, own, strict=True)
    ]
