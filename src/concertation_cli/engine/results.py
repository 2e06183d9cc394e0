"""What the engine returns: ids and numbers, no words."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """The kinds of verdict."""

    RECOMMENDED = "recommended"
    CLOSE = "close"
    NOT_READY = "not-ready"
    NOT_A_CONCERTATION = "not-a-concertation"
    UNDETERMINED = "undetermined"


class Status(StrEnum):
    """Whether something that must be in place is."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"


class Ground(StrEnum):
    """Why a verdict is what it is; each kind has some of these."""

    REFUSED = "refused"
    QUICK_UNANSWERED = "quick-unanswered"
    NOTHING_SPEAKS = "nothing-speaks"
    TIE = "tie"
    SMALL_LEAD = "small-lead"
    REQUIREMENT_UNMET = "requirement-unmet"
    CLEAR_LEAD = "clear-lead"
    GATE_UNANSWERED = "gate-unanswered"


class Because(NamedTuple):
    """One ground of a verdict.

    Attributes:
        ids: What it bears on, by ground: an option; questions; a model and its requirements;
            else the other models.
        points: A lead, in points, where it has one.
    """

    ground: Ground
    ids: tuple[str, ...] = ()
    points: int = 0


class Reason(NamedTuple):
    """A criterion that fired, and the points it gives."""

    criterion: str
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


class RequirementStatus(NamedTuple):
    """Whether a requirement of a model is met."""

    id: str
    status: Status


class Standing(NamedTuple):
    """A model's place in the ranking; ties share a rank: 1, 1, 3."""

    rank: int
    score: Score
    requirements: tuple[RequirementStatus, ...]

    @property
    def model(self) -> str:
        """The model's id."""
        return self.score.model


class Verdict(NamedTuple):
    """What is advised.

    Attributes:
        models: The one recommended, or those too close to call; else none.
        because: The grounds, those that decided first.
        unmet: Essential requirements of the first model that are unmet.
        ready: Where the first is not ready, the best-ranked model with no essential
            requirement unmet and a score above 0.
        ask_first: Questions to answer first, where too little is known.
    """

    kind: Kind
    models: tuple[str, ...] = ()
    because: tuple[Because, ...] = ()
    unmet: tuple[str, ...] = ()
    ready: str | None = None
    ask_first: tuple[str, ...] = ()


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


class Plan(NamedTuple):
    """What a model asks for in this situation.

    Attributes:
        risks: Ids of the challenges that these answers bring forward.
        challenges: Ids of the others.
        arriving: (model whose file tells it, pathway id) of the passages that lead here.
        leaving: The same for the passages that lead on.
    """

    model: str
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
