"""Sentences about advice: the verdict, its grounds, what is missing, the runners-up."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from concertation_cli.engine.answering import Change
from concertation_cli.engine.explain import SimilarCase
from concertation_cli.engine.firmness import Firmness, Flip, Skipped
from concertation_cli.engine.results import (
    Agrees,
    ConditionStatus,
    Ground,
    Kind,
    Lost,
    Plan,
    Reason,
    Recommendation,
    Standing,
    Status,
    Step,
    StepKind,
    Trust,
    Verdict,
    VerdictReason,
    WhyNot,
)
from concertation_cli.engine.verdict import gate_question
from concertation_cli.knowledge.records import (
    NO_MODEL,
    PORTRAIT,
    Condition,
    Deciding,
    Model,
    Source,
    Text,
)
from concertation_cli.phrases.pack import Phrases

_ASKED_FIRST = 3
_CLOSE_NAMED = 3
_BESIDE = 2
_ORIGINS = frozenset(
    {
        Ground.AGREEMENT,
        Ground.RECOGNITION_ALONE,
        Ground.ANSWERS_ALONE,
        Ground.DECIDED,
        Ground.READINGS_DIFFER,
        Ground.TIE,
        Ground.SMALL_LEAD,
    }
)
"""The grounds that a word of trust comes from."""

_WITHOUT_CHANGES = frozenset({Ground.RECOGNITION_ALONE, Ground.DECIDED, Ground.OTHERWISE})
"""Where no model is advised for being first by the answers: what changes that would mislead."""


_MISSING = ("missing.condition", "missing.condition-late")
_TO_DO = ("action.condition", "action.condition-late")


class _Lacking(NamedTuple):
    """Something that is not there, or not known to be: where it is told, and what to do."""

    order: tuple[int, int]
    status: Status
    text: str
    remedy: str


class AdvicePhrases(Phrases):
    """Sentences about a recommendation, in one language."""

    def reason(self, model_id: str, reason: Reason) -> str:
        """Return a reason with the user's own answer: « answer » and why it speaks."""
        question = self.pack.question(reason.question)
        model = self.pack.model(model_id)
        if reason.criterion is None:
            assert model.portrait is not None  # noqa: S101  # it was recognized
            return self.words("why.recognized", label=self.text(model.portrait.label))
        criterion = model.criterion(reason.criterion)
        answer = self.quoted(question, reason.options, "list.and")
        return self.words("why.answer", answer=answer, because=self.text(criterion.because))

    def short_reason(self, model_id: str, reason: Reason, *, whole: bool) -> str:
        """Return a reason as a first screen tells it: the question beside the answer.

        Of a description that was chosen, its own words where there is room for the whole.
        """
        if reason.criterion is None:
            portrait = self.pack.model(model_id).portrait
            assert portrait is not None  # noqa: S101  # it was recognized
            if whole:
                return self.words("why.chosen", label=self.text(portrait.text))
            return self.words("why.recognized", label=self.text(portrait.label))
        question = self.text(self.pack.question(reason.question).text)
        answer = self.reason(model_id, reason)
        return self.words("answered", question=question, answer=answer)

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
        if any(because.ground is Ground.OTHERWISE for because in verdict.because):
            count = len(verdict.models)
            near = self.close_ones(verdict.models)
            return self.words("verdict.otherwise", models=near, count=count)
        return self.words(key, models=self.close_ones(verdict.models), count=len(verdict.not_yet))

    def close_ones(self, model_ids: Sequence[str]) -> str:
        """Return the names of models too close to call: three, and how many more."""
        return self.first_names([self.name(model_id) for model_id in model_ids])

    def first_names(self, names: Sequence[str]) -> str:
        """Return three names at most as one enumeration, and how many more there are."""
        more = len(names) - _CLOSE_NAMED
        if more <= 0:
            return self.enumeration(names)
        return self.words("list.more", items=", ".join(names[:_CLOSE_NAMED]), count=more)

    def ground(self, because: VerdictReason) -> str:
        """Return one ground of a verdict, in one sentence or two."""
        pack, ids = self.pack, because.ids
        values: dict[str, str | int] = {"count": because.points, "limit": pack.limits.lead}
        match because.ground:
            case Ground.REFUSED:
                refusal = gate_question(pack).option(ids[0]).refuses
                assert refusal is not None  # noqa: S101  # what the ground means
                values["because"] = self.text(refusal.because)
            case Ground.GATE_UNANSWERED | Ground.QUICK_UNANSWERED:
                texts = [self.text(pack.question(question).text) for question in ids]
                values |= {"question": texts[0], "questions": " ".join(texts)}
            case Ground.LAST_LINE | Ground.OTHERWISE:
                values["label"] = self.recognition_label(ids[0])
            case Ground.DECIDED | Ground.DECIDED_OTHERWISE:
                values["question"] = self.text(pack.question(ids[0]).text)
                values["answer"] = self.text(self._side(because))
                values["models"] = self.close_ones(self._decided_between(because))
            case Ground.READINGS_DIFFER:
                values["model"] = self.name(ids[0])
                values["models"] = self.close_ones(ids[1:])
            case Ground.CONDITION_NOT_YET:
                model = pack.model(ids[0])
                texts = [self.text(model.condition(r).text) for r in ids[1:]]
                values |= {"texts": " ".join(texts), "count": len(texts)}
            case _:
                values["models"] = self.close_ones(ids)
        return self.words(self._ground_key(because), **values)

    def _ground_key(self, because: VerdictReason) -> str:
        """Return the sentence that tells a ground: some have another one in some cases."""
        ids, key = because.ids, f"ground.{because.ground}"
        match because.ground:
            case Ground.GATE_UNANSWERED:
                return self._for(key, ids)
            case Ground.QUICK_UNANSWERED:
                if self.pack.portrayed():
                    key = "ground.quick-and-portrait-unanswered"
                return self._for(key, [*ids, PORTRAIT])
            case Ground.LAST_LINE if ids[0] == NO_MODEL:
                return "ground.none-fits"
            case Ground.ANSWERS_ALONE if not ids:
                return "ground.alone"
            case _:
                return key

    def recognition_label(self, chosen: str) -> str:
        """Return the label of a portrait or of a last line."""
        return self.text(self.pack.question(PORTRAIT).option(chosen).label)

    def trust(self, result: Recommendation) -> str | None:
        """Return in one sentence how far the advice may be trusted, where a model is named."""
        verdict = result.verdict
        decided = next((b for b in verdict.because if b.ground in _ORIGINS), None)
        if verdict.trust is None or decided is None:
            return None
        key = f"trust.{decided.ground}"
        others = [m for m in result.recognized.chosen[1:] if m in self.pack.portrayed()]
        if decided.ground is Ground.AGREEMENT and others:
            return self.words("trust.agreement-with-second", models=self.names(others))
        if decided.ground is Ground.RECOGNITION_ALONE and others:
            return self.words("trust.recognition-alone-with-second", models=self.names(others))
        if decided.ground is Ground.ANSWERS_ALONE and not self.pack.portrayed():
            key = "trust.answers-alone-only"
        if decided.ground is Ground.READINGS_DIFFER:
            first, *others = decided.ids
            if result.recognized.agrees is Agrees.SECOND:
                key = "trust.readings-differ-second"
            values = {"model": self.name(first), "models": self.close_ones(others)}
            return self.words(key, **values)
        if decided.ground is Ground.DECIDED:
            asked = self.text(self.pack.question(decided.ids[0]).text)
            between = self.close_ones(self._decided_between(decided))
            return self.words(key, question=asked, models=between)
        if decided.ground is Ground.ANSWERS_ALONE and self.pack.portrayed():
            key = self._for(key, [PORTRAIT])
        return self.words(key, models=self.close_ones(verdict.models))

    def doubt(self, result: Recommendation) -> str | None:
        """Return what casts a doubt on any concertation: a refusing line recognized second."""
        doubt = result.verdict.doubt
        if doubt == NO_MODEL:
            return self.words("trust.doubt-none")
        return self.words("trust.doubt", label=self.recognition_label(doubt)) if doubt else None

    def decide(self, result: Recommendation, *, means: bool = True) -> list[str]:
        """Return the deciding question of a close verdict, and a line for each model it parts."""
        verdict = result.verdict
        question = self._parting(verdict)
        if question is None:
            return []
        sides = [side for side in question.sides if side.model in verdict.models[:_CLOSE_NAMED]]
        return [self.text(question.text), *(self.side(side, means=means) for side in sides)]

    def _parting(self, verdict: Verdict) -> Deciding | None:
        """Return the deciding question that a close verdict tells, if there is one."""
        if verdict.kind is not Kind.CLOSE or verdict.trust is None:
            return None
        return next(iter(self.pack.deciding_between(verdict.models[:_CLOSE_NAMED])), None)

    def beside(self, verdict: Verdict) -> tuple[str, ...]:
        """Return the two models of a close verdict to set beside one another.

        The first, and the one that the deciding question told parts it from; else the second.
        """
        named, question = verdict.models[:_CLOSE_NAMED], self._parting(verdict)
        parted = [side.model for side in question.sides] if question else []
        if named[0] in parted:
            named = tuple(model for model in named if model in parted)
        return named[:_BESIDE]

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
                doubt = self.doubt(result)
                return [
                    *self._lines(result.verdict),
                    *([doubt] if doubt else []),
                    *self._ask("remedy.answer-first", result.verdict.ask_first),
                ]
            case Kind.CLOSE:
                return [
                    *self._lines(result.verdict),
                    *self._ask("remedy.could-decide", result.skipped),
                ]
            case Kind.RECOMMENDED:
                return []

    def _instead(self, verdict: Verdict) -> list[str]:
        gate = gate_question(self.pack)
        told = []
        by_gate = next((b for b in verdict.because if b.ground is Ground.REFUSED), None)
        if by_gate:
            refusal = gate.option(by_gate.ids[0]).refuses
            assert refusal is not None  # noqa: S101  # what the ground means
            told.append(self.words("remedy.instead", text=self.text(refusal.instead)))
        lines = self._lines(verdict)
        # The gate's own kind says more than the line that asks for one.
        told += [] if by_gate and self._asks_gate(verdict) else lines
        if verdict.otherwise:
            model = self.name(verdict.otherwise.model)
            told.append(self.words("remedy.otherwise", models=model))
        if not by_gate:
            return [*told, self.words(self._for("remedy.lift-line", [PORTRAIT]))]
        passing = [self.text(option.label) for option in gate.options if not option.refuses]
        key = "remedy.lift-both" if self._by_line(verdict) else "remedy.lift"
        key = self._for(key, [gate.id])
        return [*told, self.words(key, label=self.enumeration(passing, "list.or"))]

    def _by_line(self, verdict: Verdict) -> bool:
        """Whether a refusing line was recognized first, the gate apart."""
        grounds = {because.ground for because in verdict.because}
        return Ground.LAST_LINE in grounds or bool(verdict.remedies)

    def refusal_sources(self, verdict: Verdict) -> list[Source]:
        """Return where the report says that no model is called for."""
        gate = gate_question(self.pack)
        sources = []
        for because in verdict.because:
            if because.ground is Ground.REFUSED:
                refusal = gate.option(because.ids[0]).refuses
                sources += [refusal.source] if refusal else []
        lines = map(self.pack.last_line, verdict.remedies)
        sources += [line.source for line in lines if line is not None]
        return list(dict.fromkeys(sources))

    def _lines(self, verdict: Verdict) -> list[str]:
        """Return the remedies of the last lines that were recognized; of each, where none was."""
        found = [line for line in map(self.pack.last_line, verdict.remedies) if line is not None]
        if len(found) == 1:
            return [self.words("remedy.instead", text=self.text(found[0].remedy))]
        quoted = [self.words("quoted", text=self.text(line.label)) for line in found]
        return [
            self.words("remedy.in-case", label=label, text=self.text(line.remedy))
            for label, line in zip(quoted, found, strict=True)
        ]

    def _asks_gate(self, verdict: Verdict) -> bool:
        lines = map(self.pack.last_line, verdict.remedies)
        return any(line is not None and line.asks_gate for line in lines)

    def _side(self, because: VerdictReason) -> Text:
        """Return what was answered to a deciding question."""
        deciding = next(q for q in self.pack.deciding if q.id == because.ids[0])
        return deciding.side(self._decided_between(because)[0]).label

    def _decided_between(self, because: VerdictReason) -> list[str]:
        """Return the models of a deciding question that was answered, the one chosen first."""
        questions = {question.id for question in self.pack.deciding}
        return [found for found in because.ids if found not in questions]

    def _make_ready(self, verdict: Verdict) -> list[str]:
        model = self.pack.model(verdict.models[0])
        texts = [self.text(model.condition(r).remedy) for r in verdict.not_yet]
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

    def firmness(self, result: Recommendation, firmness: Firmness | None) -> str:
        """Return how firm the advice is: trust, doubt, and what changing one answer would do.

        The last is left out where no firmness is given.
        """
        changes = self._changing(result, firmness) if firmness else None
        told = (self.trust(result), self.doubt(result), changes)
        return " ".join(text for text in told if text)

    def _changing(self, result: Recommendation, firmness: Firmness) -> str | None:
        """Return what changing one answer would do to the first place by the answers."""
        if any(b.ground in _WITHOUT_CHANGES for b in result.verdict.because):
            return None
        flips = bool(firmness.flips)
        if firmness.changes is None and result.verdict.trust is Trust.CONSISTENT:
            return self.words("firm.shared-lead")
        if firmness.changes is None:
            return self.words("firm.tied" if flips else "firm.tied-for-good")
        return self.words("firm.changes" if flips else "firm.no-change")

    def untested(self, result: Recommendation) -> list[str]:
        """Return what the advice could not be tested against, or holds in spite of."""
        grounds = result.verdict.because
        notes = {Ground.GATE_UNANSWERED, Ground.DECIDED_OTHERWISE}
        return [self.ground(because) for because in grounds if because.ground in notes]

    def undecided(self, result: Recommendation) -> str | None:
        """Return what the advice would be without the deciding question that settled it."""
        decided = next((b for b in result.verdict.because if b.ground is Ground.DECIDED), None)
        if decided is None:
            return None
        return self.words(
            "flip.undecided",
            question=self.text(self.pack.question(decided.ids[0]).text),
            models=self.close_ones(self._decided_between(decided)),
        )

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
        """Return the smallest set of changes that would put a runner-up first by the answers."""
        if not changes:
            return self.words("rival.no-change")
        told = [self.change(c.question, c.before, c.after) for c in changes]
        return self.words("rival.nearest", count=len(told), changes="; ".join(told))

    def could_give(self, skipped: Skipped) -> str:
        """Return which models a skipped answer alone could put first or level."""
        question = self.text(self.pack.question(skipped.question).text)
        return self.words("skipped.could", question=question, models=self.names(skipped.could_give))

    def likeness(self, likeness: SimilarCase) -> str:
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
        rows = [*self._lacking(result, _MISSING), *self._free(result, "missing.role")]
        rows.sort(key=lambda row: row.order)
        return [(row.status, row.text) for row in rows]

    def actions(self, result: Recommendation) -> list[tuple[Status, str, str]]:
        """Return what must be in place and is not, or may not be, and what to do about it."""
        rows = [*self._lacking(result, _TO_DO), *self._free(result, "action.role")]
        rows.sort(key=lambda row: row.order)
        return [(row.status, row.text, row.remedy) for row in rows]

    def _lacking(self, result: Recommendation, keys: tuple[str, str]) -> Iterator[_Lacking]:
        """Yield the conditions that are not said to be in place.

        Args:
            result: The recommendation.
            keys: The sentence before a phase, and that for a phase that is behind.
        """
        here = result.plans[0].here
        for condition, state in self.asked_conditions(result.leading):
            if state.status is Status.IN_PLACE:
                continue
            late = here is None or condition.phase < here
            text = self.words(
                keys[late],
                phase=condition.phase,
                status=self.words(f"missing.{state.status}"),
                text=self.text(condition.text),
            )
            remedy = self.words(f"action.{state.status}", remedy=self.text(condition.remedy))
            order = _order(state.status, essential=condition.essential), condition.phase
            yield _Lacking(order, state.status, text, remedy)

    def _free(self, result: Recommendation, key: str) -> Iterator[_Lacking]:
        """Yield the roles that nobody is said to hold, and that no condition asks for."""
        grid, model = self.pack.grid(), self.pack.model(result.leading.model)
        conditions = self.asked_conditions(result.leading)
        asked = {condition.question.partition(".")[2] for condition, _ in conditions}
        phases = {role.role: role.phase for role in model.roles}
        for state in result.plans[0].roles:
            if state.status is Status.IN_PLACE or state.role in asked or grid is None:
                continue
            not_yet = state.status is Status.NOT_YET
            unsure = key == "missing.role" and not not_yet
            known = "missing.role-unknown" if unsure else key
            label, phase = self.text(grid.option(state.role).label), phases[state.role]
            text = self.words(known, phase=phase, role=label)
            remedy = self.words("action.find" if not_yet else "action.ask")
            order = _order(state.status, essential=False), phase
            yield _Lacking(order, state.status, text, remedy)

    def asked_conditions(self, standing: Standing) -> list[tuple[Condition, ConditionStatus]]:
        """Return the conditions of a model that hold here, each with its status."""
        by_id = {c.id: c for c in self.pack.model(standing.model).conditions}
        return [(by_id[state.id], state) for state in standing.conditions]

    def first_steps(self, plan: Plan) -> list[str]:
        """Return the first steps, in order."""
        return [self._step(self.pack.model(plan.model), step) for step in plan.steps]

    def _step(self, model: Model, step: Step) -> str:
        key = f"step.{step.kind}"
        match step.kind:
            case StepKind.SETTLE | StepKind.FINISH:
                return self.words(key, text=self.text(model.condition(step.ids[0]).remedy))
            case StepKind.FIND_OUT:
                return self.words(key, text=self.text(model.condition(step.ids[0]).text))
            case StepKind.PHASE:
                assert step.phase is not None  # noqa: S101  # what the kind means
                text = self.text(model.phases[step.phase - 1])
                return self.words(key, phase=step.phase, text=text)
            case StepKind.CALL:
                names = [self.text(p.name) for p in model.partners if p.id in step.ids]
                return self.words(key, partners=self.enumeration(names))
            case StepKind.ROLE:
                grid = self.pack.grid()
                assert grid is not None  # noqa: S101  # it holds the role
                return self.words(key, role=self.text(grid.option(step.ids[0]).label))

    # -- runners-up ------------------------------------------------------------------

    def rival(self, result: Recommendation, rival: WhyNot) -> tuple[str, list[str], list[str]]:
        """Return a runner-up's place, what speaks for it, and what cost it the place."""
        by_model = {s.model: s for s in result.ranking}
        leader = by_model[result.verdict.models[0]]
        gained = [self.reason(rival.model, reason) for reason in rival.gained]
        lost = [self._lost(rival.model, leader.model, lost) for lost in rival.lost]
        not_yet = self._rival_not_yet(by_model[rival.model])
        return self._place(by_model[rival.model], leader), gained, [*not_yet, *lost]

    def _place(self, standing: Standing, leader: Standing) -> str:
        behind = leader.score.total - standing.score.total
        score = self.words("score", count=standing.score.total)
        name = self.numbered(self.pack.model(standing.model))
        key = "rival.behind" if behind > 0 else "rival.ahead" if behind else "rival.tied"
        return self.words(key, name=name, score=score, count=abs(behind))

    def _lost(self, rival: str, leader: str, lost: Lost) -> str:
        against = [reason for reason in lost.own if reason.points < 0]
        model, key = (rival, "rival.lost-own") if against else (leader, "rival.lost-leader")
        reason = (against or lost.leaders or lost.own)[0]
        return self.words(
            key, count=lost.points, leader=self.name(leader), because=self.reason(model, reason)
        )

    def _rival_not_yet(self, standing: Standing) -> list[str]:
        not_yet = {state.id for state in standing.conditions if state.status is Status.NOT_YET}
        return [
            self.words("rival.not-yet", text=self.text(condition.text))
            for condition in self.pack.model(standing.model).conditions
            if condition.essential and condition.id in not_yet
        ]


def _order(status: Status, *, essential: bool) -> int:
    """Return where something missing is told: essential first, and what lacks before doubts."""
    return 2 * (not essential) + (status is not Status.NOT_YET)
