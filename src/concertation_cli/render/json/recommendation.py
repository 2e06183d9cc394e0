"""The JSON of a recommendation."""

from typing import TYPE_CHECKING, cast

from concertation_cli.engine.explain import Explanation
from concertation_cli.engine.firmness import Firmness
from concertation_cli.engine.results import (
    Kind,
    Plan,
    Reason,
    Recommendation,
    Standing,
    WhyNot,
)
from concertation_cli.knowledge.answers import nested
from concertation_cli.knowledge.records import Model, Situation
from concertation_cli.phrases.advice import AdvicePhrases
from concertation_cli.render.json.documents import JsonForms, fields

if TYPE_CHECKING:
    from concertation_cli.render.json import types


class AdviceJson(JsonForms):
    """The JSON of advice, in one language."""

    _phrases: AdvicePhrases

    def __init__(self, phrases: AdvicePhrases) -> None:
        super().__init__(phrases)
        self._phrases = phrases

    def recommendation(
        self, situation: Situation, result: Recommendation, explanation: Explanation
    ) -> "types.Recommendation":
        """Return the whole recommendation."""
        verdict = result.verdict
        firm = verdict.kind in {Kind.RECOMMENDED, Kind.NOT_READY}
        phrases = self._phrases
        return {
            **self.head(),
            "situation": {
                "title": situation.title,
                "notes": situation.notes,
                "answers": nested(situation.answers, self._pack.questions),
                "answer_notes": dict(situation.answer_notes),
            },
            "verdict": {
                "kind": verdict.kind,
                "summary": phrases.verdict(result),
                "models": list(verdict.models),
                "because": [
                    {"ground": b.ground, "ids": list(b.ids), "points": b.points, "text": text}
                    for b, text in zip(verdict.because, phrases.because(result), strict=True)
                ],
                "remedies": phrases.remedies(result),
            },
            "recognition": cast("types.Recognition", fields(result.recognized)),
            "trust": {
                "word": verdict.trust,
                "sentence": phrases.trust(result),
                "doubt": phrases.doubt(result),
            },
            "otherwise": cast("types.Otherwise", fields(verdict.otherwise))
            if verdict.otherwise
            else None,
            "recommended": verdict.models[0] if firm else None,
            "ranking": [self._standing(standing) for standing in result.ranking],
            "why_not": [self._why_not(rival, explanation) for rival in result.why_not],
            "contradictions": self._contradictions(explanation),
            "firmness": _firmness(explanation.firmness),
            "evidence": self._evidence(result, explanation),
            "plans": [self._plan(plan) for plan in result.plans],
        }

    def _standing(self, standing: Standing) -> "types.Standing":
        model = self._pack.model(standing.model)
        score = standing.score
        statuses = {r.id: r.status for r in standing.conditions}
        return {
            "model": model.id,
            "number": model.number,
            "name": self._text(model.name),
            "rank": standing.rank,
            "score": score.total,
            "themes": dict(score.themes),
            "reasons": [self._reason(model, reason) for reason in score.reasons],
            "conditions": [
                {**self._required(model, condition), "status": statuses[condition.id]}
                for condition in model.conditions
                if condition.id in statuses
            ],
        }

    def _reason(self, model: Model, reason: Reason) -> "types.Reason":
        shared: types.ReasonOn = {
            "question": reason.question,
            "options": list(reason.options),
            "points": reason.points,
        }
        if reason.criterion is None:
            assert model.portrait is not None  # noqa: S101  # it was recognized
            return {
                "criterion": None,
                **shared,
                "text": self._text(model.portrait.text),
                "basis": model.portrait.basis,
                "source": self._source(model.source(model.portrait.sources[0])),
            }
        criterion = model.criterion(reason.criterion)
        return {
            "criterion": f"{model.id}/{criterion.id}",
            **shared,
            "text": self._text(criterion.because),
            "basis": criterion.basis,
            "source": self._source(model.source(criterion.source)),
        }

    def _why_not(self, rival: WhyNot, explanation: Explanation) -> "types.WhyNot":
        model = self._pack.model(rival.model)
        return {
            "model": rival.model,
            "for": [self._reason(model, reason) for reason in rival.gained],
            "against": [
                {
                    "question": lost.question,
                    "points": lost.points,
                    "reasons": [self._reason(model, reason) for reason in lost.own],
                }
                for lost in rival.lost
            ],
            "nearest": [
                {"question": c.question, "from": list(c.before), "to": list(c.after)}
                for c in explanation.nearest.get(rival.model, ())
            ],
        }

    def _contradictions(self, explanation: Explanation) -> "list[types.Contradiction]":
        known = {c.id: c for c in self._pack.contradictions}
        return [
            {"id": c, "questions": list(known[c].when), "text": self._text(known[c].text)}
            for c in explanation.contradictions
        ]

    def _evidence(
        self, result: Recommendation, explanation: Explanation
    ) -> "types.Evidence | None":
        if not result.verdict.models:
            return None
        pack = self._pack
        model = pack.model(result.verdict.models[0])
        return {
            "cases": [case.id for case in pack.cases_of(model.id)],
            "concertation": self._concertation(model),
            "caveats": [self._cited(caveat) for caveat in pack.caveats],
            "silent": self._silent(model),
            "similar": [
                {
                    "case": likeness.case,
                    "text": self._phrases.likeness(likeness),
                    "shared": [
                        {"question": question, "options": list(options)}
                        for question, options in likeness.shared
                    ],
                }
                for likeness in explanation.alike
            ],
        }

    def _plan(self, plan: Plan) -> "types.Plan":
        model = self._pack.model(plan.model)
        grid = self._pack.grid()
        roles = {role.role: role for role in model.roles}
        return {
            "model": model.id,
            "here": plan.here,
            "steps": [
                {"kind": step.kind, "ids": list(step.ids), "phase": step.phase, "text": text}
                for step, text in zip(plan.steps, self._phrases.first_steps(plan), strict=True)
            ],
            "phases": [
                {**phase, "done": phase["number"] in plan.done} for phase in self._phases(model)
            ],
            "wording": [
                self._in(model, told.text, told.source)
                for told in map(model.wording.__getitem__, plan.wording)
            ],
            "cycle": self._cycle(model),
            "partners": self._partners(model),
            "roles": [
                {
                    "id": status.role,
                    "name": self._text(grid.option(status.role).label) if grid else status.role,
                    "holder": status.holder,
                    "status": status.status,
                    "phase": roles[status.role].phase,
                    "basis": roles[status.role].basis,
                    **self._in(model, roles[status.role].text, roles[status.role].source),
                }
                for status in plan.roles
            ],
            "takes": self._takes(model),
            "risks": [self._challenge(model, challenge_id) for challenge_id in plan.risks],
            "challenges": [
                self._challenge(model, challenge_id) for challenge_id in plan.challenges
            ],
            "successes": [self._in(model, text, "successes") for text in model.successes],
            "pathways": [
                *(self._pathway(*pathway, "arriving") for pathway in plan.arriving),
                *(self._pathway(*pathway, "leaving") for pathway in plan.leaving),
            ],
        }


def what_would_change(advice: "types.Recommendation") -> "types.WhatWouldChange":
    """Return the part of a recommendation that tells what would change it."""
    return {
        "format": advice["format"],
        "tool": advice["tool"],
        "pack": advice["pack"],
        "lang": advice["lang"],
        "verdict": advice["verdict"],
        "trust": advice["trust"],
        "firmness": advice["firmness"],
        "nearest": [
            {"model": rival["model"], "changes": rival["nearest"]} for rival in advice["why_not"]
        ],
    }


def _firmness(firmness: Firmness | None) -> "types.Firmness | None":
    if firmness is None:
        return None
    changes = firmness.changes
    return {
        "lead": firmness.lead,
        "changes": cast("types.Changes", fields(changes)) if changes else None,
        "flips": [
            {
                "question": flip.question,
                "from": list(flip.before),
                "to": list(flip.after),
                "then": list(flip.then),
            }
            for flip in firmness.flips
        ],
        "skipped": [cast("types.SkippedQuestion", fields(skipped)) for skipped in firmness.skipped],
    }
