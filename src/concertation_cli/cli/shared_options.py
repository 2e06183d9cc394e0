"""The options that commands share: of format, file, language and pack, declared once."""

import inspect
from typing import Annotated, NamedTuple

import typer

from concertation_cli.cli.formats import TEXT

Format = Annotated[
    str,
    typer.Option(
        "--format", metavar="help.meta-format", help="help.opt-format", show_default=False
    ),
]
TableFormat = Annotated[
    str, typer.Option("--format", metavar="help.meta-format", help="help.opt-table-format")
]
AsJson = Annotated[bool, typer.Option("--json", help="help.opt-json")]
AsNdjson = Annotated[bool, typer.Option("--json", help="help.opt-ndjson")]
Lang = Annotated[str | None, typer.Option("--lang", metavar="help.meta-lang", help="help.opt-lang")]
Data = Annotated[
    str | None, typer.Option("--data", metavar="help.meta-folder", help="help.opt-data")
]
Output = Annotated[
    str | None, typer.Option("--output", "-o", metavar="help.meta-file", help="help.opt-output")
]
Force = Annotated[bool, typer.Option("--force", help="help.opt-force")]


def _option(name: str, annotation: object, default: object) -> inspect.Parameter:
    keyword = inspect.Parameter.KEYWORD_ONLY
    return inspect.Parameter(name, keyword, default=default, annotation=annotation)


_PACK = (_option("lang", Lang, None), _option("data", Data, None))
_FILE = (_option("output", Output, None), _option("force", Force, default=False))
_SHOWN = (_option("format", Format, TEXT), _option("as_json", AsJson, default=False), *_PACK)
SHOWING = _SHOWN
"""The options of a command whose result goes to standard output."""
WRITING = (*_FILE, *_SHOWN)
"""Those of a command that may write its result to a file."""
TABULATING = (
    *_FILE,
    _option("format", TableFormat, ""),
    _option("as_json", AsNdjson, default=False),
    *_PACK,
)
"""Those of a command that reads and writes tables."""
SERVING = _PACK
"""Those of a command that gives no result of its own, but answers as long as it is asked."""


class Options(NamedTuple):
    """The shared options as they were given."""

    format: str = TEXT
    as_json: bool = False
    lang: str | None = None
    data: str | None = None
    output: str | None = None
    force: bool = False
