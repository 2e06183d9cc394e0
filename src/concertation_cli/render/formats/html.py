"""Blocks as one HTML page: no script, nothing from outside, and all that was typed inert."""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import count
from typing import Any, NamedTuple

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template

from concertation_cli import resources
from concertation_cli.phrases.numbers import with_minus
from concertation_cli.render.blocks import (
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
from concertation_cli.render.formats.charts import (
    NARROW_COUNT,
    RADIUS,
    WIDE_COUNT,
    BarChart,
    Timeline,
    bar_chart,
    timeline,
)
from concertation_cli.render.formats.page_layout import MOST_BESIDE, PageFacts
from concertation_cli.words import Words

_TEMPLATES = "render/formats/templates"
_UNMARKED = {"", "-"}


class _Piece(NamedTuple):
    """A block as the template takes it: the name of its macro, and what that needs."""

    kind: str
    values: dict[str, Any]


class _Drawn(NamedTuple):
    """A drawing of steps: its own id, and for which pages it is."""

    id: str
    shown: str
    drawing: Timeline


def as_html(blocks: Sequence[Block], facts: PageFacts, words: Words) -> bytes:
    """Return the blocks as a page that stands alone, in UTF-8."""
    style = resource("style.css")
    page = template("page.html.j2").render(
        facts=facts,
        dated=words("page.date", date=words.date(facts.date)),
        style=style,
        policy=policy(style),
        pieces=list(_pieces(blocks, words)),
    )
    return page.encode("utf-8")


def policy(style: str, script: str = "") -> str:
    """Return the policy of a page: its own style and script, known by digest, and nothing else."""
    rules = ["default-src 'none'", f"style-src {_digest(style)}"]
    if script:
        rules.append(f"script-src {_digest(script)}")
    return "; ".join([*rules, "base-uri 'none'", "form-action 'none'"])


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def resource(name: str) -> str:
    """Return a template, a style or a script."""
    return resources.read(f"{_TEMPLATES}/{name}").decode()


@cache
def template(name: str) -> Template:
    """Return a template; what it is given is escaped."""
    environment = Environment(
        loader=FunctionLoader(resource),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = with_minus
    environment.filters["paragraphs"] = _paragraphs
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    return environment.get_template(name)


def _paragraphs(text: str) -> list[list[str]]:
    """Return the lines of each paragraph of a text that people typed."""
    return [paragraph.split("\n") for paragraph in text.split("\n\n")]


def _pieces(blocks: Sequence[Block], words: Words) -> Iterator[_Piece]:
    ids = count(1)
    title = ""
    for block in blocks:
        match block:
            case Heading(text, level):
                title = text
                yield _Piece(f"heading{level}", {"text": text})
            case Para(text, strong, faint):
                yield _Piece("para", {"text": text, "strong": strong, "faint": faint})
            case Items():
                yield _items(block)
            case Columns():
                yield _Piece("columns", _labelled(block, block.headers, title, words))
            case Bars():
                yield _bars(block, f"figure-{next(ids)}", title, words)
            case Steps():
                yield _steps(block, f"figure-{next(ids)}", title, words)
            case Space() | Foot():  # a page has margins, and a foot of its own
                pass


def _items(block: Items) -> _Piece:
    if block.ordered:
        kind = "ordered"
    elif all(item.mark.strip() in _UNMARKED for item in block.items):
        kind = "plain"
    else:
        kind = "marked"
    return _Piece(kind, {"items": block.items})


def _labelled(
    block: Columns | Bars, headers: Sequence[str], title: str, words: Words
) -> dict[str, Any]:
    """Return the values of a table: its cells, stacked on a narrow page, keep their headers."""
    many = len(headers) > MOST_BESIDE and isinstance(block, Columns)
    labels = [words("colon", term=header, text="") for header in headers]
    return {
        "block": block,
        "headers": headers,
        "labels": labels,
        "title": title,
        "many": many,
    }


def _bars(block: Bars, figure: str, title: str, words: Words) -> _Piece:
    chart: BarChart = bar_chart(block)
    told = "; ".join(
        words("chart.bar", label=bar.label, value=with_minus(bar.value)) for bar in block.bars
    )
    total = words("chart.total" if block.series else "chart.value")
    values = {
        **_labelled(block, (*block.series, total), title, words),
        "chart": chart,
        "id": figure,
        "told": words("chart.bars", bars=told),
        "total": total,
        "numbers": words("chart.numbers", title=title),
    }
    return _Piece("bars", values)


def _steps(block: Steps, figure: str, title: str, words: Words) -> _Piece:
    number = len(block.texts)
    told = words("chart.steps", count=number)
    if block.back_to:
        told = f"{told} {words('chart.cycle', last=number, first=block.back_to)}"
    draw = [("", WIDE_COUNT)]
    if number > NARROW_COUNT:
        draw = [("wide", WIDE_COUNT), ("narrow", NARROW_COUNT)]
    drawings = [
        _Drawn(
            f"{figure}{shown and '-' + shown}",
            shown,
            timeline(number, block.back_to, per_row=most),
        )
        for shown, most in draw
    ]
    values = {
        "texts": block.texts,
        "drawings": drawings,
        "radius": RADIUS,
        "title": title,
        "told": told,
    }
    return _Piece("steps", values)
