"""The program in a real pseudo-terminal, driven by real keys: what it writes, what it shows.

The program that runs is a copy of the package with its pack compiled, as in the wheel, so
that starting it many times stays quick.
"""

import atexit
import codecs
import copy
import functools
import os
import re
import shutil
import signal
import sys
import tempfile
import termios
import time
from pathlib import Path

import pexpect
import pyte
import pytest

import concertation_cli
from concertation_cli.knowledge.answers import answer_keys, with_settings
from concertation_cli.knowledge.folder import compile_folder
from concertation_cli.knowledge.records import Situation
from concertation_cli.wizard import steps
from concertation_cli.wizard.steps import TEXTS, Manner, Progress
from concertation_cli.words import Words

UP, DOWN, ENTER, SPACE, ESCAPE = "\x1b[A", "\x1b[B", "\r", " ", "\x1b"
HOME, END, PAGE_UP, PAGE_DOWN = "\x1b[H", "\x1b[F", "\x1b[5~", "\x1b[6~"
CTRL_C, CTRL_D, CTRL_U = "\x03", "\x04", "\x15"
PATIENCE = 30
PAUSE = 0.03
"""Seconds to wait for what must come; only a red test ever waits that long."""

_LAST_COLUMN = re.compile(r"\r\x1b\[[0-9]+C")
_FORWARD = re.compile(r"\x1b\[[0-9]*C")
_ESCAPES = re.compile(r"\x1b(?:\][^\x07]*\x07|\[[0-?]*[ -/]*[@-~]|[ -/]*[0-~])")
FUND = {
    "aim": ("take-part",),
    "gap": ("means",),
    "scope": ("one-sector",),
    "participants": ("organisations", "funders"),
    "collective-work": ("designed",),
    "result": ("commitments",),
    "form": ("agreement",),
    "portrait": ("entente-multipartite",),
    "cautions": ("none",),
}
"""Answers to the shipped pack whose two readings lead to one model."""
_BOX = re.compile(r"\[[ x]\] ")


def flat(text):
    """Return text as read: no escape sequences, one space wherever there is space."""
    text = _FORWARD.sub(" ", _LAST_COLUMN.sub("", text))
    return " ".join(_ESCAPES.sub("", text).split())


@functools.cache
def program():
    """Return a folder that holds the package as the wheel does, its pack compiled."""
    root = Path(tempfile.mkdtemp(prefix="concertation-tests-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    source = Path(concertation_cli.__file__).parent
    copy = root / source.name
    shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "pack.json").write_bytes(compile_folder(source.parent.parent / "data"))
    return root


def environment(home, **changes):
    """Return an environment in which nothing of this machine's user is read or written."""
    named = {"ACCESSIBLE", "TERM", "COLUMNS", "LINES", "PYTHONIOENCODING", "PYTHONUTF8"}
    named.add("PYTHONDONTWRITEBYTECODE")  # what runs a hundred times is compiled once
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in named and not name.startswith(("CONCERTATION_", "PROMPT_TOOLKIT_"))
    }
    return kept | {
        "HOME": str(home),
        "XDG_STATE_HOME": str(home / "state"),
        "PYTHONPATH": str(program()),
        "TERM": "xterm-256color",
        "PYTHONUTF8": "1",
        "CONCERTATION_LANG": "fr",
        **changes,
    }


def drafts(home):
    """Return the drafts that lie in the state folder of this home."""
    return sorted((home / "state" / "concertation" / "drafts").glob("*"))


REVIEW = "review"
_APART = 1049
"""The mode in which a terminal shows another screen, and keeps its own for after."""


class _Screen(pyte.Screen):
    """A screen that knows of the other one, which pyte does not."""

    kept = None

    def set_mode(self, *modes, **options):
        super().set_mode(*modes, **options)
        if _APART in modes and self.kept is None:
            self.kept = copy.deepcopy((self.buffer, self.cursor))
            self.erase_in_display(2)

    def reset_mode(self, *modes, **options):
        super().reset_mode(*modes, **options)
        if _APART in modes and self.kept is not None:
            buffer, cursor = self.kept
            self.kept = None
            self.erase_in_display(2)
            self.buffer.update(buffer)
            self.cursor_position(cursor.y + 1, cursor.x + 1)


class Terminal:
    """A pseudo-terminal, what it shows, and all that was written to it."""

    def __init__(self, home, *argv, size=(80, 24), output=None, encoding="utf-8", **changes):
        columns, lines = size
        self.screen = _Screen(columns, lines)
        self._stream = pyte.Stream(self.screen)
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self.transcript = ""
        self.pointer = "»" if encoding == "utf-8" else ">"
        self._pressed = 0
        self._rows = self._fresh = None  # made when they are looked at
        command = [sys.executable, "-m", "concertation_cli", "recommend", *map(str, argv)]
        if output is not None:
            command = ["/bin/sh", "-c", 'exec "$@" >"$0"', str(output), *command]
        self.child = pexpect.spawn(
            command[0],
            command[1:],
            dimensions=(lines, columns),
            env=environment(home, **changes),
            cwd=home,
            timeout=PATIENCE,
        )
        self.child.delaybeforesend = None
        self.child.ptyproc.delayafterclose = self.child.ptyproc.delayafterterminate = 0
        self.modes = self.modes_now()

    def modes_now(self):
        """Return how the terminal is set: echo, lines or keys, and the rest."""
        return termios.tcgetattr(self.child.child_fd)

    def _read(self):
        try:
            data = self.child.read_nonblocking(65536, timeout=PATIENCE)
        except pexpect.TIMEOUT:
            pytest.fail("nothing more was written; the screen:\n" + "\n".join(self.rows))
        self._take(data)

    def settle(self):
        """Read until nothing more comes for a moment: a screen may be drawn in several parts."""
        while True:
            try:
                self._take(self.child.read_nonblocking(65536, timeout=PAUSE))
            except (pexpect.TIMEOUT, pexpect.EOF):
                return

    def _take(self, data):
        text = self._decoder.decode(data)
        self._stream.feed(text)
        self.transcript += text
        self._rows = self._fresh = None

    @property
    def rows(self):
        """The rows of the screen, as they are now."""
        if self._rows is None:
            self._rows = [row.rstrip() for row in self.screen.display]
        return self._rows

    def until(self, told, holds):
        """Read until something holds."""
        end = time.monotonic() + PATIENCE
        while not holds():
            if time.monotonic() > end:
                pytest.fail(f"never: {told}; the screen:\n" + "\n".join(self.rows))
            try:
                self._read()
            except pexpect.EOF:
                pytest.fail(f"ended before: {told}; written:\n{self.transcript}")

    @property
    def fresh(self):
        """What was written since the last key, as read."""
        if self._fresh is None:
            self._fresh = flat(self.transcript[self._pressed :])
        return self._fresh

    def _mark(self):
        """From here on, what is written is fresh."""
        self._pressed, self._fresh = len(self.transcript), None

    def press(self, keys):
        self._mark()
        self.child.send(keys if isinstance(keys, bytes) else keys.encode())

    def wait(self, words):
        """Read until these words were written since the last key."""
        self.until(words, lambda: flat(words) in self.fresh)

    def shows(self):
        return flat("\n".join(self.rows))

    def wait_screen(self, words):
        """Read until the screen shows these words."""
        self.until(words, lambda: flat(words) in self.shows())

    def _pointer(self):
        """Return the row that the pointer is on, and its number; None if there is none."""
        rows = enumerate(self.rows)
        return next((found for found in rows if found[1].startswith(f"{self.pointer} ")), None)

    def pointed(self):
        """Return what stands from the pointer on, without its marks; nothing if there is none."""
        found = self._pointer()
        if found is None:
            return ""
        number, row = found
        return _BOX.sub("", flat("\n".join([row[2:], *self.rows[number + 1 :]])))

    def is_at(self, label):
        return re.match(rf"{re.escape(flat(label))}( |$)", self.pointed()) is not None

    def point(self, label, key=DOWN):
        """Move the pointer to a label."""
        self.until("a pointer", self.pointed)
        for _ in range(60):
            self.settle()
            if self.is_at(label):
                return
            before = self.pointed()
            self.press(key)
            self.until("another row", lambda seen=before: self.pointed() not in ("", seen))
        pytest.fail(f"no row {label!r}:\n" + "\n".join(self.rows))

    def resize(self, columns, lines):
        """Give the window another size; the kernel tells the program."""
        self.screen.resize(lines, columns)
        self._rows = None
        self._mark()
        self.child.setwinsize(lines, columns)

    def kill(self, number):
        self._mark()
        self.child.kill(number)

    def hang_up(self):
        """Close the terminal, as one closes a window; return how the program ended."""
        self.child.ptyproc.fileobj.close()
        self.child.closed = self.child.ptyproc.closed = True
        return self._exit_status()

    def end(self):
        """Read to the end and return the exit code, or minus the signal that killed."""
        while True:
            try:
                self._read()
            except pexpect.EOF:
                return self._exit_status()

    def _exit_status(self):
        self.child.ptyproc.wait()
        code = self.child.ptyproc.exitstatus
        return -self.child.ptyproc.signalstatus if code is None else code

    def close(self):
        if self.child.ptyproc.exitstatus is None and self.child.ptyproc.signalstatus is None:
            self.child.kill(signal.SIGKILL)
            self.child.ptyproc.wait()
        if not self.child.closed:
            self.child.close(force=True)


class Hands:
    """A person at the wizard: the same gestures whatever the way of asking."""

    def __init__(self, terminal, pack, lang):
        self.terminal = terminal
        self.pack = pack
        self.lang = lang
        self.words = Words(lang)

    def told(self):
        """Return all that was written so far, as read."""
        return flat(self.terminal.transcript)

    def has_told(self, text):
        """Whether a text was written since the beginning."""
        return flat(text) in self.told()

    def tells(self, text):
        """Whether a text was written since the last key."""
        return flat(text) in self.terminal.fresh

    def shows(self, text):
        """Whether a text is on the screen."""
        return flat(text) in self.terminal.shows()

    def asked(self, step):
        """Return the text that asks for a step: a question, a role, the title or the notes."""
        if step in {"title", "notes"}:
            return self.words(f"wizard.{step}")
        question = self.pack.question(step)
        if question.kind == "grid":
            return question.option(step.partition(".")[2]).label[self.lang]
        return question.text[self.lang]

    def labels_of(self, step):
        """Return the labels of all that can be chosen, in order."""
        question = self.pack.question(step)
        choices = question.holders if question.kind == "grid" else question.options
        return [*(choice.label[self.lang] for choice in choices), self.words("wizard.unknown")]

    def labels(self, step, ids):
        """Return the labels of options; "I don't know" when there are none."""
        question = self.pack.question(step)
        if step == "portrait" and ids:  # the best one first
            return [question.option(chosen).label[self.lang] for chosen in ids]
        choices = question.holders if question.kind == "grid" else question.options
        found = [choice.label[self.lang] for choice in choices if choice.id in ids]
        return found or [self.words("wizard.unknown")]

    def answer(self, step, ids=()):
        """Answer one step once it is asked; no ids is "I don't know"."""
        self.await_step(step)
        self.answer_here(step, ids)

    def answer_here(self, step, ids=()):
        """Answer the step that is asked now."""
        labels = self.labels(step, ids)
        if step == "portrait":
            self.recognize(ids)
        elif ids and self.pack.question(step).kind == "choose-many":
            self.tick(labels)
        else:
            self.choose(labels[0])

    def recognize(self, ids=()):
        """Choose the description that fits best among those shown, then the second or none."""
        first, *second = self.labels("portrait", ids)
        self.choose(first)
        line = self.pack.last_line(ids[0]) if ids else None
        if ids and not (line and line.refuses):
            self.await_second()
            self.choose(second[0] if second else self.words("wizard.no-second"))

    def await_second(self):
        """Read until a second description is asked for."""
        self.await_prompt(self.words("wizard.second"))

    def offered(self):
        """Return the labels of what the recognition offers, in order."""
        labels = self.labels_of("portrait")
        labels += [self.words(key) for key in ("wizard.others", "wizard.no-second")]
        return self.listed(list(map(flat, labels)))

    def await_step(self, step):
        """Read until a step is asked."""
        self.await_prompt(self.asked(step))

    def await_standing(self, step, labels):
        """Read until these labels stand chosen, and no other: a screen is drawn bit by bit."""
        self.terminal.until(f"{labels} chosen", lambda: self.standing(step) == labels)

    def meet(self):
        """Read until anything is asked for; return the step, or REVIEW."""
        texts = self._texts()
        found = []

        def met():
            fresh = self.terminal.fresh
            places = {step: fresh.rfind(text) for step, text in texts.items()}
            found[:] = [max(places, key=places.__getitem__)]
            return self.is_ready() and places[found[0]] >= 0

        self.terminal.until("a question", met)
        return found[0]

    def _texts(self):
        """Return what asks for each step, as read; of a role, more than repeats its answer."""
        found = {REVIEW: self.words("wizard.review")}
        for question in self.pack.questions:
            for key in answer_keys(question):
                found[key] = self.asked(key)
                if question.kind == "grid":
                    means = question.option(key.partition(".")[2]).means[self.lang]
                    found[key] = self.words("colon", term=self.asked(key), text=means)
        found |= {step: self.asked(step) for step in ("title", "notes")}
        return {step: flat(text) for step, text in found.items()}

    def answer_all(self, answers, steps, title="", notes=""):
        """Answer these steps in turn, then the title and the notes, to the review."""
        for step in steps:
            self.answer(step, answers.get(step, ()))
        self.line("title", title)
        self.line("notes", notes)
        self.await_review()

    def line(self, step, text):
        """Give a line of text once it is asked for."""
        self.line_of(self.asked(step), text)

    def line_of(self, asked, text):
        """Give a line of text once these words ask for it."""
        self.await_line(asked)
        self.terminal.press(text + ENTER)

    def name_file(self, path=None):
        """Name the file to write; without a path, the one proposed."""
        self.await_line(self.words("wizard.file"))
        self.terminal.press(ENTER if path is None else self.instead(path))

    def await_review(self):
        self.await_prompt(self.words("wizard.review"))

    def await_what_next(self):
        self.await_prompt(self.words("after.what"))

    def resume(self):
        """Take up the latest draft."""
        self.await_prompt(self.words("draft.found", count=1))
        self.first()

    def go_on(self):
        """From the review, go on to the recommendation."""
        self.await_review()
        self.choose(self.words("wizard.go-on"))

    def finish(self):
        """From the menu after the result, finish; return the exit code."""
        self.await_what_next()
        self.choose(self.words("after.end"))
        return self.terminal.end()

    def answer_open(self, *, now=True):
        """Once a change has opened questions, answer them now, or later."""
        self.await_prompt(self.words("wizard.open-later"))
        self.choose(self.words("wizard.open-now" if now else "wizard.open-later"))

    def confirm(self, *, yes):
        self.terminal.press(self.words("wizard.yes" if yes else "wizard.no")[0].lower() + self.sent)


class Menus(Hands):
    """A person who points and ticks."""

    flags = ()
    sent = ""

    @staticmethod
    def instead(text):
        """Return the keys that put a text in the place of the one that stands."""
        return CTRL_U + text + ENTER

    def await_prompt(self, text):
        self.terminal.wait(text)
        self.await_pointer()

    def is_ready(self):
        """Whether a key may be pressed now."""
        return bool(self.terminal.pointed()) or self.typed().startswith(">")

    def await_pointer(self):
        self.terminal.until("a pointer", self.terminal.pointed)

    def await_line(self, text):
        self.terminal.wait(text)
        self.terminal.until("a prompt", lambda: self.typed().startswith(">"))

    def typed(self):
        """Return the row that the cursor is on."""
        return self.terminal.rows[self.terminal.screen.cursor.y].strip()

    def choose(self, label):
        self.terminal.point(label)
        self.terminal.press(ENTER)

    def tick(self, labels):
        """Tick these and no others, then confirm."""
        self.toggle(labels)
        self.terminal.press(ENTER)

    def toggle(self, labels):
        for label in labels:
            self.terminal.point(label)
            before = self.is_ticked(label)
            self.terminal.press(SPACE)
            changed = functools.partial(self._changed, label, before)
            self.terminal.until(f"{label} ticked, or no more", changed)

    def is_ticked(self, label):
        """Whether the row that a label begins on shows a tick."""
        rows = [flat(row[6:]) for row in self.terminal.rows if row[2:6] == "[x] "]
        return any(row and flat(label).startswith(row) for row in rows)

    def _changed(self, label, before):
        return self.is_ticked(label) != before

    def standing(self, step):
        """Return the labels that stand chosen."""
        if self.pack.question(step).kind == "choose-many" and step != "portrait":
            ticked = [row[6:] for row in self.terminal.rows if row[2:6] == "[x] "]
            return [flat(label) for label in ticked]
        return [flat(label) for label in self.labels_of(step) if self.terminal.is_at(label)]

    def listed(self, labels):
        """Return which of these labels can be chosen, in order: the pointer goes round."""
        found, tail = [], []  # from the pointer down; from the top, once past the last row
        last = self.words("menu.back")
        while True:
            self.terminal.settle()
            at = next((label for label in labels if self.terminal.is_at(label)), "")
            if at and at in found:
                return [*tail, *(label for label in found if label not in tail)]
            found += [at] if at else []
            tail += [at] if at and last is None else []
            last = None if last is None or self.terminal.is_at(last) else last
            before = self.terminal.pointed()
            self.terminal.press(DOWN)
            moved = functools.partial(self._moved, before)
            self.terminal.until("another row", moved)

    def _moved(self, before):
        return self.terminal.pointed() not in ("", before)

    def lists(self, label):
        """Whether a label that can be ticked shows whole, on one row."""
        rows = (row[6:] for row in self.terminal.rows if _BOX.match(row[2:]))
        return flat(label) in map(flat, rows)

    def back(self):
        self.terminal.press(ESCAPE)

    def read(self, asked, *texts):
        """Read a text that is shown, from its beginning to its end, and go back to the list."""
        told, last, count = "", 0, 1
        while last < count:
            self.terminal.until("the next lines", lambda seen=last: self.place()[1] > seen)
            self.terminal.settle()
            first, end, count = self.place()
            lines = self.terminal.rows[: end - first + 1]
            told += "\n" + "\n".join(lines[last + 1 - first :])
            last = end
            if last < count:
                self.terminal.press(PAGE_DOWN)
        for text in texts:
            assert flat(text) in flat(told), text
        self.back()
        self.terminal.wait_screen(asked)
        self.await_pointer()

    def place(self):
        """Return which lines of a text show, and how many there are; zeros if none shows."""
        told = flat(self.words("pager.place", first="FIRST", last="LAST", count="COUNT"))
        pattern = re.sub("FIRST|LAST|COUNT", r"(\\d+)", re.escape(told))
        foot = self.terminal.shows()
        if found := re.search(pattern, foot):
            return tuple(map(int, found.groups()))
        one = foot.endswith(flat(self.words("pager.keys-back"))) and not self.terminal.pointed()
        return (1, self.terminal.screen.lines - 1, 1) if one else (0, 0, 0)

    def first(self):
        """Take the first of the choices."""
        self.terminal.press(ENTER)

    def keep(self):
        """Keep the answer that stands."""
        self.terminal.press(ENTER)

    def help(self):
        self.terminal.press("?")


class Plain(Hands):
    """A person who types numbers."""

    flags = ("--accessible",)
    sent = ENTER

    @staticmethod
    def instead(text):
        """Return the keys that put a text in the place of the one that stands."""
        return text + ENTER

    def await_prompt(self, text):
        self.terminal.wait(text)
        self.terminal.until("a prompt", self.is_ready)

    def is_ready(self):
        """Whether a line may be typed now."""
        return self.terminal.transcript.endswith("\n> ")

    await_line = await_prompt

    def number(self, label):
        """Return the number of a label in the list asked last."""
        listed = self._listed(label)
        assert listed, (label, self.terminal.fresh)
        return listed[-1]

    def choose(self, label):
        self.terminal.press(self.number(label) + ENTER)

    def standing(self, step):
        """Return the labels that stand chosen."""
        for count in (1, 2):
            told = flat(self.words("plain.chosen", count=count, numbers="NUMBERS"))
            pattern = re.escape(told).replace("NUMBERS", r"(\d+(?:, \d+)*)")
            found = re.search(pattern, self.terminal.fresh)
            if found:
                numbers = set(found[1].split(", "))
                labels = map(flat, self.labels_of(step))
                return [label for label in labels if numbers & set(self._listed(label)[-1:])]
        return []

    def listed(self, labels):
        """Return which of these labels can be chosen, in order."""
        numbers = {label: int(self._listed(label)[-1]) for label in labels if self._listed(label)}
        return sorted(numbers, key=numbers.__getitem__)

    def _listed(self, label):
        """Return the numbers that a label has borne since the last line typed."""
        return re.findall(rf"(\d+)\. {re.escape(flat(label))}(?= |$)", self.terminal.fresh)

    def tick(self, labels):
        self.terminal.press(", ".join(map(self.number, labels)) + ENTER)

    def back(self):
        self.terminal.press("b" + ENTER)

    def first(self):
        """Take the first of the choices."""
        self.terminal.press("1" + ENTER)

    def keep(self):
        self.terminal.press(ENTER)

    def read(self, asked, *texts):
        """Read a text that is written whole; the list comes again after it."""
        self.await_prompt(asked)
        for text in texts:
            assert self.tells(text), text

    def help(self):
        self.terminal.press("?" + ENTER)


BACK_ENDS = (Menus, Plain)


def people(tmp_path, pack, toy, toy_folder):
    """Yield what opens the wizard for a person: `person(Menus, "--quick", lang="fr")`.

    The toy pack is asked, unless `whole`. A pytest fixture, once named so by the file that
    uses it.
    """
    opened = []

    def open_wizard(hands, *argv, lang="fr", whole=False, home=tmp_path, **options):
        argv = (*hands.flags, "--lang", lang, *([] if whole else ["--data", toy_folder]), *argv)
        opened.append(Terminal(home, *argv, **options))
        return hands(opened[-1], pack if whole else toy, lang)

    yield open_wizard
    for terminal in opened:
        terminal.close()


def steps_of(pack, answers, manner=Manner.FULL):
    """Return the steps of an interview in which these answers are given, in order."""
    progress, taken = Progress(manner=manner), []
    step = steps.upcoming(pack, progress)[0]
    while step not in (*TEXTS, None):
        taken.append(step)
        told = {step: answers.get(step, ())}
        told = with_settings(progress.situation.answers, told, pack.questions)
        progress = progress._replace(
            situation=Situation(answers=told), asked=(*progress.asked, step)
        )
        step = steps.following(pack, progress, step)
    return taken
