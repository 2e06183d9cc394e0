"""Making text safe to show and well set: what others wrote is hostile until cleaned."""

import re

from concertation_cli.errors import Problem

# Patterns are compiled when first used: starting the program needs none of them.
# Escape sequences: CSI, OSC (to BEL, ST or the end), and the short ones, in 7 and 8 bits.
_ESCAPES = (
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c|\Z)?"
    r"|\x1b[ -/]*[0-~]?"
)
_BREAKS = "[\r\v\f\x85\u2028\u2029]"
_SPACES = "[ \n]+"
# Controls, surrogates, private and unassigned characters, and all that only formats: text
# direction, invisible marks and tags. Emoji and some scripts need the joiners.
_DROPPED = frozenset({"Cc", "Cs", "Cn", "Co", "Cf"})
_JOINERS = frozenset("\u200c\u200d")
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0")

_MOST_MARKS = 30
"""Marks kept on one letter, as Unicode's stream-safe form does: no writing needs more."""
_MAY_BE_MARKED = "[^\x00-\u02ff]{31,}"

_LIGATURES = str.maketrans({"\u0153": "oe", "\u00e6": "ae"})

NBSP = "\u00a0"

_MAX_PLACE = 400
MAX_VALUE = 200
"""Most characters of a typed value that a message repeats."""


def clean(text: str, *, limit: int, lines: bool = False) -> str:
    """Return `text` without anything that acts on a terminal or hides what it says.

    Escape sequences, control characters, lone surrogates, bidirectional overrides and
    invisible marks go; the rest is put in composed form (NFC).

    Args:
        text: What somebody typed.
        limit: Most characters kept.
        lines: Keep line breaks; otherwise the text becomes one line.
    """
    if text.isprintable() and "  " not in text and max(text, default="") < "\u0300":
        return text.strip()[:limit].rstrip()  # plain Latin letters: nothing to be cleaned of

    import unicodedata  # a library to load, only for what others typed

    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    text = re.sub(_ESCAPES, "", text.replace("\r\n", "\n").replace("\t", " "))
    text = re.sub(_BREAKS, "\n" if lines else " ", text)
    kept = "".join(
        char
        for char in text
        if char == "\n"
        or char in _JOINERS
        or (unicodedata.category(char) not in _DROPPED and char not in _BLANK_LETTERS)
    )
    kept = unicodedata.normalize("NFC", _with_bounded_marks(kept))
    if lines:
        kept = "\n".join(re.sub(_SPACES, " ", line).strip() for line in kept.split("\n"))
        kept = re.sub(r"\n{3,}", "\n\n", kept)
    else:
        kept = re.sub(_SPACES, " ", kept)
    return kept.strip()[:limit].rstrip()


def _with_bounded_marks(text: str) -> str:
    """Return text with thirty marks on a letter at most.

    Normalizing puts marks in order in a time that grows with the square of their number.
    """
    return re.sub(_MAY_BE_MARKED, lambda run: _cut_marks(run[0]), text)


def _cut_marks(run: str) -> str:
    import unicodedata

    kept = []
    marks = 0
    for char in run:
        # Some letters are marks once normalized: Japanese ones of half a width.
        is_mark = unicodedata.combining(unicodedata.normalize("NFKD", char)[0])
        marks = marks + 1 if is_mark else 0
        if marks <= _MOST_MARKS:
            kept.append(char)
    return "".join(kept)


def decode(text: str) -> str:
    """Return an argument or a name that is text, whatever encoding it came in."""
    try:
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    except UnicodeEncodeError:  # a lone surrogate that stands for no byte: `clean` drops it
        return text


def for_display(text: str, limit: int = _MAX_PLACE) -> str:
    """Return a text that anyone may have typed, without anything that acts on a terminal.

    A name of a file, for instance. What cannot be decoded is marked as such.
    """
    return clean(decode(text), limit=limit)


def sanitize_problem(problem: Problem) -> Problem:
    """Return a problem without what would act on a terminal, file names and keys included."""
    values = {key: _safe_value(value) for key, value in problem.values.items()}
    return Problem(for_display(problem.place), problem.code, values)


def _safe_value(value: str | int | tuple[str, ...]) -> str | int | tuple[str, ...]:
    if isinstance(value, tuple):
        return tuple(for_display(item, MAX_VALUE) for item in value)
    return for_display(value, MAX_VALUE) if isinstance(value, str) else value


_TYPESET: dict[str, tuple[tuple[str, str], ...]] = {
    "": (
        (r"(?<=\w)'", "\u2019"),
        (r"\.\.\.", "\u2026"),
    ),
    "fr": (
        (r"(?<=\S) ([:%$\u00bb])", NBSP + r"\1"),
        (r"\u00ab ", "\u00ab" + NBSP),
        (r"(?<=\d) (?=\d{3}\b)", NBSP),
    ),
}


def typeset(text: str, lang: str) -> str:
    """Return `text` with the apostrophes and non-breaking spaces of its language.

    Authors type plain ones: what nobody sees in an editor should not be theirs to keep.
    """
    for pattern, replacement in (*_TYPESET[""], *_TYPESET.get(lang, ())):
        text = re.sub(pattern, replacement, text)
    return text


def fold(text: str) -> str:
    """Return `text` as compared with others: no case, accents, punctuation nor extra spaces."""
    import unicodedata

    letters = unicodedata.normalize("NFKD", _with_bounded_marks(text)).casefold()
    letters = letters.translate(_LIGATURES)
    kept = (c if c.isalnum() else " " for c in letters if not unicodedata.combining(c))
    return " ".join("".join(kept).split())


def cells(text: str) -> int:
    """Return the columns of a terminal that a text takes at most.

    Character by character, as menus are drawn: where a terminal joins several into one, it may
    take fewer.
    """
    if text.isascii():
        return len(text)

    from wcwidth import wcwidth  # large tables

    return sum(max(0, wcwidth(char)) for char in text)
