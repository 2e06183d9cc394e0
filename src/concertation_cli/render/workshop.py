"""A workshop: what a group's answers call for, where they differ, which differences matter.

Where no names are given, none can be told: every line then holds counts alone. More names
than anyone reads under one answer are counted too.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from concertation_cli.engine.group import (
    Disagreement,
    Group,
    Poll,
    Pooled,
    Way,
    ranked,
)
from concertation_cli.engine.results import Ground, Kind
from concertation_cli.engine.study import Study
from concertation_cli.engine.verdict import gate_question, refusing_lines
from concertation_cli.knowledge.pack import PORTRAIT, Answer, Question
from concertation_cli.knowledge.situation import answer_keys
from concertation_cli.render.advice_phrases import AdvicePhrases
from concertation_cli.render.blocks import Bar, Bars, Block, Heading, Item, Items, Para
from concertation_cli.render.parts import Parts

_CHANGED, _SAME = "!", "="
_MOST_NAMED = 20

_OF_GROUPS = {
    "verdict.undetermined": "group.undetermined",
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
        super().__init__(phrases.pack, phrases.words)
        self._answered = {poll.key for poll in group.polls if poll.answered}

    def _for(self, key: str, open_questions: Iterable[str]) -> str:
        return key if self._answered.isdisjoint(open_questions) else _OF_GROUPS[key]

    def _ask(self, key: str, question_ids: Sequence[str]) -> list[str]:
        """Tell questions that lack a majority apart from those that nobody answered."""
        disputed = [q for q in question_ids if q in self._answered]
        silent = [q for q in question_ids if q not in self._answered]
        return [*super()._ask(key, disputed), *super()._ask(key, silent)]


class Workshop(Parts):
    """What is said of one group, in one language."""

    say: AdvicePhrases

    def __init__(
        self, phrases: AdvicePhrases, group: Group, found: Study, names: Sequence[str] | None
    ) -> None:
        """Keep what is to be told.

        Args:
            phrases: About the pack of the group.
            group: What was found of it.
            found: What stands behind the recommendation of rule 1.
            names: One by participant, in their order; None tells nobody's.
        """
        super().__init__(phrases)
        self.say = GroupPhrases(phrases, group)
        self._group = group
        self._found = found
        self._names = names
        self._polls = {poll.key: poll for poll in group.polls}
        gate = gate_question(self.pack)
        refusing = frozenset(option.id for option in gate.options if option.refuses)
        self._refusing = {gate.id: refusing}
        if self.pack.portrayed():
            self._refusing[PORTRAIT] = refusing_lines(self.pack)
        self._refused = len(group.own) - group.pooled.passing

    def blocks(self) -> list[Block]:
        """Return the rules and what matters first, then everything, then how it is done."""
        return [
            *self._rules(),
            *self._decisive(),
            *self._others(),
            *self._by_theme(),
            *self._own(),
            *self._majority(),
            *self._sums(),
            *self._how(),
            *self.foot(),
        ]

    # -- what the rules say --------------------------------------------------------------

    def _rules(self) -> list[Block]:
        group, words = self._group, self.words
        rules = (
            words("workshop.rule-majority", text=self._by_majority()),
            words("workshop.rule-sum", text=self._by_sum(group.pooled)),
        )
        blocks: list[Block] = [
            Para(" ".join([*self._refusals(), self._agreed()]), strong=True),
            Para(words("workshop.people", count=len(group.own))),
            Items(tuple(Item(rule, f"{number}.") for number, rule in enumerate(rules, 1))),
        ]
        if self._refused:
            blocks.append(Para(words("workshop.refused", count=self._refused)))
        if self._found.firmness:
            firm = self.say.firmness(group.majority.result, self._found.firmness)
            blocks.append(Para(words("workshop.rule-one", text=firm)))
        return blocks

    def _refusals(self) -> list[str]:
        """Return how many refuse, and on whom the sums then rest, where half do or more."""
        words, group = self.words, self._group
        told = []
        for key in self._refusing:
            count, answered = self._refusals_at(key), self._polls[key].answered
            if count and 2 * count >= answered:
                most = "most" if self._is_refused_at(key) else "half"
                where = words("workshop.at-portrait" if key == PORTRAIT else "workshop.at-gate")
                told.append(
                    words(f"workshop.refused-{most}", count=count, answered=answered, where=where)
                )
        passing = group.pooled.passing
        if told and passing:
            told.append(words("workshop.rest", passing=passing, people=len(group.own)))
        return told

    def _refusals_at(self, key: str) -> int:
        """Return how many people call for no model by their answer to this question."""
        return sum(
            not self._refusing[key].isdisjoint(answer[:1]) for answer in self._polls[key].given
        )

    def _is_refused_at(self, key: str) -> bool:
        """Whether what this question is settled on calls for no model."""
        return not self._refusing[key].isdisjoint(self._polls[key].settled.answer[:1])

    def _agreed(self) -> str:
        group = self._group
        if group.agreed:
            close = group.majority.result.verdict.kind is Kind.CLOSE
            key = "workshop.agreed-close" if close else "workshop.agreed"
            return self.words(key, model=self.say.name(group.agreed))
        firsts = (group.majority.first, group.pooled.first)
        return self.words("workshop.apart" if any(firsts) else "workshop.none")

    def _by_majority(self) -> str:
        verdict = self._group.majority.result.verdict
        if verdict.kind is Kind.NOT_A_CONCERTATION:
            key = next(key for key in self._refusing if self._is_refused_at(key))
            kept = self._labels(key, self._polls[key].settled.answer[:1])
            return self.words("workshop.refusing", answer=kept)
        return self._settles(verdict.kind, verdict.models, self._group.majority.first)

    def _settles(self, kind: str, models: Sequence[str], first: str | None) -> str:
        """Return what settling questions leads to, in a few words."""
        if kind == Kind.UNDETERMINED:
            return self.words("workshop.undetermined")
        if kind == Kind.CLOSE and first:
            others = self.say.close_ones([model for model in models if model != first])
            return self.words("workshop.ahead", model=self.say.name(first), models=others)
        return self._gives(kind, models)

    def _gives(self, kind: str, models: Sequence[str]) -> str:
        """Return what one's own answers lead to, in a few words."""
        return self.words(f"gives.{kind}", models=self.say.close_ones(models))

    def _by_sum(self, pooled: Pooled) -> str:
        words, ranking = self.words, pooled.ranking
        if pooled.nothing:
            tied = [score.model for rank, score in ranked(pooled) if rank == 1]
            return self._nothing(pooled.nothing, tied)
        model = self.say.name(ranking[0].model)
        total = words("score", count=ranking[0].total)
        seconds = [score for score in ranking[1:] if score.total == ranking[1].total]
        if not seconds:
            return words("workshop.summed-alone", model=model, total=total)
        second = self.say.names(score.model for score in seconds)
        points = words("score", count=seconds[0].total)
        return words("workshop.summed", model=model, total=total, second=second, points=points)

    def _nothing(self, ground: Ground, tied: Sequence[str]) -> str:
        return self.words(f"nothing.{ground}", models=self.say.close_ones(tied))

    # -- disagreements -------------------------------------------------------------------

    def _decisive(self) -> list[Block]:
        words = self.words
        decisive = [found for found in self._group.disagreements if found.decisive]
        blocks: list[Block] = [Heading(words("workshop.decisive"))]
        if not self._group.disagreements:
            return [*blocks, Para(words("workshop.unanimous"))]
        if not decisive:
            return [*blocks, Para(words("workshop.no-decisive"))]
        blocks.append(Para(words("workshop.decisive-note"), faint=True))
        for found in decisive:
            blocks += self._disagreement(found)
        return blocks

    def _others(self) -> list[Block]:
        words = self.words
        others = [found for found in self._group.disagreements if not found.decisive]
        if not others:
            return []
        telling = [found for found in others if found.telling]
        blocks: list[Block] = [Heading(words("workshop.others"))]
        if telling:
            blocks.append(Para(words("workshop.telling")))
        for found in telling:
            blocks += self._disagreement(found)
        rest = [found for found in others if not found.telling]
        if rest:
            items = [Item(self._asked(f.key), note=self._agreement(f.key)) for f in rest]
            blocks += [Para(words("workshop.no-effect")), Items(tuple(items))]
        return blocks

    def _disagreement(self, found: Disagreement) -> list[Block]:
        """Return a question and what each answer leads to, those that lead alike together."""
        lines: dict[tuple[str, str], list[str]] = {}
        for way in found.ways:
            mark = _SAME if way.first == self._group.majority.first else _CHANGED
            told = self._leads(way) if found.decisive else self._way(way)
            lines.setdefault((mark, told), []).append(self._given(found.key, way))
        items = [
            Item(self.words("colon", term="; ".join(answers), text=told), mark)
            for (mark, told), answers in lines.items()
        ]
        status = Para(self._status(self._polls[found.key]), faint=True)
        return [Para(self._asked(found.key), strong=True), Items(tuple(items)), status]

    def _way(self, way: Way) -> str:
        return self._settles(way.brief.kind, way.brief.models, way.first)

    def _leads(self, way: Way) -> str:
        """Return what a way leads to, its rivals apart: what counts is who is first."""
        if way.first and way.brief.kind == Kind.CLOSE:
            return self.words("workshop.leads", model=self.say.name(way.first))
        if len(way.then) > 1:
            return self._nothing(Ground.TIE, way.then)
        return self._way(way)

    def _given(self, key: str, way: Way) -> str:
        given = self._polls[key].given
        who = self._who([place for place, answer in enumerate(given) if answer == way.answer])
        return self.words("workshop.by", answer=self._labels(key, way.answer), who=who)

    def _who(self, places: Sequence[int]) -> str:
        """Return who they are, or how many."""
        if self._names is None or len(places) > _MOST_NAMED:
            return str(len(places))
        return ", ".join(self._names[place] for place in places)

    def _asked(self, key: str) -> str:
        """Return a question's text, and the role where it is one of a grid."""
        question = self.pack.question(key)
        row = key.partition(".")[2]
        if not row:
            return self.t(question.text)
        return self.words("answered", question=self.t(question.text), answer=self._row(key))

    def _row(self, key: str) -> str:
        option = self.pack.question(key).option(key.partition(".")[2])
        return self.t(option.label)

    def _label(self, key: str, chosen: str) -> str:
        """Return what an option, or in a grid a holder, is called."""
        question = self.pack.question(key)
        named = {answer.id: answer.label for answer in question.holders or question.options}
        return self.t(named[chosen])

    def _labels(self, key: str, answer: Answer) -> str:
        quoted = [self.words("quoted", text=self._label(key, option)) for option in answer]
        return self.say.enumeration(quoted)

    # -- how far they agree --------------------------------------------------------------

    def _status(self, poll: Poll) -> str:
        """Return how many answered, how far they agree, and what the majority is."""
        people = len(poll.given)
        parts = [self.words("workshop.answered", count=poll.answered, people=people)]
        if poll.agreement is not None:
            parts.append(self._agreement(poll.key))
        parts.append(self._kept(poll))
        return "; ".join([*parts, *self._left_out(poll)]) + "."

    def _kept(self, poll: Poll) -> str:
        """Return what settles a question; where it may refuse, a side by its first answer."""
        words, kept = self.words, poll.settled.answer
        if not kept:
            return words("workshop.unsettled")
        answer = self._labels(poll.key, kept)
        chosen = sum(given[:1] == kept[:1] for given in poll.given)
        if poll.key not in self._refusing or 2 * chosen > poll.answered:
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
        for theme in dict.fromkeys(question.theme for question in self.pack.questions):
            title = self.words("colon", term=self.words(key), text=self.say.theme(theme))
            blocks.append(Heading(title))
            for question in self.pack.questions:
                if question.theme == theme:
                    blocks.append(Para(self.t(question.text), strong=True))
                    poll = self._polls.get(question.id)
                    blocks += self._grid(question) if poll is None else self._answers(poll)
        return blocks

    def _answers(self, poll: Poll) -> list[Block]:
        if not poll.answered:
            return [Para(self.words("workshop.nobody"))]
        rows = [
            (self._label(poll.key, option), [n for n, a in enumerate(poll.given) if option in a])
            for option, count in poll.counts.items()
            if count
        ]
        silent = [place for place, answer in enumerate(poll.given) if not answer]
        if silent:
            rows.append((self.words("form.no-answer"), silent))
        items = tuple(Item(self._said(label, who), str(len(who))) for label, who in rows)
        return [Items(items), Para(self._status(poll), faint=True)]

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
        return [Items(tuple(items))] if items else [Para(self.words("workshop.nobody"))]

    # -- each one apart, and the rules more closely --------------------------------------

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

    def _majority(self) -> list[Block]:
        result = self._group.majority.result
        blocks: list[Block] = [
            Heading(self.words("workshop.majority")),
            Para(self.say.verdict(result), strong=True),
            *(Para(text) for text in self.say.because(result)),
        ]
        remedies = tuple(Item(text) for text in self.say.remedies(result))
        if remedies:
            blocks.append(Items(remedies))
        if self._found.contradictions:
            items = [Item(self.say.contradiction(c), _CHANGED) for c in self._found.contradictions]
            blocks += [self.heading("contradictions", 3), Items(tuple(items))]
        return blocks

    def _sums(self) -> list[Block]:
        pooled = self._group.pooled
        if not pooled.passing:
            return []
        bars = (
            Bar(f"{rank}. {self.say.name(score.model)}", score.total)
            for rank, score in ranked(pooled)
        )
        return [
            Heading(self.words("workshop.sums")),
            Bars(tuple(bars), corner=self.words("table.model")),
        ]

    def _how(self) -> list[Block]:
        words = self.words
        majority = words("workshop.how-majority")
        if PORTRAIT in self._refusing:
            majority = f"{majority} {words('workshop.how-portrait')}"
        rules = (majority, words("workshop.how-sum"))
        items = tuple(Item(rule, f"{number}.") for number, rule in enumerate(rules, 1))
        agreement = Para(words("workshop.how-agreement"))
        return [Heading(words("workshop.how")), Items(items), agreement]
