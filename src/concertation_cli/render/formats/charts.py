"""Where the lines of a drawing go: bars stacked by part, and steps with their cycle."""

import textwrap
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from concertation_cli.render.blocks import Bars

# Pixels. Bars are measured across in hundredths of the room there is, so that words keep
# their size on a narrow page.
_LABEL_LETTERS = 36
_LINE = 20
_BAR = 18
_BETWEEN = 14

RADIUS = 16
_STEP = 72
_NARROW_STEP = 58
_ROW = 66
_EDGE = 30
_BEND = 8
_TURN = 24
_HEAD = 3  # what the tip of an arrow adds
NARROW_COUNT = 5
WIDE_COUNT = 10


class Segment(NamedTuple):
    """A part of a bar: from where, how wide (in hundredths), which of the series."""

    x: float
    width: float
    part: int


class Row(NamedTuple):
    """A bar with its words above it.

    Attributes:
        lines: The label, each line with its height on the page.
        y: Top of the bar.
        total: Where the whole number stands, in hundredths.
    """

    lines: tuple[tuple[str, int], ...]
    value: int
    y: int
    segments: tuple[Segment, ...]
    total: float


class BarChart(NamedTuple):
    """Bars from top to bottom.

    Attributes:
        zero: Where nothing stands, in hundredths.
        signed: Whether something is drawn on the left of zero.
    """

    height: int
    bar: int
    zero: float
    signed: bool
    rows: tuple[Row, ...]


def bar_chart(bars: Bars) -> BarChart:
    """Return the places of bars: parts above zero to its right, parts under it to its left."""
    parts = [bar.parts or (bar.value,) for bar in bars.bars]
    most = max((sum(p for p in own if p > 0) for own in parts), default=0)
    least = min((sum(p for p in own if p < 0) for own in parts), default=0)
    room = (most - least) or 1
    scale = 100 / room
    rows, y = [], 0
    for bar, own in zip(bars.bars, parts, strict=True):
        lines = textwrap.wrap(bar.label, _LABEL_LETTERS) or [""]
        placed = tuple((line, y + _LINE * n - 5) for n, line in enumerate(lines, 1))
        y += _LINE * len(lines)
        segments = tuple(_segments(own, least, scale))
        rows.append(Row(placed, bar.value, y, segments, round((bar.value - least) * scale, 3)))
        y += _BAR + _BETWEEN
    zero = round(-least * scale, 3)
    return BarChart(y, _BAR, zero, least < 0, tuple(rows))


def _segments(parts: Sequence[int], least: int, scale: float) -> Iterator[Segment]:
    right = left = -least
    for number, part in enumerate(parts):
        if part > 0:
            yield Segment(round(right * scale, 3), round(part * scale, 3), number)
            right += part
        elif part < 0:
            left += part
            yield Segment(round(left * scale, 3), round(-part * scale, 3), number)


class Node(NamedTuple):
    """A step: where its number stands."""

    number: int
    x: int
    y: int


class Timeline(NamedTuple):
    """Steps in rows that turn back and forth, with the way back if there is a cycle.

    Attributes:
        links: Paths from one step to the next.
        back: The path of the cycle, or empty.
    """

    width: int
    height: int
    nodes: tuple[Node, ...]
    links: tuple[str, ...]
    back: str


def timeline(count: int, back_to: int | None, *, per_row: int) -> Timeline:
    """Return the places of `count` steps, at most `per_row` side by side."""
    step = _STEP if per_row > NARROW_COUNT else _NARROW_STEP
    nodes = tuple(_node(n, per_row, step) for n in range(count))
    links = tuple(_link(a, b) for a, b in pairwise(nodes))
    back = _way_back(nodes[-1], nodes[back_to - 1]) if back_to else ""
    width = 2 * _EDGE + (min(count, per_row) - 1) * step
    height = nodes[-1].y + RADIUS + (_TURN + 4 if back else 4)
    return Timeline(width, height, nodes, links, back)


def _node(index: int, per_row: int, step: int) -> Node:
    row, column = divmod(index, per_row)
    if row % 2:
        column = per_row - 1 - column
    return Node(index + 1, _EDGE + column * step, _EDGE + row * _ROW)


def _link(start: Node, end: Node) -> str:
    if start.y != end.y:
        return f"M{start.x} {start.y + RADIUS}V{end.y - RADIUS - _HEAD}"
    side = RADIUS if end.x > start.x else -RADIUS
    tip = _HEAD if end.x > start.x else -_HEAD
    return f"M{start.x + side} {start.y}H{end.x - side - tip}"


def _way_back(last: Node, target: Node) -> str:
    """Return the path back: under the row, or round the left when the target is higher up."""
    low = last.y + RADIUS + _TURN
    down = f"M{last.x} {last.y + RADIUS}V{low - _BEND}"
    if last.y == target.y:
        away = _BEND if target.x < last.x else -_BEND
        return (
            f"{down}Q{last.x} {low} {last.x - away} {low}H{target.x + away}"
            f"Q{target.x} {low} {target.x} {low - _BEND}V{target.y + RADIUS + _HEAD}"
        )
    high = target.y - _EDGE + 4
    left = 4
    return (
        f"{down}Q{last.x} {low} {last.x - _BEND} {low}H{left + _BEND}"
        f"Q{left} {low} {left} {low - _BEND}V{high + _BEND}"
        f"Q{left} {high} {left + _BEND} {high}H{target.x - _BEND}"
        f"Q{target.x} {high} {target.x} {high + _BEND}V{target.y - RADIUS - _HEAD}"
    )
