"""The word that a misspelled one most likely stands for."""

from collections.abc import Iterable
from functools import lru_cache

from concertation_cli.text_safety import fold

LIKE_ENOUGH = 0.6
"""How alike two words must be, from 0 to 1, for one to be offered for the other."""


def nearest(word: str, candidates: Iterable[str]) -> str:
    """Return the candidate most like `word`, or an empty text when none is near."""
    import difflib  # only on a mistake

    by_fold = {_folded(candidate): candidate for candidate in candidates}
    near = difflib.get_close_matches(fold(word), by_fold, n=1, cutoff=LIKE_ENOUGH)
    return by_fold[near[0]] if near else ""


@lru_cache(maxsize=4096)
def _folded(candidate: str) -> str:
    """Return a candidate folded: a bad table asks of the same ones at every line."""
    return fold(candidate)
