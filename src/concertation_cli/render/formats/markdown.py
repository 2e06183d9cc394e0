"""Blocks as Markdown, with everything that others typed shown as it is."""

import re
from collections.abc import Iterable

from concertation_cli.render.blocks import (
    Bars,
    Block,
    Columns,
    Foot,
    Heading,
    Item,
    Items,
    Para,
    Steps,
)

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#~$])")
_LEADING = re.compile(r"^(\s*\d*)([-+=.)])", re.MULTILINE)


def escape(text: str) -> str:
    """Return text that Markdown shows as typed: no markup, no HTML, no list by accident."""
    return _LEADING.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", text)).replace("&", "&amp;")


def as_markdown(blocks: Iterable[Block]) -> str:
    """Return the blocks as Markdown, ending with a newline."""
    return "\n\n".join(_format(block) for block in blocks) + "\n"


def _format(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"{'#' * level} {escape(text)}"
        case Para(text, strong, faint):
            lines = [escape(line) for line in text.split("\n")]
            mark = "**" if strong else "*" if faint else ""
            return "  \n".join(f"{mark}{line}{mark}" if line else "" for line in lines)
        case Items(items):
            numbered = [item.mark for item in items] == [f"{n}." for n in range(1, len(items) + 1)]
            return "\n".join(_item(item, numbered=numbered) for item in items)
        case Bars(bars):
            return "\n".join(
                f"- **{bar.value}** {escape(bar.label)}"
                + (f" ({escape(bar.note)})" if bar.note else "")
                for bar in bars
            )
        case Columns(headers, rows, corner):
            head = f"| {' | '.join(map(escape, (corner, *headers)))} |"
            rule = f"|---|{'---|' * len(headers)}"
            body = [
                f"| {escape(label)} | {' | '.join(map(escape, cells))} |" for label, cells in rows
            ]
            return "\n".join([head, rule, *body])
        case Foot(_, lines):
            return "\n\n".join(f"*{escape(line)}*" for line in lines)
        case Steps(texts):
            return "\n".join(f"{n}. {escape(text)}" for n, text in enumerate(texts, 1))


def _item(item: Item, *, numbered: bool) -> str:
    """Return a line of a list; in one that is numbered throughout, the number opens it."""
    note = f" *({escape(item.note)})*" if item.note else ""
    told = f"{escape(item.text)}{note}"
    if numbered:
        return f"{item.mark} {told}"
    return f"- **{escape(item.mark)}** {told}" if item.mark else f"- {told}"
