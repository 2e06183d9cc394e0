"""The page for a meeting on paper: two pages, whatever the situation, in both formats.

Every case and initiative is printed by Chromium (HTML, on A4 and Letter) and by LibreOffice
(Word, on both), without notes and without the annex. Needs what `test_browser` needs, and
soffice with Writer; without one of them these tests fail.
"""

import re
import subprocess
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.support.browser import FORMATS, Jobs, needed
from tests.support.pages import DATE, KINDS, LANGUAGES, Made
from tests.support.paths import DATA
from tests.support.situations import answered

from concertation_cli.engine.explain import explain
from concertation_cli.engine.recommend import recommend
from concertation_cli.inputs.case_folder import load_cases
from concertation_cli.knowledge.records import Situation
from concertation_cli.phrases.advice import AdvicePhrases
from concertation_cli.render.formats.docx import as_docx
from concertation_cli.render.formats.page_layout import page_facts
from concertation_cli.render.views.page import Page
from concertation_cli.words import Words

pytestmark = pytest.mark.tools

A4 = 'w:w="11906" w:h="16838"'
TITLE = "Une démarche dont le titre prend toute la ligne"


@pytest.fixture(scope="module")
def told(pack):
    """Return the page of every case and initiative, by name, in its own language."""
    _, field = load_cases(pack, str(DATA / "field"))
    ours = [(case.id, "fr", case.codings[0]) for case in pack.cases]
    theirs = [(found.id, found.lang, found.codings[0]) for found in field]
    every = [(f"{kind}-{lang}", lang, answered(kind)) for kind in KINDS for lang in LANGUAGES]
    return {name: _page(pack, lang, answers) for name, lang, answers in (*ours, *theirs, *every)}


def _page(pack, lang, answers):
    words = Words(lang)
    phrases = AdvicePhrases(pack, words)
    result = recommend(pack, answers)
    situation = Situation(TITLE, "", answers)
    blocks = Page(phrases).blocks(situation, result, explain(pack, answers, result))
    return Made(blocks, page_facts(phrases, TITLE, DATE), words, result)


def pages_of(pdf):
    told = subprocess.run([needed("pdfinfo"), pdf], capture_output=True, check=True, text=True)
    return int(re.search(r"^Pages:\s+(\d+)$", told.stdout, re.MULTILINE)[1])


def over(paths):
    """Return the printed pages that take more than two sheets, by name."""
    with ThreadPoolExecutor() as pool:
        counts = dict(zip((p.name for p in paths), pool.map(pages_of, paths), strict=True))
    return {name: count for name, count in counts.items() if count > 2}


def test_every_verdict_is_among_what_is_printed(told):
    kinds = {str(made.result.verdict.kind) for made in told.values()}
    assert kinds == set(KINDS)


def test_the_html_page_of_every_situation_prints_on_two_sheets(told, tmp_path):
    jobs = Jobs(tmp_path, [])
    for name, made in told.items():
        jobs.add(name, made, pdf={f: str(tmp_path / f"{name}.{f}.pdf") for f in FORMATS})
    jobs.run()
    printed = sorted(tmp_path.glob("*.pdf"))
    assert len(printed) == len(FORMATS) * len(told)
    assert over(printed) == {}


@pytest.mark.parametrize("paper", FORMATS)
def test_the_word_page_of_every_situation_prints_on_two_sheets(told, tmp_path, paper):
    for name, made in told.items():
        path = tmp_path / f"{name}.docx"
        path.write_bytes(as_docx(made.blocks, made.facts, made.words))
        if paper == "A4":
            _cut_to_a4(path)
    files = sorted(tmp_path.glob("*.docx"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [needed("soffice"), profile, "--headless", "--convert-to", "pdf", "--outdir"]
    subprocess.run([*command, tmp_path, *files], capture_output=True, check=True, timeout=1200)
    printed = sorted(tmp_path.glob("*.pdf"))
    assert len(printed) == len(told)
    assert over(printed) == {}


def _cut_to_a4(path):
    """Make a document of Letter one of A4, as who prints on it does."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    body = parts["word/document.xml"].decode()
    body, count = re.subn(r'w:w="12240" w:h="15840"', A4, body)
    assert count == 1
    parts["word/document.xml"] = body.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)
