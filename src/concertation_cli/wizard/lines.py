"""Prompts as plain lines: numbered lists, for screen readers and bare terminals.

Nothing moves the cursor, nothing is drawn: one fact a line.
"""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from concertation_cli.wizard.prompts import (
    Choice,
    Prompt,
    WentBack,
    columns,
    write_line,
    write_wrapped,
)
from concertation_cli.words import Words

_YES = frozenset({"o", "oui", "y", "yes"})
_NO = frozenset({"n", "non", "no"})
_BACK, _HELP, _ERASE = "b", "?", "-"


class EndOfInputError(Exception):
    """The answers that were given from a file or a pipe are used up."""


class LineAsker:
    """Asks line by line, on standard error; reads lines of standard input."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._hinted: set[str] = set()

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Lines need no preparation."""
        yield

    def say(self, text: str) -> None:
        """Show paragraphs, one a line, wrapped between words."""
        write_wrapped(text)

    def tell(self, text: str) -> None:
        """Show what was answered."""
        write_wrapped(text)

    def take_back(self) -> bool:
        """Nothing that was written is taken back: it may have been read already."""
        return False

    def verbatim(self, text: str) -> None:
        """Show a line that is to be copied."""
        write_line(text)

    def read(self, laid_out: Callable[[int], str]) -> None:
        """Write a text whole: one goes back in it as one does in any terminal."""
        write_line("\n" + laid_out(columns()).rstrip("\n"))

    def choose(self, prompt: Prompt) -> tuple[str, ...]:
        """Return the values whose numbers are typed."""
        self._ask(prompt)
        while True:
            self.say(self._how(prompt))
            typed = self._typed()
            if typed == _HELP and prompt.help:
                self._explain(prompt)
                continue
            values = self._understood(prompt, typed)
            if values is not None:
                return values

    def _ask(self, prompt: Prompt) -> None:
        self.say("")
        if prompt.heading:
            self.say(prompt.heading)
        self.say(prompt.text)
        for number, choice in enumerate(prompt.choices, 1):
            self.say(f"{number}. {choice.label}")
            if choice.means:
                self.say(choice.means)
        self._tell_chosen(prompt)

    def _explain(self, prompt: Prompt) -> None:
        """Explain, then ask again: the list says what each choice means, beside its number."""
        for paragraph in prompt.help:
            self.say(paragraph)
        self._ask(prompt)

    def _tell_chosen(self, prompt: Prompt) -> None:
        if prompt.chosen:
            numbers = _numbers(prompt.choices, prompt.chosen)
            self.say(self._words("plain.chosen", count=len(numbers), numbers=", ".join(numbers)))

    def _how(self, prompt: Prompt) -> str:
        if not prompt.many:
            parts = [self._words("plain.type-one")]
        elif prompt.maximum:
            parts = [self._words("plain.type-many", count=prompt.maximum)]
        else:
            parts = [self._words("plain.type-any")]
        if prompt.help:
            parts += self._once("plain.help")
        if prompt.back and prompt.heading:
            parts += self._once("plain.back")
        elif prompt.back:  # no question of the interview: who comes here may have forgotten
            parts.append(self._words("plain.back"))
        return " ".join(parts)

    def _once(self, key: str) -> list[str]:
        """Return a hint the first time, and again after an answer that was not understood."""
        if key in self._hinted:
            return []
        self._hinted.add(key)
        return [self._words(key)]

    def _understood(self, prompt: Prompt, typed: str) -> tuple[str, ...] | None:
        """Return the values that were typed, or None when it was no answer; say why."""
        if typed.lower() == _BACK and prompt.back:
            raise WentBack(prompt.chosen)
        if not typed and prompt.chosen:
            return prompt.chosen
        values = self._numbered(prompt, typed)
        if values is None:
            self._hinted.clear()
            self.say(self._words("plain.not-understood", count=len(prompt.choices)))
            return None
        refusal = prompt.refuse(values)
        if refusal:
            self.say(refusal)
            return None
        return values

    def _numbered(self, prompt: Prompt, typed: str) -> tuple[str, ...] | None:
        numbers = re.split(r"[\s,;.]+", typed.strip(" ,;."))
        if not all(re.fullmatch(r"[0-9]{1,4}", number) for number in numbers):
            return None
        places = dict.fromkeys(int(number) for number in numbers)
        if not all(1 <= place <= len(prompt.choices) for place in places):
            return None
        if len(places) > 1 and not prompt.many:
            return None
        return tuple(prompt.choices[place - 1].value for place in sorted(places))

    def line(self, text: str, default: str, *, back: bool) -> str:
        """Return the line typed; an empty one keeps the default, a dash takes it away."""
        self.say("")
        self.say(text)
        how = []
        if default:
            self.say(self._words("plain.standing", text=default))
            how.append(self._words("plain.keep"))
        else:
            how.append(self._words("plain.type-line"))
        if back:
            how += self._once("plain.back")
        self.say(" ".join(how))
        typed = self._typed()
        if typed.lower() == _BACK and back:
            raise WentBack
        if typed == _ERASE:
            return ""
        return typed or default

    def confirm(self, text: str) -> bool:
        """Return True if yes is typed, in either language."""
        self.say("")
        self.say(text)
        while True:
            self.say(self._words("plain.yes-no"))
            typed = self._typed().lower()
            if typed in _YES | _NO:
                return typed in _YES

    def _typed(self) -> str:
        sys.stderr.write("> ")
        sys.stderr.flush()
        text = sys.stdin.readline()
        if not text:
            if sys.stdin.isatty():  # Ctrl-D
                raise KeyboardInterrupt
            raise EndOfInputError
        return text.strip()


def _numbers(choices: tuple[Choice, ...], values: tuple[str, ...]) -> list[str]:
    return [str(number) for number, choice in enumerate(choices, 1) if choice.value in values]
