"""What the tests of every format of pages may ask for."""

from functools import cache, partial

import pytest
from tests.support.pages import page_of


@pytest.fixture(scope="module")
def make(pack):
    """Return a function that gives what a named page is made of, each once."""
    return cache(partial(page_of, pack))
