"""Texts of a pack, of a screen, and hostile ones that somebody may type."""

import re
from collections.abc import Mapping

LANGUAGES = ("fr", "en")


HOSTILE = (
    "[/b] [red]x[/red] :smile: <script>alert(1)</script> | *y* _z_ `w` ~~v~~ "
    "\x1b]0;title\x07\x1b[31mred \x9b1m \u202eright\u202c &amp; $x$ \\| ![i](u) [l](u)"
)


def texts(value):
    """Yield every text in two languages that a pack holds."""
    if isinstance(value, Mapping):
        if value.keys() == set(LANGUAGES) and all(isinstance(t, str) for t in value.values()):
            yield value
        else:
            for item in value.values():
                yield from texts(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item)


def squeezed(text):
    """Return the letters of a text: no spaces, marks nor breaks, as screens lay them out."""
    return re.sub(r"[\W_]", "", text)


MARKS = ("\x1b", "\x07", "\x9b", "\u202e", "\u202c", "\x00")


def unspaced(text):
    return re.sub(r"\s", "", text)


def numbers(text):
    return [int(n) for n in re.findall(r"\d+", text)]
