"""What each command's JSON holds: builders are held to it, and schemas are made from it.

Only type checkers and `schema` load this module: no other command pays for it. A type's
docstring and the texts beside its keys are the descriptions that the schemas give.
"""

from typing import Annotated, Any, Literal, NotRequired, TypedDict

from concertation_cli.engine.replay import Why
from concertation_cli.engine.results import Agrees, Ground, Kind, Status, StepKind, Trust
from concertation_cli.knowledge import records
from concertation_cli.knowledge.fields import OneOf


class Also:
    """Keywords of JSON Schema that a type cannot tell."""

    def __init__(self, **keywords: Any) -> None:  # whatever JSON Schema has
        self.keywords = keywords


Count = Annotated[int, Also(minimum=0)]
Number = Annotated[int, Also(minimum=1)]
Portion = Annotated[float | None, Also(minimum=0, maximum=1)]
Basis = Annotated[records.Basis, "Whether the report states it, or it is inferred from it."]
Answers = Annotated[
    dict[str, object],
    Also(
        additionalProperties={
            "anyOf": [
                {"type": "string"},
                {"type": "array", "items": {"type": "string"}},
                {"type": "object", "additionalProperties": {"type": "string"}},
            ]
        }
    ),
    "By question: an option, a list of options, or in a grid the holder of each role.",
]
ModelNumber = Annotated[Number, "The model's number in the report."]
ModelName = Annotated[str, "The model's name."]


# -- what every document opens with -------------------------------------------------------


class Tool(TypedDict):
    """The program that wrote the document."""

    name: str
    version: str


class PackRef(TypedDict):
    """The knowledge base that the document rests on."""

    id: str
    version: str
    digest: Annotated[str, "A fingerprint of all that the pack says."]


class Opening(TypedDict):
    """What every document opens with, whatever was asked."""

    format: Annotated[Literal[2], "The number of this form; keys are only ever added to it."]
    tool: Annotated[Tool, "The program that wrote this document."]


class Head(Opening):
    """What every document about a pack opens with."""

    pack: Annotated[PackRef, "The knowledge base that this document rests on."]
    lang: Annotated[str, "The language of the texts."]


# -- what the pack says -------------------------------------------------------------------


class Source(TypedDict):
    """Where the report says it."""

    section: str
    pages: Annotated[str | None, "As in 31-34; null where the report's pages are not known."]


class Told(TypedDict):
    """A text and its source."""

    text: str
    source: Source


class Cited(Told):
    """A text with an id, and its source."""

    id: str


class Concertation(Told):
    """Whether a model is a concertation, and in what sense."""

    kind: str


class Silence(TypedDict):
    """A theme on which the report gives no ground for rules about a model."""

    theme: str
    because: str


class Phase(Told):
    """A step of a model."""

    number: Number


_FromTo = TypedDict(
    "_FromTo",
    {
        "from": Annotated[Number, "The last phase."],
        "to": Annotated[Number, "The phase that follows it."],
    },
)


class Cycle(_FromTo):
    """A model that starts over: after one phase, back to an earlier one."""


class Partner(TypedDict):
    """Who contributes, and what."""

    id: str
    name: str
    category: Annotated[str | None, "One of the pack's categories, where the report has some."]
    role: str
    source: Source


class Challenge(Told):
    """What may go wrong."""

    id: str
    phase: Annotated[Number, "Where it bites."]
    help: Annotated[list[str], "Ids of the partners who can help."]


class Risk(Challenge):
    """A challenge that some answers bring forward."""

    when: Annotated[dict[str, list[str]], "Options by question; one of them is enough."]


class PathwayName(TypedDict):
    """A passage, and in a plan which way it goes."""

    id: Annotated[str, "As in model/pathway."]
    way: NotRequired[
        Annotated[Literal["arriving", "leaving"], "In a plan: whether it leads here or on."]
    ]


_Ends = TypedDict(
    "_Ends",
    {
        "from": Annotated[str, "A model, or one of the pack's states."],
        "to": Annotated[str, "A model, or one of the pack's states."],
    },
)


class Pathway(PathwayName, _Ends):
    """A documented passage from one model or state to another."""

    trigger: str
    basis: Annotated[records.PathwayBasis, "Whether the report states it, or a case shows it."]
    source: Source


class Criterion(Told):
    """A rule: on one question, any of these options gives the model points."""

    id: Annotated[str, "As in model/criterion."]
    question: str
    options: list[str]
    points: Annotated[int, "From -3 to 3, never 0."]
    basis: Basis
    inferred_from: Annotated[str | None, "What it is inferred from; null when it is stated."]


class Condition(Told):
    """What must be in place before a phase."""

    id: str
    essential: Annotated[bool, "Whether the model cannot start without it."]
    phase: Number
    question: Annotated[str, "The row of a grid that tells: as in conditions.row or roles.row."]
    when: Annotated[
        dict[str, list[str]], "Options by question; it holds only where each has one of its own."
    ]
    basis: Basis
    remedy: Annotated[str, "What to do when it is not in place."]


class Role(Told):
    """What somebody must hold."""

    id: str
    phase: Annotated[Number, "From which phase on."]
    basis: Basis


class Demand(TypedDict):
    """Something that a model takes."""

    about: Annotated[records.DemandKind, "The effort, how long it lasts, or when it stops."]
    text: str
    basis: Basis
    source: Source


class CaseOfModel(TypedDict):
    """A real initiative that belongs to a model."""

    id: str
    name: str
    text: str
    source: Source | None


class AddedValues(TypedDict):
    """What a model brings."""

    main: list[Told]
    secondary: list[Told]


class Identified(Head):
    """The head of a document about one thing."""

    id: Annotated[str, "The id of what this document is about."]


class Portrait(TypedDict):
    """The situation that calls for a model, told without its name."""

    label: Annotated[str, "What stands for it where there is little room."]
    text: str
    basis: Basis
    sources: list[Source]


class Show(Identified):
    """All that the pack says of one model."""

    number: ModelNumber
    name: ModelName
    aliases: Annotated[list[str], "Other names that the program understands."]
    pages: Annotated[str, "The pages of its chapter."]
    summary: Annotated[str, "What it is, in a line."]
    portrait: Annotated[Portrait | None, "The situation that calls for it; null without one."]
    definition: Annotated[Told, "What it is."]
    concertation: Annotated[Concertation, "Whether it is a concertation."]
    context: Annotated[list[Told], "Where it comes from, what it answers."]
    complementarities: Annotated[list[Told], "How it goes with other models."]
    added_values: Annotated[AddedValues, "What it brings."]
    phases: Annotated[list[Phase], "Its steps, in order."]
    cycle: Annotated[Cycle | None, "Where it starts over; null when it does not."]
    partners: Annotated[list[Partner], "Who contributes, and what."]
    successes: Annotated[list[Told], "What may be expected."]
    challenges: Annotated[list[Challenge], "What may go wrong."]
    lessons: Annotated[list[Told], "What was learned."]
    cases: Annotated[list[CaseOfModel], "The report's initiatives."]
    conditions: Annotated[list[Condition], "What must be in place."]
    roles: Annotated[list[Role], "What somebody must hold."]
    takes: Annotated[list[Demand], "What it takes, how long, and what would make one stop."]
    risks: Annotated[list[Risk], "The challenges that some answers bring forward."]
    criteria: Annotated[list[Criterion], "The rules that give it points."]
    pathways: Annotated[list[Pathway], "The passages that start or end at it."]
    convener_only: Annotated[list[Told], "What is true of the report's own convener alone."]
    silent: Annotated[list[Silence], "The themes on which no rule could be grounded."]


# -- looking things up --------------------------------------------------------------------


class ListedModel(TypedDict):
    """A model in a line."""

    id: str
    number: ModelNumber
    name: ModelName
    summary: str
    concertation: Annotated[str, "Whether it is a concertation: one of the pack's kinds."]
    pages: str
    cases: Annotated[Count, "How many of the report's initiatives belong to it."]


class List(Head):
    """The models, a line each."""

    models: Annotated[list[ListedModel], "In the report's order."]


_ForAgainst = TypedDict(
    "_ForAgainst",
    {
        "for": Annotated[list[Criterion], "The rules that give it points."],
        "against": Annotated[list[Criterion], "The rules that take points from it."],
    },
)


class When(Head, _ForAgainst):
    """What calls for a model."""

    model: Annotated[str, "The model's id."]
    number: ModelNumber
    name: ModelName
    shortest: Annotated[
        Answers | None, "The fewest answers that call for it alone; null where none were found."
    ]
    recognized: Annotated[
        Answers | None,
        "The fewest with which its portrait, recognized, makes it consistent; null without one.",
    ]
    must_haves: Annotated[list[Condition], "What must be in place."]


class ComparedModel(TypedDict):
    """A model among those compared."""

    id: str
    number: ModelNumber
    name: ModelName
    concertation: Annotated[str, "Whether it is a concertation: one of the pack's kinds."]
    phases: Annotated[Count, "How many it has."]
    cycle: Cycle | None
    partners: Annotated[list[str], "Ids of its partners."]
    essential: Annotated[list[str], "Ids of its essential conditions."]


class ComparedRow(TypedDict):
    """A question, and what the rules say of its answers."""

    question: str
    same: Annotated[bool, "Whether the same options speak for all of the models."]
    options: Annotated[list[list[str]], "The options that speak for each model, best first."]


class Compare(Head):
    """Models side by side."""

    models: Annotated[list[ComparedModel], "In the order asked for."]
    rows: Annotated[list[ComparedRow], "By question, those on which they differ first."]


class Found(TypedDict):
    """A text that holds the words."""

    kind: Annotated[str, OneOf("model", "question", "case", "report"), "What it belongs to."]
    id: Annotated[str | None, "Of what; null for the report's general chapters."]
    part: Annotated[str | None, "The section or the option; null for a case."]
    text: str
    command: Annotated[str | None, "What to type to read it in its place; null where none does."]


class Definition(Told):
    """What the report says that a word means."""

    term: str


class Search(Head):
    """Where words were found."""

    words: Annotated[str, "What was looked for."]
    definitions: Annotated[list[Definition], "Of the words that the report explains."]
    results: Annotated[list[Found], "Every text that holds them all, whole words first."]
    near: Annotated[list[str], "Where nothing is found, words of the texts that are like them."]


class Situation(TypedDict):
    """What somebody answered, as a situation file holds it."""

    title: str
    notes: str
    answers: Answers
    answer_notes: Annotated[dict[str, str], "Why one answered so, by the key of the answer."]


class CaseBody(TypedDict):
    """A real initiative, or one made up to try the rules."""

    id: Annotated[str, "The case's id."]
    name: Annotated[str, "What it is called."]
    text: Annotated[str, "What it is, in short."]
    origin: Annotated[records.Origin, "Whether it is one of the report's, or one of ours."]
    source: Annotated[Source | None, "Where the report tells it."]
    codings: Annotated[
        list[Answers], "What each coder answered from its own paragraph; of ours, what we did."
    ]
    from_model: Annotated[Answers, "Further answers that its model's chapter would supply."]
    expected: Annotated[str | None, "The model's id; null where a refusal is expected."]


class Case(Head, CaseBody):
    """One of the documented initiatives."""


class Cases(Head):
    """The documented initiatives."""

    cases: Annotated[list[CaseBody], "Whole."]


class ThemeRow(TypedDict):
    """A part of the questionnaire."""

    id: str
    label: str


class OptionRow(TypedDict):
    """A possible answer; in a grid, a role."""

    id: str
    label: str
    means: Annotated[str, "A line of meaning."]
    none: Annotated[bool, "Whether it says none of these, and excludes the others."]
    refuses: Annotated[bool, "Whether it calls for no model."]


class HolderRow(TypedDict):
    """An answer to each row of a grid."""

    id: str
    label: str


class QuestionRow(TypedDict):
    """A question."""

    id: str
    theme: Annotated[str, "The id of its theme, or that of the gate."]
    kind: records.QuestionKind
    maximum: Annotated[int | None, Also(minimum=1), "Most options that may be chosen."]
    quick: Annotated[bool, "Whether a quick interview asks it."]
    text: str
    why: Annotated[str, "Why it is asked."]
    options: list[OptionRow]
    holders: Annotated[list[HolderRow], "In a grid, who may hold a role; otherwise empty."]


class Questions(Head):
    """The questionnaire."""

    themes: Annotated[list[ThemeRow], "Its parts, without the gate."]
    questions: Annotated[list[QuestionRow], "In the order in which they are asked."]


class TableColumn(TypedDict):
    """A column of a table."""

    number: Number
    header: Annotated[str, "What stands above it, from the top down."]
    means: Annotated[
        str | None,
        "A question, a row of a grid, title or notes; null where it is no question.",
    ]
    option: Annotated[str | None, "The option that the column stands for, if for one alone."]
    guessed: Annotated[bool, "Whether less than the question's words or ids told it."]
    samples: Annotated[list[str], "Some of what it holds."]


class TableColumns(Head):
    """How a table is understood."""

    header_lines: Annotated[Count, "Lines that hold something before the first answers."]
    columns: Annotated[list[TableColumn], "In the order of the table."]


# -- for custodians -----------------------------------------------------------------------


class Tally(TypedDict):
    """Counts over the cases that a model is expected for."""

    cases: Count
    first: Annotated[Count, "The expected model is alone first."]
    first_two: Annotated[Count, "It is among the first two."]
    close: Annotated[Count, "The verdict is close."]
    right_but_close: Annotated[Count, "Close, though the expected model is alone first."]
    firm: Annotated[Count, "The verdict names one model: recommended, or not-ready."]
    wrong_but_firm: Annotated[Count, "Firm, on another model."]
    undetermined: Annotated[Count, "The verdict is undetermined."]
    wrongly_refused: Count
    consistent: Annotated[Count, "Advised by both readings together."]
    wrong_but_consistent: Annotated[Count, "Consistent, on another model."]
    divided: Annotated[Count, "The readings differ, or none is far enough ahead."]
    divided_and_named: Annotated[Count, "Divided, the expected model being among those named."]
    wrongly_doubted: Annotated[Count, "A refusing line was recognized second."]


class Refusals(TypedDict):
    """Counts over the cases that should be refused."""

    cases: Count
    refused: Count
    doubted: Annotated[Count, "Not refused, but a refusing line was recognized second."]
    firm: Annotated[Count, "Given firm advice for a model."]


class Miss(TypedDict):
    """A case whose expected model was not alone first, or that was not refused."""

    case: str
    expected: Annotated[str | None, "A model's id; null where a refusal was expected."]
    got: Annotated[list[str], "The models at rank 1."]
    second: Annotated[str | None, "The model next to them."]
    verdict: Kind


class Figures(TypedDict):
    """The evaluation of some codings, in numbers."""

    models: Tally
    refusals: Refusals


class Section(Figures):
    """The evaluation of some codings, with what was missed."""

    misses: list[Miss]


class SetFigures(Figures):
    """The evaluation of one set of a field set."""

    by_coder: Annotated[dict[str, Figures], "By coder, numbered from 1."]


class Shown(TypedDict):
    """How often the labelled model is among the portraits that the wizard would show."""

    cases: Annotated[Count, "Codings with a model, that pass the gate."]
    shown: Count


class Agreement(TypedDict):
    """How often two people answer a question alike."""

    alike: Annotated[Count, "Pairs of codings with the very same answer."]
    tried: Annotated[Count, "Pairs of which one at least has an answer."]


class FieldEvaluation(Section):
    """The evaluation of the field set: initiatives outside the source, with unanimous labels."""

    initiatives: Count
    left_out: Annotated[Count, "Initiatives on whose label the readers differ."]
    by_set: dict[str, SetFigures]
    by_coder: Annotated[dict[str, Figures], "By coder, numbered from 1."]
    by_language: dict[str, Figures]
    quick: Annotated[Figures, "With the answers that a quick interview asks for alone."]
    answers_alone: Annotated[Figures, "Without the recognition."]
    recognition_alone: Annotated[
        Figures | None, "With the recognition and nothing else; null without portraits."
    ]
    among_shown: Annotated[Shown | None, "Null without portraits."]
    agreement: Annotated[
        dict[str, Agreement], "By question, over the initiatives that every coder lets pass."
    ]


class Evaluation(Head):
    """What the rules make of cases whose model is known."""

    own_paragraph: Annotated[Section, "Coded from each case's own paragraph alone."]
    with_model: Annotated[
        Section | None, "With what its model's chapter would supply; null when no case has any."
    ]
    near_misses: Annotated[Section | None, "Our cases to accept; null when there are none."]
    field: Annotated[FieldEvaluation | None, "The field set; null where there is none."]


class Counts(TypedDict):
    """How much there is in a pack."""

    models: Count
    questions: Count
    criteria: Count
    stated: Annotated[Count, "Criteria that the report states."]
    inferred: Annotated[Count, "Criteria inferred from it."]
    cases: Count
    field: Annotated[Count, "Initiatives of the field set."]


class Check(Opening):
    """What was found of a pack; of a flawed one, its problems alone."""

    pack: Annotated[PackRef | None, "The pack; null when it is flawed."]
    lang: Annotated[str, "The language of the texts."]
    valid: Annotated[bool, "Whether nothing is wrong."]
    problems: Annotated[list[str], "A line each: the place, what is wrong, the way out."]
    counts: Annotated[Counts | None, "How much there is."]
    witnesses: Annotated[
        dict[str, Answers] | None, "By model, the shortest situation that calls for it alone."
    ]
    recognized: Annotated[
        dict[str, Answers] | None, "By model, the shortest in which both readings call for it."
    ]
    shown: Annotated[
        dict[str, Answers] | None, "By criterion, answers under which it moves a rank."
    ]
    settled: Annotated[
        dict[str, Answers] | None, "By deciding question, a situation that it settles."
    ]
    unproven: Annotated[list[str] | None, "The criteria that no case fires."]


class SchemaName(TypedDict):
    """A schema that may be asked for."""

    name: str
    text: Annotated[str, "What it describes."]


class Schema(Head):
    """The schemas that there are."""

    schemas: Annotated[list[SchemaName], "By name."]


class Work(TypedDict):
    """The work that a knowledge base restates."""

    author: str
    title: str
    year: int


class Version(Head):
    """Which program and which knowledge base these are, and what they run on."""

    python: Annotated[str, "The version of Python."]
    system: Annotated[str, "The system, as Python names it: linux, darwin, win32…"]
    independence: Annotated[str, "Whom the program depends on."]
    citation: Annotated[Work, "The work that the knowledge base restates."]


# -- a recommendation ---------------------------------------------------------------------


class Recognition(TypedDict):
    """The choice among the portraits, beside what the answers alone say."""

    chosen: Annotated[list[str], "Ids of models or of last lines, best first."]
    agrees: Annotated[
        Agrees | None, "Which choice is first by the answers alone; null without a choice."
    ]
    answers_first: Annotated[list[str], "The models first by the answers alone."]


class TrustBlock(TypedDict):
    """How far the advice may be trusted, from what was observed."""

    word: Annotated[Trust | None, "Null where no model is named, or nothing speaks for those."]
    sentence: Annotated[str | None, "The same in a sentence."]
    doubt: Annotated[str | None, "What casts a doubt on any concertation, in a sentence."]


class Otherwise(TypedDict):
    """The model that the answers put first, where none is called for."""

    model: str
    score: int
    lead: int | None


class Because(TypedDict):
    """A ground of a verdict."""

    ground: Ground
    ids: Annotated[list[str], "What it bears on: an option, themes, conditions or models."]
    points: Annotated[int, "A lead, where it has one; otherwise 0."]
    text: str


class Verdict(TypedDict):
    """What is advised."""

    kind: Kind
    summary: str
    models: Annotated[list[str], "The one recommended, or those too close to call."]
    because: Annotated[list[Because], "Those that decided first."]
    remedies: Annotated[list[str], "What to do before, or instead."]


class ReasonOn(TypedDict):
    """What a reason rests on."""

    question: str
    options: Annotated[list[str], "Those chosen that the criterion names, or the portrait."]
    points: int


class Reason(ReasonOn):
    """A criterion that fired, or a portrait recognized, with the answer that did it."""

    criterion: Annotated[str | None, "As in model/criterion; null for a recognition."]
    text: str
    basis: Basis
    source: Source


class StandingCondition(Condition):
    """What must be in place, and whether it is."""

    status: Status


class Standing(TypedDict):
    """A model's place in the ranking."""

    model: str
    number: ModelNumber
    name: ModelName
    rank: Annotated[Number, "Ties share a rank: 1, 1, 3."]
    score: Annotated[int, "A whole number of points: the sum of the reasons."]
    themes: Annotated[dict[str, int], "The parts of the score, by theme."]
    reasons: list[Reason]
    conditions: list[StandingCondition]


class LostOn(TypedDict):
    """A question on which the first model earned more."""

    question: str
    points: Annotated[Number, "How many more."]
    reasons: Annotated[list[Reason], "This model's own reasons there."]


_WhyNotSides = TypedDict(
    "_WhyNotSides",
    {
        "for": Annotated[list[Reason], "What speaks for it, the largest first."],
        "against": Annotated[list[LostOn], "What cost it the place, the largest first."],
    },
)

_Answered = TypedDict(
    "_Answered",
    {
        "from": Annotated[list[str], "The options chosen."],
        "to": Annotated[list[str], "The options to choose instead."],
    },
)


class Change(_Answered):
    """Another answer to a question."""

    question: str


class WhyNot(_WhyNotSides):
    """Why a runner-up is not first."""

    model: str
    nearest: Annotated[
        list[Change], "The fewest changes, two at most, that put it first; empty where none do."
    ]


class Contradiction(TypedDict):
    """Answers that do not go together."""

    id: str
    questions: list[str]
    text: str


class Changes(TypedDict):
    """How many single changes of an answer leave the leader alone first: never a probability."""

    kept: Count
    tried: Count


class Flip(Change):
    """A single change that puts another model first."""

    then: Annotated[list[str], "The models then at rank 1."]


class SkippedQuestion(TypedDict):
    """A skipped question, and the models that its answer alone could put first."""

    question: str
    could_give: list[str]


class Firmness(TypedDict):
    """How the advice stands up to single changes of an answer, and to what was skipped."""

    lead: Annotated[int | None, "Points between the first two; null where there is one model."]
    changes: Annotated[Changes | None, "Null on a tie for first."]
    flips: list[Flip]
    skipped: list[SkippedQuestion]


class SharedAnswer(TypedDict):
    """An answer that a case has too."""

    question: str
    options: list[str]


class SimilarCase(TypedDict):
    """A documented case that is alike."""

    case: str
    text: str
    shared: list[SharedAnswer]


class Evidence(TypedDict):
    """What stands behind the first model."""

    cases: Annotated[list[str], "The report's initiatives that belong to it."]
    concertation: Concertation
    caveats: Annotated[list[Cited], "What the report says of its own limits."]
    silent: list[Silence]
    similar: Annotated[list[SimilarCase], "The documented cases most alike."]


class RoleToFill(Role):
    """A role that the model needs, and who holds it here."""

    name: str
    holder: Annotated[str | None, "The id of the holder answered; null when unknown."]
    status: Status


class PhaseAhead(Phase):
    """A step of a model, in a situation."""

    done: Annotated[bool, "Whether an answer states that it is behind."]


class FirstStep(TypedDict):
    """One of the things to do first."""

    kind: Annotated[
        StepKind, "What it asks: about a condition, of a phase, of partners or of a role."
    ]
    ids: Annotated[list[str], "The condition's id, the partners', or the role's."]
    phase: Annotated[int | None, "The phase to do, where that is the step."]
    text: str


class Plan(TypedDict):
    """What a model asks for in this situation."""

    model: str
    here: Annotated[int | None, "The first phase that no answer states to be behind."]
    steps: Annotated[list[FirstStep], "What to do first, three at most, in order."]
    phases: list[PhaseAhead]
    wording: Annotated[list[Told], "Where the source's wording does not fit an answer."]
    cycle: Cycle | None
    partners: list[Partner]
    roles: list[RoleToFill]
    takes: Annotated[list[Demand], "What it takes, how long, and what would make one stop."]
    risks: Annotated[list[Challenge], "The challenges that these answers bring forward."]
    challenges: Annotated[list[Challenge], "The others."]
    successes: list[Told]
    pathways: list[Pathway]


class Recommendation(Head):
    """The advice on one situation."""

    situation: Annotated[Situation, "What was answered."]
    verdict: Annotated[Verdict, "What is advised, and on what grounds."]
    recognition: Annotated[Recognition, "What was recognized, and whether the answers agree."]
    trust: Annotated[TrustBlock, "How far the advice may be trusted."]
    otherwise: Annotated[Otherwise | None, "What the answers say where none is called for."]
    recommended: Annotated[
        str | None, "A model's id when the verdict is recommended or not-ready; otherwise null."
    ]
    ranking: Annotated[list[Standing], "The models, best first; empty when refused."]
    why_not: Annotated[list[WhyNot], "The runners-up."]
    contradictions: Annotated[list[Contradiction], "Answers that do not go together."]
    firmness: Annotated[Firmness | None, "How the advice stands up; null where there is none."]
    evidence: Annotated[Evidence | None, "What stands behind the first model, if any."]
    plans: Annotated[list[Plan], "One for each of the verdict's models."]


class NearestChanges(TypedDict):
    """What would put a runner-up first."""

    model: str
    changes: Annotated[
        list[Change], "The fewest changes, two at most, that put it first; empty where none do."
    ]


class WhatWouldChange(Head):
    """What would change the advice on one situation: a part of its recommendation."""

    verdict: Annotated[Verdict, "What is advised, and on what grounds."]
    trust: Annotated[TrustBlock, "How far the advice may be trusted."]
    firmness: Annotated[Firmness | None, "How the advice stands up; null where there is none."]
    nearest: Annotated[list[NearestChanges], "For each runner-up."]


# -- a saved recommendation taken up again -----------------------------------------------


class SavedVerdict(TypedDict):
    """A verdict, then or now."""

    kind: Annotated[str, "A kind of verdict."]
    models: Annotated[list[str], "The one advised, or those too close to call."]


_VerdictThenNow = TypedDict(
    "_VerdictThenNow",
    {
        "from": Annotated[SavedVerdict, "As it was saved."],
        "to": Annotated[SavedVerdict, "As it is today."],
    },
)


class VerdictThenNow(_VerdictThenNow):
    """The verdict as it was saved, and as it is today."""


_Shift = TypedDict(
    "_Shift",
    {
        "from": Annotated[int | None, "As it was; null where the model was not ranked."],
        "to": Annotated[int | None, "As it is; null where the model is not ranked."],
    },
)


class Shift(_Shift):
    """A number then and now."""


class Move(TypedDict):
    """A model whose score or rank differs."""

    model: str
    score: Shift
    rank: Shift


_CauseSides = TypedDict(
    "_CauseSides",
    {
        "from": Annotated[int | str | None, "Points or a status, then."],
        "to": Annotated[int | str | None, "The same, now."],
    },
)


class Cause(_CauseSides):
    """One thing that differs since."""

    why: Annotated[Why, "What kind of thing."]
    model: Annotated[str | None, "The model it bears on; null where it bears on all."]
    id: Annotated[str | None, "The answer, the criterion, or the condition."]
    shift: Annotated[int, "What it adds to the model's score."]


class Replay(Head):
    """A saved recommendation against the present pack."""

    saved: Annotated[PackRef, "The knowledge base that it was made with."]
    compared: Annotated[
        Literal["all", "verdict"],
        "What is compared: of a recommendation saved in an earlier format, the verdict, its models "
        "and the answers alone.",
    ]
    same: Annotated[bool, "Whether all that is compared is the same."]
    verdict: Annotated[VerdictThenNow, "The verdict then and now."]
    moves: Annotated[list[Move], "The models whose score or rank differs."]
    causes: Annotated[list[Cause], "What that comes from."]


# -- one line of a batch ------------------------------------------------------------------


class BatchRow(TypedDict):
    """What `batch` says of one row: one line of NDJSON. What passes through stands before."""

    line: Annotated[Number, "The first line of the row in the table that was read."]
    verdict: Annotated[Kind | None, "The kind of verdict; null where the row is in error."]
    recommended: Annotated[
        str | None, "A model's id when the verdict is recommended or not-ready; otherwise null."
    ]
    models: Annotated[list[str], "The one recommended, or those too close to call."]
    not_yet: Annotated[list[str], "The essential conditions of that model that are not yet there."]
    lead: Annotated[int | None, "Points between the first two; null where nothing is ranked."]
    scores: Annotated[dict[str, int], "The score of each model; empty where nothing is ranked."]
    trust: Annotated[Trust | None, "A word of trust; null where there is none."]
    doubt: Annotated[str | None, "The id of the refusing line recognized second."]
    error: Annotated[str | None, "What is wrong with the row; null where nothing is."]
    recommendation: NotRequired[
        Annotated[Recommendation | None, "With --full: the whole recommendation."]
    ]
