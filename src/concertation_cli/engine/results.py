"""What the engine returns: ids and numbers, no words."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

MOST_NAMED = 3
"""Most models of a close verdict that are told by name."""


class Kind(StrEnum):
    """The kinds of verdict."""

    RECOMMENDED = "recommended"
    CLOSE = "close"
    NOT_READY = "not-ready"
    NOT_A_CONCERTATION = "not-a-concertation"
    UNDETERMINED = "undetermined"


class Trust(StrEnum):
    """How far advice may be trusted, in one word, from what was observed."""

    CONSISTENT = "consistent"
    TO_CONFIRM = "to-confirm"
    DIVIDED = "divided"


class Status(StrEnum):
    """Whether something that must be in place is, as somebody said; unknown: nobody did."""

    IN_PLACE = "in-place"
    UNDER_WAY = "under-way"
    NOT_YET = "not-yet"
    UNKNOWN = "unknown"


class Ground(StrEnum):
    """Why a verdict is what it is; each kind has some of these."""

    REFUSED = "refused"
    LAST_LINE = "last-line"
    QUICK_UNANSWERED = "quick-unanswered"
    NOTHING_SPEAKS = "nothing-speaks"
    AGREEMENT = "agreement"
    RECOGNITION_ALONE = "recognition-alone"
    ANSWERS_ALONE = "answers-alone"
    DECIDED = "decided"
    READINGS_DIFFER = "readings-differ"
    TIE = "tie"
    SMALL_LEAD = "small-lead"
    OTHERWISE = "otherwise"
    CONDITION_NOT_YET = "condition-not-yet"
    GATE_UNANSWERED = "gate-unanswered"
    DECIDED_OTHERWISE = "decided-otherwise"


class VerdictReason(NamedTuple):
    """One ground of a verdict.

    Attributes:
        ids: What it bears on, by ground: options of the gate; last lines; questions; deciding
            questions, then the model that they settle on and the others that they leave out; a
            deciding question and the model chosen there, which is not the one advised; a model
            and its conditions; the model recognized, then those first by the answers; else the
            other models.
        points: A lead, in points, where it has one.
    """

    ground: Ground
    ids: tuple[str, ...] = ()
    points: int = 0


class Reason(NamedTuple):
    """A criterion that fired, or a portrait recognized, and the points it gives.

    Attributes:
        criterion: None for a recognition.
    """

    criterion: str | None
    question: str
    theme: str
    options: tuple[str, ...]
    points: int


class Score(NamedTuple):
    """One model's whole-number score: the sum of its reasons, and of its themes."""

    model: str
    total: int
    themes: Mapping[str, int]
    reasons: tuple[Reason, ...]


class ConditionStatus(NamedTuple):
    """Whether a condition of a model is met."""

    id: str
    status: Status


class Standing(NamedTuple):
    """A model's place in the ranking; ties share a rank: 1, 1, 3."""

    rank: int
    score: Score
    conditions: tuple[ConditionStatus, ...]

    @property
    def model(self) -> str:
        """The model's id."""
        return self.score.model


class Verdict(NamedTuple):
    """What is advised.

    Attributes:
        models: The one recommended, or those too close to call; else none.
        because: The grounds, those that decided first.
        not_yet: Essential conditions of the model advised that are said not to be in place.
        ready: Where that one is not ready, the best-ranked model with no essential condition
            said "not yet" and a score above 0.
        ask_first: Questions to answer first, where too little is known.
        trust: None where no model is named, or none of the readings speaks for those named.
        doubt: The refusing line that was recognized second.
        remedies: The last lines whose remedies hold; all of them for ``none``.
        otherwise: Where none is called for, the model that the answers alone put first.
    """

    kind: Kind
    models: tuple[str, ...] = ()
    because: tuple[VerdictReason, ...] = ()
    not_yet: tuple[str, ...] = ()
    ready: str | None = None
    ask_first: tuple[str, ...] = ()
    trust: Trust | None = None
    doubt: str | None = None
    remedies: tuple[str, ...] = ()
    otherwise: "Otherwise | None" = None

    @property
    def foremost(self) -> tuple[str, ...]:
        """The models to tell by name, where a close verdict holds many."""
        return self.models[:MOST_NAMED]

    def reason(self, *grounds: Ground) -> VerdictReason | None:
        """Return the first reason of the verdict on one of these grounds, if there is one."""
        return next((because for because in self.because if because.ground in grounds), None)


class Otherwise(NamedTuple):
    """The model that the answers alone put first, its score and its lead there."""

    model: str
    score: int
    lead: int | None


class Agrees(StrEnum):
    """Which of the portraits chosen is first by the answers alone."""

    FIRST = "first"
    SECOND = "second"
    NO = "no"


class Recognized(NamedTuple):
    """What was recognized, beside what the answers alone say.

    Attributes:
        chosen: Models' ids or last lines', best first.
        agrees: None where no model was chosen, or nothing was answered that gives points.
        answers_first: The models at rank 1 by the answers alone, where one earns points.
    """

    chosen: tuple[str, ...]
    agrees: Agrees | None
    answers_first: tuple[str, ...]


class Lost(NamedTuple):
    """A question on which the first model earned more than a runner-up."""

    question: str
    points: int
    own: tuple[Reason, ...]
    leaders: tuple[Reason, ...]


class WhyNot(NamedTuple):
    """What speaks for a runner-up, and what cost it the place, both largest first."""

    model: str
    gained: tuple[Reason, ...]
    lost: tuple[Lost, ...]


class RoleStatus(NamedTuple):
    """Who holds a role that a model needs: a holder's id, or None when unknown."""

    role: str
    holder: str | None
    status: Status


class StepKind(StrEnum):
    """What a first step asks: of a condition, of a phase, of partners or of a role."""

    SETTLE = "settle"
    FINISH = "finish"
    FIND_OUT = "find-out"
    PHASE = "phase"
    CALL = "call"
    ROLE = "role"


class Step(NamedTuple):
    """One of the first steps.

    Attributes:
        ids: A condition's id, partners' ids, or a role's; none for a phase.
        phase: The phase to do, where that is the step.
    """

    kind: StepKind
    ids: tuple[str, ...]
    phase: int | None = None


class Plan(NamedTuple):
    """What a model asks for in this situation.

    Attributes:
        done: The phases that the answers state to be behind.
        here: The first phase that is not; None when all are.
        steps: What to do first, three at most.
        wording: The places, from 0, of the remarks on the source's wording that hold here.
        risks: Ids of the challenges that these answers bring forward.
        challenges: Ids of the others.
        arriving: (model whose file tells it, pathway id) of the passages that lead here.
        leaving: The same for the passages that lead on.
    """

    model: str
    done: tuple[int, ...]
    here: int | None
    steps: tuple[Step, ...]
    wording: tuple[int, ...]
    roles: tuple[RoleStatus, ...]
    risks: tuple[str, ...]
    challenges: tuple[str, ...]
    arriving: tuple[tuple[str, str], ...]
    leaving: tuple[tuple[str, str], ...]


class Recommendation(NamedTuple):
    """All that the engine says of a situation."""

    verdict: Verdict
    ranking: tuple[Standing, ...]
    why_not: tuple[WhyNot, ...]
    plans: tuple[Plan, ...]
    skipped: tuple[str, ...]
    recognized: Recognized

    @property
    def leading(self) -> Standing:
        """The place of the model that the verdict names first; where it names none, the first."""
        named = self.verdict.models[:1]
        return next((s for s in self.ranking if s.model in named), self.ranking[0])
