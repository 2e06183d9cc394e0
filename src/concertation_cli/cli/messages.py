"""What is said beside the result: messages and problems, in the language of the command."""

import contextlib
import sys

from concertation_cli.errors import Problem
from concertation_cli.text_safety import sanitize_problem
from concertation_cli.words import Words, language

_current: list[Words] = []
"""The words of the running command, last."""


def current_words() -> Words:
    """Return the words of the running command."""
    return _current[-1]


def use_language(asked: str | None) -> None:
    """Speak the language asked for, else that of the environment."""
    _current[:] = [Words(language(asked))]


def use_words(words: Words) -> None:
    """Speak the language of a pack that does not speak ours."""
    _current.append(words)


def say(line: str) -> None:
    """Tell the person something beside the result."""
    with contextlib.suppress(OSError, ValueError):  # nobody to tell is no failure
        if sys.stderr is not None:
            sys.stderr.write(line + "\n")
            sys.stderr.flush()


def tell(*problems: Problem) -> None:
    """Tell what is wrong, one line each."""
    for problem in problems:
        say(line_of(problem))


def line_of(problem: Problem) -> str:
    """Return the line that tells a problem, without what would act on a terminal."""
    words = current_words()
    cleaned = sanitize_problem(problem)
    option, colon, rest = cleaned.place.partition(": ")
    if colon and option.startswith("--"):  # an option, then the question that it sets
        cleaned = cleaned._replace(place=words("colon", term=option, text=rest))
    if "reason" in cleaned.values:
        reason = words(f"reason.{cleaned.values['reason']}")
        cleaned = cleaned._replace(values={**cleaned.values, "reason": reason})
    return words("error.prefix", text=words.problem(cleaned))
