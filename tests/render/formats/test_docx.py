"""The Word file: the same page, with headings, lists and tables that Word knows."""

import io
import re
import sys
import zipfile
from functools import cache
from itertools import pairwise
from xml.etree import ElementTree as ET

import docx
import pytest
from docx.oxml.ns import qn
from tests.support.pages import ADVISED, DATE, KINDS, LANGUAGES, NAMES, page_of
from tests.support.texts import HOSTILE

from concertation_cli.errors import UsageError
from concertation_cli.phrases.numbers import signed
from concertation_cli.render.blocks import Bar, Bars, Columns, Heading, Item, Items, Para, Steps
from concertation_cli.render.formats.docx import as_docx, check_docx
from concertation_cli.render.formats.page_layout import MOST_BESIDE, PageFacts
from concertation_cli.words import Words

FACTS = PageFacts("en", "A title", "A pack", DATE, ("A foot.",))
both_languages = pytest.mark.parametrize("lang", LANGUAGES)


@pytest.fixture(scope="module")
def file(make):
    """Return a function that gives a named page as a Word file, each once."""

    @cache
    def render(name, lang, **typed):
        page = make(name, lang, **typed)
        return as_docx(page.blocks, page.facts, page.words)

    return render


@pytest.fixture
def opened(file):
    return lambda *names, **typed: docx.Document(io.BytesIO(file(*names, **typed)))


def written(*blocks):
    return docx.Document(io.BytesIO(as_docx(blocks, FACTS, Words("en"))))


def headings(document):
    return [
        (int(p.style.name.removeprefix("Heading ")), p.text)
        for p in document.paragraphs
        if p.style.name.startswith("Heading ")
    ]


def everything(document):
    cells = (cell.text for t in document.tables for row in t.rows for cell in row.cells)
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def numbering_of(document, paragraph):
    """Return the number that Word starts a list at, and the list's own id."""
    own = paragraph._p.pPr.numPr.numId.val  # noqa: SLF001  # no public way
    numbering = document.part.numbering_part.element
    found = next(num for num in numbering.num_lst if num.numId == own)
    starts = [o.get(qn("w:val")) for o in found.iter(qn("w:startOverride"))]
    return own, starts


@pytest.mark.parametrize("name", NAMES)
@both_languages
def test_every_part_of_the_file_is_clean_xml(file, name, lang):
    with zipfile.ZipFile(io.BytesIO(file(name, lang))) as archive:
        assert archive.testzip() is None
        for part in archive.namelist():
            if part.endswith((".xml", ".rels")):
                ET.fromstring(archive.read(part))  # noqa: S314  # our own
        rels = archive.read("word/_rels/document.xml.rels").decode()
    assert "TargetMode" not in rels


@pytest.mark.parametrize("name", NAMES)
@both_languages
def test_headings_are_real_and_in_order(opened, name, lang):
    levels = [level for level, _ in headings(opened(name, lang))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@both_languages
@pytest.mark.parametrize("kind", KINDS)
def test_the_file_says_what_the_page_says(pack, make, opened, kind, lang):
    name = f"recommend-{kind}"
    said = everything(opened(name, lang))
    for block in make(name, lang).blocks:
        match block:
            case Heading(text) | Para(text):
                assert text in said
            case Items(items):
                assert all((f"{i.text} ({i.note})" if i.note else i.text) in said for i in items)
            case Steps(texts):
                assert all(text in said for text in texts)
    for line in (pack.independence[lang], pack.digest):
        assert line in said
    assert make(name, lang).words.date(DATE) in said


@both_languages
@pytest.mark.parametrize("kind", ADVISED)
def test_the_scores_are_a_table_of_numbers(pack, make, opened, kind, lang):
    ranking = make(f"recommend-{kind}", lang).result.ranking
    tables = opened(f"recommend-{kind}", lang).tables
    themes = [pack.themes[theme].label[lang] for theme in pack.scored_themes()]
    themes.append(Words(lang)("question.recognition"))
    table = next(t for t in tables if len(t.columns) == len(themes) + 2)
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0][1:-1] == themes
    assert [row[1:] for row in rows[1:]] == [
        [signed(n).lstrip("+") for n in (*s.score.themes.values(), s.score.total)] for s in ranking
    ]
    repeated = table.rows[0]._tr.trPr.find(qn("w:tblHeader"))  # noqa: SLF001  # no public way
    assert repeated is not None


def test_each_numbered_list_starts_again_at_one():
    document = written(
        Heading("H", 1),
        Items((Item("a"), Item("b")), ordered=True),
        Para("between"),
        Steps(("c", "d", "e")),
    )
    numbered = [p for p in document.paragraphs if p.style.name == "List Number"]
    assert [p.text for p in numbered] == ["a", "b", "c", "d", "e"]
    lists = [numbering_of(document, p) for p in numbered]
    assert all(starts == ["1"] for _, starts in lists)
    first, second = {own for own, _ in lists[:2]}, {own for own, _ in lists[2:]}
    assert len(first) == len(second) == 1
    assert first != second


def test_marks_and_notes_of_a_list_are_kept():
    document = written(Heading("H", 1), Items((Item("why", "+9", "p. 3"), Item("plain", "-"))))
    marked, plain = (p for p in document.paragraphs if p.style.name.startswith("List"))
    assert (marked.style.name, plain.style.name) == ("List", "List Bullet")
    assert marked.text == "+9\twhy (p. 3)"  # its mark stands for the bullet
    assert marked.runs[0].bold
    assert marked.paragraph_format.first_line_indent == -marked.paragraph_format.left_indent < 0
    assert plain.text == "plain"


@pytest.mark.parametrize("name", NAMES)
@both_languages
def test_every_column_has_a_header_and_no_item_two_bullets(opened, name, lang):
    document = opened(name, lang)
    for table in document.tables:
        assert all(cell.text for cell in table.rows[0].cells)
    for paragraph in document.paragraphs:
        if paragraph.style.name in {"List Bullet", "List Number"}:
            assert not re.match(r"[-+\u2212\u2610!?=]\d*\s|\d+\.\s", paragraph.text)


def room_of(document):
    section = document.sections[0]
    return section.page_width - section.left_margin - section.right_margin


@both_languages
def test_a_header_over_numbers_is_wide_enough_for_its_longest_word(pack, lang):
    series = tuple(pack.themes[theme].label[lang] for theme in pack.scored_themes())
    bars = Bars((Bar("a" * 30, 6, parts=(1,) * 5),), (*series, "Description"), "Model")
    document = written(Heading("H", 1), bars)
    (table,) = document.tables
    assert len(table.columns) > 5
    for cell in table.rows[0].cells[1:]:
        longest = max(map(len, cell.text.split()))
        assert cell.width.cm > longest * 0.2 + 0.38  # wide letters in bold, and the edges
    assert abs(sum(column.width for column in table.columns) - room_of(document)) < 10_000


def test_headers_that_no_page_could_hold_share_it():
    series = tuple("w" * 40 for _ in range(6))
    document = written(Heading("H", 1), Bars((Bar("x", 6, parts=(1,) * 6),), series, "Model"))
    (table,) = document.tables
    assert abs(sum(column.width for column in table.columns) - room_of(document)) < 10_000
    assert table.columns[0].width.cm > 3


def test_more_columns_than_a_page_holds_are_told_one_under_the_other():
    for count in (MOST_BESIDE, MOST_BESIDE + 1):
        headers = tuple(f"h{n}" for n in range(count))
        cells = tuple(f"c{n}" for n in range(count))
        document = written(Heading("H", 1), Columns(headers, (("row", cells),)))
        beside = bool(document.tables)
        assert beside == (count == MOST_BESIDE)
        said = everything(document)
        assert all(text in said for text in (*headers, *cells, "row"))
        if not beside:
            assert "h4: c4" in said


def test_two_tables_in_a_row_stay_two():
    columns = Columns(("h",), (("a", ("b",)),))
    document = written(Heading("H", 1), columns, Bars((Bar("x", -2, "why"),)))
    assert len(document.tables) == 2
    body = [child.tag for child in document.element.body]
    assert qn("w:p") in body[body.index(qn("w:tbl")) + 1 : -1]
    tables = [n for n, tag in enumerate(body) if tag == qn("w:tbl")]
    assert tables[1] - tables[0] > 1
    assert [cell.text for cell in document.tables[1].rows[1].cells] == ["x (why)", "\u22122"]


@both_languages
def test_spelling_is_checked_in_the_language_of_the_page(opened, lang):
    document = opened("recommend-close", lang)
    languages = {e.get(qn("w:val")) for e in document.styles.element.iter(qn("w:lang"))}
    assert languages == {f"{lang}-CA"}
    assert document.core_properties.language == lang


def test_a_pack_with_a_very_long_name_makes_a_file():
    facts = FACTS._replace(series="n" * 300)
    document = docx.Document(io.BytesIO(as_docx([Para("x")], facts, Words("en"))))
    assert len(document.core_properties.subject) == 255


def test_the_file_says_what_it_is_and_not_what_made_it(opened, file):
    document = opened("recommend-close", "fr", title="Un fonds")
    properties = document.core_properties
    assert properties.title == "Un fonds"
    assert properties.subject
    assert (properties.author, properties.comments) == ("", "")
    assert str(properties.created).startswith(DATE)
    assert b"python-docx" not in file("recommend-close", "fr", title="Un fonds")


@pytest.mark.parametrize("place", ["title", "notes"])
def test_hostile_words_are_text_and_what_xml_cannot_hold_is_gone(opened, place):
    typed = HOSTILE + "\x00\x0b\ufffe]]>&<w:p/>"
    document = opened("recommend-close", "en", **{place: typed})
    said = everything(document)
    for kept in ("[/b] [red]x[/red] :smile: <script>alert(1)</script> | *y*", "]]>&<w:p/>"):
        assert kept in said
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe]", said)
    if place == "title":
        assert "<script>" in document.core_properties.title


def test_a_title_of_ten_thousand_letters_makes_a_file(opened):
    document = opened("recommend-close", "en", title="x" * 10_000)
    assert headings(document)[0] == (1, "x" * 10_000)
    assert len(document.core_properties.title) <= 255


def test_the_same_blocks_and_date_give_the_same_bytes(pack, monkeypatch):
    made = page_of(pack, "recommend-close", "fr")
    first = as_docx(made.blocks, made.facts, made.words)
    monkeypatch.setattr("time.localtime", lambda *_: (2031, 5, 6, 7, 8, 9, 1, 126, 0))
    assert as_docx(made.blocks, made.facts, made.words) == first


def test_without_the_library_the_way_to_install_it_is_told(pack, monkeypatch):
    monkeypatch.setitem(sys.modules, "docx", None)
    made = page_of(pack, "recommend-close", "fr")
    for refuse in (
        lambda: check_docx(to_terminal=False),
        lambda: as_docx(made.blocks, made.facts, made.words),
    ):
        with pytest.raises(UsageError) as caught:
            refuse()
        (problem,) = caught.value.problems
        assert problem.code == "docx-missing"
        for lang in LANGUAGES:
            assert "concertation[docx]" in Words(lang).problem(problem)


def test_a_word_file_is_not_poured_into_a_terminal():
    with pytest.raises(UsageError) as caught:
        check_docx(to_terminal=True)
    assert caught.value.problems[0].code == "docx-to-terminal"
    assert "--output" in Words("fr").problem(caught.value.problems[0])
    check_docx(to_terminal=False)
