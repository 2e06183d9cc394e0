"""The records of a pack, once it has been read and found valid, and the fields of its files.

Texts are mappings from a language to what it says in that language. Every record is
immutable; sequences are tuples. The annotation of a field also says what may stand in the
files: `fields` reads, checks, builds and describes them from it.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, NamedTuple

from concertation_cli.knowledge import fields
from concertation_cli.knowledge.fields import InFile, Length, Without, file_order

GATE = "gate"
"""The theme of the question that may refuse; no theme of a pack may have its name."""
RECOGNITION = "recognition"
"""The theme of the question that the pack's portraits and last lines make."""
DECIDING = "deciding"
"""The theme of the questions that tell two neighbouring models apart."""
PORTRAIT = "portrait"
"""The id of the recognition: which portraits fit, best first."""
CONDITIONS = "conditions"
"""The id of the grid that asks what is in place."""
NO_MODEL = "none"
"""What a case expects when no model should be called for; in a recognition, no portrait."""


CHAPTER = (
    "definition",
    "concertation",
    "context",
    "complementarities",
    "added-values",
    "phases",
    "partners",
    "successes",
    "challenges",
)
"""The sections of the report that every model's texts are cited from; a pack names them."""
LESSONS = "lessons"
"""The section that the lessons of a model are cited from, where one has lessons."""
DEMANDS = ("effort", "duration", "end")
"""What the demands of a model are about, in the order in which they stand."""

_MAX_LAST_LINES = 6
_MAX_DEMANDS = 5
_MAX_MANDATE = 10
_MAX_OPTIONS = 20
"""Of a question: sets of three are tried one by one, and their number grows with the cube."""

Text = Mapping[str, str]
OneLine = Annotated[str, fields.OneLine()]
Id = Annotated[str, fields.Id()]
AnswerKey = Annotated[str, fields.Id(r"[a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)?\Z")]
"""A question's id, or the row of a grid: ``<grid>.<row>``."""
_PAGES = fields.Matching(r"[1-9][0-9]{0,3}(?:-[1-9][0-9]{0,3})?\Z", "bad-pages")
Language = Annotated[str, fields.Matching(r"[a-z]{2,3}\Z", "bad-language")]
Phase = Annotated[int, fields.Integer(1, 20)]
Basis = Annotated[str, fields.OneOf("stated", "inferred")]
PathwayBasis = Annotated[str, fields.OneOf("stated", "case")]
QuestionKind = Annotated[str, fields.OneOf("choose-one", "choose-many", "grid")]
DemandKind = Annotated[str, fields.OneOf(*DEMANDS)]
Origin = Annotated[str, fields.OneOf("report", "ours")]
State = Annotated[str, fields.OneOf("in-place", "under-way", "not-yet")]
OptionsByQuestion = Annotated[
    Mapping[str, tuple[str, ...]],
    fields.Map(
        fields.List(fields.Id()),
        key=fields.type_of(AnswerKey),
        code="expected-by-question",
    ),
]


class Source(NamedTuple):
    """Where the report says it: a section's id, and pages such as ``31-34`` or None."""

    section: Id
    pages: Annotated[str | None, fields.Nullable(_PAGES)]


@file_order(text=("id",))
class Cited(NamedTuple):
    """A text and its source."""

    text: Text
    source: Source
    id: Annotated[Id, InFile(required=True)] = ""


_Remarks = Annotated[tuple[Cited, ...], Length(0)]


class Term(NamedTuple):
    """A word of the glossary."""

    id: Id
    term: Text
    text: Text
    source: Source


class Citation(NamedTuple):
    """The work that the pack restates."""

    title: OneLine
    author: OneLine
    year: Annotated[int, fields.Integer(1, 9999, such_as=2024)]
    isbn: OneLine = ""


class Convener(NamedTuple):
    """The organization whose practice the report tells; others must fill its roles."""

    name: OneLine
    short: OneLine


class Theme(NamedTuple):
    """A part of the questionnaire."""

    label: Text


class Limits(NamedTuple):
    """Under which lead, in points, a recommendation is only close."""

    lead: Annotated[int, fields.Integer(0, 1000)]


class Refusal(NamedTuple):
    """Why a gate option calls for no model, and what to do instead."""

    because: Text
    instead: Text
    source: Source


class RefusalLabel(NamedTuple):
    """What a refusal is called."""

    label: Text


class Option(NamedTuple):
    """A possible answer; in a grid, one of its rows.

    Attributes:
        none: Says "none of these": excludes the others and never matters.
        neutral: Gives no points, on purpose: the source has no ground for any.
        in_forms: In the grid of conditions, whether forms ask for this row.
    """

    id: Id
    label: Text
    means: Text
    none: bool = False
    neutral: bool = False
    in_forms: bool = False
    refuses: Refusal | None = None


class Holder(NamedTuple):
    """An answer to each row of a grid, and the state that it means.

    Attributes:
        state: ``in-place``, ``under-way`` or ``not-yet``.
    """

    id: Id
    label: Text
    state: State


@file_order(options=("maximum", "quick", "holders"))
class Question(NamedTuple):
    """What is asked.

    Attributes:
        kind: ``choose-one``, ``choose-many`` or ``grid``.
        maximum: Most options that may be chosen; 0 for no limit.
        quick: Asked by a quick interview; without an answer to any such question, no advice.
    """

    id: Id
    theme: Id
    kind: QuestionKind
    text: Text
    why: Text
    options: Annotated[tuple[Option, ...], Length(2, _MAX_OPTIONS)]
    maximum: Annotated[
        int,
        fields.Integer(1, 9),
        "Most options that may be chosen.",
    ] = 0
    quick: bool = False
    holders: Annotated[tuple[Holder, ...], Length(2, _MAX_OPTIONS)] = ()

    def option(self, option_id: str) -> Option:
        """Return the option with this id. Raises KeyError when there is none."""
        for option in self.options:
            if option.id == option_id:
                return option
        raise KeyError(option_id)


@file_order(remedy=("asks_gate", "asks_which"))
class LastLine(NamedTuple):
    """A way of saying that none of the portraits fits, and what to do then.

    Attributes:
        refuses: Whether no model is called for; else, none of these models is near.
        remedy: What to do instead.
        asks_gate: Whether its kind is asked: one of the refusing options of the gate.
        asks_which: Whether a name is asked, which the notes keep.
    """

    id: Id
    label: Text
    text: Text
    refuses: bool
    remedy: Text
    source: Source
    asks_gate: bool = False
    asks_which: bool = False


class Recognition(NamedTuple):
    """How the choice among the portraits is asked, and the points that it gives.

    Attributes:
        first: Points of the portrait chosen first.
        second: Points of the one chosen second.
        nothing: What ``none`` is called: no portrait fits, and no last line says why.
    """

    text: Text
    why: Text
    nothing: Annotated[Text, InFile(key="none")]
    first: Annotated[int, fields.Integer(1, 99, such_as=12)]
    second: Annotated[int, fields.Integer(0, 99, such_as=6)]


class MandateLine(NamedTuple):
    """A line of the draft mandate: the answers that fill it, else what is to be written there."""

    id: Id
    label: Text
    hint: Text
    answers: tuple[AnswerKey, ...] = ()


class Side(NamedTuple):
    """What speaks for one model on a deciding question; `source` is in its own chapter."""

    model: Id
    label: Text
    means: Text
    source: Id


class Deciding(NamedTuple):
    """A question that tells neighbouring models apart."""

    id: Id
    text: Text
    why: Text
    sides: Annotated[tuple[Side, ...], Length(2, 4)]

    def side(self, model_id: str) -> Side:
        """Return the side that speaks for a model. Raises StopIteration when nothing does."""
        return next(side for side in self.sides if side.model == model_id)


class Portrait(NamedTuple):
    """The situation that calls for a model, told without its name.

    Attributes:
        label: What stands for it where there is little room.
        basis: ``stated`` by the sections that it cites, or ``inferred`` from them.
        sources: Sections of the model's own chapter.
    """

    label: Text
    text: Text
    basis: Basis
    sources: tuple[Id, ...]


class Concertation(NamedTuple):
    """Whether a model is a concertation, and in what sense."""

    kind: Id
    text: Text


class Cycle(NamedTuple):
    """After phase `last`, a model with a cycle goes back to phase `first`."""

    last: Annotated[Phase, InFile(key="from")]
    first: Annotated[Phase, InFile(key="to")]


class AddedValues(NamedTuple):
    """What a model brings."""

    main: tuple[Text, ...]
    secondary: tuple[Text, ...]


class Done(NamedTuple):
    """Phases that are behind, and the answers that state so as a fact.

    Attributes:
        when: Options by question; it holds only where each of the questions has one of its own.
    """

    phases: tuple[Phase, ...]
    when: OptionsByQuestion


class Wording(NamedTuple):
    """What to say where the report's own wording does not fit an answer.

    Attributes:
        when: Options by question; it holds only where each of the questions has one of its own.
    """

    when: OptionsByQuestion
    text: Text
    source: Id


@file_order(role=("category", "phase", "joined"))
class Partner(NamedTuple):
    """Who contributes, and what.

    Attributes:
        phase: The phase that they are first needed for.
        joined: Options by question: where each of the questions has one of its own, they are in.
    """

    id: Id
    name: Text
    role: Text
    category: Id = ""
    phase: Phase = 1
    joined: OptionsByQuestion = MappingProxyType({})


class Challenge(NamedTuple):
    """What may go wrong: at which phase, which answers bring it forward, who can help.

    Attributes:
        when: Options by question; one chosen option is enough to trigger it.
        help: Ids of the model's partners.
    """

    id: Id
    phase: Phase
    text: Text
    when: OptionsByQuestion = MappingProxyType({})
    help: tuple[Id, ...] = ()


@file_order(question=("essential",), text=("when",), source=("inferred_from",))
class Condition(NamedTuple):
    """What must be in place before a phase: it is so when somebody says so, never guessed.

    In the records of a model, `source` is a section of its own chapter.

    Attributes:
        question: The row of a grid that tells: ``<grid>.<row>``.
        essential: Whether the model cannot start without it, no phase of its own bringing it about.
        when: Options by question; it holds only where each of the questions has one of its own.
        basis: ``stated`` by the report, or ``inferred`` from what `inferred_from` tells.
    """

    id: Id
    phase: Phase
    question: AnswerKey
    text: Text
    remedy: Text
    basis: Basis
    source: Id
    essential: bool = False
    when: OptionsByQuestion = MappingProxyType({})
    inferred_from: Text | None = None


@file_order(source=("inferred_from",))
class Role(NamedTuple):
    """What somebody must hold in a model, from which phase, and what it takes there.

    Attributes:
        basis: ``stated`` by the report, or ``inferred`` from what `inferred_from` tells.
    """

    role: Id
    phase: Phase
    text: Text
    basis: Basis
    source: Id
    inferred_from: Text | None = None


@file_order(source=("inferred_from",))
class Demand(NamedTuple):
    """Something that a model takes: told in one sentence, short enough for a first screen.

    Attributes:
        about: ``effort``, ``duration``, or ``end``: what would make one stop, hand over or
            change models.
        basis: ``stated`` by the report, or ``inferred`` from what `inferred_from` tells.
    """

    about: DemandKind
    text: Text
    basis: Basis
    source: Id
    inferred_from: Text | None = None


@file_order(source=("inferred_from",))
class Criterion(NamedTuple):
    """A rule: on one question, one of these options gives the model points.

    Attributes:
        points: From -3 to 3, never 0.
        basis: ``stated`` by the report, or ``inferred`` from what `inferred_from` tells.
    """

    id: Id
    question: Id
    options: tuple[Id, ...]
    points: Annotated[int, fields.Points(3)]
    because: Text
    basis: Basis
    source: Id
    inferred_from: Text | None = None


class Apart(NamedTuple):
    """What the report says of its own convener alone."""

    text: Text
    source: Id


class Silence(NamedTuple):
    """A theme on which the report gives no ground for rules about a model."""

    theme: Id
    because: Text


class Pathway(NamedTuple):
    """A documented passage from one model or named state to another."""

    id: Id
    origin: Id
    to: Id
    trigger: Text
    basis: PathwayBasis
    source: Id


@file_order(
    definition=("portrait",),
    partners=("cycle", "done", "wording"),
    criteria=("lessons", "convener_only", "conditions", "roles", "takes"),
)
class Model(NamedTuple):
    """One model of concertation: what the report tells of it, and the rules on it."""

    id: Id
    number: Annotated[int, fields.Integer(1, 99)]
    pages: Annotated[str, _PAGES]
    name: Text
    aliases: Annotated[Mapping[str, tuple[str, ...]], fields.Aliases()]
    summary: Text
    definition: Text
    concertation: Concertation
    context: tuple[Text, ...]
    complementarities: tuple[Text, ...]
    added_values: AddedValues
    phases: tuple[Text, ...]
    partners: tuple[Partner, ...]
    successes: tuple[Text, ...]
    challenges: tuple[Challenge, ...]
    criteria: tuple[Criterion, ...]
    portrait: Portrait | None = None
    cycle: Cycle | None = None
    done: Annotated[
        tuple[Done, ...],
        "Which answers state that phases are behind.",
    ] = ()
    wording: Annotated[
        tuple[Wording, ...],
        "What to say where the source's wording does not fit an answer.",
    ] = ()
    lessons: tuple[Text, ...] = ()
    convener_only: tuple[Apart, ...] = ()
    conditions: tuple[Condition, ...] = ()
    roles: tuple[Role, ...] = ()
    takes: Annotated[tuple[Demand, ...], Length(most=_MAX_DEMANDS)] = ()
    silent: tuple[Silence, ...] = ()
    pathways: tuple[Pathway, ...] = ()

    def source(self, section: str) -> Source:
        """Return the source of a text that stands in this section of the chapter."""
        return Source(section, self.pages)

    def criterion(self, criterion_id: str) -> Criterion:
        """Return the criterion with this id. Raises StopIteration when there is none."""
        return next(c for c in self.criteria if c.id == criterion_id)

    def challenge(self, challenge_id: str) -> Challenge:
        """Return the challenge with this id. Raises StopIteration when there is none."""
        return next(c for c in self.challenges if c.id == challenge_id)

    def condition(self, condition_id: str) -> Condition:
        """Return the condition with this id. Raises StopIteration when there is none."""
        return next(r for r in self.conditions if r.id == condition_id)


Answer = tuple[str, ...]
"""Options chosen on one question, in the pack's order; empty where there is no answer.

A recognition alone stands in the order of the choice: best first.
"""

Answers = Mapping[str, Answer]
"""Chosen option ids by question id. A grid has one entry by role, ``<grid>.<role>``,
which holds the holder's id. A question without an entry is unanswered."""


class Situation(NamedTuple):
    """The only state there is: a title, notes, and answers.

    Attributes:
        answer_notes: Why one answered so, by the key of the answer.
    """

    title: str = ""
    notes: str = ""
    answers: Answers = MappingProxyType({})
    answer_notes: Mapping[str, str] = MappingProxyType({})


@file_order(origin=("source",), expected=("from_model",))
class Case(NamedTuple):
    """A real initiative, or one of ours.

    Attributes:
        id: The file's name without its ending.
        codings: What each coder answered who saw its own paragraph and the questionnaire alone;
            of ours, what we did.
        from_model: Further answers that the model's chapter would supply.
        expected: A model's id, or None where a refusal is expected.
    """

    id: str
    name: Text
    summary: Text
    origin: Origin
    codings: Annotated[tuple[Answers, ...], fields.List(fields.Raw())]
    expected: Annotated[str | None, fields.Id()]
    source: Source | None = None
    from_model: Annotated[Answers, fields.Raw()] = MappingProxyType({})


class Initiative(NamedTuple):
    """A real initiative outside the source: one of the field set.

    Attributes:
        id: The file's name without its ending.
        set: Which set it belongs to: those found and told together.
        lang: The language in which it is told.
        situation: How things stood before anything took shape, as readers and coders saw it.
        form_taken: What took shape.
        labels: What each reader of the whole source would advise: a model's id, or ``none``.
        codings: The answers of each coder who saw the questionnaire alone.
    """

    id: str
    set: OneLine
    name: OneLine
    place: OneLine
    years: OneLine
    lang: Language
    url: OneLine
    situation: OneLine
    form_taken: OneLine
    labels: tuple[Id, ...]
    codings: Annotated[tuple[Answers, ...], fields.List(fields.Raw())]

    @property
    def is_unanimous(self) -> bool:
        """Whether all its labels are the same."""
        return len(set(self.labels)) == 1


class Contradiction(NamedTuple):
    """Answers that do not go together.

    Attributes:
        when: Options by question; all the questions must have one of theirs.
    """

    id: Id
    when: OptionsByQuestion
    text: Text


@file_order(themes=("convener",))
class Pack(NamedTuple):
    """One knowledge base, whole and valid."""

    id: Id
    version: OneLine
    digest: str
    languages: tuple[Language, ...]
    name: Text
    citation: Citation
    independence: Text
    themes: Mapping[str, Theme]
    limits: Limits
    refusal: RefusalLabel
    concertation_kinds: Mapping[str, Text]
    categories: Mapping[str, Text]
    states: Mapping[str, Text]
    sections: Mapping[str, Text]
    definition: Annotated[Cited, Without("id")]
    glossary: tuple[Term, ...]
    definition_notes: _Remarks
    method: _Remarks
    caveats: _Remarks
    about: _Remarks
    questions: tuple[Question, ...]
    models: tuple[Model, ...]
    cases: tuple[Case, ...]
    convener: Convener | None = None
    contradictions: tuple[Contradiction, ...] = ()
    recognition: Recognition | None = None
    last_lines: Annotated[tuple[LastLine, ...], Length(most=_MAX_LAST_LINES)] = ()
    deciding: Annotated[tuple[Deciding, ...], Length(most=_MAX_OPTIONS)] = ()
    mandate: Annotated[
        tuple[MandateLine, ...],
        Length(most=_MAX_MANDATE),
        "The lines of the draft mandate on the page for a meeting.",
    ] = ()
    field_note: Annotated[Text, "Who labelled and coded the field set, and what it is worth."] = (
        MappingProxyType({})
    )

    @property
    def convener_short(self) -> str:
        """The initials of the convener; no model tells of one where the pack names none."""
        return self.convener.short if self.convener else ""

    def shown_in(self, lang: str) -> str:
        """Return the language to show the pack in: this one, or its own where it lacks it."""
        return lang if lang in self.languages else self.languages[0]

    def model(self, model_id: str) -> Model:
        """Return the model with this id. Raises KeyError when there is none."""
        for model in self.models:
            if model.id == model_id:
                return model
        raise KeyError(model_id)

    def question(self, question_id: str) -> Question:
        """Return the question with this id, or the grid of a ``<grid>.<role>``."""
        plain = question_id.partition(".")[0]
        for question in self.questions:
            if question.id == plain:
                return question
        raise KeyError(question_id)

    def is_needed(self, partner: Partner) -> bool:
        """Whether a partner must be there: of the first category, where partners are sorted."""
        return bool(partner.category) and partner.category == next(iter(self.categories), None)

    def grid(self) -> Question | None:
        """Return the roles grid, if the pack has one."""
        grids = (question for question in self.questions if question.kind == "grid")
        return next((grid for grid in grids if grid.id != CONDITIONS), None)

    def portrayed(self) -> tuple[str, ...]:
        """Return the ids of the models that a recognition may name, in order."""
        return tuple(model.id for model in self.models if model.portrait and self.recognition)

    def last_line(self, line_id: str) -> LastLine | None:
        """Return the last line with this id, if there is one."""
        return next((line for line in self.last_lines if line.id == line_id), None)

    def deciding_between(self, models: Sequence[str]) -> tuple[Deciding, ...]:
        """Return the deciding questions that tell two or more of these models apart.

        Those that part the first of the models from another come first.
        """
        parting = [
            question
            for question in self.deciding
            if sum(side.model in models for side in question.sides) > 1
        ]
        first = models[:1]
        return tuple(
            sorted(parting, key=lambda q: not any(side.model in first for side in q.sides))
        )

    def cases_of(self, model_id: str) -> tuple[Case, ...]:
        """Return the report's cases of a model."""
        return tuple(c for c in self.cases if c.expected == model_id and c.origin == "report")

    def pathways_of(self, model_id: str) -> tuple[tuple[str, str], ...]:
        """Return the passages that start or end at a model: (model that tells it, its id)."""
        return tuple(
            (model.id, pathway.id)
            for model in self.models
            for pathway in model.pathways
            if model_id in (pathway.origin, pathway.to)
        )

    def scored_themes(self) -> tuple[str, ...]:
        """Return the ids of the themes in which some question gives points, in order."""
        scored = self.scored_questions()
        themes = {question.theme for question in self.questions if question.id in scored}
        return tuple(theme_id for theme_id in self.themes if theme_id in themes)

    def quick_questions(self) -> tuple[str, ...]:
        """Return the ids of the questions that advice must rest on: one of them, at least.

        They are those marked ``quick``; where none is, all those that give points.
        """
        scored = self.scored_questions()
        asked = [question for question in self.questions if question.id in scored]
        marked = [question for question in asked if question.quick]
        return tuple(question.id for question in marked or asked)

    def scored_questions(self) -> frozenset[str]:
        """Return the ids of the questions on which some criterion speaks."""
        return frozenset(c.question for model in self.models for c in model.criteria)
