"""The JSON of how a table is understood."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from concertation_cli.inputs.column_map import header_of, samples_of
from concertation_cli.inputs.headers import How, Layout
from concertation_cli.text_safety import clean

if TYPE_CHECKING:
    from concertation_cli.render.json import types

_MAX_HEADER = 200


def columns_json(
    head: "types.Head", layout: Layout, sample: Sequence[Sequence[str]]
) -> "types.TableColumns":
    """Return what each column of a table means, and some of what it holds."""
    columns: list[types.TableColumn] = []
    for place, meaning in enumerate(layout.columns):
        column = meaning.column if meaning else None
        part = column.part if column and column.key else ""
        columns.append(
            {
                "number": place + 1,
                "header": clean(header_of(sample[: layout.after], place), limit=_MAX_HEADER),
                "means": (column.key or column.part) if column else None,
                "option": part or None,
                "guessed": bool(meaning and meaning.how >= How.PART),
                "samples": list(samples_of(sample[layout.after :], place)),
            }
        )
    return {**head, "header_lines": layout.after, "columns": columns}
