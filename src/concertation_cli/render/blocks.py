"""What a screen or a page is made of, whatever the medium."""

from typing import NamedTuple


class Heading(NamedTuple):
    """A heading; that of level 1 opens a screen or a page, and is its title."""

    text: str
    level: int = 2


class Para(NamedTuple):
    """A paragraph; strong for what must be seen first, faint for notes."""

    text: str
    strong: bool = False
    faint: bool = False


class Item(NamedTuple):
    """A line of a list: a short mark in front, a faint note (a source) behind.

    Attributes:
        aloud: The text for who hears it, where the mark says what the text does not.
    """

    text: str
    mark: str = ""
    note: str = ""
    aloud: str = ""


class Items(NamedTuple):
    """A list.

    Attributes:
        ordered: Whether the items are numbered, from 1, whatever their marks.
    """

    items: tuple[Item, ...]
    ordered: bool = False


class Bar(NamedTuple):
    """A label with a whole number and words about it.

    Attributes:
        parts: What the number is the sum of, one for each of the series; may be empty.
    """

    label: str
    value: int
    note: str = ""
    parts: tuple[int, ...] = ()


class Bars(NamedTuple):
    """Numbers side by side, drawn against the largest.

    Attributes:
        series: What the parts of every bar are called, for a medium that can stack them.
        corner: What the labels are, over them in a table.
    """

    bars: tuple[Bar, ...]
    series: tuple[str, ...] = ()
    corner: str = ""


class Steps(NamedTuple):
    """A line of numbered steps, and the step that a cycle goes back to.

    Attributes:
        done: The numbers of the steps that are behind; their texts say so too.
        here: The number of the step to take now; its text says so too.
    """

    texts: tuple[str, ...]
    back_to: int | None = None
    done: tuple[int, ...] = ()
    here: int | None = None


class Columns(NamedTuple):
    """Things side by side: a header for each, then rows of a label and one text for each.

    Attributes:
        corner: The header over the labels.
        marks: What stands for each header where there is no room for columns: a number.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    corner: str = ""
    marks: tuple[str, ...] = ()

    def to_fill(self) -> tuple[bool, ...]:
        """Return whether each column is empty, for people to write in."""
        return tuple(
            bool(self.rows) and not any(texts[n] for _, texts in self.rows)
            for n in range(len(self.headers))
        )


class Space(NamedTuple):
    """Some air between two blocks of a screen."""


class Foot(NamedTuple):
    """What stands at the foot of all: one line on a screen, every line on a page."""

    line: str
    lines: tuple[str, ...]


Block = Heading | Para | Items | Bars | Steps | Columns | Space | Foot
