"""Prompts with menus: the one home of questionary and prompt_toolkit.

questionary holds what is pointed at and ticked, and its keys; the rows are drawn here,
on standard error, at the size that the terminal has at that moment: labels and meanings
are wrapped, never cut, and no word of the library shows.
"""

import asyncio
import contextlib
import functools
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

# The terminal is not asked where its cursor is: some never answer, and say so on screen.
os.environ.setdefault("PROMPT_TOOLKIT_NO_CPR", "1")

import questionary
from prompt_toolkit.application import Application, create_app_session, get_app
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Always
from prompt_toolkit.formatted_text import ANSI, StyleAndTextTuples, to_formatted_text
from prompt_toolkit.formatted_text.utils import split_lines
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings
from prompt_toolkit.layout import (
    Dimension,
    FormattedTextControl,
    HSplit,
    Layout,
    Window,
)
from prompt_toolkit.output import create_output
from prompt_toolkit.shortcuts import PromptSession
from questionary.prompts.common import InquirerControl

from concertation_cli.signals import STOPPING, Stopped, handled_signals
from concertation_cli.wizard.prompts import (
    BACK,
    MAX_WIDTH,
    Choice,
    ConsoleRefusedError,
    Prompt,
    WentBack,
    columns,
    wrapped,
    write_line,
    write_wrapped,
)
from concertation_cli.words import Words

Fragments = StyleAndTextTuples
_Result = TypeVar("_Result")

_ESCAPE_SECONDS = 0.05
"""How long an escape character waits for the rest of an arrow key."""
_LEAST_ROWS = 2
_MORE = "\u2026 (?)"
"""What ends a meaning that the screen is too small for: `?` tells it whole."""
_HANG_UP = 1
"""The number of SIGHUP, on the systems that have it."""
_REFUSED = {"NoConsoleScreenBufferError"}
_STYLE = questionary.Style(
    [
        ("heading", "italic"),
        ("question", "bold"),
        ("pointed", "bold"),
        ("refusal", "bold"),
        ("keys", "italic"),
        ("nbsp", "nounderline fg:default"),  # no-break spaces, underlined without this
    ]
)


class Menus:
    """Asks with menus."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._written: list[tuple[int, int]] = []  # the lines of each answer, and the width

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Draw prompts on standard error: standard output may be a pipe.

        Raises:
            ConsoleRefusedError: The console is none that menus can be drawn on.
        """
        try:
            output = create_output(stdout=sys.stderr)
        except Exception as error:
            if type(error).__name__ in _REFUSED:  # a class that exists on Windows alone
                raise ConsoleRefusedError from error
            raise
        with create_app_session(output=output):
            yield

    def say(self, text: str) -> None:
        """Show paragraphs, wrapped."""
        self._written.clear()
        write_wrapped(text)

    def tell(self, text: str) -> None:
        """Show what was answered, which may be taken back while nothing is said after it."""
        self._written.append((write_wrapped(text), columns()))

    def take_back(self) -> bool:
        """Remove what was told last, unless the window has another width: it broke the lines."""
        lines, width = self._written.pop() if self._written else (0, 0)
        if not lines or width != columns():
            self._written.clear()
            return False
        sys.stderr.write(f"\x1b[{lines}A\r\x1b[J")
        sys.stderr.flush()
        return True

    def verbatim(self, text: str) -> None:
        """Show a line that is to be copied: the terminal alone breaks it."""
        self._written.clear()
        write_line(text)

    def read(self, laid_out: Callable[[int], str]) -> None:
        """Let a text be read a screen at a time; what the terminal shows comes back after."""
        self._written.clear()
        _Pager(laid_out, self._words).run()

    def choose(self, prompt: Prompt) -> tuple[str, ...]:
        """Return the values chosen in a menu."""
        return _Menu(prompt, self._words).run()

    def line(self, text: str, default: str, *, back: bool) -> str:
        """Return a line that was typed and edited."""
        keys = self._words("menu.line-back" if back else "menu.line")

        def asked() -> Fragments:
            lines = [*_lines("class:question", text), *_lines("class:keys", keys)]
            return [*lines, ("", "> ")]

        session: PromptSession[str] = PromptSession(asked, style=_STYLE, erase_when_done=True)
        session.default_buffer.reset(Document(default))
        return _run(session.app, _leaving(back=back))

    def confirm(self, text: str) -> bool:
        """Return True if yes is chosen; its letter in either language will do."""
        choices = (
            Choice("no", self._words("wizard.no"), keys="n"),
            Choice("yes", self._words("wizard.yes"), keys="oy"),
        )
        with contextlib.suppress(WentBack):  # which is no yes
            return self.choose(Prompt("", text, choices, back=True)) == ("yes",)
        return False


class _Menu:
    """One menu on the terminal: what it shows, and what its keys do."""

    def __init__(self, prompt: Prompt, words: Words) -> None:
        self._prompt = prompt
        self._words = words
        self._refusal = ""
        self._helping = False
        self._help = _Scroll(lambda: len(self._help_lines()), self._room)
        self._top = 0
        back = (Choice(BACK, words("menu.back")),) if prompt.back else ()
        self._choices: tuple[Choice, ...] = (*prompt.choices, *back)
        self._application = self._question().application
        self._control: InquirerControl = next(
            window.content
            for window in self._application.layout.find_all_windows()
            if isinstance(window.content, InquirerControl)
        )
        self._control.text = self._rows
        # The terminal's cursor goes with the pointer: braille displays follow it.
        self._control.focusable = Always()
        self._application.layout = self._layout()
        self._application.full_screen = prompt.apart  # which the library does not ask for
        self._application.renderer.full_screen = prompt.apart

    def _question(self) -> questionary.Question:
        prompt = self._prompt
        options: dict[str, Any] = {
            "choices": [questionary.Choice(c.label, c.value) for c in self._choices],
            "style": _STYLE,
            "use_jk_keys": False,
            "erase_when_done": True,
        }
        if not prompt.many:
            pointed = next(iter(prompt.chosen), prompt.at)
            there = any(choice.value == pointed for choice in self._choices)
            return questionary.select("", default=pointed if there else None, **options)
        for choice in options["choices"]:
            choice.checked = choice.value in prompt.chosen
        return questionary.checkbox("", **options)

    def run(self) -> tuple[str, ...]:
        """Return the values chosen."""
        return tuple(_run(self._application, _leaving(back=False), self._keys()))

    # -- keys ------------------------------------------------------------------------

    def _keys(self) -> KeyBindings:
        """Return our keys, which come before those of the library."""
        keys = KeyBindings()

        def bind(name: str, act: Callable[[Application[Any]], None]) -> None:
            keys.add(name, eager=True)(lambda event: act(event.app))

        bind("enter", self._entered)
        bind("escape", self._escaped)
        for name in _Scroll.KEYS:
            bind(name, functools.partial(self._moved, name))
        bind("?", lambda _: self._toggle_help())
        if self._prompt.many:  # the library's own keys that tick everything
            bind("a", lambda _: None)
            bind("i", lambda _: None)
        for choice in self._choices:
            for letter in choice.keys:
                bind(letter, functools.partial(_chose, choice.value))
        return keys

    def _moved(self, key: str, application: Application[Any]) -> None:
        step = {"up": -1, "down": 1}.get(key)
        if self._helping:
            self._help.press(key)
        elif step:
            self._control.pointed_at = (self._control.pointed_at + step) % len(self._choices)
        elif key == " ":
            self._spaced(application)

    def _toggle_help(self) -> None:
        if self._prompt.help:
            self._helping, self._help.top = not self._helping, 0

    def _escaped(self, application: Application[Any]) -> None:
        if self._helping:
            self._toggle_help()
        elif self._prompt.back:
            application.exit(exception=WentBack(self._ticked()))

    def _spaced(self, application: Application[Any]) -> None:
        value = self._pointed().value
        if value == BACK or not self._prompt.many:
            self._entered(application)
            return
        ticked, most = self._control.selected_options, self._prompt.maximum
        self._refusal = ""
        if value in ticked:
            ticked.remove(value)
        elif most and len(ticked) >= most:
            self._refusal = self._words("menu.untick-first", count=most)
        else:
            ticked.append(value)

    def _entered(self, application: Application[Any]) -> None:
        pointed = self._pointed()
        if self._helping:
            self._toggle_help()
        elif pointed.value == BACK:
            application.exit(exception=WentBack(self._ticked()))
        elif not self._prompt.many:
            application.exit(result=(pointed.value,))
        else:
            self._confirmed(application, pointed)

    def _confirmed(self, application: Application[Any], pointed: Choice) -> None:
        """Take what is ticked; a choice that goes alone needs no tick."""
        values = self._ticked()
        if pointed.alone and not values:
            values = (pointed.value,)
        if not values:
            self._refusal = self._words("menu.nothing-ticked")
            return
        self._refusal = self._prompt.refuse(values)
        if not self._refusal:
            application.exit(result=values)

    def _pointed(self) -> Choice:
        place: int = self._control.pointed_at
        return self._choices[place]

    def _ticked(self) -> tuple[str, ...]:
        if not self._prompt.many:
            return self._prompt.chosen
        ticked = self._control.selected_options
        return tuple(choice.value for choice in self._prompt.choices if choice.value in ticked)

    # -- what is drawn ---------------------------------------------------------------

    def _layout(self) -> Layout:
        choices = Window(
            self._control,
            height=Dimension(min=_LEAST_ROWS),
            get_vertical_scroll=lambda _: self._first_row(),
        )
        return Layout(
            HSplit([_fixed(self._head), choices, _fixed(self._foot)]), focused_element=choices
        )

    def _head(self) -> Fragments:
        """Return the heading and the question: their end, on the smallest screens."""
        head = _lines("class:heading", self._prompt.heading) if self._prompt.heading else []
        head = [*head, *_lines("class:question", self._prompt.text)]
        return head[-max(1, _size()[1] - _LEAST_ROWS) :]

    def _foot(self) -> Fragments:
        """Return the refusal or the keys, unless there is no room for them."""
        if self._refusal:
            left = _size()[1] - len(self._head()) - _LEAST_ROWS
            return _lines("class:refusal", self._refusal)[: max(0, left)]
        keys = _lines("class:keys", self._keys_line())
        left = _size()[1] - len(self._head()) - len(keys)
        pointed = self._pointed()
        needed = len(self._label(pointed)) + len(self._meaning(pointed))
        return keys if left >= (_LEAST_ROWS if self._helping else max(needed, _LEAST_ROWS)) else []

    def _keys_line(self) -> str:
        if self._helping:
            return self._words("menu.keys-help" if self._is_help_cut() else "menu.keys-help-back")
        prompt = self._prompt
        keys = [self._words("menu.keys-one")]
        if prompt.many and prompt.maximum:
            keys = [self._words("menu.keys-many", count=prompt.maximum)]
        elif prompt.many:
            keys = [self._words("menu.keys-any")]
        if prompt.back:
            keys.append(self._words("menu.keys-back"))
        if prompt.help:
            keys.append(self._words("menu.keys-explain"))
        between = self._words("menu.keys-between")
        if self._is_cut(len(_lines("", between.join(keys)))):
            keys.append(self._words("menu.keys-more"))
        return between.join(keys)

    def _is_cut(self, foot: int) -> bool:
        """Whether choices are left off the screen, above or below, over a foot of some rows."""
        rows = sum(len(self._label(choice)) for choice in self._choices)
        room = _size()[1] - len(self._head()) - foot
        return rows + len(self._meaning(self._pointed())) > room

    def _is_help_cut(self) -> bool:
        """Whether the explanations are longer than the screen."""
        foot = len(_lines("class:keys", self._words("menu.keys-help-back")))
        return len(self._help_lines()) > max(_LEAST_ROWS, _size()[1] - len(self._head()) - foot)

    def _room(self) -> int:
        return max(_LEAST_ROWS, _size()[1] - len(self._head()) - len(self._foot()))

    def _has_room_for_all(self) -> bool:
        """Whether the screen has room for every meaning; else only the pointed one shows."""
        rows = sum(len(self._label(c)) + len(self._meaning(c)) for c in self._choices)
        return rows <= self._room()

    def _rows(self) -> Fragments:
        if self._helping:
            return self._help_rows()
        fragments: Fragments = []
        everything = self._has_room_for_all()
        for place, choice in enumerate(self._choices):
            pointed = place == self._control.pointed_at
            if pointed:
                fragments.append(("[SetCursorPosition]", ""))
            style = "class:pointed" if pointed else ""
            first, *rest = self._label(choice)
            fragments.append((style, f"{_pointer() if pointed else ' '} {first}\n"))
            fragments += [(style, row + "\n") for row in rest]
            if pointed or everything:
                fragments += [("", row + "\n") for row in self._fitting_meaning(choice)]
        return _without_last_newline(fragments)

    def _box(self, choice: Choice) -> str:
        if not self._prompt.many or choice.value == BACK:
            return ""
        return "[x] " if choice.value in self._control.selected_options else "[ ] "

    def _label(self, choice: Choice) -> list[str]:
        box = self._box(choice)
        indent = " " * (2 + len(box))
        first, *rest = wrapped(choice.label, _size()[0] - len(indent))
        return [box + first, *(indent + row for row in rest)]

    def _meaning(self, choice: Choice) -> list[str]:
        indent = " " * (6 if self._prompt.many else 4)
        width = min(_size()[0], MAX_WIDTH) - len(indent)
        return [indent + row for row in wrapped(choice.means, width)] if choice.means else []

    def _fitting_meaning(self, choice: Choice) -> list[str]:
        """Return the meaning; on a screen too small for it, its beginning and a mark."""
        rows = self._meaning(choice)
        room = max(1, self._room() - len(self._label(choice)))
        if len(rows) <= room:
            return rows
        width = _size()[0] - len(_MORE)
        return [*rows[: room - 1], rows[room - 1][:width].rpartition(" ")[0] + _MORE]

    def _height(self, choice: Choice, *, with_meaning: bool) -> int:
        rows = len(self._label(choice))
        return rows + len(self._fitting_meaning(choice)) if with_meaning else rows

    def _first_row(self) -> int:
        """Return the first row shown: what is pointed at shows whole, with its meaning."""
        if self._helping:
            return 0
        everything = self._has_room_for_all()
        heights = [
            self._height(choice, with_meaning=everything or place == self._control.pointed_at)
            for place, choice in enumerate(self._choices)
        ]
        start = sum(heights[: self._control.pointed_at])
        end = start + heights[self._control.pointed_at]
        room = self._room()
        self._top = min(max(self._top, end - room, 0), start, max(0, sum(heights) - room))
        return self._top

    def _help_lines(self) -> Fragments:
        """Return the explanations, then what each choice means."""
        each = [
            self._words("colon", term=choice.label, text=choice.means)
            for choice in self._prompt.choices
            if choice.means
        ]
        return _lines("", "\n".join((*self._prompt.help, *each)))

    def _help_rows(self) -> Fragments:
        return _without_last_newline(self._help_lines()[self._help.shown()])


class _Scroll:
    """Where one stands in what is longer than the screen, and the keys that move there."""

    KEYS = ("up", "down", " ", "pageup", "pagedown", "home", "end")

    def __init__(self, rows: Callable[[], int], room: Callable[[], int]) -> None:
        self._rows = rows
        self._room = room
        self.top = 0

    def press(self, key: str) -> None:
        """Move as a key says."""
        page, rows = self._room(), self._rows()
        step = {"up": -1, "down": 1, " ": page, "pagedown": page, "pageup": -page}
        self.top += step.get(key, rows if key == "end" else -rows)
        self.shown()

    def shown(self) -> slice:
        """Return the rows that show: the window may have changed since."""
        self.top = max(0, min(self.top, self._rows() - self._room()))
        return slice(self.top, self.top + self._room())


class _Pager:
    """A text on the whole screen, which gives way to what was there before."""

    def __init__(self, laid_out: Callable[[int], str], words: Words) -> None:
        self._words = words
        self._lines_at = functools.lru_cache(maxsize=1)(
            lambda width: list(split_lines(to_formatted_text(ANSI(laid_out(width).rstrip("\n")))))
        )
        self._scroll = _Scroll(lambda: len(self._lines()), self._room)
        body = Window(FormattedTextControl(self._body))
        self._application: Application[None] = Application(
            layout=Layout(HSplit([body, _fixed(self._foot)])),
            style=_STYLE,
            full_screen=True,
            erase_when_done=True,
        )

    def run(self) -> None:
        """Show the text until the person goes back."""
        keys = KeyBindings()
        for name in _Scroll.KEYS:
            keys.add(name)(functools.partial(self._moved, name))
        for name in ("escape", "enter", "q", "Q"):
            keys.add(name, eager=True)(lambda event: event.app.exit())
        _run(self._application, _leaving(back=False), keys)

    def _moved(self, name: str, _: KeyPressEvent) -> None:
        self._scroll.press(name)

    def _lines(self) -> list[Fragments]:
        return self._lines_at(_size()[0])

    def _room(self) -> int:
        return max(1, _size()[1] - len(self._foot()))

    def _body(self) -> Fragments:
        shown = self._lines()[self._scroll.shown()]
        return _without_last_newline([row for line in shown for row in (*line, ("", "\n"))])

    def _foot(self) -> Fragments:
        """Return the keys, after where one stands if there is more than one screen."""
        back = _lines("class:keys", self._words("pager.keys-back"))
        rows, top = len(self._lines()), self._scroll.top
        if rows <= _size()[1] - len(back):
            return back
        # As many lines wherever one stands, or the room would change at each key.
        widest = _lines("class:keys", self._place(rows, rows, rows))
        room = _size()[1] - len(widest)
        lines = _lines("class:keys", self._place(top + 1, min(top + room, rows), rows))
        return [*lines, *[("", "\n")] * (len(widest) - len(lines))]

    def _place(self, first: int, last: int, rows: int) -> str:
        return self._words("pager.place", first=first, last=last, count=rows)


def _chose(value: str, application: Application[Any]) -> None:
    application.exit(result=(value,))


def _fixed(fragments: Callable[[], Fragments]) -> Window:
    """Return a part of the screen that takes the lines it has, whatever the others want."""
    return Window(
        FormattedTextControl(lambda: _without_last_newline(fragments())),
        height=lambda: Dimension.exact(len(fragments())),
    )


def _lines(style: str, text: str) -> Fragments:
    width = min(_size()[0], MAX_WIDTH)
    rows = [row for paragraph in text.split("\n") for row in wrapped(paragraph, width)]
    return [(style, row + "\n") for row in rows]


def _without_last_newline(fragments: Fragments) -> Fragments:
    if not fragments:
        return fragments
    style, text = fragments[-1][:2]
    return [*fragments[:-1], (style, text.removesuffix("\n"))]


def _size() -> tuple[int, int]:
    """Return the columns and rows of the terminal as they are now."""
    size = get_app().output.get_size()
    return size.columns, size.rows


def _run(application: Application[_Result], *keys: KeyBindings) -> _Result:
    """Run a prompt, our keys before its own, and return its result."""
    own = [application.key_bindings] if application.key_bindings else []
    application.key_bindings = merge_key_bindings([*own, *keys])
    application.ttimeoutlen = _ESCAPE_SECONDS
    handlers = {number: signal.getsignal(number) for number in STOPPING}
    stops: list[int] = []
    try:
        return application.run(pre_run=lambda: _stop_in_loop(application, stops))
    except EOFError:  # Ctrl-D, or the terminal is gone
        raise KeyboardInterrupt from None
    except OSError:  # the terminal is gone, and could not even be put back
        raise Stopped(128 + next(iter(stops), _HANG_UP)) from None
    finally:
        for number, handler in handlers.items():  # the loop puts none of them back
            signal.signal(number, handler)


def _stop_in_loop(application: Application[Any], stops: list[int]) -> None:
    """Let the loop take the signals that end a program, so that the prompt cleans up."""

    def stop(number: int) -> None:
        stops.append(number)
        with contextlib.suppress(Exception):  # it is ending already
            application.exit(exception=Stopped(128 + number))

    loop = asyncio.get_running_loop()
    for number in handled_signals():
        with contextlib.suppress(NotImplementedError):  # the loops of Windows have no signals
            loop.add_signal_handler(number, stop, number)


def _leaving(*, back: bool) -> KeyBindings:
    """Return the keys that leave any prompt: Ctrl-C, Ctrl-D, a signal from outside, Escape."""
    keys = KeyBindings()

    def interrupted(event: KeyPressEvent) -> None:
        event.app.exit(exception=KeyboardInterrupt)

    def went_back(event: KeyPressEvent) -> None:
        event.app.exit(exception=WentBack((event.current_buffer.text,)))

    def ended(event: KeyPressEvent) -> None:
        if not event.current_buffer.text:
            event.app.exit(exception=EOFError)

    keys.add("<sigint>", eager=True)(interrupted)
    keys.add("c-c", eager=True)(interrupted)
    keys.add("c-d")(ended)
    keys.add("c-z")(lambda event: event.app.suspend_to_background())
    if back:
        keys.add("escape", eager=True)(went_back)
    return keys


def _pointer() -> str:
    encoding = getattr(sys.stderr, "encoding", None) or "ascii"
    return "\u00bb" if encoding.lower().startswith("utf") else ">"
