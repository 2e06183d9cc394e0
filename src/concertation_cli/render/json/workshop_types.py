"""What the JSON of a workshop holds.

Like `json_types`, only type checkers and `schema` load this module: nothing else pays for it.
"""

from typing import Annotated, TypedDict

from concertation_cli.engine.results import Ground, Kind
from concertation_cli.render.json.types import Answers, Count, Head, Number, Portion, Recommendation

Who = Annotated[
    list[str] | None, "Names, in the order of the participants; null where nobody is named."
]
First = Annotated[str | None, "The model alone at rank 1; null where there is none."]
Key = Annotated[str, "A question's id; for a role of a grid, as in question.role."]
Options = Annotated[list[str], "Ids of options; for a role, of its holder."]
Nothing = Annotated[Ground | None, "Why no model is first; null where one is."]
Models = Annotated[list[str], "The one recommended, or those too close to call."]


class Advice(TypedDict):
    """A verdict in short."""

    verdict: Kind
    models: Models


class Participant(Advice):
    """One participant, and the verdict on that one's own answers."""

    name: str


class Verdicts(Advice):
    """How many participants have the same verdict on their own answers."""

    count: Number


class Chosen(TypedDict):
    """An option, and who chose it."""

    option: str
    count: Count
    who: Who


class Note(TypedDict):
    """Why somebody answered so."""

    name: str
    note: str


class Question(TypedDict):
    """What a group answered to a question, or on a role."""

    key: Key
    answered: Annotated[Count, "How many gave an answer."]
    agreement_index: Annotated[
        Portion,
        "The mean Jaccard similarity over pairs of answers; null where fewer than two answered.",
    ]
    options: Annotated[
        list[Chosen],
        "Every option, in the order of the questionnaire; of descriptions, first choices.",
    ]
    second: Annotated[
        list[Chosen], "Second choices of a description, which settle nothing; else empty."
    ]
    notes: Annotated[list[Note] | None, "Notes kept with the answers; null where nobody is named."]
    silent: Annotated[Who, "Those who gave no answer."]
    majority: Annotated[
        Options,
        "What is kept: what the majority chose; on the gate, the option most chosen on the side, "
        "passing or refusing, of the majority. Empty without one, and on a role or a condition.",
    ]
    tied: Annotated[
        Options,
        "Left out: tied for the last place within the maximum; on the gate, chosen as often as "
        "what is kept, but later in the questionnaire.",
    ]
    over: Annotated[Options, "Left out: chosen less often than others that fill the maximum."]


class ByMajority(TypedDict):
    """Rule 1: each question settled by majority."""

    first: First
    recommendation: Annotated[
        Recommendation, "The advice on the answers of the majority, as recommend gives it."
    ]


class Sum(TypedDict):
    """A model, and the participants' points for it."""

    model: str
    rank: Annotated[Number, "Ties share a rank: 1, 1, 3."]
    score: int
    themes: Annotated[dict[str, int], "The parts of the score, by theme."]


class BySum(TypedDict):
    """Rule 2: the sum of the scores of those whom the gate passes."""

    first: First
    nothing: Nothing
    passing: Annotated[Count, "How many the gate passes."]
    refused: Annotated[Count, "How many it does not."]
    ranking: Annotated[list[Sum], "The sums, best first; empty when nobody passes."]


class Rules(TypedDict):
    """The two rules."""

    majority: ByMajority
    sum: BySum


class Way(Advice):
    """An answer that some gave, and what settling the question on it leads to."""

    options: Options
    count: Number
    who: Who
    then: Annotated[list[str], "The models then at rank 1; empty where no model is advised."]


class Disagreement(TypedDict):
    """A question answered in several ways, roles and conditions apart."""

    key: Key
    decisive: Annotated[bool, "Whether some way changes the first model of rule 1."]
    telling: Annotated[bool, "Whether some way changes its verdict or its models."]
    ways: Annotated[list[Way], "Those given by the most participants first."]


class Workshop(Head):
    """What the answers of a group call for, how far they agree, and what that hangs on."""

    anonymous: Annotated[bool, "Whether it tells only counts, and nobody's name."]
    count: Annotated[Number, "How many participants there are."]
    agree: Annotated[bool, "Whether both rules put the same model first."]
    first: First
    rules: Annotated[Rules, "What each of the two rules calls for."]
    talk_first: Annotated[
        list[str],
        "Questions to talk about first, in this order; without the gate where somebody refuses.",
    ]
    unanimous: Annotated[list[Key], "Where two or more answered, all of them alike."]
    kept: Annotated[Answers, "What --save keeps: settled, and not to be talked about first."]
    disagreements: Annotated[list[Disagreement], "Decisive ones first."]
    questions: Annotated[list[Question], "Every question, and every role of a grid."]
    verdicts: Annotated[list[Verdicts], "The verdicts on each one's own answers, counted."]
    people: Annotated[list[Participant] | None, "Each one apart; null where nobody is named."]
