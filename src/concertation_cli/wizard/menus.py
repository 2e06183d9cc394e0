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
from typing import Any

# The terminal is not asked where its cursor is: some never answer, and say so on screen.
os.environ.setdefault("PROMPT_TOOLKIT_NO_CPR", "1")

import questionary
from prompt_toolkit.application import Application, create_app_session, get_app
from prompt_toolkit.filters import to_filter
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings
from prompt_toolkit.layout import (
    Dimension,
    FormattedTextControl,
    HSplit,
    Layout,
    Window,
)
from prompt_toolkit.output import create_output
from questionary.prompts.common import InquirerControl

from concertation_cli.signals import STOPPING, Stopped, heard
from concertation_cli.wizard.prompts import (
    BACK,
    MAX_WIDTH,
    Choice,
    ConsoleRefusedError,
    Prompt,
    WentBack,
    wrapped,
    write_wrapped,
)
from concertation_cli.words import Words

Fragments = StyleAndTextTuples

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
        write_wrapped(text)

    def choose(self, prompt: Prompt) -> tuple[str, ...]:
        """Return the values chosen in a menu."""
        return _Menu(prompt, self._words).run()

    def line(self, text: str, default: str, *, back: bool) -> str:
        """Return a line that was typed and edited."""
        self.say("")
        self.say(text)
        if back:
            self.say(self._words("menu.line-back"))
        question = questionary.text(
            ">", default=default, qmark="", style=_STYLE, erase_when_done=True
        )
        return str(_run(question.application, _leaving(back=back)))

    def confirm(self, text: str) -> bool:
        """Return whether yes is chosen; its letter in either language will do."""
        choices = (
            Choice("no", self._words("wizard.no"), keys="n"),
            Choice("yes", self._words("wizard.yes"), keys="oy"),
        )
        return self.choose(Prompt("", text, choices)) == ("yes",)


class _Menu:
    """One menu on the terminal: what it shows, and what its keys do."""

    def __init__(self, prompt: Prompt, words: Words) -> None:
        self._prompt = prompt
        self._words = words
        self._refusal = ""
        self._helping = False
        self._scrolled = 0
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
        self._control.focusable = to_filter(True)  # noqa: FBT003  # their own form
        self._application.layout = self._layout()

    def _question(self) -> questionary.Question:
        prompt = self._prompt
        options: dict[str, Any] = {
            "choices": [questionary.Choice(c.label, c.value) for c in self._choices],
            "style": _STYLE,
            "use_jk_keys": False,
            "erase_when_done": True,
        }
        if not prompt.many:
            return questionary.select("", default=next(iter(prompt.chosen), None), **options)
        for choice in options["choices"]:
            choice.checked = choice.value in prompt.chosen
        return questionary.checkbox("", **options)

    def run(self) -> tuple[str, ...]:
        """Return the values chosen."""
        found = _run(self._application, _leaving(back=False), self._keys())
        return tuple(found)

    # -- keys ------------------------------------------------------------------------

    def _keys(self) -> KeyBindings:
        """Return our keys, which come before those of the library."""
        keys = KeyBindings()

        def bind(name: str, act: Callable[[Application[Any]], None]) -> None:
            keys.add(name, eager=True)(lambda event: act(event.app))

        bind("enter", self._entered)
        bind("escape", self._escaped)
        bind("up", lambda _: self._moved(-1))
        bind("down", lambda _: self._moved(1))
        bind("?", lambda _: self._toggle_help())
        bind(" ", self._spaced)
        if self._prompt.many:  # the library's own keys that tick everything
            bind("a", lambda _: None)
            bind("i", lambda _: None)
        for choice in self._choices:
            for letter in choice.keys:
                bind(letter, functools.partial(_chose, choice.value))
        return keys

    def _moved(self, step: int) -> None:
        if self._helping:
            self._scrolled = max(0, self._scrolled + step)
        else:
            self._control.pointed_at = (self._control.pointed_at + step) % len(self._choices)

    def _toggle_help(self) -> None:
        if self._prompt.help:
            self._helping, self._scrolled = not self._helping, 0

    def _escaped(self, application: Application[Any]) -> None:
        if self._helping:
            self._toggle_help()
        elif self._prompt.back:
            application.exit(exception=WentBack(self._ticked()))

    def _spaced(self, application: Application[Any]) -> None:
        if self._helping:
            self._scrolled += self._room()
        elif self._pointed().value == BACK or not self._prompt.many:
            self._entered(application)
        else:
            self._refusal = ""
            ticked = self._control.selected_options
            value = self._pointed().value
            ticked.remove(value) if value in ticked else ticked.append(value)

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
        """Return where we are and the question: their end, on the smallest screens."""
        head = _lines("class:heading", self._prompt.heading) if self._prompt.heading else []
        head = [*head, *_lines("class:question", self._prompt.text)]
        return head[-max(1, _size()[1] - _LEAST_ROWS) :]

    def _foot(self) -> Fragments:
        """Return the refusal or the keys, unless there is no room for them."""
        if self._refusal:
            left = _size()[1] - len(self._head()) - _LEAST_ROWS
            return _lines("class:refusal", self._refusal)[: max(0, left)]
        keys = _lines("class:keys", self._told_keys())
        left = _size()[1] - len(self._head()) - len(keys)
        pointed = self._pointed()
        needed = len(self._label(pointed)) + len(self._meaning(pointed))
        return keys if left >= (_LEAST_ROWS if self._helping else max(needed, _LEAST_ROWS)) else []

    def _told_keys(self) -> str:
        if self._helping:
            return self._words("menu.keys-help")
        prompt = self._prompt
        told = [self._words("menu.keys-one")]
        if prompt.many and prompt.maximum:
            told = [self._words("menu.keys-many", count=prompt.maximum)]
        elif prompt.many:
            told = [self._words("menu.keys-any")]
        if prompt.back:
            told.append(self._words("menu.keys-back"))
        if prompt.help:
            told.append(self._words("menu.keys-explain"))
        between = self._words("menu.keys-between")
        if self._is_cut(len(_lines("", between.join(told)))):
            told.append(self._words("menu.keys-more"))
        return between.join(told)

    def _is_cut(self, foot: int) -> bool:
        """Whether choices are left off the screen, above or below, over a foot of some rows."""
        rows = sum(len(self._label(choice)) for choice in self._choices)
        room = _size()[1] - len(self._head()) - foot
        return rows + len(self._meaning(self._pointed())) > room

    def _room(self) -> int:
        return max(_LEAST_ROWS, _size()[1] - len(self._head()) - len(self._foot()))

    def _all_told(self) -> bool:
        """Whether the screen has room for every meaning; else only the pointed one shows."""
        rows = sum(len(self._label(c)) + len(self._meaning(c)) for c in self._choices)
        return rows <= self._room()

    def _rows(self) -> Fragments:
        if self._helping:
            return self._help_rows()
        fragments: Fragments = []
        everything = self._all_told()
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

    def _height(self, choice: Choice, *, told: bool) -> int:
        return len(self._label(choice)) + (len(self._fitting_meaning(choice)) if told else 0)

    def _first_row(self) -> int:
        """Return the first row shown: what is pointed at shows whole, with its meaning."""
        if self._helping:
            return 0
        everything = self._all_told()
        heights = [
            self._height(choice, told=everything or place == self._control.pointed_at)
            for place, choice in enumerate(self._choices)
        ]
        start = sum(heights[: self._control.pointed_at])
        end = start + heights[self._control.pointed_at]
        room = self._room()
        self._top = min(max(self._top, end - room, 0), start, max(0, sum(heights) - room))
        return self._top

    def _help_rows(self) -> Fragments:
        width = min(_size()[0], MAX_WIDTH)
        rows = [row for paragraph in self._prompt.help for row in wrapped(paragraph, width)]
        self._scrolled = min(self._scrolled, max(0, len(rows) - self._room()))
        shown = rows[self._scrolled : self._scrolled + self._room()]
        return _without_last_newline([("", row + "\n") for row in shown])


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


def _run(application: Application[Any], *keys: KeyBindings) -> Any:  # noqa: ANN401  # its result
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
    for number in heard():
        with contextlib.suppress(NotImplementedError):  # the loops of Windows have no signals
            loop.add_signal_handler(number, stop, number)


def _leaving(*, back: bool) -> KeyBindings:
    """Return the keys that leave any prompt: Ctrl-D, a signal from outside, Escape."""
    keys = KeyBindings()

    def interrupted(event: KeyPressEvent) -> None:
        event.app.exit(exception=KeyboardInterrupt)

    def went_back(event: KeyPressEvent) -> None:
        event.app.exit(exception=WentBack((event.current_buffer.text,)))

    def ended(event: KeyPressEvent) -> None:
        if not event.current_buffer.text:
            event.app.exit(exception=EOFError)

    keys.add("<sigint>", eager=True)(interrupted)
    keys.add("c-d")(ended)
    keys.add("c-z")(lambda event: event.app.suspend_to_background())
    if back:
        keys.add("escape", eager=True)(went_back)
    return keys


def _pointer() -> str:
    encoding = getattr(sys.stderr, "encoding", None) or "ascii"
    return "\u00bb" if encoding.lower().startswith("utf") else ">"
