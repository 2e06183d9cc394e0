"""A decision aid over documented models of concertation.

    from concertation_cli import load, recommend

    pack = load()
    found = recommend(pack, {"aim": "take-part", "gap": ["practices"]})
    found.verdict.kind, found.ranking[0].model

That, the commands, their exit codes, JSON and YAML are the public surface; the rest may
change.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from concertation_cli.api import load, recommend

__version__ = "1.0.0"
__all__ = ["__version__", "load", "recommend"]


def __getattr__(name: str) -> object:
    """Load the interface when it is asked for: the commands start without it."""
    if name in {"load", "recommend"}:
        from concertation_cli import api

        return getattr(api, name)
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
