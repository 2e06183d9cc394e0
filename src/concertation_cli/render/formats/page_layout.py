"""What a page is before it is Markdown, HTML or a Word file: its facts, and its title."""

import os
import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from concertation_cli.errors import Problem, UsageError
from concertation_cli.phrases.pack import Phrases
from concertation_cli.render.blocks import Block, Heading

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
    series = phrases.text(phrases.pack.name)
    return PageFacts(phrases.lang, _cut(title), series, date, tuple(phrases.foot()))


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
    except ValueError:
        seconds = -1
    if not 0 <= seconds <= _LATEST:
        raise UsageError(Problem(EPOCH, "bad-epoch", {"most": _LATEST}))
    return time.strftime("%Y-%m-%d", time.gmtime(seconds))


def titled(blocks: Sequence[Block], title: str) -> list[Block]:
    """Return the blocks of a page that opens with a title: its own, or else this one."""
    match blocks:
        case [Heading(_, 1), *_]:
            return list(blocks)
        case _:
            return [Heading(_cut(title), 1), *blocks]


def _cut(title: str) -> str:
    if len(title) <= _MAX_TITLE:
        return title
    return title[: _MAX_TITLE - 1].rstrip() + "\u2026"
