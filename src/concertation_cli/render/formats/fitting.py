"""What a first screen may hold: as much of what there is to tell as fits the usual terminals."""

from collections.abc import Iterable

from concertation_cli.render.blocks import Block
from concertation_cli.render.formats.text import as_text
from concertation_cli.terminal import Screen

SCREENS = ((80, 24), (40, 44))
"""How wide a first screen may be, and how many lines it then has at most."""


def first_fitting(screens: Iterable[list[Block]]) -> list[Block]:
    """Return the first of these screens that fits, the fullest standing first; else the last."""
    blocks: list[Block] = []
    for blocks in screens:
        if all(as_text(blocks, Screen(w)).count("\n") <= most for w, most in SCREENS):
            break
    return blocks
