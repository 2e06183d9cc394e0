"""Prompts with menus: the one home of questionary and prompt_toolkit.

Menus are drawn on standard error, so that standard output can be piped. questionary's
own words never show: every instruction is ours, and finished prompts are erased.
"""

import os
import sys
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

# The terminal is not asked where its cursor is: some never answer, and say so on screen.
os.environ.setdefault("PROMPT_TOOLKIT_NO_CPR", "1")

import questionary
from prompt_toolkit.application import create_app_session
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings
from prompt_toolkit.output import create_output

_INDENT = "     "
_MAX_WIDTH = 100
_MARGIN = 2

STYLE = questionary.Style(
    [
        ("question", "bold"),
        ("instruction", "italic"),
        ("pointer", "bold"),
        ("highlighted", "bold"),
        ("selected", "bold"),
        ("means", "nobold noitalic"),
        ("text", "bold"),
    ]
)


class Choice(NamedTuple):
    """What can be chosen: a value, its label, and a line that explains it."""

    value: str
    label: str
    means: str = ""


@contextmanager
def drawing_on_stderr() -> Iterator[None]:
    """Draw every prompt on standard error."""
    with create_app_session(output=create_output(stdout=sys.stderr)):
        yield


def select(message: str, choices: Sequence[Choice], default: str = "") -> str:
    """Return the value chosen among several.

    Raises:
        KeyboardInterrupt: The person left.
    """
    question = questionary.select(
        message,
        choices=[_drawn(choice, 3) for choice in choices],
        default=default or None,
        instruction=" ",
        qmark="",
        pointer=_pointer(),
        style=STYLE,
        use_jk_keys=False,
        erase_when_done=True,
    )
    return str(_asked(question))


def checkbox(
    message: str,
    choices: Sequence[Choice],
    chosen: Sequence[str],
) -> tuple[str, ...]:
    """Return the values ticked.

    Raises:
        KeyboardInterrupt: The person left.
    """
    question = questionary.checkbox(
        message,
        choices=[_drawn(choice, 5, checked=choice.value in chosen) for choice in choices],
        instruction=" ",
        qmark="",
        pointer=_pointer(),
        style=STYLE,
        use_jk_keys=False,
        erase_when_done=True,
    )
    return tuple(_asked(question))


def line(message: str, default: str) -> str:
    """Return a line of text.

    Raises:
        KeyboardInterrupt: The person left.
    """
    question = questionary.text(
        message, default=default, qmark="", style=STYLE, erase_when_done=True
    )
    return str(_asked(question))


def _asked(question: questionary.Question) -> Any:  # noqa: ANN401  # what the prompt returns
    application = question.application
    bindings = [application.key_bindings] if application.key_bindings else []
    application.key_bindings = merge_key_bindings([*bindings, _leaving()])
    try:
        return question.unsafe_ask()
    except EOFError:  # Ctrl-D
        raise KeyboardInterrupt from None


def _leaving() -> KeyBindings:
    """Return what makes Ctrl-D leave a menu, which ignores it by itself."""
    bindings = KeyBindings()

    @bindings.add("c-d")
    def _(event: KeyPressEvent) -> None:
        event.app.exit(exception=EOFError)

    return bindings


def _pointer() -> str:
    encoding = getattr(sys.stderr, "encoding", None) or "ascii"
    return "»" if encoding.lower().startswith("utf") else ">"


def _drawn(choice: Choice, indent: int, *, checked: bool = False) -> questionary.Choice:
    """Return a choice drawn as its label, then its meaning wrapped under it."""
    title: list[tuple[str, str]] = [("class:text", choice.label)]
    if choice.means:
        width = min(terminal_columns(), _MAX_WIDTH) - indent - _MARGIN
        rows = textwrap.wrap(choice.means, max(20, width))
        title += [("class:means", "\n" + " " * indent + row) for row in rows]
    return questionary.Choice(title=title, value=choice.value, checked=checked)


def terminal_columns() -> int:
    """Return the width of the terminal that prompts are drawn on."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns
    except (OSError, ValueError, AttributeError):
        return 80
