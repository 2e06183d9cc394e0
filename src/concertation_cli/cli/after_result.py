"""What a person can do once the result is shown: change, look further, save, write a page."""

import contextlib
import os
from collections.abc import Callable

from concertation_cli.cli.formats import DOCX, format_of_file
from concertation_cli.cli.messages import line_of
from concertation_cli.cli.request import text_bytes
from concertation_cli.engine.explain import Explanation, explain
from concertation_cli.engine.recommend import recommend
from concertation_cli.engine.results import Recommendation
from concertation_cli.errors import ConcertationError, Problem, UsageError
from concertation_cli.inputs.situation_file import save_text
from concertation_cli.knowledge.records import Situation
from concertation_cli.output import check_target, write_file, write_stdout
from concertation_cli.phrases.advice import AdvicePhrases
from concertation_cli.phrases.commands import reopening
from concertation_cli.phrases.pack import Phrases
from concertation_cli.phrases.sections import OF_ADVICE
from concertation_cli.render.blocks import Block
from concertation_cli.render.formats.fitting import first_fitting
from concertation_cli.render.formats.pages import PAGES, as_page, check_page, has_docx
from concertation_cli.render.formats.text import as_text
from concertation_cli.render.views.advice import Advice
from concertation_cli.render.views.model import Profile
from concertation_cli.render.views.page import Page
from concertation_cli.render.views.replay import Changes
from concertation_cli.terminal import called_as, screen
from concertation_cli.text_safety import clean, for_display
from concertation_cli.wizard.prompts import Asker, Choice, Prompt, WentBack
from concertation_cli.wizard.questionnaire import Wizard

_MAX_PATH = 4000
_SCREEN, _WHOLE = "screen", "whole"
"""What can be read beside the parts: the first screen again, and everything."""


class AfterResult:
    """The menu under a result, and all that it leads to."""

    def __init__(
        self,
        phrases: Phrases,
        wizard: Wizard,
        asker: Asker,
        saved: Callable[[Situation], None],
        *,
        spoken: bool,
    ) -> None:
        """Take what asks.

        Args:
            phrases: Those of the pack.
            wizard: The one that asked the questions.
            asker: Menus, or lines.
            saved: Is given each new situation.
            spoken: Whether results are read aloud.
        """
        self._phrases = AdvicePhrases.of(phrases)
        self._words = phrases.words
        self._wizard = wizard
        self._asker = asker
        self._saved = saved
        self._spoken = spoken
        self._spaced = True
        self._model = ""

    def run(self, situation: Situation, result: Recommendation, *, spaced: bool) -> None:
        """Offer what can be done, until the person ends.

        Args:
            situation: The one described.
            result: What was shown for it.
            spaced: Whether a blank line parts what is written from the menu under it.
        """
        self._situation, self._result, self._spaced = situation, result, spaced
        acts: dict[str, Callable[[], object]] = {
            "change": self._change,
            "rest": lambda: self._moved_by(self._wizard.ask_left_out),
            "conditions": lambda: self._moved_by(self._wizard.ask_rows),
            "note": lambda: self._moved_by(self._wizard.note),
            "part": self._read_parts,
            "model": self._another_model,
            "save": self._save_situation,
            "write": self._write_page,
        }
        chosen = ""
        self._leave_a_line()
        while (chosen := self._asked_what_next(chosen)) != "end":
            acts[chosen]()

    def _asked_what_next(self, last: str) -> str:
        """Return the person's next choice; the pointer begins where it was."""
        names = ["change", "note", "part", "model", "save", "write", "end"]
        if not self._situation.answers:
            names.remove("note")
        choices = [Choice(name, self._words(f"after.{name}")) for name in names]
        left_out = self._wizard.left_out()
        if left_out:
            choices.insert(1, Choice("rest", self._words("wizard.rest", count=left_out)))
        rows = len(self._wizard.rows_left_out())
        if rows:
            choices.insert(1, Choice("conditions", self._words("wizard.conditions", count=rows)))
        text = self._words("after.what")
        (chosen,) = self._asker.choose(Prompt(self._in_short(), text, tuple(choices), at=last))
        return chosen

    def _in_short(self) -> str:
        """Return the verdict: the result itself may have scrolled away."""
        verdict = self._phrases.verdict(self._result)
        return "\n".join(line for line in (self._situation.title, verdict) if line)

    def _change(self) -> None:
        """Change one answer, show what that alone does, then offer what it calls for."""
        if self._moved_by(self._wizard.change):
            self._moved_by(self._wizard.offer_open)

    def _moved_by(self, ask: Callable[[], bool]) -> bool:
        """Ask something, then show what it moves; return whether any answer has changed."""
        ask()
        situation, before = self._wizard.progress.situation, self._result
        if situation == self._situation:
            return False
        moved = situation.answers != self._situation.answers
        self._situation = situation
        self._result = recommend(self._phrases.pack, situation.answers)
        self._saved(situation)
        if moved:
            self._show(Changes(self._phrases).blocks(before, self._result))
        return moved

    def _explained(self) -> Explanation:
        return explain(self._phrases.pack, self._situation.answers, self._result)

    def _read_parts(self) -> None:
        """Let parts of the advice be read, from a list where one comes back."""
        found, told = self._explained(), Advice(self._phrases)
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
        looks = screen(spoken=self._spoken)
        self._asker.read(lambda width: as_text(blocks, looks._replace(width=width)))

    def _save_situation(self) -> None:
        def made(path: str) -> bytes:
            phrases = self._phrases
            return save_text(phrases.pack, self._situation, path, phrases.lang).encode()

        def command(path: str) -> str:
            return reopening(self._phrases, path, called_as())

        self._write("wizard.file", "wizard.default-situation", made, command)

    def _write_page(self) -> None:
        """Write the page for a meeting: its name's ending says in which format."""
        title = self._situation.title or self._words("title.untitled")
        word = has_docx()

        def made(path: str) -> bytes:
            chosen = format_of_file(path)
            if chosen == DOCX and not word:
                raise UsageError(Problem(path, "no-docx-here"))
            if chosen not in PAGES and not word:
                raise UsageError(Problem(path, "unknown-ending-here"))
            if chosen not in PAGES:
                raise UsageError(Problem(path, "unknown-ending"))
            check_page(chosen, to_terminal=False)
            blocks = Page(self._phrases).blocks(self._situation, self._result, self._explained())
            return as_page(chosen, blocks, self._phrases, title)

        asked = "wizard.page-file" if word else "wizard.page-file-no-docx"
        self._write(asked, "wizard.default-file", made)

    def _show(self, blocks: list[Block]) -> None:
        spoken = self._spoken
        write_stdout(b"\n" + text_bytes(blocks, to_file=False, spoken=spoken))
        self._leave_a_line()

    def _leave_a_line(self) -> None:
        """Part what was written from the menu under it; plain lines open with a blank one."""
        if self._spaced:
            self._asker.say("")

    def _another_model(self) -> None:
        models = self._phrases.pack.models
        choices = tuple(Choice(m.id, self._phrases.numbered(m)) for m in models)
        prompt = Prompt("", self._words("after.which-model"), choices, back=True, apart=True)
        with contextlib.suppress(WentBack):
            while True:
                (self._model,) = self._asker.choose(prompt._replace(at=self._model))
                model = self._phrases.pack.model(self._model)
                self._read(Profile(self._phrases).model(model))

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
