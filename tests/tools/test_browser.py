"""Pages in a real browser: what it loads, what axe-core finds, what runs over, how it prints.

These tests need tools that are no Python: Chromium, Node.js with axe-core and
playwright-core (their folder named by TOOLS_NODE_MODULES), and pdftotext. Without one of
them they fail: `pytest -m tools` promises that they ran.
"""

import re
import subprocess
from typing import NamedTuple

import pytest
from tests.support.browser import FORMATS, Jobs, needed
from tests.support.pages import KINDS, LANGUAGES, page_of
from tests.support.texts import HOSTILE

from concertation_cli.render.blocks import Para

pytestmark = pytest.mark.tools

NAMES = (*(f"recommend-{kind}" for kind in KINDS), "show-3", "show-6", "compare-7-6",
         "compare-1-2-3-4-5-6-7-8-9")  # fmt: skip
WIDTHS = (1200, 360)
LONG = "x" * 10_000
TYPED = {
    "markup": HOSTILE,
    "tag": "<img src=x onerror=alert(1)><script>alert(1)</script>",
    "word": LONG,
}
# Lines of notes before the phases, so that they come at every height of a page.
FILLED = tuple(range(0, 60, 5))


@pytest.fixture(scope="module")
def seen(pack, tmp_path_factory):
    """Return what the browser saw of every page at every width."""
    jobs = Jobs(tmp_path_factory.mktemp("seen"), [])
    for lang in LANGUAGES:
        for name in NAMES:
            jobs.add(f"{name}-{lang}", page_of(pack, name, lang), widths=WIDTHS, axe=True)
        for what, typed in TYPED.items():
            made = page_of(pack, "recommend-recommended", lang, title=typed, notes=typed)
            jobs.add(f"{what}-{lang}", made, widths=(1200, 360, 320), axe=what != "word")
    return jobs.run()


every_page = pytest.mark.parametrize("name", NAMES)
both_languages = pytest.mark.parametrize("lang", LANGUAGES)


@every_page
@both_languages
def test_axe_finds_nothing_to_say(seen, name, lang):
    for width in WIDTHS:
        found = seen[f"{name}-{lang}"]["widths"][str(width)]
        assert found["violations"] == []
        assert {"color-contrast", "heading-order", "document-title"} <= set(found["rules"])


@every_page
@both_languages
def test_nothing_runs_over_and_no_word_of_a_drawing_is_cut(seen, name, lang):
    for found in seen[f"{name}-{lang}"]["widths"].values():
        assert found["overflow"] == 0
        assert found["cut"] == []


@every_page
@both_languages
def test_a_page_asks_for_nothing_and_its_policy_forbids_nothing_of_its_own(seen, name, lang):
    page = seen[f"{name}-{lang}"]
    assert [url for url in page["requests"] if not url.startswith("file:")] == []
    assert len(page["requests"]) == 1
    assert page["complaints"] == []


@pytest.mark.parametrize("what", TYPED)
@both_languages
def test_hostile_words_run_nothing_and_stay_within_a_narrow_window(seen, what, lang):
    page = seen[f"{what}-{lang}"]
    assert page["dialogs"] == []
    assert page["complaints"] == []
    assert len(page["requests"]) == 1
    for found in page["widths"].values():
        assert found["overflow"] == 0
        assert found["scripts"] == 0
        assert found.get("violations", []) == []


@both_languages
def test_one_timeline_is_shown_at_each_width(seen, lang):
    for found in seen[f"show-6-{lang}"]["widths"].values():
        assert found["drawings"] == 1


# -- on paper ----------------------------------------------------------------------------


class Printed(NamedTuple):
    """A word on a page of paper, in points from the top left."""

    text: str
    page: int
    left: float
    top: float
    bottom: float


def words_of(path):
    """Return every word of a PDF, the number of its pages, and their size in points."""
    command = [needed("pdftotext"), "-bbox", path, "-"]
    told = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode()
    words, sizes = [], []
    pattern = (
        r'<page width="([\d.]+)" height="([\d.]+)"'
        r'|<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">([^<]*)<'
    )
    for found in re.finditer(pattern, told):
        if found[1]:
            sizes.append((round(float(found[1])), round(float(found[2]))))
        else:
            left, top, bottom = (float(found[n]) for n in (3, 4, 5))
            words.append(Printed(found[6], len(sizes), left, top, bottom))
    return words, sizes


@pytest.fixture(scope="module")
def printed(pack, tmp_path_factory):
    """Return the words and sizes of a page with a cycle, on paper, at every height."""
    folder = tmp_path_factory.mktemp("printed")
    jobs = Jobs(folder, [])
    model = next(model for model in pack.models if model.cycle)
    made = page_of(pack, f"show-{model.number}", "fr")
    for lines in FILLED:
        filler = Para("\n".join(f"ligne {n}" for n in range(lines)))
        filled = made._replace(blocks=[made.blocks[0], filler, *made.blocks[1:]])
        pdf = {form: str(folder / f"{lines}-{form}.pdf") for form in FORMATS}
        jobs.add(f"filled-{lines}", filled, pdf=pdf)
    jobs.run()
    return len(model.phases), {
        (lines, form): words_of(folder / f"{lines}-{form}.pdf")
        for lines in FILLED
        for form in FORMATS
    }


@pytest.mark.parametrize("form", FORMATS)
def test_a_page_is_printed_on_the_paper_that_was_asked_for(printed, form):
    _, documents = printed
    for lines in FILLED:
        _, sizes = documents[lines, form]
        assert all(
            abs(one - other) <= 1
            for size in sizes
            for one, other in zip(size, FORMATS[form], strict=True)
        )


@pytest.mark.parametrize("form", FORMATS)
def test_on_paper_the_phases_are_told_and_no_longer_drawn(printed, form):
    phases, documents = printed
    for lines in FILLED:
        words, _ = documents[lines, form]
        assert timeline_in(words, phases) == []


def timeline_in(words, phases):
    """Return the runs of words that are 1, 2, 3 … side by side: the numbers drawn."""
    wanted = [str(n) for n in range(1, phases + 1)]
    runs = []
    for start in range(len(words) - phases):
        run = words[start : start + phases]
        level = {(word.page, round(word.top)) for word in run}
        if [word.text for word in run] == wanted and len(level) == 1:
            runs.append(run)
    return runs


@pytest.mark.parametrize("form", FORMATS)
def test_no_page_of_paper_is_left_nearly_empty_and_each_has_its_number(printed, form):
    _, documents = printed
    for lines in FILLED:
        words, sizes = documents[lines, form]
        for page in range(1, len(sizes) + 1):
            own = [word.text for word in words if word.page == page]
            assert own[-3:] == [str(page), "/", str(len(sizes))]
            assert len(own) > 10
