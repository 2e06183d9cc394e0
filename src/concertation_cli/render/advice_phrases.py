"""Sentences about advice: the verdict, its grounds, what is missing, the runners-up."""

from collections.abc import Iterable, Sequence

from concertation_cli.engine.answering import Change
from concertation_cli.engine.firmness import Firmness, Flip, Skipped
from concertation_cli.engine.likeness import Likeness
from concertation_cli.engine.results import (
    Because,
    Ground,
    Kind,
    Lost,
    Reason,
    Recommendation,
    Standing,
    Status,
    Verdict,
    WhyNot,
)
from concertation_cli.engine.verdict import gate_question
from concertation_cli.render.phrases import Phrases

_ASKED_FIRST = 3
_CLOSE_NAMED = 3


class AdvicePhrases(Phrases):
    """Sentences about a recommendation, in one language."""

    def reason(self, model_id: str, reason: Reason) -> str:
        """Return a reason with the user's own answer: « answer » and why it speaks."""
        question = self.pack.question(reason.question)
        criterion = self.pack.model(model_id).criterion(reason.criterion)
        answer = self.quoted(question, reason.options, "list.and")
        return self.words("why.answer", answer=answer, because=self.text(criterion.because))

    def _for(self, key: str, open_questions: Iterable[str]) -> str:  # noqa: ARG002  # for groups
        """Return the sentence to use where these questions are open.

        One person has left them unanswered; a group may have answered, without a majority.
        """
        return key

    # -- verdicts --------------------------------------------------------------------

    def verdict(self, result: Recommendation) -> str:
        """Return the verdict in one sentence."""
        verdict = result.verdict
        key = f"verdict.{verdict.kind}"
        if verdict.kind is Kind.NOT_A_CONCERTATION:
            return self.words(key, label=self.text(self.pack.refusal.label))
        if verdict.kind is Kind.UNDETERMINED:
            return self.words(self._for(key, verdict.ask_first))
        return self.words(key, models=self.close_ones(verdict.models), count=len(verdict.unmet))

    def close_ones(self, model_ids: Sequence[str]) -> str:
        """Return the names of models too close to call: three, and how many more."""
        return self.first_names([self.name(model_id) for model_id in model_ids])

    def first_names(self, names: Sequence[str]) -> str:
        """Return three names at most as one enumeration, and how many more there are."""
        more = len(names) - _CLOSE_NAMED
        if more <= 0:
            return self.enumeration(names)
        return self.words("list.more", items=", ".join(names[:_CLOSE_NAMED]), count=more)

    def ground(self, because: Because) -> str:
        """Return one ground of a verdict, in one sentence or two."""
        pack, ids = self.pack, because.ids
        values: dict[str, str | int] = {"count": because.points, "limit": pack.limits.lead}
        key = f"ground.{because.ground}"
        match because.ground:
            case Ground.REFUSED:
                refusal = gate_question(pack).option(ids[0]).refuses
                assert refusal is not None  # noqa: S101  # what the ground means
                values["because"] = self.text(refusal.because)
            case Ground.GATE_UNANSWERED:
                key = self._for(key, ids)
                values["question"] = self.text(gate_question(pack).text)
            case Ground.QUICK_UNANSWERED:
                key = self._for(key, ids)
                texts = [self.text(pack.question(question).text) for question in ids]
                values["questions"] = " ".join(texts)
            case Ground.REQUIREMENT_UNMET:
                model = pack.model(ids[0])
                texts = [self.text(model.requirement(r).text) for r in ids[1:]]
                values |= {"texts": " ".join(texts), "count": len(texts)}
            case Ground.CLEAR_LEAD if not ids:
                key = "ground.alone"
            case _:
                values["models"] = self.close_ones(ids)
        return self.words(key, **values)

    def because(self, result: Recommendation) -> list[str]:
        """Return every ground of the verdict, one sentence each."""
        return [self.ground(because) for because in result.verdict.because]

    def remedies(self, result: Recommendation) -> list[str]:
        """Return what to do where the verdict is not a plain recommendation."""
        match result.verdict.kind:
            case Kind.NOT_A_CONCERTATION:
                return self._instead(result.verdict)
            case Kind.NOT_READY:
                return self._make_ready(result.verdict)
            case Kind.UNDETERMINED:
                return self._ask("remedy.answer-first", result.verdict.ask_first)
            case Kind.CLOSE:
                return self._ask("remedy.could-decide", result.skipped)
            case Kind.RECOMMENDED:
                return []

    def _instead(self, verdict: Verdict) -> list[str]:
        gate = gate_question(self.pack)
        refusal = gate.option(verdict.because[0].ids[0]).refuses
        assert refusal is not None  # noqa: S101  # what the verdict means
        passing = [self.text(option.label) for option in gate.options if not option.refuses]
        return [
            self.words("remedy.instead", text=self.text(refusal.instead)),
            self.words(
                self._for("remedy.lift", [gate.id]), label=self.enumeration(passing, "list.or")
            ),
        ]

    def _make_ready(self, verdict: Verdict) -> list[str]:
        model = self.pack.model(verdict.models[0])
        texts = [self.text(model.requirement(r).remedy) for r in verdict.unmet]
        return [*texts, self.ready(verdict)]

    def ready(self, verdict: Verdict) -> str:
        """Return which model is ready where the first is not."""
        if verdict.ready is None:
            return self.words("remedy.no-ready")
        return self.words("remedy.ready", models=self.name(verdict.ready))

    def _ask(self, key: str, question_ids: Sequence[str]) -> list[str]:
        if not question_ids:
            return []
        texts = [self.text(self.pack.question(q).text) for q in question_ids[:_ASKED_FIRST]]
        return [self.words(self._for(key, question_ids), questions=" ".join(texts))]

    # -- firmness --------------------------------------------------------------------

    def firmness(self, result: Recommendation, firmness: Firmness) -> str:
        """Return how firm the advice is: the lead, and what changing one answer would do."""
        words, flips = self.words, bool(firmness.flips)
        if firmness.changes is None:
            return words("firm.tied" if flips else "firm.tied-for-good")
        changes = words("firm.changes" if flips else "firm.no-change")
        return " ".join([*self._lead(result), changes])

    def _lead(self, result: Recommendation) -> list[str]:
        """Return the lead of a model that is not too close to others, against our limit."""
        clear = next((b for b in result.verdict.because if b.ground is Ground.CLEAR_LEAD), None)
        if clear is None or not clear.ids:
            return []
        limit, models = self.pack.limits.lead, self.close_ones(clear.ids)
        return [self.words("firm.lead", models=models, count=clear.points, limit=limit)]

    def untested(self, result: Recommendation) -> list[str]:
        """Return what the advice could not be tested against."""
        grounds = result.verdict.because
        return [self.ground(b) for b in grounds if b.ground is Ground.GATE_UNANSWERED]

    def flip(self, flip: Flip) -> str:
        """Return what changing one answer would lead to, in the user's own labels."""
        change = self.change(flip.question, flip.before, flip.after)
        key = "flip" if len(flip.then) == 1 else "flip.level"
        return self.words(key, change=change, models=self.names(flip.then))

    def change(self, question_id: str, before: Sequence[str], after: Sequence[str]) -> str:
        """Return a change of one answer: what is taken away, what comes instead."""
        question = self.pack.question(question_id)
        taken = self.quoted(question, [o for o in before if o not in after], "list.and")
        added = self.quoted(question, [o for o in after if o not in before], "list.and")
        if taken and added:
            change = self.words("change.swap", added=added, taken=taken)
        else:
            change = self.words("change.add" if added else "change.remove", text=added or taken)
        return self.words("answered", question=self.text(question.text), answer=change)

    def nearest(self, changes: Sequence[Change]) -> str:
        """Return the smallest set of changes that would put a runner-up first."""
        if not changes:
            return self.words("rival.no-change")
        told = [self.change(c.question, c.before, c.after) for c in changes]
        return self.words("rival.nearest", count=len(told), changes="; ".join(told))

    def could_give(self, skipped: Skipped) -> str:
        """Return which models a skipped answer alone could put first or level."""
        question = self.text(self.pack.question(skipped.question).text)
        return self.words("skipped.could", question=question, models=self.names(skipped.could_give))

    def likeness(self, likeness: Likeness) -> str:
        """Return a case like this situation, and what they share."""
        case = next(case for case in self.pack.cases if case.id == likeness.case)
        shared = [
            self.quoted(self.pack.question(question), options, "list.and")
            for question, options in likeness.shared
        ]
        assert case.expected is not None  # noqa: S101  # only cases with a model are compared
        return self.words(
            "likeness",
            case=self.text(case.name),
            model=self.name(case.expected),
            shared=", ".join(shared),
        )

    def contradiction(self, contradiction_id: str) -> str:
        """Return what does not go together in the answers."""
        found = next(c for c in self.pack.contradictions if c.id == contradiction_id)
        return self.text(found.text)

    # -- what is missing -------------------------------------------------------------

    def missing(self, result: Recommendation) -> list[tuple[Status, str]]:
        """Return what the first model lacks or leaves to check, essential and early first."""
        standing = next(s for s in result.ranking if s.model == result.verdict.models[0])
        model = self.pack.model(standing.model)
        rows: list[tuple[int, int, Status, str]] = []
        told = set()
        for requirement, state in zip(model.requirements, standing.requirements, strict=True):
            told.add(requirement.question.partition(".")[2])
            if state.status is not Status.MET:
                text = self.words(
                    "missing.requirement",
                    phase=requirement.phase,
                    text=self.text(requirement.text),
                )
                order = _order(state.status, essential=requirement.essential)
                rows.append((order, requirement.phase, state.status, text))
        grid = self.pack.grid()
        phases = {role.role: role.phase for role in model.roles}
        for role in result.plans[0].roles:
            if role.status is Status.MET or role.role in told or grid is None:
                continue
            unmet = role.status is Status.UNMET
            text = self.words(
                "missing.role" if unmet else "missing.role-unknown",
                phase=phases[role.role],
                role=self.text(grid.option(role.role).label),
            )
            order = _order(role.status, essential=False)
            rows.append((order, phases[role.role], role.status, text))
        return [(status, text) for _, _, status, text in sorted(rows, key=lambda row: row[:2])]

    def to_settle(self, result: Recommendation) -> str:
        """Return the first thing to settle, in the order of what is missing."""
        standing = next(s for s in result.ranking if s.model == result.verdict.models[0])
        model = self.pack.model(standing.model)
        states = zip(model.requirements, standing.requirements, strict=True)
        lacking = [(r, state.status) for r, state in states if state.status is not Status.MET]
        if not lacking:
            return self.words("step.settle-nothing")
        first, _ = min(lacking, key=lambda x: (_order(x[1], essential=x[0].essential), x[0].phase))
        return self.words("step.settle", text=self.text(first.remedy))

    def first_steps(self, result: Recommendation) -> list[str]:
        """Return the first three steps: phase 1, whom to call, what to settle.

        Where an essential requirement is unmet, settling it comes first.
        """
        model = self.pack.model(result.verdict.models[0])
        partners = [self.text(partner.name) for partner in model.partners]
        steps = [
            self.words("step.phase", text=self.text(model.phases[0])),
            self.words("step.call", partners=", ".join(partners)),
        ]
        unready = result.verdict.kind is Kind.NOT_READY
        return [self.to_settle(result), *steps] if unready else [*steps, self.to_settle(result)]

    # -- runners-up ------------------------------------------------------------------

    def rival(self, result: Recommendation, rival: WhyNot) -> tuple[str, list[str], list[str]]:
        """Return a runner-up's place, what speaks for it, and what cost it the place."""
        by_model = {s.model: s for s in result.ranking}
        leader = result.ranking[0]
        gained = [self.reason(rival.model, reason) for reason in rival.gained]
        lost = [self._lost(rival.model, leader.model, lost) for lost in rival.lost]
        unmet = self._rival_unmet(by_model[rival.model])
        return self._place(by_model[rival.model], leader), gained, [*unmet, *lost]

    def _place(self, standing: Standing, leader: Standing) -> str:
        behind = leader.score.total - standing.score.total
        score = self.words("score", count=standing.score.total)
        name = self.numbered(self.pack.model(standing.model))
        key = "rival.behind" if behind else "rival.tied"
        return self.words(key, name=name, score=score, count=behind)

    def _lost(self, rival: str, leader: str, lost: Lost) -> str:
        against = [reason for reason in lost.own if reason.points < 0]
        model, key = (rival, "rival.lost-own") if against else (leader, "rival.lost-leader")
        reason = (against or lost.leaders or lost.own)[0]
        return self.words(
            key, count=lost.points, leader=self.name(leader), because=self.reason(model, reason)
        )

    def _rival_unmet(self, standing: Standing) -> list[str]:
        unmet = {state.id for state in standing.requirements if state.status is Status.UNMET}
        return [
            self.words("rival.unmet", text=self.text(requirement.text))
            for requirement in self.pack.model(standing.model).requirements
            if requirement.essential and requirement.id in unmet
        ]


def _order(status: Status, *, essential: bool) -> int:
    """Return where something missing is told: essential first, and what lacks before doubts."""
    return 2 * (not essential) + (status is not Status.UNMET)
