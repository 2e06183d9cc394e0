"""What a page is before it is HTML or a Word file: its facts, and its blocks in outline."""

import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from concertation_cli.errors import Problem, UsageError
from concertation_cli.phrases.pack import Phrases
from concertation_cli.render.blocks import Block, Columns, Foot, Heading, Items, Para

EPOCH = "SOURCE_DATE_EPOCH"
MOST_BESIDE = 4
"""Columns of prose that a page of paper holds; more are told one under the other."""
_MAX_TITLE = 200
_LATEST = 253_402_300_799
"""The last second of the year 9999, the last that dates are written for."""


class PageFacts(NamedTuple):
    """What a page says of itself.

    Attributes:
        lang: The language's code, such as ``fr``.
        title: What windows and file lists call it: one line, 200 characters at most.
        series: The name of the knowledge base, over the title.
        date: As ISO writes it: ``2026-11-23``.
        foot: The independence note, the source and the versions, one line each.
    """

    lang: str
    title: str
    series: str
    date: str
    foot: tuple[str, ...]


def page_facts(phrases: Phrases, title: str, date: str) -> PageFacts:
    """Return the facts of a page about a pack; a title that is too long is cut."""
    if len(title) > _MAX_TITLE:
        title = title[: _MAX_TITLE - 1].rstrip() + "\u2026"
    series = phrases.text(phrases.pack.name)
    return PageFacts(phrases.lang, title, series, date, tuple(phrases.foot()))


def today(environment: Mapping[str, str] = os.environ) -> str:
    """Return the date of a page: today, or the one that SOURCE_DATE_EPOCH sets (UTC).

    Raises:
        UsageError: SOURCE_DATE_EPOCH holds no number of seconds, or one past the year 9999.
    """
    given = environment.get(EPOCH)
    if not given:
        return time.strftime("%Y-%m-%d")
    try:
        seconds = int(given)
        if not 0 <= seconds <= _LATEST:
            raise ValueError(given)  # noqa: TRY301  # told with the other ways of being no date
        return time.strftime("%Y-%m-%d", time.gmtime(seconds))
    except ValueError:
        raise UsageError(Problem(EPOCH, "bad-epoch", {"most": _LATEST})) from None


def outlined(blocks: Sequence[Block], facts: PageFacts) -> list[Block]:
    """Return the blocks as a page needs them: one title, headings in order, no foot.

    On a screen a strong line is enough to open a list. Here it becomes a heading, so that
    the page can be walked through: the line that opens the page is its title, and one that
    stands right over a list or a table is a heading of level 3. No level is skipped. The
    foot goes, for the page has its own; so does what only makes room.
    """
    kept = [block for block in blocks if not _is_left_out(block, facts)]
    opening = kept[0] if kept else None
    if isinstance(opening, Para) and opening.strong:
        kept[0] = Heading(opening.text, 1)
    elif not (isinstance(opening, Heading) and opening.level == 1):
        kept.insert(0, Heading(facts.title, 1))
    return list(_in_order(_headed(kept)))


def _is_left_out(block: Block, facts: PageFacts) -> bool:
    match block:
        case Foot():
            return True
        case Para(text, _, faint):
            return not text or (faint and text in facts.foot)
        case Items(items):
            return not items
    return False


def _headed(blocks: Sequence[Block]) -> Iterator[Block]:
    for number, block in enumerate(blocks):
        following = blocks[number + 1] if number + 1 < len(blocks) else None
        if isinstance(block, Para) and block.strong and isinstance(following, Items | Columns):
            yield Heading(block.text, 3)
        else:
            yield block


def _in_order(blocks: Iterable[Block]) -> Iterator[Block]:
    last = 0
    for block in blocks:
        if isinstance(block, Heading):
            first_is_taken = 2 if last else 1
            last = max(first_is_taken, min(block.level, last + 1))
            yield Heading(block.text, last)
        else:
            yield block
