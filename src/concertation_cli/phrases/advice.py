"""Sentences about advice: the verdict, its grounds, what is missing, the runners-up."""

from collections.abc import Iterable, Sequence
from typing import Self

from concertation_cli.engine.answering import Change
from concertation_cli.engine.explain import SimilarCase
from concertation_cli.engine.firmness import Firmness, Flip, Skipped
from concertation_cli.engine.results import (
    MOST_NAMED,
    Agrees,
    Ground,
    Kind,
    Lost,
    Reason,
    Recommendation,
    Standing,
    Status,
    Trust,
    Verdict,
    VerdictReason,
    WhyNot,
)
from concertation_cli.engine.verdict import gate_question, open_deciding
from concertation_cli.knowledge.records import (
    NO_MODEL,
    PORTRAIT,
    LastLine,
    Refusal,
    Source,
    Text,
)
from concertation_cli.phrases.pack import Phrases
from concertation_cli.phrases.plan import PlanPhrases

_ASKED_FIRST = 3
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


class AdvicePhrases(PlanPhrases):
    """Sentences about a recommendation, in one language."""

    @classmethod
    def of(cls, phrases: Phrases) -> Self:
        """Return those that go with the phrases of a pack."""
        return cls(phrases.pack, phrases.words, phrases.folder)

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
            if not whole:
                return self.reason(model_id, reason)
            portrait = self.pack.model(model_id).portrait
            assert portrait is not None  # noqa: S101  # it was recognized
            return self.words("why.chosen", label=self.text(portrait.text))
        answer = self.reason(model_id, reason)
        return self.words("answered", question=self.asked(reason.question), answer=answer)

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
        if verdict.reason(Ground.OTHERWISE):
            count = len(verdict.models)
            near = self.close_ones(verdict.models)
            return self.words("verdict.otherwise", models=near, count=count)
        return self.words(key, models=self.close_ones(verdict.models), count=len(verdict.not_yet))

    def close_ones(self, model_ids: Sequence[str]) -> str:
        """Return the names of models too close to call: three, and how many more."""
        return self.first_names([self.name(model_id) for model_id in model_ids])

    def first_names(self, names: Sequence[str]) -> str:
        """Return three names at most as one enumeration, and how many more there are."""
        more = len(names) - MOST_NAMED
        if more <= 0:
            return self.enumeration(names)
        return self.words("list.more", items=", ".join(names[:MOST_NAMED]), count=more)

    def ground(self, because: VerdictReason) -> str:
        """Return one ground of a verdict, in one sentence or two."""
        pack, ids = self.pack, because.ids
        values: dict[str, str | int] = {"count": because.points, "limit": pack.limits.lead}
        match because.ground:
            case Ground.REFUSED:
                values["because"] = self.text(self._refusal(because).because)
            case Ground.GATE_UNANSWERED | Ground.QUICK_UNANSWERED:
                texts = [self.asked(question) for question in ids]
                values |= {"question": texts[0], "questions": " ".join(texts)}
            case Ground.LAST_LINE | Ground.OTHERWISE:
                values["label"] = self.recognition_label(ids[0])
            case Ground.DECIDED | Ground.DECIDED_OTHERWISE:
                values |= self._decided(because)
                values["answer"] = self.text(self._side(because))
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
        """Return the sentence that says how far the advice may be trusted, if a model is named."""
        verdict = result.verdict
        origin = verdict.reason(*_ORIGINS)
        if verdict.trust is None or origin is None:
            return None
        key = f"trust.{origin.ground}"
        others = [m for m in result.recognized.chosen[1:] if m in self.pack.portrayed()]
        match origin.ground:
            case Ground.AGREEMENT if others:
                return self.words("trust.agreement-with-second", models=self.names(others))
            case Ground.RECOGNITION_ALONE if others:
                return self.words("trust.recognition-alone-with-second", models=self.names(others))
            case Ground.READINGS_DIFFER:
                first, *ahead = origin.ids
                if result.recognized.agrees is Agrees.SECOND:
                    key = "trust.readings-differ-second"
                return self.words(key, model=self.name(first), models=self.close_ones(ahead))
            case Ground.DECIDED:
                return self.words(key, **self._decided(origin))
            case Ground.ANSWERS_ALONE if self.pack.portrayed():
                key = self._for(key, [PORTRAIT])
            case Ground.ANSWERS_ALONE:
                key = "trust.answers-alone-only"
        return self.words(key, models=self.close_ones(verdict.models))

    def doubt(self, result: Recommendation) -> str | None:
        """Return the doubt cast on any concertation: a refusing line recognized second."""
        doubt = result.verdict.doubt
        if doubt == NO_MODEL:
            return self.words("trust.doubt-none")
        return self.words("trust.doubt", label=self.recognition_label(doubt)) if doubt else None

    def decide(self, result: Recommendation, *, means: bool = True) -> list[str]:
        """Return the deciding question of a close verdict, and a line for each model it parts."""
        question = open_deciding(self.pack, result.verdict)
        if question is None:
            return []
        sides = [side for side in question.sides if side.model in result.verdict.foremost]
        return [self.text(question.text), *(self.side(side, means=means) for side in sides)]

    def beside(self, verdict: Verdict) -> tuple[str, ...]:
        """Return the two models of a close verdict to set beside one another.

        The first, and the one that the deciding question told parts it from; else the second.
        """
        named, question = verdict.foremost, open_deciding(self.pack, verdict)
        parted = [side.model for side in question.sides] if question else []
        if named[0] in parted:
            named = tuple(model for model in named if model in parted)
        return named[:_BESIDE]

    def because(self, result: Recommendation) -> list[str]:
        """Return every ground of the verdict, one sentence each."""
        return [self.ground(because) for because in result.verdict.because]

    def remedies(self, result: Recommendation) -> list[str]:
        """Return the remedies, where the verdict is not a plain recommendation."""
        match result.verdict.kind:
            case Kind.NOT_A_CONCERTATION:
                return self._instead(result.verdict)
            case Kind.NOT_READY:
                return self._make_ready(result.verdict)
            case Kind.UNDETERMINED:
                doubt = self.doubt(result)
                return [
                    *self._line_remedies(result.verdict),
                    *([doubt] if doubt else []),
                    *self._ask("remedy.answer-first", result.verdict.ask_first),
                ]
            case Kind.CLOSE:
                return [
                    *self._line_remedies(result.verdict),
                    *self._ask("remedy.could-decide", result.skipped),
                ]
            case Kind.RECOMMENDED:
                return []

    def _instead(self, verdict: Verdict) -> list[str]:
        """Return the remedies of a refusal: another course, and the answer that would lift it."""
        gate = gate_question(self.pack)
        by_gate = verdict.reason(Ground.REFUSED)
        remedies = []
        if by_gate:
            text = self.text(self._refusal(by_gate).instead)
            remedies.append(self.words("remedy.instead", text=text))
        # The gate's own kind says more than the line that asks for one.
        if not by_gate or not any(line.asks_gate for line in self._last_lines(verdict)):
            remedies += self._line_remedies(verdict)
        if verdict.otherwise:
            model = self.name(verdict.otherwise.model)
            remedies.append(self.words("remedy.otherwise", models=model))
        if not by_gate:
            return [*remedies, self.words(self._for("remedy.lift-line", [PORTRAIT]))]
        passing = [self.text(option.label) for option in gate.options if not option.refuses]
        key = "remedy.lift-both" if self._by_line(verdict) else "remedy.lift"
        key = self._for(key, [gate.id])
        return [*remedies, self.words(key, label=self.enumeration(passing, "list.or"))]

    def _refusal(self, because: VerdictReason) -> Refusal:
        """Return the gate's refusal that a ground tells."""
        refusal = gate_question(self.pack).option(because.ids[0]).refuses
        assert refusal is not None  # noqa: S101  # what the ground means
        return refusal

    def _by_line(self, verdict: Verdict) -> bool:
        """Whether a refusing line was recognized first, the gate apart."""
        return bool(verdict.reason(Ground.LAST_LINE) or verdict.remedies)

    def refusal_sources(self, verdict: Verdict) -> list[Source]:
        """Return the passages of the report that say that no model is called for."""
        by_gate = verdict.reason(Ground.REFUSED)
        sources = [self._refusal(by_gate).source] if by_gate else []
        sources += [line.source for line in self._last_lines(verdict)]
        return list(dict.fromkeys(sources))

    def _last_lines(self, verdict: Verdict) -> list[LastLine]:
        """Return the last lines whose remedies hold."""
        lines = map(self.pack.last_line, verdict.remedies)
        return [line for line in lines if line is not None]

    def _line_remedies(self, verdict: Verdict) -> list[str]:
        """Return the remedies of the last lines that were recognized; of each, where none was."""
        lines = self._last_lines(verdict)
        if len(lines) == 1:
            return [self.words("remedy.instead", text=self.text(lines[0].remedy))]
        return [
            self.words(
                "remedy.in-case",
                label=self.words("quoted", text=self.text(line.label)),
                text=self.text(line.remedy),
            )
            for line in lines
        ]

    def _side(self, because: VerdictReason) -> Text:
        """Return the side that was chosen on a deciding question."""
        deciding = next(q for q in self.pack.deciding if q.id == because.ids[0])
        return deciding.side(self._decided_between(because)[0]).label

    def _decided(self, because: VerdictReason) -> dict[str, str]:
        """Return the question that settled something, and the models it settled it between."""
        models = self.close_ones(self._decided_between(because))
        return {"question": self.asked(because.ids[0]), "models": models}

    def _decided_between(self, because: VerdictReason) -> list[str]:
        """Return the models of a deciding question that was answered, the one chosen first."""
        questions = {question.id for question in self.pack.deciding}
        return [model for model in because.ids if model not in questions]

    def _make_ready(self, verdict: Verdict) -> list[str]:
        model = self.pack.model(verdict.models[0])
        texts = [self.text(model.condition(r).remedy) for r in verdict.not_yet]
        return [*texts, self.ready(verdict)]

    def ready(self, verdict: Verdict) -> str:
        """Return the model that is ready where the first is not."""
        if verdict.ready is None:
            return self.words("remedy.no-ready")
        return self.words("remedy.ready", models=self.name(verdict.ready))

    def _ask(self, key: str, question_ids: Sequence[str]) -> list[str]:
        if not question_ids:
            return []
        texts = [self.asked(q) for q in question_ids[:_ASKED_FIRST]]
        return [self.words(self._for(key, question_ids), questions=" ".join(texts))]

    # -- firmness --------------------------------------------------------------------

    def firmness(self, result: Recommendation, firmness: Firmness | None) -> str:
        """Return the firmness of the advice: trust, doubt, and the effect of changing one answer.

        The last is left out where no firmness is given.
        """
        changes = self._changing(result, firmness) if firmness else None
        sentences = (self.trust(result), self.doubt(result), changes)
        return " ".join(sentence for sentence in sentences if sentence)

    def _changing(self, result: Recommendation, firmness: Firmness) -> str | None:
        """Return the effect of changing one answer on the first place by the answers."""
        if result.verdict.reason(*_WITHOUT_CHANGES):
            return None
        flips = bool(firmness.flips)
        if firmness.changes is None and result.verdict.trust is Trust.CONSISTENT:
            return self.words("firm.shared-lead")
        if firmness.changes is None:
            return self.words("firm.tied" if flips else "firm.tied-for-good")
        return self.words("firm.changes" if flips else "firm.no-change")

    def untested(self, result: Recommendation) -> list[str]:
        """Return the grounds that the advice was not tested on, or holds in spite of."""
        grounds = result.verdict.because
        notes = {Ground.GATE_UNANSWERED, Ground.DECIDED_OTHERWISE}
        return [self.ground(because) for because in grounds if because.ground in notes]

    def undecided(self, result: Recommendation) -> str | None:
        """Return the advice as it would be without the deciding question that settled it."""
        decided = result.verdict.reason(Ground.DECIDED)
        return self.words("flip.undecided", **self._decided(decided)) if decided else None

    def flip(self, flip: Flip) -> str:
        """Return the effect of changing one answer, in the user's own labels."""
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
        sentences = [self.change(c.question, c.before, c.after) for c in changes]
        return self.words("rival.nearest", count=len(sentences), changes="; ".join(sentences))

    def could_give(self, skipped: Skipped) -> str:
        """Return the models that a skipped answer alone could put first or level."""
        question = self.asked(skipped.question)
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
        """Return the answers that do not go together, in a sentence."""
        contradictions = self.pack.contradictions
        return self.text(next(c for c in contradictions if c.id == contradiction_id).text)

    # -- runners-up ------------------------------------------------------------------

    def rival(self, result: Recommendation, rival: WhyNot) -> tuple[str, list[str], list[str]]:
        """Return a runner-up's place, what speaks for it, and what cost it the place."""
        leader = result.leading
        standing = next(s for s in result.ranking if s.model == rival.model)
        gained = [self.reason(rival.model, reason) for reason in rival.gained]
        lost = [self._lost(rival.model, leader.model, lost) for lost in rival.lost]
        return self._place(standing, leader), gained, [*self._rival_not_yet(standing), *lost]

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
        return [
            self.words("rival.not-yet", text=self.text(condition.text))
            for condition, (_, status) in self.asked_conditions(standing)
            if condition.essential and status is Status.NOT_YET
        ]
