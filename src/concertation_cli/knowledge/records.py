"""What a pack is, once it has been read and found valid.

Texts are mappings from a language to what it says in that language. Every record
is immutable; sequences are tuples.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

Text = Mapping[str, str]

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


class Source(NamedTuple):
    """Where the report says it: a section's id, and pages such as ``31-34`` or None."""

    section: str
    pages: str | None = None


class Cited(NamedTuple):
    """A text and its source."""

    text: Text
    source: Source
    id: str = ""


class Term(NamedTuple):
    """A word of the glossary."""

    id: str
    term: Text
    text: Text
    source: Source


class Citation(NamedTuple):
    """The work that the pack restates."""

    title: str
    author: str
    year: int
    isbn: str = ""


class Convener(NamedTuple):
    """The organization whose practice the report tells; others must fill its roles."""

    name: str
    short: str


class Theme(NamedTuple):
    """A part of the questionnaire."""

    label: Text


class Limits(NamedTuple):
    """Under which lead, in points, a recommendation is only close."""

    lead: int


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

    id: str
    label: Text
    means: Text
    none: bool = False
    refuses: Refusal | None = None
    neutral: bool = False
    in_forms: bool = False


class Holder(NamedTuple):
    """An answer to each row of a grid, and the state that it means.

    Attributes:
        state: ``in-place``, ``under-way`` or ``not-yet``.
    """

    id: str
    label: Text
    state: str


class Question(NamedTuple):
    """What is asked.

    Attributes:
        kind: ``choose-one``, ``choose-many`` or ``grid``.
        maximum: Most options that may be chosen; 0 for no limit.
        quick: Asked by a quick interview; without an answer to any such question, no advice.
    """

    id: str
    theme: str
    kind: str
    text: Text
    why: Text
    options: tuple[Option, ...]
    maximum: int = 0
    holders: tuple[Holder, ...] = ()
    quick: bool = False

    def option(self, option_id: str) -> Option:
        """Return the option with this id. Raises KeyError when there is none."""
        for option in self.options:
            if option.id == option_id:
                return option
        raise KeyError(option_id)


class LastLine(NamedTuple):
    """A way of saying that none of the portraits fits, and what to do then.

    Attributes:
        refuses: Whether no model is called for; else, none of these models is near.
        remedy: What to do instead.
        asks_gate: Whether its kind is asked: one of the refusing options of the gate.
        asks_which: Whether a name is asked, which the notes keep.
    """

    id: str
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
    nothing: Text
    first: int
    second: int


class MandateLine(NamedTuple):
    """A line of the draft mandate: the answers that fill it, else what is to be written there."""

    id: str
    label: Text
    hint: Text
    answers: tuple[str, ...] = ()


class Side(NamedTuple):
    """What speaks for one model on a deciding question; `source` is in its own chapter."""

    model: str
    label: Text
    means: Text
    source: str


class Deciding(NamedTuple):
    """A question that tells neighbouring models apart."""

    id: str
    text: Text
    why: Text
    sides: tuple[Side, ...]

    def side(self, model_id: str) -> Side:
        """Return what speaks for a model. Raises StopIteration when nothing does."""
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
    basis: str
    sources: tuple[str, ...]


class Concertation(NamedTuple):
    """Whether a model is a concertation, and in what sense."""

    kind: str
    text: Text


class Cycle(NamedTuple):
    """After phase `last`, a model with a cycle goes back to phase `first`."""

    last: int
    first: int


class AddedValues(NamedTuple):
    """What a model brings."""

    main: tuple[Text, ...]
    secondary: tuple[Text, ...]


class Done(NamedTuple):
    """Phases that are behind, and the answers that state so as a fact.

    Attributes:
        when: Options by question; it holds only where each of the questions has one of its own.
    """

    phases: tuple[int, ...]
    when: Mapping[str, tuple[str, ...]]


class Wording(NamedTuple):
    """What to say where the report's own wording does not fit an answer.

    Attributes:
        when: Options by question; it holds only where each of the questions has one of its own.
    """

    when: Mapping[str, tuple[str, ...]]
    text: Text
    source: str


class Partner(NamedTuple):
    """Who contributes, and what.

    Attributes:
        phase: The phase that they are first needed for.
        joined: Options by question: where each of the questions has one of its own, they are in.
    """

    id: str
    name: Text
    role: Text
    category: str = ""
    phase: int = 1
    joined: Mapping[str, tuple[str, ...]] = MappingProxyType({})


class Challenge(NamedTuple):
    """What may go wrong: at which phase, which answers bring it forward, who can help.

    Attributes:
        when: Options by question; one chosen option is enough to trigger it.
        help: Ids of the model's partners.
    """

    id: str
    phase: int
    text: Text
    when: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    help: tuple[str, ...] = ()


class Condition(NamedTuple):
    """What must be in place before a phase: it is so when somebody says so, never guessed.

    In the records of a model, `source` is a section of its own chapter.

    Attributes:
        question: The row of a grid that tells: ``<grid>.<row>``.
        essential: Whether the model cannot start without it, no phase of its own bringing it about.
        when: Options by question; it holds only where each of the questions has one of its own.
        basis: ``stated`` by the report, or ``inferred`` from what `inferred_from` tells.
    """

    id: str
    phase: int
    text: Text
    remedy: Text
    question: str
    basis: str
    source: str
    essential: bool = False
    when: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    inferred_from: Text | None = None


class Role(NamedTuple):
    """What somebody must hold in a model, from which phase, and what it takes there.

    Attributes:
        basis: ``stated`` by the report, or ``inferred`` from what `inferred_from` tells.
    """

    role: str
    phase: int
    text: Text
    basis: str
    source: str
    inferred_from: Text | None = None


class Demand(NamedTuple):
    """Something that a model takes: told in one sentence, short enough for a first screen.

    Attributes:
        about: ``effort``, ``duration``, or ``end``: what would make one stop, hand over or
            change models.
        basis: ``stated`` by the report, or ``inferred`` from what `inferred_from` tells.
    """

    about: str
    text: Text
    basis: str
    source: str
    inferred_from: Text | None = None


class Criterion(NamedTuple):
    """A rule: on one question, one of these options gives the model points.

    Attributes:
        points: From -3 to 3, never 0.
        basis: ``stated`` by the report, or ``inferred`` from what `inferred_from` tells.
    """

    id: str
    question: str
    options: tuple[str, ...]
    points: int
    because: Text
    basis: str
    source: str
    inferred_from: Text | None = None


class Apart(NamedTuple):
    """What the report says of its own convener alone."""

    text: Text
    source: str


class Silence(NamedTuple):
    """A theme on which the report gives no ground for rules about a model."""

    theme: str
    because: Text


class Pathway(NamedTuple):
    """A documented passage from one model or named state to another."""

    id: str
    origin: str
    to: str
    trigger: Text
    basis: str
    source: str


class Model(NamedTuple):
    """One model of concertation: what the report tells of it, and the rules on it."""

    id: str
    number: int
    pages: str
    name: Text
    aliases: Mapping[str, tuple[str, ...]]
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
    conditions: tuple[Condition, ...] = ()
    roles: tuple[Role, ...] = ()
    takes: tuple[Demand, ...] = ()
    cycle: Cycle | None = None
    done: tuple[Done, ...] = ()
    wording: tuple[Wording, ...] = ()
    lessons: tuple[Text, ...] = ()
    convener_only: tuple[Apart, ...] = ()
    silent: tuple[Silence, ...] = ()
    pathways: tuple[Pathway, ...] = ()
    portrait: Portrait | None = None

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
    origin: str
    codings: tuple[Answers, ...]
    from_model: Answers
    expected: str | None
    source: Source | None = None


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
    set: str
    name: str
    place: str
    years: str
    lang: str
    url: str
    situation: str
    form_taken: str
    labels: tuple[str, ...]
    codings: tuple[Answers, ...]

    @property
    def is_unanimous(self) -> bool:
        """Whether all its labels are the same."""
        return len(set(self.labels)) == 1


class Contradiction(NamedTuple):
    """Answers that do not go together.

    Attributes:
        when: Options by question; all the questions must have one of theirs.
    """

    id: str
    when: Mapping[str, tuple[str, ...]]
    text: Text


class Pack(NamedTuple):
    """One knowledge base, whole and valid."""

    id: str
    version: str
    digest: str
    languages: tuple[str, ...]
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
    definition: Cited
    glossary: tuple[Term, ...]
    definition_notes: tuple[Cited, ...]
    method: tuple[Cited, ...]
    caveats: tuple[Cited, ...]
    about: tuple[Cited, ...]
    questions: tuple[Question, ...]
    models: tuple[Model, ...]
    cases: tuple[Case, ...]
    convener: Convener | None = None
    contradictions: tuple[Contradiction, ...] = ()
    field_note: Text = MappingProxyType({})
    recognition: Recognition | None = None
    last_lines: tuple[LastLine, ...] = ()
    deciding: tuple[Deciding, ...] = ()
    mandate: tuple[MandateLine, ...] = ()

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
