"""The first screen: as much of what there is to tell as fits the usual terminals."""

from collections.abc import Iterable

from concertation_cli.render.blocks import Block
from concertation_cli.render.formats.text import as_text
from concertation_cli.terminal import Screen

SCREENS = ((80, 24), (40, 44))
"""How wide a first screen may be, and how many lines it then has at most."""


def first_fitting(screens: Iterable[list[Block]]) -> list[Block]:
    """Return the first of these screens that fits; where none does, the last.

    Args:
        screens: One at least, the fullest first.
    """
    screens = iter(screens)
    blocks = next(screens)
    for shorter in screens:
        if _fits(blocks):
            break
        blocks = shorter
    return blocks


def _fits(blocks: list[Block]) -> bool:
    return all(as_text(blocks, Screen(width)).count("\n") <= most for width, most in SCREENS)
