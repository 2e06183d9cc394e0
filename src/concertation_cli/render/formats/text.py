"""Blocks on a terminal or in a pipe, laid out by rich at a given width."""

from collections.abc import Callable, Iterable
from io import StringIO
from typing import TYPE_CHECKING

from concertation_cli.render.blocks import (
    Bar,
    Bars,
    Block,
    Columns,
    Foot,
    Heading,
    Items,
    Para,
    Space,
    Steps,
)
from concertation_cli.terminal import Screen

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

MIN_WIDTH = 40
MAX_WIDTH = 100
_BAR_WIDTH = 24
_MIN_BAR = 10
_NUMBER = 4
_GAP = "  "
_NARROW = 60
_LABEL = 20
"""How wide what a row of a table is about stands."""
_LEAST_CELL = 22
"""How wide a cell of a table must be to read well."""
_HEADINGS = {1: "bold", 2: "bold cyan", 3: "bold", 4: ""}
"""How the headings of each level are drawn."""
_PARTING = 2
"""The level of the headings with a blank line before them."""

# rich breaks lines at no-break spaces; a private-use letter stands in for them while it
# lays out. Cleaned text never holds one.
_NO_BREAK = str.maketrans({"\u00a0": "\ue000"})
_PLAIN = str.maketrans({"\u2713": "+", "\u2212": "-", "\u2192": ">", "\u2588": "#", "\u21ba": ""})
_BREAK_BACK = str.maketrans({"\ue000": "\u00a0"})


Styled = Callable[..., "Text"]
"""Makes a styled text of a string and the name of a style."""


def as_text(blocks: Iterable[Block], screen: Screen) -> str:
    """Return the blocks laid out, ending with a newline."""
    from rich.console import Console  # heavy, and only text needs it

    buffer = StringIO()
    console = Console(
        file=buffer,
        width=max(MIN_WIDTH, min(screen.width, MAX_WIDTH)),
        force_terminal=screen.colour,
        color_system="standard" if screen.colour else None,
        no_color=not screen.colour,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )
    for block in blocks:
        _put(console, block, screen)
    drawn = buffer.getvalue().translate(_BREAK_BACK)
    if not screen.glyphs:
        drawn = drawn.translate(_PLAIN)
    lines = (line.rstrip() for line in drawn.split("\n"))
    return "\n".join(lines).strip("\n") + "\n"


def _put(console: "Console", block: Block, screen: Screen) -> None:
    from rich.text import Text

    def styled(text: str, style: str = "") -> Text:
        return Text(text.translate(_NO_BREAK), style=style if screen.colour else "")

    match block:
        case Heading():
            _put_heading(console, block, styled)
        case Para(text, strong, faint):
            console.print(styled(text, "bold" if strong else "dim" if faint else ""))
        case Space():
            console.print()
        case Foot(line):
            console.print()
            console.print(styled(line, "dim"))
        case Items():
            _put_items(console, block, screen, styled)
        case Columns():
            _put_columns(console, block, screen, styled)
        case Bars(bars):
            _put_bars(console, bars, screen, styled)
        case Steps():
            _put_steps(console, block, screen, styled)


def _put_heading(console: "Console", block: Heading, styled: "Styled") -> None:
    if block.level == _PARTING:
        console.print()
    console.print(styled(block.text, _HEADINGS[block.level]))


def _put_steps(console: "Console", block: Steps, screen: Screen, styled: "Styled") -> None:
    arrow = " \u2192 " if screen.glyphs else " -> "
    tick = "\u2713" if screen.glyphs else "+"
    drawn = [
        f"{tick}{n}" if n in block.done else f"[{n}]" if n == block.here else str(n)
        for n in range(1, len(block.texts) + 1)
    ]
    line = arrow.join(drawn)
    if block.back_to:
        line += f"{arrow}{block.back_to} \u21ba" if screen.glyphs else f"{arrow}{block.back_to} ..."
    if not screen.spoken:
        console.print(styled(line, "bold"))
    for number, text in enumerate(block.texts, 1):
        _put_row(console, f"{number}.", styled(text))


def _put_items(console: "Console", block: Items, screen: Screen, styled: "Styled") -> None:
    for number, item in enumerate(block.items, 1):
        aloud = screen.spoken and item.aloud
        body = styled(item.aloud if aloud else item.text)
        if item.note:
            body.append_text(styled(f"  [{item.note}]", "dim"))
        mark = f"{number}." if block.ordered else item.mark or "-"
        _put_row(console, "-" if aloud else mark, body)


def _put_row(console: "Console", mark: str, body: object) -> None:
    from rich.table import Table

    row = Table.grid(padding=(0, 1))
    row.add_column(width=max(3, len(mark)), justify="right", no_wrap=True)
    row.add_column(ratio=1, overflow="fold")
    row.expand = True
    row.add_row(mark, body)  # type: ignore[arg-type]  # a Text
    console.print(row)


def _put_columns(console: "Console", block: Columns, screen: Screen, styled: "Styled") -> None:
    from rich.table import Table

    beside = len(block.headers)
    room = (console.width - _LABEL - len(_GAP) * beside) // beside
    if screen.spoken or room < _LEAST_CELL:  # one below another
        _put_in_turn(console, block, screen, styled)
        return
    table = Table(box=None, expand=True, padding=(0, len(_GAP), 1, 0), pad_edge=False)
    table.add_column(styled(block.corner, "bold"), width=_LABEL, overflow="fold")
    for header in block.headers:
        table.add_column(styled(header, "bold"), ratio=1, overflow="fold")
    for label, cells in block.rows:
        table.add_row(styled(label, "bold"), *map(styled, cells))
    console.print(table)


def _put_in_turn(console: "Console", block: Columns, screen: Screen, styled: "Styled") -> None:
    """Put what has no room side by side one below another, names once; aloud, on each line."""
    marked = block.marks and not screen.spoken
    if marked:
        for mark, header in zip(block.marks, block.headers, strict=True):
            _put_row(console, mark, styled(header))
    for label, cells in block.rows:
        console.print(styled(label, "bold"))
        for place, cell in enumerate(cells):
            if marked:
                _put_row(console, block.marks[place], styled(cell))
            else:
                _put_row(console, "-", styled(f"{block.headers[place]} \u2014 {cell}"))


def _put_bars(console: "Console", bars: tuple[Bar, ...], screen: Screen, styled: "Styled") -> None:
    from rich.cells import cell_len

    most = 0 if screen.spoken else max((bar.value for bar in bars), default=0)
    block = "\u2588" if screen.glyphs else "#"
    narrow = screen.spoken or console.width < _NARROW
    widest = 0 if narrow else max((cell_len(bar.label) for bar in bars), default=0)
    room = min(_BAR_WIDTH, console.width - _NUMBER - widest - 2 * len(_GAP))
    under = room < _MIN_BAR  # no room beside the names: the bars go under them
    room = _BAR_WIDTH if under else room
    for bar in bars:
        drawn = block * (round(room * max(0, bar.value) / most) if most > 0 else 0)
        number = f"{bar.value:>{_NUMBER}}".replace("-", "\u2212" if screen.glyphs else "-")
        if narrow or under:
            _put_row(console, number, styled(bar.label))
            if drawn:
                console.print(" " * (_NUMBER + 1), styled(drawn, "cyan"), sep="")
        else:
            padded = bar.label + " " * (widest - cell_len(bar.label))
            console.print(number, padded, styled(drawn, "cyan"), sep=_GAP)
        if bar.note:
            _put_row(console, " " * _NUMBER, styled(bar.note, "dim"))
