"""The wizard: an interview about one situation, in words, over any way of asking."""

import contextlib
from collections.abc import Callable, Iterator, Sequence

from concertation_cli.engine.recognition import rotated
from concertation_cli.engine.verdict import gate_question, is_refused, is_refused_by_gate
from concertation_cli.knowledge.answers import (
    MAX_ANSWER_NOTE,
    MAX_NOTES,
    MAX_TITLE,
    answer_keys,
    with_settings,
)
from concertation_cli.knowledge.records import (
    DECIDING,
    GATE,
    PORTRAIT,
    Answers,
    Option,
    Pack,
    Question,
    Situation,
    Text,
)
from concertation_cli.text_safety import clean
from concertation_cli.wizard import steps
from concertation_cli.wizard.prompts import BACK, Asker, Choice, Prompt, WentBack
from concertation_cli.wizard.steps import TEXTS, TITLE, Manner, Place, Progress
from concertation_cli.words import Words

_WORDS_A_MINUTE = 200
_SECONDS_A_QUESTION = 10
_UNKNOWN = "\x00unknown"
_GO_ON, _CHANGE, _REST = "\x00go-on", "\x00change", "\x00rest"
_NOW, _LATER = "\x00now", "\x00later"
_OTHERS, _NO_SECOND = "\x00others", "\x00no-second"
_TYPICAL_PORTRAITS = 4
_MOST_OF_A_NAME = 200


class Wizard:
    """Asks about one situation; `progress` is its only state.

    `keep` is given the progress after each answer, before anything else is asked.
    """

    def __init__(
        self,
        pack: Pack,
        words: Words,
        asker: Asker,
        progress: Progress,
        keep: Callable[[Progress], None],
    ) -> None:
        self._pack = pack
        self._words = words
        self._lang = words.lang if words.lang in pack.languages else pack.languages[0]
        self._asker = asker
        self._keep = keep
        self._left: dict[str, tuple[str, ...]] = {}
        self._round: tuple[str, ...] | None = None
        """What is asked apart from the interview, with a list to go back to; else None."""
        self._put_off: set[str] = set()
        self._summary = ""
        self._last_changed = self._last_noted = ""
        self.progress = progress

    def run(self) -> Situation:
        """Ask what is still to be asked, show the answers, let them be changed.

        Raises:
            KeyboardInterrupt: The person left.
        """
        self._ask_upcoming()
        while not self._reviewed():
            pass
        return self.progress.situation

    def welcome(self) -> None:
        """Say how much will be asked, and how long it takes."""
        coming = steps.upcoming(self._pack, self.progress)
        ids = steps.questions_of(coming)
        rows = 0 if self.progress.manner is Manner.QUICK else steps.MAX_ROWS
        asked = [self._pack.question(key) for key in ids]
        least, most = reading_minutes(self._pack, asked, rows, self._lang)
        time = self._words("wizard.about", most=most)
        if least < most:
            time = self._words("wizard.minutes", least=least, most=most)
        count = len({*ids, *self._may_follow()})
        if count:  # a file may leave nothing to ask
            self._asker.say(self._words("wizard.welcome", count=count, time=time))

    def _may_follow(self) -> list[str]:
        """Return what the verdict may call for besides: grids, and one deciding question."""
        if is_refused(self._pack, self._answers):
            return []
        quick = self.progress.manner is Manner.QUICK
        grids = [q.id for q in self._pack.questions if q.kind == "grid" and not quick]
        return [*grids, *(question.id for question in self._pack.deciding[:1])]

    def change(self) -> bool:
        """Let one answer be changed, and no other; False if all are what they were."""
        before = self.progress
        while True:
            choices = tuple(Choice(step, told, answer) for step, told, answer in self._rows())
            text = self._words("wizard.which")
            try:
                (step,) = self._asker.choose(
                    Prompt("", text, choices, at=self._last_changed, back=True, apart=True)
                )
            except WentBack:
                return False
            self._last_changed = step
            try:
                with self._apart(()):
                    self._ask(step)
            except WentBack:
                self._restore(before)
                self._left.pop(step, None)
                continue
            return self.progress != before

    def note(self) -> bool:
        """Let a note be kept with one answer, or taken away; False if none changed."""
        before = self.progress
        while True:
            choices = tuple(
                Choice(step, asked, self._noted(step, told))
                for step, asked, told in self._rows()
                if step in self._answers
            )
            prompt = Prompt(
                "",
                self._words("wizard.which-note"),
                choices,
                at=self._last_noted,
                back=True,
                apart=True,
            )
            try:
                (step,) = self._asker.choose(prompt)
            except WentBack:
                return self.progress != before
            self._last_noted = step
            with contextlib.suppress(WentBack):
                self._ask_note(step)
                return self.progress != before

    def _noted(self, step: str, answer: str) -> str:
        note = " ".join(self.progress.situation.answer_notes.get(step, "").split())
        return self._words("page.noted", answer=answer, note=note) if note else answer

    def _ask_note(self, step: str) -> None:
        """Ask the note of an answer, in one line; none takes it away."""
        situation = self.progress.situation
        standing = situation.answer_notes.get(step, "")
        shown = typed = standing.replace("\n", " ")
        question = self._pack.question(step.partition(".")[0])
        answer = self._words("quoted", text=self._answer(question, step))
        asked = self._words("wizard.answer-note", answer=answer)
        while True:
            typed = self._asker.line(asked, typed, back=True)
            limit = MAX_ANSWER_NOTE
            text = standing if typed == shown else clean(typed, limit=limit + 1)
            if len(text) <= limit:
                break
            self._asker.say(self._words("wizard.too-long", count=limit))
        notes = {**situation.answer_notes, step: text}
        kept = {key: note for key, note in notes.items() if note}
        if text or standing:
            self._asker.tell(self._words("wizard.note-kept" if text else "wizard.note-removed"))
        self.progress = self.progress._replace(situation=situation._replace(answer_notes=kept))
        self._keep(self.progress)

    def _restore(self, before: Progress) -> None:
        """Take back what was kept of an answer that the person gave up changing."""
        if self.progress != before:
            self.progress = before
            self._keep(before)

    def offer_open(self) -> bool:
        """Say how many questions are open now, and ask them if wanted; whether any was answered."""
        count = len(self._open())
        if not count:
            return False
        choices = (
            Choice(_NOW, self._words("wizard.open-now")),
            Choice(_LATER, self._words("wizard.open-later")),
        )
        prompt = Prompt("", self._words("wizard.opened", count=count), choices, back=True)
        with contextlib.suppress(WentBack):
            if self._asker.choose(prompt) == (_NOW,):
                return self._ask_open()
        self._put_off.update(self._open())
        return False

    def _open(self, manner: Manner | None = None) -> list[str]:
        """Return the questions, and the rows of grids, that are still to be answered."""
        progress = self.progress._replace(manner=manner or self.progress.manner)
        return [s for s in steps.upcoming(self._pack, progress) if s not in TEXTS]

    def _ask_open(self) -> bool:
        return self._ask_apart(lambda: steps.upcoming(self._pack, self.progress))

    def left_out(self) -> int:
        """Return how many questions were put off, or left out by a shorter interview."""
        return len(self._open(Manner.FULL))

    def ask_left_out(self) -> bool:
        """Ask what was put off or left out; return whether anything was answered."""
        before = self.progress
        self.progress = before._replace(manner=Manner.FULL)
        answered = self._ask_open()
        if not answered:
            self.progress = before
        return answered

    def rows_left_out(self) -> tuple[str, ...]:
        """Return the rows of grids that a shorter interview left out, of the models named."""
        if self.progress.manner is Manner.FULL:
            return ()
        return steps.unasked_rows(self._pack, self.progress)

    def ask_rows(self) -> bool:
        """Ask what is in place, and who holds which role, for the models named now."""
        return self._ask_apart(self.rows_left_out)

    # -- going forward and back ------------------------------------------------------

    def _ask_upcoming(self) -> None:
        self._ask_from(next(iter(steps.upcoming(self._pack, self.progress)), None))

    def _ask_from(self, step: str | None) -> None:
        """Ask this step and those that follow, back and forth as the person likes."""
        gone_back_over: set[str] = set()
        while step is not None:
            try:
                self._ask(step)
            except WentBack as back:
                self._left[step] = back.values
                if step in self.progress.asked:
                    gone_back_over.add(step)
                step = steps.preceding(self._pack, self.progress, step) or step
                self._asker.take_back()
                continue
            gone_back_over.discard(step)
            passed = {*self.progress.asked, *self._put_off} - gone_back_over
            step = steps.following(self._pack, self.progress, step, passed)

    def _ask_apart(self, still_open: Callable[[], Sequence[str]]) -> bool:
        """Ask what is open, back and forth; who goes back from the first leaves the rest open.

        Return whether anything was answered.
        """
        before, done, at = self.progress.asked, list[str](), 0
        while True:
            steps = (*done, *(step for step in still_open() if step not in done))
            if at == len(steps):
                break
            try:
                with self._apart(steps):
                    self._ask(steps[at])
            except WentBack as back:
                if not at:
                    break
                self._left[steps[at]] = back.values
                self._asker.take_back()
                at -= 1
                continue
            if at == len(done):
                done.append(steps[at])
            at += 1
            if is_refused(self._pack, self._answers):
                break
        return self.progress.asked != before

    @contextlib.contextmanager
    def _apart(self, steps: tuple[str, ...]) -> Iterator[None]:
        """Ask one of these apart from the interview; none of them is counted where empty."""
        self._round = steps
        try:
            yield
        finally:
            self._round = None

    def _can_go_back(self, step: str) -> bool:
        if self._round is not None:
            return True
        return steps.preceding(self._pack, self.progress, step) is not None

    # -- one step --------------------------------------------------------------------

    def _ask(self, step: str) -> None:
        if step in TEXTS:
            self._ask_text(step)
        elif step == PORTRAIT:
            self._recognize(self._pack.question(step))
        else:
            question = self._pack.question(step)
            values = self._asker.choose(self._prompt(question, step))
            chosen = () if _UNKNOWN in values else values
            answers = with_settings(self._answers, {step: chosen}, self._pack.questions)
            self._take(step, self.progress.situation._replace(answers=answers))
            self._asker.tell(
                self._told(self._asked_as(question, step), self._answer(question, step))
            )

    # -- recognition -----------------------------------------------------------------

    def _recognize(self, question: Question) -> None:
        """Ask which portrait fits best, then which other one does, if any."""
        leading = steps.leading_portraits(self._pack, self.progress)
        lines = (line.id for line in self._pack.last_lines)
        standing = self._left.get(PORTRAIT, self._answers.get(PORTRAIT, ()))
        whole = not set(standing) <= {*leading, *lines, _UNKNOWN}
        while True:
            first = self._first_portrait(question, leading, whole=whole)
            if first == _OTHERS:
                whole = True
                continue
            self._keep_first(first)
            try:
                settings, note = self._completed(question, first)
            except WentBack:
                self._left[PORTRAIT] = (first,)
                continue
            break
        answers = with_settings(self._answers, settings, self._pack.questions)
        notes = "\n".join(part for part in (self._own_notes(), note) if part)
        situation = self.progress.situation._replace(answers=answers, notes=notes)
        self._take(PORTRAIT, situation)
        told = [(step, self._pack.question(step)) for step in settings]
        recap = [self._told(self._asked_as(q, step), self._answer(q, step)) for step, q in told]
        self._asker.tell("\n".join(recap))

    def _keep_first(self, first: str) -> None:
        """Keep a portrait before another one is asked for: who leaves there has chosen it.

        Not where the gate refuses, since `_gate_again` needs the line that made it so.
        """
        standing = self._answers.get(PORTRAIT, ())[:1]
        refused = is_refused_by_gate(self._pack, self._answers)
        if first in self._pack.portrayed() and standing != (first,) and not refused:
            answers = with_settings(self._answers, {PORTRAIT: (first,)}, self._pack.questions)
            situation = self.progress.situation._replace(answers=answers)
            self.progress = self.progress._replace(situation=situation)
            self._keep(self.progress)

    def _own_notes(self) -> str:
        """Return the notes, less what an earlier choice of a last line had added to them."""
        lines = [line for line in self._pack.last_lines if line.asks_which]
        added = tuple(self._pair(self._t(line.label), "") for line in lines)
        notes = self.progress.situation.notes.split("\n")
        return "\n".join(note for note in notes if not note.startswith(added))

    def _first_portrait(self, question: Question, leading: tuple[str, ...], *, whole: bool) -> str:
        """Return the portrait or the last line that fits best, or what else is chosen."""
        order = rotated(self._pack, self._answers)
        shown = order if whole else leading
        options = [*shown, *(line.id for line in self._pack.last_lines)]
        choices = [self._portrait(question, option) for option in options]
        if len(shown) < len(order):
            choices.append(Choice(_OTHERS, self._words("wizard.others")))
        choices.append(Choice(_UNKNOWN, self._words("wizard.unknown")))
        standing = self._left.get(PORTRAIT, self._answers.get(PORTRAIT, ()))[:1]
        if not standing and PORTRAIT in self.progress.asked:
            standing = (_UNKNOWN,)
        (first,) = self._asker.choose(
            Prompt(
                heading=self._heading(question, PORTRAIT),
                text=self._t(question.text),
                choices=tuple(choices),
                chosen=tuple(value for value in standing if value in options or value == _UNKNOWN),
                help=self._help_on(question),
                back=self._can_go_back(PORTRAIT),
            )
        )
        return first

    def _completed(self, question: Question, first: str) -> tuple[dict[str, tuple[str, ...]], str]:
        """Return what was recognized, the gate's answer where it changes, a note to keep."""
        line = self._pack.last_line(first)
        if line is not None and line.asks_gate:
            return {PORTRAIT: (first,), gate_question(self._pack).id: self._kind_of_refusal()}, ""
        note = ""
        chosen: tuple[str, ...] = (first,)
        if first == _UNKNOWN:
            chosen = ()
        elif line is None or not line.refuses:
            chosen = self._with_second(question, first)
        elif line.asks_which:
            note = self._which(self._t(line.label))
        return {PORTRAIT: chosen, **self._gate_again()}, note

    def _with_second(self, question: Question, first: str) -> tuple[str, ...]:
        """Return the portrait chosen first, and a second one where there is one."""
        lines = [line.id for line in self._pack.last_lines if line.refuses]
        options = [o for o in (*rotated(self._pack, self._answers), *lines) if o != first]
        nothing = Choice(_NO_SECOND, self._words("wizard.no-second"))
        standing = self._answers.get(PORTRAIT, ())[1:]
        (second,) = self._asker.choose(
            Prompt(
                heading=self._heading(question, PORTRAIT),
                text=self._words("wizard.second"),
                choices=(nothing, *(self._portrait(question, option) for option in options)),
                chosen=tuple(value for value in standing if value in options),
                help=self._help_on(question),
                back=True,
            )
        )
        return (first,) if second == _NO_SECOND else (first, second)

    def _which(self, label: str) -> str:
        """Return a note that names what the last line speaks of, or nothing."""
        typed = ""
        most = max(0, min(_MOST_OF_A_NAME, MAX_NOTES - len(self.progress.situation.notes) - 100))
        while True:
            typed = self._asker.line(self._words("wizard.which-one"), typed, back=True)
            name = clean(typed, limit=most + 1)
            if len(name) <= most:
                return self._pair(label, name) if name else ""
            self._asker.say(self._words("wizard.too-long", count=most))

    def _kind_of_refusal(self) -> tuple[str, ...]:
        """Return which refusing option of the gate says what is to be done instead."""
        gate = gate_question(self._pack)
        choices = tuple(
            Choice(o.id, self._t(o.label), self._t(o.means)) for o in gate.options if o.refuses
        )
        standing = self._answers.get(gate.id, ())
        prompt = Prompt(
            heading=self._t(gate.text),
            text=self._words("wizard.kind"),
            choices=choices,
            chosen=tuple(value for value in standing if value in {c.value for c in choices}),
            back=True,
        )
        return self._asker.choose(prompt)

    def _gate_again(self) -> dict[str, tuple[str, ...]]:
        """Return another answer to the gate, where a last line had set the one that refuses.

        Who leaves that line for a portrait would otherwise be refused all the same.
        """
        standing = self._answers.get(PORTRAIT, ("",))[0]
        line, gate = self._pack.last_line(standing), gate_question(self._pack)
        if line is None or not line.asks_gate or not is_refused_by_gate(self._pack, self._answers):
            return {}
        values = self._asker.choose(self._prompt(gate, gate.id)._replace(back=True))
        return {gate.id: () if _UNKNOWN in values else values}

    def _help_on(self, question: Question) -> tuple[str, ...]:
        """Return why a recognition is asked for."""
        return (self._t(question.why), self._words("wizard.recognize"))

    def _portrait(self, question: Question, option_id: str) -> Choice:
        option = question.option(option_id)
        return Choice(option.id, self._t(option.label), self._t(option.means))

    def _take(self, step: str, situation: Situation) -> None:
        asked = steps.in_order(self._pack, {*self.progress.asked, step})
        self._left.pop(step, None)
        self._put_off.discard(step)
        self.progress = self.progress._replace(situation=situation, asked=asked)
        self._keep(self.progress)

    def _prompt(self, question: Question, step: str) -> Prompt:
        many = question.kind == "choose-many"
        known = self._left.get(step, self._answers.get(step, ()))
        if not known and step in self.progress.asked and not many:
            known = (_UNKNOWN,)
        unknown = Choice(_UNKNOWN, self._words("wizard.unknown"), alone=True)
        text = self._asked_as(question, step)
        if question.kind == "grid":
            text = self._pair(text, self._t(self._role(question, step).means))
        return Prompt(
            heading=self._heading(question, step),
            text=text,
            choices=(*self._choices(question), unknown),
            chosen=known,
            many=many,
            maximum=question.maximum,
            help=tuple(self._help(question)),
            refuse=lambda values: self._refusal(question, values),
            back=self._can_go_back(step),
        )

    def _heading(self, question: Question, step: str) -> str:
        """Return the theme, where one stands, and of a row, the question it belongs to."""
        theme = self._pack.themes.get(question.theme)
        told = self._t(theme.label) if theme else self._words(f"question.{question.theme}")
        if self._round is None or step in self._round:
            place = self._place(step)
            told = self._words("wizard.step", theme=told, number=place.number, count=place.total)
            if place.row:
                rows = self._words("wizard.row", number=place.row, count=place.rows)
                told = f"{told} {rows}"
        return f"{told}\n{self._t(question.text)}" if question.kind == "grid" else told

    def _place(self, step: str) -> Place:
        """Return where a step stands in the interview, or among those asked apart from it."""
        if self._round is None:
            return steps.place(self._pack, self.progress, step)
        asked = [s for s in self._round if s not in TEXTS]
        return Place(asked.index(step) + 1, len(asked))

    def _choices(self, question: Question) -> tuple[Choice, ...]:
        if question.kind == "grid":
            return tuple(Choice(h.id, self._t(h.label)) for h in question.holders)
        return tuple(
            Choice(o.id, self._t(o.label), self._t(o.means), alone=o.none) for o in question.options
        )

    def _help(self, question: Question) -> Sequence[str]:
        """Return why this is asked, and the terms that all the rest rests on."""
        told = [self._t(question.why)]
        if question.theme == GATE:
            definition = self._t(self._pack.definition.text)
            told.append(self._pair(self._words("heading.definition"), definition))
            told += [self._pair(self._t(g.term), self._t(g.text)) for g in self._pack.glossary]
        return told

    def _refusal(self, question: Question, values: tuple[str, ...]) -> str:
        """Return why these answers do not go together, or nothing."""
        alone = [choice for choice in self._choices(question) if choice.alone]
        alone.append(Choice(_UNKNOWN, self._words("wizard.unknown")))
        for choice in alone:
            if choice.value in values and len(values) > 1:
                return self._words("wizard.none-alone", label=choice.label)
        if question.maximum and len(values) > question.maximum:
            return self._words("wizard.too-many", count=question.maximum)
        return ""

    def _ask_text(self, step: str) -> None:
        situation = self.progress.situation
        title = step == TITLE
        limit = MAX_TITLE if title else MAX_NOTES
        standing = situation.title if title else situation.notes
        shown = standing.replace("\n", " ")
        asked = self._words("wizard.title" if title else "wizard.notes")
        (typed,) = self._left.get(step) or (shown,)
        while True:
            typed = self._asker.line(asked, typed, back=self._can_go_back(step))
            text = standing if typed == shown else clean(typed, limit=limit + 1)
            if len(text) <= limit:
                break
            self._asker.say(self._words("wizard.too-long", count=limit))
        if title:
            self._take(step, situation._replace(title=text))
        else:
            self._take(step, situation._replace(notes=text))
        self._asker.tell(self._told(*self._text_row(step)))

    # -- what was answered -----------------------------------------------------------

    @property
    def _answers(self) -> Answers:
        return self.progress.situation.answers

    def _t(self, text: Text) -> str:
        return text[self._lang]

    def _pair(self, term: str, text: str) -> str:
        return self._words("colon", term=term, text=text)

    def _told(self, what: str, answer: str) -> str:
        return f"{what} {answer}" if what.endswith("?") else self._pair(what, answer)

    @staticmethod
    def _role(question: Question, step: str) -> Option:
        return question.option(step.partition(".")[2])

    def _asked_as(self, question: Question, step: str) -> str:
        """Return the question in one line; of a grid, the role."""
        if question.kind == "grid":
            return self._t(self._role(question, step).label)
        return self._t(question.text)

    def _answer(self, question: Question, step: str) -> str:
        chosen = self._answers.get(step, ())
        by_value = {choice.value: choice.label for choice in self._choices(question)}
        labels = [by_value[value] for value in chosen]
        if not labels and step not in self.progress.asked:
            return self._words("wizard.not-asked")
        return "; ".join(labels) or self._words("wizard.unknown")

    def _rows(self) -> list[tuple[str, str, str]]:
        """Return each step that can be changed, what it asked, and what was answered."""
        rows = []
        refused = is_refused(self._pack, self._answers)
        for question in self._pack.questions:
            if refused and question.theme != GATE and question.id not in self._answers:
                continue
            for step in answer_keys(question):
                told = step in self.progress.asked or step in self._answers
                if told or (question.kind != "grid" and question.theme != DECIDING):
                    asked = self._asked_as(question, step)
                    rows.append((step, asked, self._answer(question, step)))
        return [*rows, *((step, *self._text_row(step)) for step in TEXTS)]

    def _text_row(self, step: str) -> tuple[str, str]:
        """Return what the title or the notes are called, and what they say."""
        situation = self.progress.situation
        if step == TITLE:
            return self._words("wizard.title-row"), situation.title or self._words(
                "wizard.no-title"
            )
        notes = situation.notes.replace("\n", " ")
        return self._words("wizard.notes-row"), notes or self._words("wizard.no-notes")

    def _reviewed(self) -> bool:
        """Show every answer; return whether the person goes on to the result."""
        lines = (
            self._told(f"{n}. {asked}", told) for n, (_, asked, told) in enumerate(self._rows(), 1)
        )
        summary = "\n".join(("", self._words("wizard.summary"), *lines))
        if summary != self._summary:  # else it stands above
            self._clear()
            self._asker.tell(summary)
            self._summary = summary
        choices = [
            Choice(_GO_ON, self._words("wizard.go-on")),
            Choice(_CHANGE, self._words("wizard.change")),
        ]
        left_out = self.left_out()
        if left_out:
            choices.append(Choice(_REST, self._words("wizard.rest", count=left_out)))
        prompt = Prompt("", self._words("wizard.review"), tuple(choices), back=True)
        try:
            (chosen,) = self._asker.choose(prompt)
        except WentBack:
            chosen = BACK
        if chosen == _GO_ON:
            return True
        if chosen == _CHANGE:
            if self.change():
                self._clear()
                self.offer_open()
            return False
        self._clear()
        if chosen == _REST:
            self.ask_left_out()
        else:
            self._ask_from(steps.preceding(self._pack, self.progress, None))
        return False

    def _clear(self) -> None:
        """Remove from the screen what it says was answered: all of it comes again."""
        while self._asker.take_back():
            self._summary = ""


def reading_minutes(
    pack: Pack, questions: Sequence[Question], rows: int, lang: str
) -> tuple[int, int]:
    """Return about how long some questions take, in minutes: at least, and at most.

    At 200 words a minute, and ten seconds to choose each answer: the least reads questions
    and options alone, and of the recognition four portraits whole; the most reads what every
    option means. An estimate, which the README states as such.

    Args:
        pack: The pack.
        questions: Those asked, without grids.
        rows: How many rows of grids are asked besides.
        lang: The language that they are read in.
    """
    brief, whole = 0, 0
    grids = [question for question in pack.questions if question.kind == "grid"]
    lines = [option for grid in grids for option in grid.options]
    rows = min(rows, len(lines))
    asked = [question for question in questions if question.kind != "grid"]
    for question in asked:
        labels = [question.text, *(option.label for option in question.options)]
        meanings = [option.means for option in question.options]
        if question.id == PORTRAIT:
            portrayed = pack.portrayed()
            shown = [o.means for o in question.options if o.id in portrayed][:_TYPICAL_PORTRAITS]
            labels = [question.text, *shown, *(line.label for line in pack.last_lines)]
            meanings = [line.text for line in pack.last_lines]
        brief += _words_in(labels, lang)
        whole += _words_in([*labels, *meanings], lang)
    if rows:
        told = _words_in([line.label for line in lines], lang) * rows // len(lines)
        brief += told
        whole += told + _words_in([line.means for line in lines], lang) * rows // len(lines)
    choosing = _SECONDS_A_QUESTION * (len(asked) + rows)
    least, most = ((n * 60 / _WORDS_A_MINUTE + choosing) / 60 for n in (brief, whole))
    return max(1, round(least)), max(1, round(most))


def _words_in(texts: Sequence[Text], lang: str) -> int:
    return sum(len(text[lang].split()) for text in texts)
