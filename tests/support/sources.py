"""The source of the program, as Python reads it."""

import ast
from functools import cache

from tests.support.paths import SOURCE


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
