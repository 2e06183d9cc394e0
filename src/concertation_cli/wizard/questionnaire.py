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
    Question,
    Situation,
)
from concertation_cli.phrases.pack import Phrases
from concertation_cli.text_safety import clean
from concertation_cli.wizard import steps
from concertation_cli.wizard.duration import reading_minutes
from concertation_cli.wizard.prompts import BACK, Asker, Choice, Prompt, WentBack
from concertation_cli.wizard.question_prompts import UNKNOWN, QuestionPrompts
from concertation_cli.wizard.steps import TEXTS, TITLE, Manner, Place, Progress

_GO_ON, _CHANGE, _REST = "\x00go-on", "\x00change", "\x00rest"
_NOW, _LATER = "\x00now", "\x00later"
_OTHERS, _NO_SECOND = "\x00others", "\x00no-second"
_MOST_OF_A_NAME = 200


class Wizard:
    """Asks about one situation; `progress` is its only state.

    `keep` is given the progress after each answer, before anything else is asked.
    """

    def __init__(
        self,
        phrases: Phrases,
        asker: Asker,
        progress: Progress,
        keep: Callable[[Progress], None],
    ) -> None:
        self._phrases = phrases
        self._pack = phrases.pack
        self._words = phrases.words
        self._prompts = QuestionPrompts(phrases)
        self._asker = asker
        self._keep = keep
        self._unsent: dict[str, tuple[str, ...]] = {}
        """By step, what stood chosen there when the person went back."""
        self._round: tuple[str, ...] | None = None
        """The steps asked apart from the interview, with a list to go back to; else None."""
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
        least, most = reading_minutes(self._pack, asked, rows, self._phrases.lang)
        time = self._words("wizard.about", most=most)
        if least < most:
            time = self._words("wizard.minutes", least=least, most=most)
        count = len({*ids, *self._may_follow()})
        if count:  # a file may leave nothing to ask
            self._asker.say(self._words("wizard.welcome", count=count, time=time))

    def _may_follow(self) -> list[str]:
        """Return the questions that the verdict may call for: grids, and one deciding question."""
        if is_refused(self._pack, self._answers):
            return []
        quick = self.progress.manner is Manner.QUICK
        grids = [q.id for q in self._pack.questions if q.kind == "grid" and not quick]
        return [*grids, *(question.id for question in self._pack.deciding[:1])]

    def change(self) -> bool:
        """Let one answer be changed, and no other; False if all are what they were."""
        before = self.progress
        while True:
            choices = tuple(Choice(*row) for row in self._rows())
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
                self._unsent.pop(step, None)
                continue
            return self.progress != before

    def note(self) -> bool:
        """Let a note be kept with one answer, or taken away; False if none changed."""
        before = self.progress
        while True:
            choices = tuple(
                Choice(step, asked, self._with_note(step, answer))
                for step, asked, answer in self._rows()
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

    def _with_note(self, step: str, answer: str) -> str:
        note = " ".join(self.progress.situation.answer_notes.get(step, "").split())
        return self._words("page.noted", answer=answer, note=note) if note else answer

    def _ask_note(self, step: str) -> None:
        """Ask the note of an answer, in one line; none takes it away."""
        situation = self.progress.situation
        standing = situation.answer_notes.get(step, "")
        answer = self._words("quoted", text=self._answer(step))
        asked = self._words("wizard.answer-note", answer=answer)
        text = self._text(asked, standing, MAX_ANSWER_NOTE, back=True)
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
        """Return the number of questions put off, or left out by a shorter interview."""
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
                self._unsent[step] = back.values
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
                self._unsent[steps[at]] = back.values
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
            values = self._asker.choose(self._prompt(step))
            chosen = () if UNKNOWN in values else values
            answers = with_settings(self._answers, {step: chosen}, self._pack.questions)
            self._take(step, self.progress.situation._replace(answers=answers))
            self._asker.tell(self._answered(step))

    # -- recognition -----------------------------------------------------------------

    def _recognize(self, question: Question) -> None:
        """Ask which portrait fits best, then which other one does, if any."""
        leading = steps.leading_portraits(self._pack, self.progress)
        lines = (line.id for line in self._pack.last_lines)
        standing = self._unsent.get(PORTRAIT, self._answers.get(PORTRAIT, ()))
        whole = not set(standing) <= {*leading, *lines, UNKNOWN}
        while True:
            first = self._first_portrait(question, leading, whole=whole)
            if first == _OTHERS:
                whole = True
                continue
            self._keep_first(first)
            try:
                settings, note = self._completed(question, first)
            except WentBack:
                self._unsent[PORTRAIT] = (first,)
                continue
            break
        answers = with_settings(self._answers, settings, self._pack.questions)
        notes = "\n".join(part for part in (self._own_notes(), note) if part)
        situation = self.progress.situation._replace(answers=answers, notes=notes)
        self._take(PORTRAIT, situation)
        self._asker.tell("\n".join(map(self._answered, settings)))

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
        added = tuple(self._phrases.pair(self._phrases.text(line.label), "") for line in lines)
        notes = self.progress.situation.notes.split("\n")
        return "\n".join(note for note in notes if not note.startswith(added))

    def _first_portrait(self, question: Question, leading: tuple[str, ...], *, whole: bool) -> str:
        """Return the portrait or the last line that fits best, or what else is chosen."""
        order = rotated(self._pack, self._answers)
        shown = order if whole else leading
        options = [*shown, *(line.id for line in self._pack.last_lines)]
        choices = [self._prompts.option(question, option) for option in options]
        if len(shown) < len(order):
            choices.append(Choice(_OTHERS, self._words("wizard.others")))
        choices.append(self._prompts.unknown)
        standing = self._unsent.get(PORTRAIT, self._answers.get(PORTRAIT, ()))[:1]
        if not standing and PORTRAIT in self.progress.asked:
            standing = (UNKNOWN,)
        (first,) = self._asker.choose(
            Prompt(
                heading=self._prompts.heading(question, self._place(PORTRAIT)),
                text=self._phrases.text(question.text),
                choices=tuple(choices),
                chosen=tuple(value for value in standing if value in options or value == UNKNOWN),
                help=self._why_recognize(question),
                back=self._can_go_back(PORTRAIT),
            )
        )
        return first

    def _completed(self, question: Question, first: str) -> tuple[dict[str, tuple[str, ...]], str]:
        """Return the recognition, with the gate's answer where it changes, and a note to keep."""
        line = self._pack.last_line(first)
        if line is not None and line.asks_gate:
            return {PORTRAIT: (first,), gate_question(self._pack).id: self._kind_of_refusal()}, ""
        note = ""
        chosen: tuple[str, ...] = (first,)
        if first == UNKNOWN:
            chosen = ()
        elif line is None or not line.refuses:
            chosen = self._with_second(question, first)
        elif line.asks_which:
            note = self._which(self._phrases.text(line.label))
        return {PORTRAIT: chosen, **self._gate_again()}, note

    def _with_second(self, question: Question, first: str) -> tuple[str, ...]:
        """Return the portrait chosen first, and a second one where there is one."""
        lines = [line.id for line in self._pack.last_lines if line.refuses]
        options = [o for o in (*rotated(self._pack, self._answers), *lines) if o != first]
        nothing = Choice(_NO_SECOND, self._words("wizard.no-second"))
        standing = self._answers.get(PORTRAIT, ())[1:]
        (second,) = self._asker.choose(
            Prompt(
                heading=self._prompts.heading(question, self._place(PORTRAIT)),
                text=self._words("wizard.second"),
                choices=(nothing, *(self._prompts.option(question, option) for option in options)),
                chosen=tuple(value for value in standing if value in options),
                help=self._why_recognize(question),
                back=True,
            )
        )
        return (first,) if second == _NO_SECOND else (first, second)

    def _which(self, label: str) -> str:
        """Return a note that names what the last line speaks of, or nothing."""
        most = max(0, min(_MOST_OF_A_NAME, MAX_NOTES - len(self.progress.situation.notes) - 100))
        name = self._text(self._words("wizard.which-one"), "", most, back=True)
        return self._phrases.pair(label, name) if name else ""

    def _kind_of_refusal(self) -> tuple[str, ...]:
        """Return the refusing option of the gate that says what is to be done instead."""
        gate = gate_question(self._pack)
        ids = [option.id for option in gate.options if option.refuses]
        standing = self._answers.get(gate.id, ())
        prompt = Prompt(
            heading=self._phrases.text(gate.text),
            text=self._words("wizard.kind"),
            choices=tuple(self._prompts.option(gate, option_id) for option_id in ids),
            chosen=tuple(value for value in standing if value in ids),
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
        values = self._asker.choose(self._prompt(gate.id)._replace(back=True))
        return {gate.id: () if UNKNOWN in values else values}

    def _why_recognize(self, question: Question) -> tuple[str, ...]:
        """Return the paragraphs that explain why a recognition is asked for."""
        return (self._phrases.text(question.why), self._words("wizard.recognize"))

    def _take(self, step: str, situation: Situation) -> None:
        asked = steps.in_order(self._pack, {*self.progress.asked, step})
        self._unsent.pop(step, None)
        self._put_off.discard(step)
        self.progress = self.progress._replace(situation=situation, asked=asked)
        self._keep(self.progress)

    def _prompt(self, step: str) -> Prompt:
        chosen = self._unsent.get(step, self._answers.get(step, ()))
        many = self._pack.question(step).kind == "choose-many"
        if not chosen and step in self.progress.asked and not many:
            chosen = (UNKNOWN,)
        back = self._can_go_back(step)
        return self._prompts.prompt(step, chosen, self._place(step), back=back)

    def _place(self, step: str) -> Place | None:
        """Return the place of a step in the interview, or among those asked apart from it.

        None where one is asked by itself.
        """
        if self._round is None:
            return steps.place(self._pack, self.progress, step)
        if step not in self._round:
            return None
        asked = [s for s in self._round if s not in TEXTS]
        return Place(asked.index(step) + 1, len(asked))

    def _ask_text(self, step: str) -> None:
        situation = self.progress.situation
        back = self._can_go_back(step)
        unsent = next(iter(self._unsent.get(step, ())), None)
        if step == TITLE:
            asked = self._words("wizard.title")
            title = self._text(asked, situation.title, MAX_TITLE, unsent, back=back)
            situation = situation._replace(title=title)
        else:
            asked = self._words("wizard.notes")
            notes = self._text(asked, situation.notes, MAX_NOTES, unsent, back=back)
            situation = situation._replace(notes=notes)
        self._take(step, situation)
        self._asker.tell(self._answered(step))

    def _text(
        self, asked: str, standing: str, limit: int, unsent: str | None = None, *, back: bool
    ) -> str:
        """Return a text typed in one line; one that is too long is asked for again.

        Args:
            asked: What is asked.
            standing: The text there was: kept as it is, lines and all, where it is left alone.
            limit: Most characters.
            unsent: What was typed before the person went back, if they did.
            back: Whether there is something to go back to.
        """
        shown = standing.replace("\n", " ")
        typed = shown if unsent is None else unsent
        while True:
            typed = self._asker.line(asked, typed, back=back)
            text = standing if typed == shown else clean(typed, limit=limit + 1)
            if len(text) <= limit:
                return text
            self._asker.say(self._words("wizard.too-long", count=limit))

    # -- what was answered -----------------------------------------------------------

    @property
    def _answers(self) -> Answers:
        return self.progress.situation.answers

    def _answer(self, step: str) -> str:
        labels = self._phrases.labels(step, self._answers.get(step, ()))
        if not labels and step not in self.progress.asked:
            return self._words("wizard.not-asked")
        return labels or self._words("wizard.unknown")

    def _answered(self, step: str) -> str:
        """Return a step and its answer in one line."""
        if step in TEXTS:
            return self._phrases.answered(*self._text_row(step))
        return self._phrases.answered(self._phrases.asked(step), self._answer(step))

    def _rows(self) -> list[tuple[str, str, str]]:
        """Return each step that can be changed, what it asked, and what was answered."""
        rows = []
        refused = is_refused(self._pack, self._answers)
        for question in self._pack.questions:
            if refused and question.theme != GATE and question.id not in self._answers:
                continue
            for step in answer_keys(question):
                asked = step in self.progress.asked or step in self._answers
                if asked or (question.kind != "grid" and question.theme != DECIDING):
                    rows.append((step, self._phrases.asked(step), self._answer(step)))
        return [*rows, *((step, *self._text_row(step)) for step in TEXTS)]

    def _text_row(self, step: str) -> tuple[str, str]:
        """Return the name of the title or of the notes, and what stands there."""
        situation = self.progress.situation
        if step == TITLE:
            title = situation.title or self._words("wizard.no-title")
            return self._words("wizard.title-row"), title
        notes = situation.notes.replace("\n", " ")
        return self._words("wizard.notes-row"), notes or self._words("wizard.no-notes")

    def _reviewed(self) -> bool:
        """Show every answer; return whether the person goes on to the result."""
        lines = (
            self._phrases.answered(f"{number}. {asked}", answer)
            for number, (_, asked, answer) in enumerate(self._rows(), 1)
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
