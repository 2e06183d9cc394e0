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
    Space,
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
        case Items(items, ordered=True):
            return "\n".join(f"{n}. {_text(item)}" for n, item in enumerate(items, 1))
        case Items(items):
            return "\n".join(_marked(item) for item in items)
        case Space():
            return ""
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


def _text(item: Item) -> str:
    note = f" *({escape(item.note)})*" if item.note else ""
    return f"{escape(item.text)}{note}"


def _marked(item: Item) -> str:
    return f"- **{escape(item.mark)}** {_text(item)}" if item.mark else f"- {_text(item)}"
