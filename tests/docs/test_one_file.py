"""What is told of the program in one file; `test_archive` tries how it answers."""

import re

import pytest
from tests.support.paths import ROOT

NOX = (ROOT / "noxfile.py").read_text("utf-8")
PAGES = {"en": "one-file.md", "fr": "one-file.fr.md"}


@pytest.fixture(params=PAGES)
def page(request):
    return (ROOT / "docs" / PAGES[request.param]).read_text("utf-8")


def test_the_size_told_is_the_one_that_the_file_is_held_to(page):
    most = re.search(r"^MOST = (\d+)$", NOX, re.MULTILINE)[1]
    assert re.search(rf"\b{most}.M[Bo]\b", page)


def test_the_session_and_the_names_told_are_those_of_nox(page):
    assert "`nox -s zipapp`" in page
    assert "def zipapp(session" in NOX
    assert "`dist/concertation.pyz`" in page
    assert 'ONE_FILE = DIST / "concertation.pyz"' in NOX
    assert "`sha256sum --check --ignore-missing SHA256SUMS`" in page
    assert 'DIST / "SHA256SUMS"' in NOX


def test_an_older_python_is_told_which_it_takes(page):
    least = re.search(r"sys\.version_info < \((\d), (\d+)\)", NOX)
    needed = re.search(
        r'^requires-python = ">=(.+)"$', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE
    )[1]
    assert ".".join(least.groups()) == needed
    assert f"Python {needed}" in page


def test_both_pages_say_as_much():
    found = [(ROOT / "docs" / name).read_text("utf-8") for name in PAGES.values()]
    prose = [re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL) for text in found]
    assert re.findall("`[^`]+`", prose[0]) == re.findall("`[^`]+`", prose[1])
    assert re.findall("^python3 .+$", found[0]) == re.findall("^python3 .+$", found[1])
    assert found[0].count("\n- **") == found[1].count("\n- **")
