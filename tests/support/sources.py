"""The source of the program, as Python reads it."""

import ast
from functools import cache

from tests.support.paths import SOURCE

# The house, from the ground up. A file imports only from lines above its own; on its own line
# from its own folder, and never in a circle. What two names share a line with are neighbours,
# and know nothing of each other.
LINES = (
    ("errors", "signals", "resources"),
    ("text_safety",),
    ("terminal",),
    ("output",),
    ("words/",),
    ("knowledge/",),
    ("engine/",),
    ("inputs/", "phrases/"),
    ("wizard/", "render/blocks"),
    ("render/views/",),
    ("render/formats/",),
    ("render/json/",),
    ("cli/",),
    ("api",),
    ("__main__",),
)


def modules():
    """Return the paths of all modules, in order."""
    return sorted(SOURCE.rglob("*.py"))


@cache
def tree_of(path):
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


@cache
def nodes_of(path):
    """Return all that a module is made of, outermost first."""
    return tuple(ast.walk(tree_of(path)))
