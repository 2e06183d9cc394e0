"""A workshop: what a group should talk about first, what it agrees on, what its answers call for.

One screen for whoever leads the meeting; then every question, each person apart, and the method
as an annex. Where no names are given, none can be told: every line then holds counts alone.
More names than anyone reads under one answer are counted too.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from fractions import Fraction
from typing import NamedTuple

from concertation_cli.engine.explain import Explanation
from concertation_cli.engine.group import Disagreement, Group, Poll, Way, ranked
from concertation_cli.engine.results import Ground, Kind
from concertation_cli.engine.verdict import gate_question, refusing_lines
from concertation_cli.knowledge.answers import answer_keys
from concertation_cli.knowledge.records import DECIDING, PORTRAIT, Answer, Question
from concertation_cli.phrases.advice import AdvicePhrases
from concertation_cli.render.blocks import Bar, Bars, Block, Foot, Heading, Item, Items, Para, Space
from concertation_cli.render.views.pack_view import PackView


class People(NamedTuple):
    """What may be told of each one, in the order of the participants; nothing where both are empty.

    Attributes:
        names: What to call each.
        notes: Why each answered so, by the key of the answer.
    """

    names: Sequence[str] = ()
    notes: Sequence[Mapping[str, str]] = ()


_CHANGED, _SAME = "!", "="
_MOST_NAMED = 20


class _Room(NamedTuple):
    """How much a first screen tells.

    Attributes:
        names: Whether people are named, where they may be: all of them, or none.
        said: How many of the answers given to a question are told.
        changes: How many changes of the advice are told by question.
        alike: Of what all agree on: 2, questions and answers; 1, answers; 0, how many.
        extras: Whether what helps without being needed is told: how far to trust the advice,
            whom the sum leaves out, how many descriptions call for no model.
        topics: How many questions to talk about first.
    """

    names: bool = True
    said: int = 20
    changes: int = 20
    alike: int = 2
    extras: bool = True
    topics: int = 3


_ROOMS = (
    _Room(),
    _Room(alike=1),
    _Room(alike=0, changes=2),
    _Room(alike=0, changes=1),
    _Room(alike=1, said=3, changes=1, extras=False),
    _Room(alike=0, said=3, changes=1, extras=False),
    _Room(alike=0, said=2, changes=1, extras=False),
    _Room(alike=0, said=3, changes=1, extras=False, topics=2),
    _Room(alike=0, said=2, changes=1, extras=False, topics=2),
    _Room(alike=0, said=3, changes=1, extras=False, topics=1),
    _Room(alike=0, said=1, changes=1, extras=False, topics=1),
)
_WHOLE = 7
_FEW_SAID, _FEW_TOPICS = 2, 2
_FIRST_SCREENS = (
    *_ROOMS[:_WHOLE],
    *(room._replace(names=False) for room in _ROOMS),
)
"""The first of these that fits is the first screen. Where names are told, they yield before any
question to talk about does; no text is cut."""

_OF_GROUPS = {
    "ground.gate-unanswered": "group.gate-open",
    "ground.quick-unanswered": "group.quick-open",
    "ground.quick-and-portrait-unanswered": "group.quick-and-portrait-open",
    "trust.answers-alone": "group.no-portrait",
    "remedy.lift": "group.lift",
    "remedy.lift-both": "group.lift-both",
    "remedy.lift-line": "group.lift-line",
    "remedy.answer-first": "group.settle-first",
    "remedy.could-decide": "group.could-decide",
}
"""Sentences made for one person, and those of a group that answered."""


class GroupPhrases(AdvicePhrases):
    """Sentences about what a majority leads to.

    A question that people answered, but that no majority settles, is never called unanswered.
    """

    def __init__(self, phrases: AdvicePhrases, group: Group) -> None:
        super().__init__(phrases.pack, phrases.words, phrases.folder)
        self._answered = {poll.key for poll in group.polls if poll.answered}

    def _for(self, key: str, open_questions: Iterable[str]) -> str:
        return key if self._answered.isdisjoint(open_questions) else _OF_GROUPS[key]

    def _ask(self, key: str, question_ids: Sequence[str]) -> list[str]:
        """Tell questions that lack a majority apart from those that nobody answered."""
        disputed = [q for q in question_ids if q in self._answered]
        silent = [q for q in question_ids if q not in self._answered]
        return [*super()._ask(key, disputed), *super()._ask(key, silent)]


class Workshop(PackView):
    """What is said of one group, in one language."""

    phrases: GroupPhrases

    def __init__(
        self, phrases: AdvicePhrases, group: Group, explanation: Explanation, people: People
    ) -> None:
        """Keep what is to be told.

        Args:
            phrases: About the pack of the group.
            group: The results.
            explanation: Of the recommendation of rule 1.
            people: What may be told of each one.
        """
        super().__init__(phrases)
        self.phrases = GroupPhrases(phrases, group)
        self._group = group
        self._explanation = explanation
        self._names = people.names or None
        self._notes = people.notes
        self._room = _FIRST_SCREENS[0]
        self._polls = {poll.key: poll for poll in group.polls}
        self._gate = gate_question(self.pack)
        refusing = frozenset(option.id for option in self._gate.options if option.refuses)
        self._refusing = {self._gate.id: refusing}
        if self.pack.portrayed():
            self._refusing[PORTRAIT] = refusing_lines(self.pack)

    def first_screens(self) -> Iterator[list[Block]]:
        """Yield first screens: the fullest, then shorter ones."""
        line = f"{self.words('workshop.more')}\n{self.phrases.foot_line()}"
        foot = Foot(line, tuple(self.phrases.foot()))
        rooms = _FIRST_SCREENS if self._names is not None else _FIRST_SCREENS[_WHOLE:]
        for room in rooms:
            yield [*self._within(room).first(), foot]

    def blocks(self) -> list[Block]:
        """Return the first screen, then everything, then the method."""
        return [
            Heading(self.words("workshop.page"), 1),
            *self.first(),
            *self._differences(),
            *self._by_theme(),
            *self._own(),
            *self._annex(),
            *self.foot(),
        ]

    def _within(self, room: _Room) -> "Workshop":
        """Return the same, to be told in this room."""
        told = copy(self)
        told._room = room  # noqa: SLF001  # of the copy
        return told

    # -- what matters first --------------------------------------------------------------

    def first(self) -> list[Block]:
        """Return the most important, in the room that there is."""
        return [
            *self._refusers(),
            *self._recognized(),
            *self._topics(),
            *self._alike(),
            *self._advice(),
        ]

    def _refusers(self) -> list[Block]:
        """Return those whose answer to the first question calls for no model."""
        poll = self._polls[self._gate.id]
        count = self._refusals_at(poll.key)
        if not count:
            return []
        refusing = [o for o in poll.counts if o in self._refusing[poll.key] and poll.counts[o]]
        named = self._names is not None and self._room.names
        alone = len(refusing) == 1 and not named  # their number is told already
        told = self.words(
            "workshop.refusers",
            count=count,
            answered=poll.answered,
            question=self.text(self._gate.text),
            answers=self._labels(poll.key, (refusing[0],))
            if alone
            else self._counted(poll, refusing, last="list.or"),
        )
        return [Para(told, strong=True)]

    def _recognized(self) -> list[Block]:
        """Return the number of people, and the descriptions that they recognized first."""
        told = [self.words("workshop.people", count=len(self._group.own))]
        poll = self._polls.get(PORTRAIT)
        if poll is not None and not poll.answered:
            told.append(self.words("workshop.recognized-none"))
        elif poll is not None:
            counted = self._counted(poll, list(poll.counts))
            told.append(self.words("workshop.recognized", answers=counted))
            refused = self._refusals_at(PORTRAIT)
            if refused and self._room.extras:
                told.append(self.words("workshop.recognized-no-model", count=refused))
        return [Para(" ".join(told))]

    def _topics(self) -> list[Block]:
        """Return the questions to talk about first, with the changes each would make."""
        by_key = {topic.key: topic for topic in self._group.disagreements}
        topics = [by_key[key] for key in self._group.topics][: self._room.topics]
        if not topics:
            if not by_key and self._unanimous():
                return []  # it is told below, question by question
            key = "workshop.no-topic" if by_key else "workshop.no-overlap"
            if any(topic.telling for topic in by_key.values()):  # at the gate, told above
                key = "workshop.no-other-topic"
            return [*self._space(), Para(self.words(key))]
        items = []
        for topic in topics:
            poll = self._polls[topic.key]
            asked = self._asked(topic.key)
            if topic.key != PORTRAIT:  # what was recognized is told above
                counted = self._counted(poll, list(poll.counts))
                asked = self.words("answered", question=asked, answer=counted)
            items.append(Item(f"{asked}\n{self._changes(topic)}"))
        first = not self._refusals_at(self._gate.id)
        key = "workshop.talk" if first else "workshop.talk-next"
        heading = Heading(self.words(key, count=len(topics)))
        return [heading, Items(tuple(items), ordered=True)]

    def _changes(self, topic: Disagreement) -> str:
        """Return the changes that settling a question on the answers given would make."""
        outcomes: dict[tuple[str, frozenset[str]], list[Way]] = {}
        for way in topic.changing:
            outcomes.setdefault((way.brief.kind, frozenset(way.brief.models)), []).append(way)
        told = []
        for ways in list(outcomes.values())[: self._room.changes]:
            answers = [self._labels(topic.key, way.answer) for way in ways][: self._room.said]
            models = self.phrases.close_ones(ways[0].brief.models)
            answer = self.phrases.enumeration(answers, "list.or")
            kind = ways[0].brief.kind
            told.append(self.words(f"workshop.would-{kind}", answer=answer, models=models))
        return " ".join(told)

    def _unanimous(self) -> list[Poll]:
        """Return the questions on which nobody said otherwise, grids apart."""
        return [p for p in self._group.polls if p.is_unanimous and "." not in p.key]

    def _alike(self) -> list[Block]:
        """Return the answers on which all who answered agree."""
        alike = self._unanimous()
        if not alike:
            none = [*self._space(), Para(self.words("workshop.alike-none"))]
            return none if self._group.disagreements else []
        counted = self.words("workshop.alike", count=len(alike))
        if self._room.alike > 1:
            items = [Item(self._asked_and(poll.key, poll.settled.answer)) for poll in alike]
            return [Heading(counted.removesuffix(".")), Items(tuple(items)), Space()]
        if not self._room.alike:
            return [*self._space(), Para(counted)]
        answers = [self._labels(poll.key, poll.settled.answer) for poll in alike]
        text = self.phrases.first_names(answers)
        told = self.words("workshop.alike-on", count=len(alike), answers=text)
        return [*self._space(), Para(told)]

    def _space(self) -> list[Block]:
        """Return a blank line, where there is room for one."""
        return [Space()] if self._room.extras else []

    def _advice(self) -> list[Block]:
        """Return the advice by majority, and whether the sum of points gives another."""
        result = self._group.majority.result
        verdict = result.verdict
        advice = self.words("workshop.advice", text=self._settles(verdict.kind, verdict.models))
        blocks: list[Block] = [Para(advice, strong=True), Para(self._sum())]
        if self._room.extras:
            told = self.phrases.because(result)
            if verdict.models:
                told = [self.phrases.firmness(result, None), *self.phrases.untested(result)]
            told += self.phrases.remedies(result)
            blocks[1:1] = [Para(text) for text in told if text]
        elif (
            self._room.said > _FEW_SAID
            and self._room.topics > _FEW_TOPICS
            and (self._is_recognition_open())
        ):
            blocks.insert(1, Para(self.words("workshop.no-portrait")))
        if self._explanation.contradictions and self._room.extras:
            items = [
                Item(self.phrases.contradiction(c), _CHANGED)
                for c in self._explanation.contradictions
            ]
            blocks += [self.heading("contradictions"), Items(tuple(items))]
        return blocks

    def _is_recognition_open(self) -> bool:
        """Whether a model is advised though people chose descriptions and none has a majority."""
        poll = self._polls.get(PORTRAIT)
        named = bool(self._group.majority.result.verdict.models)
        return named and poll is not None and bool(poll.answered) and not poll.settled.answer

    def _sum(self) -> str:
        """Return the outcome of the sum of everyone's points, in one sentence or two."""
        words, pooled = self.words, self._group.pooled
        named = self._group.majority.result.verdict.models
        if pooled.first is not None:
            model = self.phrases.name(pooled.first)
            key = "same" if named == (pooled.first,) else "other" if len(named) == 1 else "gives"
            told = words(f"workshop.sum-{key}", model=model)
        elif pooled.nothing is Ground.TIE:
            tied = [score.model for rank, score in ranked(pooled) if rank == 1]
            told = words("workshop.sum-tied", models=self.phrases.close_ones(tied))
        else:
            told = words("workshop.sum-none")
        refused = len(self._group.own) - pooled.passing
        if refused and pooled.passing and self._room.extras:
            told = f"{told} {words('workshop.refused', count=refused)}"
        return told

    def _refusals_at(self, key: str) -> int:
        """Return the number of people whose answer to this question calls for no model."""
        return sum(self._polls[key].counts[option] for option in self._refusing[key])

    def _is_refused_at(self, key: str) -> bool:
        """Whether what this question is settled on calls for no model."""
        return not self._refusing[key].isdisjoint(self._polls[key].settled.answer[:1])

    def _counted(self, poll: Poll, options: Sequence[str], *, last: str = "list.and") -> str:
        """Return the options that somebody chose, the most chosen first, with how many did.

        Where there is room for so many names at least, with their names.
        """
        chosen = [option for option in options if poll.counts[option]]
        chosen.sort(key=lambda option: -poll.counts[option])
        told = [
            self.words(
                "workshop.by",
                answer=self.words("quoted", text=self._label(poll.key, option)),
                who=self._who([n for n, a in enumerate(poll.given) if option in a]),
            )
            for option in chosen[: self._room.said]
        ]
        more = len(chosen) - len(told)
        if more:
            return self.words("workshop.answers-more", items=", ".join(told), count=more)
        return self.phrases.enumeration(told, last)

    def _who(self, places: Sequence[int]) -> str:
        """Return the names of people, or their number."""
        if self._names is None or not self._room.names or len(places) > _MOST_NAMED:
            return str(len(places))
        return ", ".join(self._names[place] for place in places)

    def _asked(self, key: str) -> str:
        return self.text(self.pack.question(key).text)

    def _asked_and(self, key: str, answer: Answer) -> str:
        """Return a question and an answer to it."""
        labels = self._labels(key, answer)
        return self.words("answered", question=self._asked(key), answer=labels)

    def _row(self, key: str) -> str:
        option = self.pack.question(key).option(key.partition(".")[2])
        return self.text(option.label)

    def _label(self, key: str, chosen: str) -> str:
        """Return the label of an option, or in a grid of a holder."""
        question = self.pack.question(key)
        named = {answer.id: answer.label for answer in question.holders or question.options}
        return self.text(named[chosen])

    def _labels(self, key: str, answer: Answer) -> str:
        quoted = [self.words("quoted", text=self._label(key, option)) for option in answer]
        return self.phrases.enumeration(quoted)

    # -- every difference ----------------------------------------------------------------

    def _differences(self) -> list[Block]:
        """Return each question answered in several ways, and what each way leads to."""
        disagreements = self._group.disagreements
        if not disagreements:
            return []
        words = self.words
        blocks: list[Block] = [Heading(words("workshop.differences"))]
        telling = [topic for topic in disagreements if topic.telling]
        if telling:
            blocks.append(Para(words("workshop.differences-note"), faint=True))
        for topic in telling:
            blocks += self._difference(topic)
        rest = [topic for topic in disagreements if not topic.telling]
        if rest:
            items = [Item(self._asked(t.key), note=self._agreement(t.key)) for t in rest]
            blocks += [Para(words("workshop.no-effect")), Items(tuple(items))]
        return blocks

    def _difference(self, topic: Disagreement) -> list[Block]:
        """Return a question and what each answer leads to, those that lead alike together."""
        lines: dict[tuple[str, str], list[str]] = {}
        for way in topic.ways:
            mark = _CHANGED if way in topic.changing else _SAME
            outcome = self._settles(way.brief.kind, way.brief.models)
            lines.setdefault((mark, outcome), []).append(self._given(topic.key, way))
        items = [
            Item(self.words("colon", term="; ".join(answers), text=outcome), mark)
            for (mark, outcome), answers in lines.items()
        ]
        status = Para(self._status(self._polls[topic.key]), faint=True)
        return [Heading(self._asked(topic.key), 3), Items(tuple(items)), status]

    def _settles(self, kind: str, models: Sequence[str]) -> str:
        """Return the outcome of settling questions, in a few words."""
        if kind == Kind.UNDETERMINED:
            return self.words("workshop.undetermined")
        return self._gives(kind, models)

    def _gives(self, kind: str, models: Sequence[str]) -> str:
        """Return the outcome of answers, in a few words."""
        return self.words(f"gives.{kind}", models=self.phrases.close_ones(models))

    def _given(self, key: str, way: Way) -> str:
        given = self._polls[key].given
        who = self._who([place for place, answer in enumerate(given) if answer == way.answer])
        return self.words("workshop.by", answer=self._labels(key, way.answer), who=who)

    # -- how far they agree --------------------------------------------------------------

    def _status(self, poll: Poll) -> str:
        """Return the number of answers, how far they agree, and the majority."""
        people = len(poll.given)
        parts = [self.words("workshop.answered", count=poll.answered, people=people)]
        if poll.agreement is not None:
            parts.append(self._agreement(poll.key))
        if "." not in poll.key:  # what is in place is found out, not voted on
            parts += [self._kept(poll), *self._left_out(poll)]
        return "; ".join(parts) + "."

    def _kept(self, poll: Poll) -> str:
        """Return the answer that settles a question; where it may refuse, that of a side."""
        words, kept = self.words, poll.settled.answer
        if not kept:
            return words("workshop.unsettled")
        answer = self._labels(poll.key, kept)
        if poll.key not in self._refusing or 2 * poll.counts[kept[0]] > poll.answered:
            return words("workshop.settled", answer=answer)
        refused = self._refusals_at(poll.key)
        if self._is_refused_at(poll.key):
            return words("workshop.gate-refused", count=refused, answer=answer)
        return words("workshop.gate-passed", count=poll.answered - refused, answer=answer)

    def _left_out(self, poll: Poll) -> list[str]:
        words, settled = self.words, poll.settled
        maximum = self.pack.question(poll.key).maximum
        parts = []
        if settled.tied:
            tied = self._labels(poll.key, settled.tied)
            if poll.key in self._refusing:
                parts.append(words("workshop.gate-tied", options=tied))
            else:
                parts.append(words("workshop.tied", maximum=maximum, options=tied))
        if settled.over:
            over = self._labels(poll.key, settled.over)
            parts.append(words("workshop.over", maximum=maximum, options=over))
        return parts

    def _agreement(self, key: str) -> str:
        agreement = self._polls[key].agreement
        assert agreement is not None  # noqa: S101  # asked only where two answered
        return self.words("workshop.agreement", value=self._decimal(agreement))

    def _decimal(self, value: Fraction) -> str:
        """Return two decimals; 0 and 1 only when it is exactly that."""
        hundredths = round(value * 100)
        if 0 < value < 1:
            hundredths = min(max(hundredths, 1), 99)
        whole, rest = divmod(hundredths, 100)
        return self.words("workshop.decimal", whole=whole, hundredths=f"{rest:02}")

    def _by_theme(self) -> list[Block]:
        key = "workshop.answers" if self._names is not None else "workshop.answers-counted"
        blocks: list[Block] = []
        if self._names is not None and len(self._names) > _MOST_NAMED:
            blocks.append(Para(self.words("workshop.counted", most=_MOST_NAMED), faint=True))
        silent = {p.key for p in self._group.polls if not p.answered}
        # A deciding question is asked only where it settles something: not answered, not told.
        told = [q for q in self.pack.questions if q.theme != DECIDING or q.id not in silent]
        for theme in dict.fromkeys(question.theme for question in told):
            title = self.words("colon", term=self.words(key), text=self.phrases.theme(theme))
            blocks.append(Heading(title))
            for question in told:
                if question.theme == theme:
                    poll = self._polls.get(question.id)
                    blocks += self._grid(question) if poll is None else self._answers(poll)
        return blocks

    def _answers(self, poll: Poll) -> list[Block]:
        question = self._asked(poll.key)
        if not poll.answered:
            return [Para(question, strong=True), Para(self.words("workshop.nobody"))]
        rows = [
            (self._label(poll.key, option), [n for n, a in enumerate(poll.given) if option in a])
            for option, count in poll.counts.items()
            if count
        ]
        silent = [place for place, answer in enumerate(poll.given) if not answer]
        if silent:
            rows.append((self.words("form.no-answer"), silent))
        items = tuple(Item(self._said(label, who), str(len(who))) for label, who in rows)
        told: list[Block] = [Items(items), *self._second(poll), *self._why([poll.key])]
        return [Heading(question, 3), *told, Para(self._status(poll), faint=True)]

    def _why(self, keys: Iterable[str]) -> list[Block]:
        """Return the notes that people kept with their answers, each with its name."""
        items = [
            Item(self.words("colon", term=name, text=" ".join(notes[key].split())))
            for key in keys
            for name, notes in zip(self._names or (), self._notes, strict=True)
            if key in notes
        ]
        return [Para(self.words("workshop.why")), Items(tuple(items))] if items else []

    def _second(self, poll: Poll) -> list[Block]:
        """Return the second choices of a recognition: told, and not settled."""
        counts = Counter(option for answer in poll.second for option in answer)
        if not counts:
            return []
        second = poll._replace(
            given=poll.second, counts={option: counts[option] for option in poll.counts}
        )
        told = self._counted(second, list(second.counts))
        return [Para(self.words("workshop.second", answers=told))]

    def _said(self, label: str, places: Sequence[int]) -> str:
        if self._names is None or len(places) > _MOST_NAMED:
            return label  # the line begins with their number
        return self.words("colon", term=label, text=self._who(places))

    def _grid(self, question: Question) -> list[Block]:
        """Return a line by role that somebody spoke of: who said what, and how far they agree."""
        items = []
        for key in answer_keys(question):
            poll = self._polls[key]
            if poll.answered:
                said = [
                    self.words("workshop.by", answer=self._label(key, holder), who=self._who(who))
                    for holder, who in (
                        (holder, [n for n, a in enumerate(poll.given) if holder in a])
                        for holder in poll.counts
                    )
                    if who
                ]
                text = self.words("colon", term=self._row(key), text="; ".join(said))
                items.append(Item(text, note=self._status(poll).removesuffix(".")))
        asked = Para(self.text(question.text), strong=True)
        if not items:
            return [asked, Para(self.words("workshop.nobody"))]
        note = Para(self.words("workshop.not-voted"), faint=True)
        return [asked, note, Items(tuple(items)), *self._why(answer_keys(question))]

    # -- each one apart, and the method --------------------------------------------------

    def _own(self) -> list[Block]:
        told = [self._gives(brief.kind, brief.models) for brief in self._group.own]
        if self._names is None:
            counts = {text: told.count(text) for text in sorted(set(told))}
            order = sorted(counts, key=lambda text: -counts[text])
            items = [Item(text, str(counts[text])) for text in order]
        else:
            pairs = zip(self._names, told, strict=True)
            items = [Item(self.words("colon", term=name, text=text)) for name, text in pairs]
        return [Heading(self.words("workshop.own")), Items(tuple(items))]

    def _annex(self) -> list[Block]:
        """Return the method, and the sums."""
        words, pooled = self.words, self._group.pooled
        told = ["majority", *(["portrait"] if PORTRAIT in self._refusing else []), "rows", "order"]
        told += ["sum", "agreement", "save"]
        items = tuple(Item(words(f"workshop.how-{part}")) for part in told)
        blocks: list[Block] = [Heading(words("workshop.how")), Items(items)]
        if pooled.passing:
            bars = (
                Bar(f"{rank}. {self.phrases.name(score.model)}", score.total)
                for rank, score in ranked(pooled)
            )
            blocks += [Para(words("workshop.sums"), strong=True)]
            blocks.append(Bars(tuple(bars), corner=words("table.model")))
        return blocks
