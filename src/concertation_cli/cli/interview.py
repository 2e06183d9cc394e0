"""The interview of `recommend` on a terminal: a draft resumed, the questions, leaving cleanly."""

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from concertation_cli import terminal
from concertation_cli.cli.messages import say
from concertation_cli.engine.results import Recommendation
from concertation_cli.errors import INTERRUPTED, ConcertationError, Problem, UsageError
from concertation_cli.inputs.situation_file import save_text
from concertation_cli.knowledge.records import Situation
from concertation_cli.output import failure_reason
from concertation_cli.phrases.pack import Phrases
from concertation_cli.signals import Stopped, stopping_on_signals
from concertation_cli.terminal import is_accessible, is_bare
from concertation_cli.text_safety import clean, for_display
from concertation_cli.wizard.drafts import (
    Draft,
    SavedDraft,
    find,
    forget_drafts,
    resumed,
    unreadable,
)
from concertation_cli.wizard.lines import EndOfInputError, LineAsker
from concertation_cli.wizard.prompts import (
    Asker,
    Choice,
    ConsoleRefusedError,
    Prompt,
    write_wrapped,
)
from concertation_cli.wizard.questionnaire import Wizard
from concertation_cli.wizard.steps import Manner, Progress, begun_from
from concertation_cli.words import Words

_NEW, _FORGET = "\x00new", "\x00forget"


class Wishes(NamedTuple):
    """How the person wants to be asked.

    Attributes:
        by_line: Line by line, without menus.
        spoken: For a screen reader, results too.
        keeping: Whether answers may be kept in a draft.
        resuming: Whether to offer the drafts that were left.
    """

    by_line: bool = False
    spoken: bool = False
    quick: bool = False
    keeping: bool = True
    resuming: bool = False


class Interview:
    """One conversation: an interview, then what the person does with its result."""

    def __init__(self, phrases: Phrases, wishes: Wishes) -> None:
        self._phrases = phrases
        self._words = phrases.words
        self._asker = _asker(phrases.words, by_line=wishes.by_line)
        self._wishes = wishes
        self._draft: Draft | None = None
        self._unkept = False
        self._wizard: Wizard | None = None

    def describe(self, situation: Situation) -> Situation:
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
        wizard = Wizard(self._phrases, self._asker, progress, self._keep)
        if is_new:
            wizard.welcome()
        if self._draft is None and self._wishes.keeping:
            try:
                self._draft = Draft(pack)
            except OSError as error:
                self._say_unkept(error)
        if self._draft is not None:
            self._asker.say(self._words("wizard.draft", path=_short(self._draft.path)))
        if not self._wishes.by_line:  # plain lines open each question with a blank one
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
            forget_drafts()
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

    def _told(self, draft: SavedDraft) -> tuple[str, str]:
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

    def after(
        self, situation: Situation, result: Recommendation, saved: Callable[[Situation], None]
    ) -> None:
        """Offer to change an answer, look further, save and write, until the person ends.

        `saved` is given each new situation.
        """
        from concertation_cli.cli.after_result import AfterResult  # not before the first question

        assert self._wizard is not None  # noqa: S101  # the interview comes first
        offer = AfterResult(
            self._phrases, self._wizard, self._asker, saved, spoken=self._wishes.spoken
        )
        with self._leaving(), self._asker.asking():
            offer.run(situation, result, spaced=not self._wishes.by_line)


def interview_for(
    phrases: Phrases, *, accessible: bool, quick: bool, keeping: bool, resuming: bool
) -> Interview:
    """Return the interview that a command line asks for; only a person has drafts.

    Line by line, asked for by name, answers may also come from a pipe.

    Raises:
        UsageError: Nobody would answer.
    """
    piped = accessible and sys.stdin is not None and sys.stderr is not None
    person = terminal.can_ask()
    if not (piped or person):
        raise UsageError(Problem("", "no-terminal"))
    wishes = Wishes(
        by_line=accessible or is_accessible() or is_bare(),
        spoken=accessible,
        quick=quick,
        keeping=keeping and person,
        resuming=resuming and person,
    )
    return Interview(phrases, wishes)


def _asker(words: Words, *, by_line: bool) -> Asker:
    """Return menus, or plain lines where they are wanted or menus cannot be drawn."""
    if not by_line:
        from concertation_cli.wizard.menus import Menus  # heavy

        menus = Menus(words)
        try:
            with menus.asking():
                return menus
        except ConsoleRefusedError:
            pass
    return LineAsker(words)


def _short(path: Path) -> str:
    """Return a path as people write it, `~` for their own folder, and fit to show."""
    home = os.path.expanduser("~")  # noqa: PTH111  # which answers where Path.home raises
    return for_display(f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path))


def _say_wrapped(text: str) -> None:
    """Tell the person something at the end of an interview, on lines that fit the screen."""
    with contextlib.suppress(OSError, ValueError):  # nobody to tell is no failure
        write_wrapped(text)
