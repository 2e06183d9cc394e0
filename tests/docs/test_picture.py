"""The picture of the READMEs shows what the program shows, to whoever sees it or hears it told."""

import re
import runpy
import xml.etree.ElementTree as ET

import pytest
from tests.support.documents import READMES, RENEWING, read
from tests.support.paths import ROOT

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def script():
    return runpy.run_path(str(ROOT / "benchmarks" / "picture.py"))


@pytest.fixture(params=READMES)
def lang(request):
    return request.param


@pytest.fixture
def picture(lang, script):
    return script["FILES"][lang].read_text("utf-8")


def texts(picture, name):
    """Return what each element of this name holds."""
    tree = ET.fromstring(picture)  # noqa: S314  # made here
    return [element.text for element in tree.iter(f"{SVG}{name}")]


def test_the_picture_is_what_the_program_shows(lang, script):
    path, now = script["FILES"][lang], script["drawn"](lang)
    if RENEWING:
        path.write_text(now, "utf-8", newline="\n")
    assert path.read_text("utf-8") == now, "run benchmarks/picture.py --write"


def test_the_readme_shows_the_picture_and_tells_it_in_words(lang, script, picture):
    ((told, path),) = re.findall(r"^!\[(.+)\]\((.+)\)$", read(READMES[lang]), re.MULTILINE)
    assert ROOT / path == script["FILES"][lang]
    (title,) = texts(picture, "title")
    assert title == told == script["alternative"](lang)


def test_what_is_told_of_the_picture_is_in_it(lang, script, picture):
    rows = texts(picture, "text")
    quoted = re.findall("“(.+?)”|«\u00a0(.+?)\u00a0»", script["alternative"](lang))
    asked, pointed = (one or other for one, other in quoted)
    assert asked in rows
    assert f"» {pointed}" in rows


def test_the_picture_is_one_file_that_fetches_and_runs_nothing(picture):
    named = re.findall(r"https?:[^\"]*|url\(|@import|href|<script", picture)
    assert named == ["http://www.w3.org/2000/svg"]  # the name of its language


def test_the_picture_is_light_or_dark_as_the_reader_is_and_reads_well_in_both(picture):
    light, dark = picture.split("@media (prefers-color-scheme: dark)")
    for style in (light, dark):
        paper = re.search(r"\.paper \{ fill: #(\w{6})", style)[1]
        for ink in re.findall(r"(?:text|\.prompt) \{ fill: #(\w{6})", style):
            assert contrast(paper, ink) >= 4.5


def contrast(*colours):
    """Return how far apart two colours are, as WCAG reckons it."""
    lights = []
    for colour in colours:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        lights.append(sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True)))
    low, high = sorted(lights)
    return (high + 0.05) / (low + 0.05)
