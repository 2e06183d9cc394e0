"""The conversation of `recommend` on a terminal: resume, interview, and what comes after."""

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from concertation_cli.cli.delivery import (
    advice,
    changes,
    check_page,
    has_docx,
    page,
    page_bytes,
    profile,
    reopening,
    text_bytes,
)
from concertation_cli.cli.program import (
    DOCX,
    ENDINGS,
    INTERRUPTED,
    PAGES,
    line_of,
    say,
)
from concertation_cli.engine.explain import Explanation, explain
from concertation_cli.engine.recommend import recommend
from concertation_cli.engine.results import Recommendation
from concertation_cli.errors import ConcertationError, Problem, UsageError
from concertation_cli.inputs.situation_file import save_text
from concertation_cli.knowledge.records import Situation
from concertation_cli.output import check_target, failure_reason, write_file, write_stdout
from concertation_cli.phrases.pack import Phrases
from concertation_cli.phrases.sections import OF_ADVICE
from concertation_cli.render.blocks import Block
from concertation_cli.render.formats.fitting import first_fitting
from concertation_cli.render.formats.text import as_text
from concertation_cli.signals import Stopped, stopping_on_signals
from concertation_cli.terminal import is_accessible, is_bare, screen
from concertation_cli.text_safety import clean, for_display
from concertation_cli.wizard.drafts import Draft, Found, find, forget, resumed, unreadable
from concertation_cli.wizard.lines import EndOfInputError, Plain
from concertation_cli.wizard.prompts import (
    Asker,
    Choice,
    ConsoleRefusedError,
    Prompt,
    WentBack,
    write_wrapped,
)
from concertation_cli.wizard.questionnaire import Wizard
from concertation_cli.wizard.steps import Manner, Progress, begun_from
from concertation_cli.words import Words

_MAX_PATH = 4000
_NEW, _FORGET = "\x00new", "\x00forget"
_SCREEN, _WHOLE = "screen", "whole"
"""What can be read beside the parts: the first screen again, and everything."""


class Wishes(NamedTuple):
    """How the person wants to be asked.

    Attributes:
        plain: In plain lines, without menus.
        spoken: For a screen reader, results too.
        keeping: Whether answers may be kept in a draft.
        resuming: Whether to offer the drafts that were left.
    """

    plain: bool = False
    spoken: bool = False
    quick: bool = False
    keeping: bool = True
    resuming: bool = False


class Dialogue:
    """One conversation: an interview, then what the person does with its result."""

    def __init__(self, phrases: Phrases, wishes: Wishes) -> None:
        self._phrases = phrases
        self._words = phrases.words
        self._asker = _asker(phrases.words, plain=wishes.plain)
        self._wishes = wishes
        self._draft: Draft | None = None
        self._unkept = False
        self._wizard: Wizard | None = None
        self._model = ""

    def interview(self, situation: Situation) -> Situation:
        """Return the situation that the person describes, starting from this one.

        Raises:
            SystemExit: The person left, or a signal came; the draft stays.
            UsageError: Answers come from a pipe that ends before the questions.
        """
        with self._leaving(), self._asker.asking():
            progress = self._resumed() if self._wishes.resuming else None
            is_new = progress is None
            if progress is None:
                manner = Manner.QUICK if self._wishes.quick else Manner.FULL
                progress = begun_from(self._phrases.pack, situation, manner)
            self._wizard = self._start(progress, is_new=is_new)
            return self._wizard.run()

    def _start(self, progress: Progress, *, is_new: bool) -> Wizard:
        pack = self._phrases.pack
        wizard = Wizard(pack, self._words, self._asker, progress, self._keep)
        if is_new:
            wizard.welcome()
        if self._draft is None and self._wishes.keeping:
            try:
                self._draft = Draft(pack)
            except OSError as error:
                self._say_unkept(error)
        if self._draft is not None:
            self._asker.say(self._words("wizard.draft", path=_short(self._draft.path)))
        if not self._wishes.plain:  # plain lines open each question with a blank one
            self._asker.say("")
        return wizard

    def _keep(self, progress: Progress) -> None:
        """Write the answers down at once; where that fails, say so once and go on."""
        if self._draft is not None:
            try:
                self._draft.keep(progress)
            except OSError as error:
                self._say_unkept(error)
            else:
                self._unkept = False

    def _say_unkept(self, error: OSError) -> None:
        if not self._unkept:
            reason = self._words(f"reason.{failure_reason(error)}")
            self._asker.say(self._words("wizard.draft-failed", reason=reason))
        self._unkept = True

    def _resumed(self) -> Progress | None:
        """Return the draft that the person takes up again, if any."""
        found = find(self._phrases.pack)
        if count := unreadable():
            self._asker.say(self._words("draft.unreadable", count=count))
        if not found:
            return None
        choices = [
            *(Choice(str(number), *self._told(draft)) for number, draft in enumerate(found)),
            Choice(_NEW, self._words("draft.new")),
            Choice(_FORGET, self._words("draft.forget", count=len(found))),
        ]
        text = self._words("draft.found", count=len(found))
        (chosen,) = self._asker.choose(Prompt("", text, tuple(choices)))
        if chosen == _FORGET:
            forget()
        if chosen in {_NEW, _FORGET}:
            return None
        draft = found[int(chosen)]
        # If it went meanwhile, its answers are here all the same: they go on in a new file.
        with contextlib.suppress(OSError):
            self._draft, draft = resumed(self._phrases.pack, draft)
        if draft.older:
            self._asker.say(self._words("draft.older"))
        if draft.dropped:
            self._asker.say(self._words("draft.dropped", count=draft.dropped))
        return draft.progress

    def _told(self, draft: Found) -> tuple[str, str]:
        answered = len({key.partition(".")[0] for key in draft.progress.situation.answers})
        label = self._words("draft.resume", saved=self._words.moment(draft.saved))
        told = self._words("draft.answers", count=answered)
        title = clean(draft.progress.situation.title, limit=60)
        return label, f"{told} {self._words('quoted', text=title)}" if title else told

    @contextlib.contextmanager
    def _leaving(self) -> Iterator[None]:
        """Leave cleanly: the draft stays, and the person is told."""
        try:
            with stopping_on_signals():
                yield
        except KeyboardInterrupt:
            self._say_left()
            raise SystemExit(INTERRUPTED) from None
        except Stopped:
            self._say_left()
            raise
        except EndOfInputError:
            raise UsageError(Problem("", "input-ended")) from None

    @contextlib.contextmanager
    def delivering(self) -> Iterator[None]:
        """Where the result cannot be delivered, tell where the answers are, or what they are."""
        try:
            yield
        except ConcertationError:
            if self._is_kept():
                _say_wrapped(self._words("wizard.still-kept"))
            else:
                self._say_answers()
            raise

    def _say_left(self) -> None:
        if self._is_kept():
            _say_wrapped("\n" + self._words("wizard.kept"))
        else:
            _say_wrapped("\n" + self._words("error.interrupted"))
            if self._unkept:
                self._say_answers()

    def _is_kept(self) -> bool:
        return self._draft is not None and not self._unkept and self._draft.path.exists()

    def _say_answers(self) -> None:
        """Give the answers back, as the file that would keep them."""
        if self._wizard is not None and self._wizard.progress.asked:
            found = self._wizard.progress.situation
            _say_wrapped(self._words("wizard.answers"))
            say(save_text(self._phrases.pack, found, ""))

    def finished(self) -> None:
        """Remove the draft: the result was delivered."""
        if self._draft is not None:
            self._draft.drop()

    # -- after the result ------------------------------------------------------------

    def after(
        self, situation: Situation, result: Recommendation, saved: Callable[[Situation], None]
    ) -> None:
        """Offer to change an answer, look further, save and write, until the person ends.

        `saved` is given each new situation.
        """
        self._situation, self._result, self._saved = situation, result, saved
        acts: dict[str, Callable[[], object]] = {
            "change": self._change,
            "rest": lambda: self._moved_by(self._interviewer.ask_left_out),
            "conditions": lambda: self._moved_by(self._interviewer.ask_rows),
            "note": lambda: self._moved_by(self._interviewer.note),
            "part": self._read_parts,
            "model": self._another_model,
            "save": self._save_situation,
            "write": self._write_page,
        }
        chosen = ""
        with self._leaving(), self._asker.asking():
            self._leave_a_line()
            while (chosen := self._asked_what_next(chosen)) != "end":
                acts[chosen]()

    @property
    def _interviewer(self) -> Wizard:
        assert self._wizard is not None  # noqa: S101  # the interview comes first
        return self._wizard

    def _asked_what_next(self, last: str) -> str:
        """Return what the person does next; the pointer begins where it was."""
        names = ["change", "note", "part", "model", "save", "write", "end"]
        if not self._situation.answers:
            names.remove("note")
        choices = [Choice(name, self._words(f"after.{name}")) for name in names]
        left_out = self._interviewer.left_out()
        if left_out:
            choices.insert(1, Choice("rest", self._words("wizard.rest", count=left_out)))
        rows = len(self._interviewer.rows_left_out())
        if rows:
            choices.insert(1, Choice("conditions", self._words("wizard.conditions", count=rows)))
        text = self._words("after.what")
        (chosen,) = self._asker.choose(Prompt(self._in_short(), text, tuple(choices), at=last))
        return chosen

    def _in_short(self) -> str:
        """Return the verdict: the result itself may have scrolled away."""
        verdict = advice(self._phrases).phrases.verdict(self._result)
        return "\n".join(line for line in (self._situation.title, verdict) if line)

    def _change(self) -> None:
        """Change one answer, show what that alone does, then offer what it calls for."""
        if self._moved_by(self._interviewer.change):
            self._moved_by(self._interviewer.offer_open)

    def _moved_by(self, ask: Callable[[], bool]) -> bool:
        """Ask something, then show what it moves; return whether any answer has changed."""
        ask()
        situation, before = self._interviewer.progress.situation, self._result
        if situation == self._situation:
            return False
        moved = situation.answers != self._situation.answers
        self._situation = situation
        self._result = recommend(self._phrases.pack, situation.answers)
        self._saved(situation)
        if moved:
            self._show(changes(self._phrases).blocks(before, self._result))
        return moved

    def _study(self) -> Explanation:
        return explain(self._phrases.pack, self._situation.answers, self._result)

    def _read_parts(self) -> None:
        """Let parts of the advice be read, from a list where one comes back."""
        found, told = self._study(), advice(self._phrases)
        parts = OF_ADVICE if self._result.verdict.models else ()
        names = (_SCREEN, *parts, _WHOLE)
        choices = tuple(Choice(name, self._words(f"part.{name}")) for name in names)
        text = self._words("after.which-part")
        prompt = Prompt("", text, choices, back=True, apart=True)
        with contextlib.suppress(WentBack):
            while True:
                (part,) = self._asker.choose(prompt)
                prompt = prompt._replace(at=part)
                if part == _SCREEN:
                    screens = told.first_screens(self._situation, self._result, found)
                    self._read(first_fitting(screens))
                elif part == _WHOLE:
                    self._read(told.everything(self._situation, self._result, found))
                else:
                    self._read(told.section(part, self._result, found))

    def _read(self, blocks: list[Block]) -> None:
        """Let blocks be read, laid out as wide as the window is."""
        looks = screen(spoken=self._wishes.spoken)
        self._asker.read(lambda width: as_text(blocks, looks._replace(width=width)))

    def _save_situation(self) -> None:
        def made(path: str) -> bytes:
            phrases = self._phrases
            return save_text(phrases.pack, self._situation, path, phrases.lang).encode()

        def command(path: str) -> str:
            return reopening(path, self._phrases.folder)

        self._write("wizard.file", "wizard.default-situation", made, command)

    def _write_page(self) -> None:
        """Write the page for a meeting: its name's ending says in which format."""
        title = self._situation.title or self._words("title.untitled")
        word = has_docx()

        def made(path: str) -> bytes:
            chosen = ENDINGS.get(Path(path).suffix.lower(), "")
            if chosen == DOCX and not word:
                raise UsageError(Problem(path, "no-docx-here"))
            if chosen not in PAGES and not word:
                raise UsageError(Problem(path, "unknown-ending-here"))
            if chosen not in PAGES:
                raise UsageError(Problem(path, "unknown-ending"))
            check_page(chosen, path)
            blocks = page(self._phrases).blocks(self._situation, self._result, self._study())
            return page_bytes(chosen, blocks, self._phrases, title)

        asked = "wizard.page-file" if word else "wizard.page-file-no-docx"
        self._write(asked, "wizard.default-file", made)

    def _show(self, blocks: list[Block]) -> None:
        spoken = self._wishes.spoken
        write_stdout(b"\n" + text_bytes(blocks, to_file=False, spoken=spoken))
        self._leave_a_line()

    def _leave_a_line(self) -> None:
        """Part what was written from the menu under it; plain lines open with a blank one."""
        if not self._wishes.plain:
            self._asker.say("")

    def _another_model(self) -> None:
        models = self._phrases.pack.models
        choices = tuple(Choice(m.id, self._phrases.numbered(m)) for m in models)
        prompt = Prompt("", self._words("after.which-model"), choices, back=True, apart=True)
        with contextlib.suppress(WentBack):
            while True:
                (self._model,) = self._asker.choose(prompt._replace(at=self._model))
                model = self._phrases.pack.model(self._model)
                self._read(profile(self._phrases).model(model))

    def _write(
        self,
        asked: str,
        default: str,
        made: Callable[[str], bytes],
        command: Callable[[str], str] | None = None,
    ) -> None:
        """Write what is made for the path that the person gives; never over a file unasked.

        Say where it is, and the command that opens it again, if there is one.
        """
        path = self._words(default)
        while True:
            try:
                typed = self._asker.line(self._words(asked), path, back=True)
            except WentBack:
                return
            path = os.path.expanduser(clean(typed, limit=_MAX_PATH))  # noqa: PTH111  # no shell did
            if not path:
                return
            try:
                data = made(path)
                check_target(path, force=True)
                there = os.path.lexists(path)
                force = there and self._asker.confirm(self._words("wizard.exists"))
                if there and not force:
                    continue
                write_file(path, data, force=force)
            except ConcertationError as error:
                for problem in error.problems:
                    self._asker.say(line_of(problem))
                continue
            path = os.path.abspath(path)  # noqa: PTH100  # it asks nothing of the disk
            self._asker.say(self._words("written.there"))
            self._asker.verbatim(for_display(path, _MAX_PATH))
            reopened = command(path) if command else ""
            if reopened:
                self._asker.say(self._words("written.reopen"))
                self._asker.verbatim(for_display(reopened, 2 * _MAX_PATH))
            self._leave_a_line()
            return


def wants_plain(*, accessible: bool) -> bool:
    """Whether to ask in plain lines: asked for, or all that the terminal can do."""
    return accessible or is_accessible() or is_bare()


def _asker(words: Words, *, plain: bool) -> Asker:
    """Return menus, or plain lines where they are wanted or menus cannot be drawn."""
    if not plain:
        from concertation_cli.wizard.menus import Menus  # noqa: PLC0415  # heavy

        menus = Menus(words)
        try:
            with menus.asking():
                return menus
        except ConsoleRefusedError:
            pass
    return Plain(words)


def _short(path: Path) -> str:
    """Return a path as people write it, `~` for their own folder, and fit to show."""
    home = os.path.expanduser("~")  # noqa: PTH111  # which answers where Path.home raises
    return for_display(f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path))


def _say_wrapped(text: str) -> None:
    """Tell the person something at the end of an interview, on lines that fit the screen."""
    with contextlib.suppress(OSError, ValueError):  # nobody to tell is no failure
        write_wrapped(text)
