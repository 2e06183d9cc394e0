"""The HTML page: it stands alone, it can be walked through, and it tells the truth."""

import base64
import hashlib
import json
import re
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from typing import NamedTuple

import pytest
from tests.support.pages import ADVISED, DATE, KINDS, LANGUAGES, NAMES, page_of
from tests.support.situations import answered
from tests.support.texts import HOSTILE, MARKS, squeezed, texts

from concertation_cli.errors import UsageError
from concertation_cli.inputs.situation_file import gather
from concertation_cli.phrases.advice import AdvicePhrases
from concertation_cli.phrases.numbers import signed
from concertation_cli.render.blocks import (
    Bar,
    Bars,
    Columns,
    Foot,
    Heading,
    Item,
    Items,
    Para,
    Space,
    Steps,
)
from concertation_cli.render.formats.charts import (
    NARROW_COUNT,
    RADIUS,
    WIDE_COUNT,
    bar_chart,
    timeline,
)
from concertation_cli.render.formats.html import as_html
from concertation_cli.render.formats.page_layout import PageFacts, page_facts, titled, today
from concertation_cli.words import Words

VOID = {"meta", "br", "link", "img", "input", "hr", "base", "embed", "source", "col"}
FACTS = PageFacts("en", "A title", "A pack", DATE, ("A foot.",))
WHITE = (255, 255, 255)


class Element(NamedTuple):
    """An element: where it stands, and all the text in it."""

    tag: str
    attributes: dict
    parents: tuple
    text: list

    @property
    def said(self):
        return " ".join("".join(self.text).split())


class Reader(HTMLParser):
    """Reads a page as elements in order; every element must be closed where it should be."""

    def __init__(self, page):
        super().__init__()
        self.elements = []
        self.open = []
        self.feed(page)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        assert len({name for name, _ in attrs}) == len(attrs), attrs
        element = Element(tag, dict(attrs), tuple(self.open), [])
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.elements.append(Element(tag, dict(attrs), tuple(self.open), []))

    def handle_endtag(self, tag):
        assert self.open.pop().tag == tag

    def handle_data(self, data):
        for element in self.open:
            element.text.append(data)

    def all(self, *tags):
        return [element for element in self.elements if element.tag in tags]


def inside(page, element, *tags):
    return [e for e in page.all(*tags) if any(parent is element for parent in e.parents)]


@pytest.fixture(scope="module")
def html(make):
    """Return a function that gives a named page in a language, each once."""

    @cache
    def render(name, lang, **typed):
        page = make(name, lang, **typed)
        return as_html(page.blocks, page.facts, page.words).decode("utf-8")

    return render


@pytest.fixture(scope="module")
def read(html):
    """Return a function that gives a named page as elements, each once."""
    return cache(lambda *names, **typed: Reader(html(*names, **typed)))


@pytest.fixture(scope="module")
def foreign(pack):
    """Return, for each language, what the pack says only in the other."""
    said = {lang: {squeezed(text[lang]) for text in texts(pack)} for lang in LANGUAGES}
    return {
        lang: {text for text in said[other] if len(text) >= 14 and text not in "".join(said[lang])}
        for lang, other in (LANGUAGES, LANGUAGES[::-1])
    }


every_page = pytest.mark.parametrize("name", NAMES)
both_languages = pytest.mark.parametrize("lang", LANGUAGES)


# -- it stands alone ---------------------------------------------------------------------


@every_page
@both_languages
def test_a_page_runs_nothing_and_fetches_nothing(read, name, lang):
    page = read(name, lang)
    allowed = {
        "html", "head", "meta", "title", "style", "body", "header", "main", "footer", "section",
        "h1", "h2", "h3", "h4", "p", "br", "small", "b", "span", "ul", "ol", "li", "figure",
        "table", "caption", "thead", "tbody", "tr", "th", "td", "svg", "desc", "defs", "pattern",
        "rect", "circle", "text", "path", "marker", "colgroup", "col", "time",
    }  # fmt: skip
    assert {element.tag for element in page.elements} <= allowed
    for element in page.elements:
        names = set(element.attributes)
        assert not names & {"href", "src", "srcset", "style", "action", "xlink:href"}, element
        assert not [n for n in names if n.startswith("on")], element
        values = " ".join(v or "" for v in element.attributes.values())
        assert not re.search(r"https?:|//|javascript:|data:|url\((?!#)", values), element
    style = page.all("style")[0].said
    assert not re.search(r"url\(|@import|expression|https?:", style)


@both_languages
def test_the_policy_lets_in_the_style_of_the_page_and_nothing_else(html, lang):
    page = html("recommend-close", lang)
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    metas = [m.attributes for m in Reader(page).all("meta") if "http-equiv" in m.attributes]
    assert [meta["http-equiv"] for meta in metas] == ["Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in metas[0]["content"].split(";"))
    assert rules.pop("default-src") == "'none'"
    assert rules.pop("style-src") == f"'sha256-{digest}'"
    assert set(rules.values()) == {"'none'"}
    assert page.index("Content-Security-Policy") < page.index("<style>")


@both_languages
@pytest.mark.parametrize("place", ["title", "notes"])
def test_hostile_words_are_read_as_typed_and_make_nothing(read, lang, place):
    typed = f"{HOSTILE} \"' --> ]]> </style></title></svg> {{{{ 7*7 }}}} {{% x %}}"
    benign = read("recommend-recommended", lang, **{place: "plain"})
    page = read("recommend-recommended", lang, **{place: typed})
    assert [e.tag for e in page.elements] == [e.tag for e in benign.elements]
    assert [set(e.attributes) for e in page.elements] == [
        set(e.attributes) for e in benign.elements
    ]
    shown = page.all("h1")[0].said if place == "title" else page.all("main")[0].said
    assert " ".join(typed.split()) in shown


def test_hostile_words_in_any_block_make_nothing():
    def built(text):
        blocks = [
            Heading(text, 1),
            Heading(text),
            Heading(text, 3),
            Heading(text, 4),
            Para(text),
            Items((Item(text, note=text),)),
            Items((Item(text, "1.", text), Item(text, "2."))),
            Items((Item(text, text, text),)),
            Columns((text,), ((text, (text,)),)),
            Columns((text,) * 9, ((text, (text,) * 9),)),
            Bars((Bar(text, 3, text, (4, -1)),), (text, text)),
            Steps((text,) * 7, 2),
        ]
        facts = PageFacts("en", text, text, DATE, (text,))
        return Reader(as_html(blocks, facts, Words("en")).decode())

    typed = "\"><script>x</script>'</svg></style>&lt;{{1}}"
    benign, hostile = built("p" * len(typed)), built(typed)
    assert [e.tag for e in hostile.elements] == [e.tag for e in benign.elements]
    assert [set(e.attributes) for e in hostile.elements] == [
        set(e.attributes) for e in benign.elements
    ]
    assert "script" not in hostile.all("style")[0].said


def test_no_escape_sequence_of_a_situation_reaches_the_page(pack, tmp_path, html):
    """What is read from a file is clean: the page need not clean it again."""
    path = tmp_path / "hostile.json"
    path.write_text(json.dumps({"title": HOSTILE, "notes": HOSTILE, "answers": {}}))
    found = gather(pack, str(path), [])
    page = html("recommend-close", "en", title=found.title, notes=found.notes)
    assert ":smile:" in page
    assert not [mark for mark in MARKS if mark in page]


def test_a_long_title_is_whole_on_the_page_and_cut_in_the_window(read):
    page = read("recommend-close", "en", title="x" * 10_000)
    assert page.all("h1")[0].said == "x" * 10_000
    assert len(page.all("title")[0].said) == 200


# -- it can be walked through ------------------------------------------------------------


@every_page
@both_languages
def test_headings_come_in_order_and_say_something(read, name, lang):
    page = read(name, lang)
    headings = page.all("h1", "h2", "h3", "h4")
    levels = [int(heading.tag[1]) for heading in headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(heading.said for heading in headings)


@every_page
@both_languages
def test_the_page_has_its_landmarks_its_language_and_its_title(read, name, lang):
    page = read(name, lang)
    assert page.elements[0].attributes == {"lang": lang}
    for landmark in ("header", "main", "footer"):
        assert len(page.all(landmark)) == 1
    assert page.all("title")[0].said
    body = [e for e in page.elements if len(e.parents) == 2 and e.parents[1].tag == "body"]
    assert [element.tag for element in body] == ["header", "main", "footer"]
    assert all(s.parents[-1].tag == "main" for s in page.all("section"))


@every_page
@both_languages
def test_every_drawing_is_told_in_words(read, name, lang):
    page = read(name, lang)
    for drawing in page.all("svg"):
        if drawing.attributes.get("aria-hidden") == "true":  # beside its own word
            assert drawing.parents[-1].said
            continue
        assert drawing.attributes["role"] == "img"
        titles, described = inside(page, drawing, "title"), inside(page, drawing, "desc")
        labels = [e.attributes["id"] for e in (*titles, *described)]
        assert drawing.attributes["aria-labelledby"].split() == labels
        assert len(labels) == 2
        assert all(e.said for e in (*titles, *described))


@every_page
@both_languages
def test_ids_are_unique_and_every_reference_finds_its_own(read, name, lang):
    page = read(name, lang)
    ids = [e.attributes["id"] for e in page.elements if "id" in e.attributes]
    assert len(set(ids)) == len(ids)
    named = set()
    for element in page.elements:
        named |= set(element.attributes.get("aria-labelledby", "").split())
        for value in element.attributes.values():
            named |= set(re.findall(r"url\(#([^)]+)\)", value or ""))
    assert named <= set(ids)


@every_page
@both_languages
def test_every_table_has_a_caption_and_a_header_for_each_cell(read, name, lang):
    page = read(name, lang)
    for table in page.all("table"):
        rows = [inside(page, row, "th", "td") for row in inside(page, table, "tr")]
        assert len({len(row) for row in rows}) == 1
        assert inside(page, table, "caption")[0].said
        header, *body = rows
        assert [cell.attributes.get("scope") for cell in header[1:]] == ["col"] * (len(header) - 1)
        for row in body:
            assert row[0].attributes["scope"] == "row"
            for cell, above in zip(row[1:], header[1:], strict=True):
                assert cell.attributes["data-label"].startswith(above.said)


@every_page
@both_languages
def test_no_page_mixes_languages(foreign, read, name, lang):
    page = read(name, lang)
    labels = "".join(element.attributes.get("data-label", "") for element in page.elements)
    shown = squeezed(page.all("body")[0].said + labels)
    assert foreign[lang]
    assert not {text for text in foreign[lang] if text in shown}


def test_a_page_that_opens_with_no_title_gets_one():
    assert titled([Para("Words")], "A title") == [Heading("A title", 1), Para("Words")]
    assert titled([], "A title") == [Heading("A title", 1)]
    assert titled([Heading("Its own", 1), Para("Words")], "A title")[0] == Heading("Its own", 1)
    assert titled([Heading("Below")], "x" * 300)[0] == Heading("x" * 199 + "\u2026", 1)


def test_what_makes_room_on_a_screen_takes_none_on_a_page():
    blocks = [Heading("H", 1), Para("a"), Para("b")]
    spaced = [*blocks[:2], Space(), blocks[2], Foot("line", ("lines",))]
    assert as_html(spaced, FACTS, Words("en")) == as_html(blocks, FACTS, Words("en"))


def test_lines_of_notes_stay_lines_and_a_blank_line_parts_paragraphs(read):
    page = read("recommend-close", "en", notes="one\ntwo\n\nthree")
    notes = [p for p in page.all("p") if p.said in {"onetwo", "three"}]
    assert [len(inside(page, p, "br")) for p in notes] == [1, 0]


# -- it tells what was found -------------------------------------------------------------


@both_languages
@pytest.mark.parametrize("kind", KINDS)
def test_the_verdict_comes_first_and_the_foot_last(pack, make, read, kind, lang):
    page = read(f"recommend-{kind}", lang)
    made = make(f"recommend-{kind}", lang)
    phrases = AdvicePhrases(pack, made.words)
    first = inside(page, page.all("section")[0], "h2", "p")
    assert first[0].said == made.words("board.verdict")
    assert first[1].said == " ".join(phrases.verdict(made.result).split())
    foot = page.all("footer")[0].said
    for line in (pack.independence[lang], pack.version, pack.digest, str(pack.citation.year)):
        assert line in foot
    assert pack.independence[lang] not in page.all("main")[0].said
    header = page.all("header")[0]
    assert " ".join(made.words.date(DATE).split()) in header.said
    (dated,) = page.all("time")
    assert dated.attributes["datetime"] == DATE  # what programs read


@both_languages
@pytest.mark.parametrize("kind", ADVISED)
def test_a_page_of_advice_holds_what_a_board_asks_for(pack, make, read, kind, lang):
    page = read(f"recommend-{kind}", lang)
    made = make(f"recommend-{kind}", lang)
    headings = [heading.said for heading in page.all("h2")]
    close = kind == "close"
    where = ("heading.side-by-side",) if close else ("heading.where",)
    plan = () if close else ("heading.actions", "heading.bring-in", "heading.watch")
    keys = (*where, "board.situation", "heading.mandate", *plan, "heading.annex",
            "heading.would-change", "heading.ranking", "heading.runners-up",
            "heading.conditions", "heading.partners", "heading.pathways", "heading.evidence",
            "heading.caveats", "heading.sources")  # fmt: skip
    told = [headings.index(made.words(key)) for key in keys]
    assert told == sorted(told)
    assert any(heading.startswith(made.words("heading.why")) for heading in headings)
    main = page.all("main")[0].said
    model = pack.model(made.result.verdict.models[0])
    said = (model.definition, *(p.role for p in model.partners))
    said += () if close else model.phases
    said += tuple(challenge.text for challenge in model.challenges)
    assert [text[lang] for text in said if " ".join(text[lang].split()) not in main] == []
    holding = {state.id for state in made.result.leading.conditions}
    for condition in model.conditions:
        told = " ".join(condition.text[lang].split()) in main
        assert told == (condition.id in holding), condition.id


@both_languages
def test_the_situation_is_told_in_the_labels_that_were_chosen(pack, make, read, lang):
    page = read("recommend-not-ready", lang, notes="Our own words")
    made = make("recommend-not-ready", lang)
    given = answered("not-ready")
    sections = {inside(page, s, "h2")[0].said: s for s in page.all("section")}
    told = {}
    for heading in ("board.situation", "heading.mandate"):
        for row in inside(page, sections[made.words(heading)], "tr"):
            cells = inside(page, row, "th", "td")
            told[cells[0].said] = cells[1].said
    in_mandate = {key: line.label[lang] for line in pack.mandate for key in line.answers}
    for question_id in ("gap", "participants", "form", "portrait"):
        question = pack.question(question_id)
        label = " ".join(in_mandate.get(question_id, question.text[lang]).split())
        chosen = [question.option(o).label[lang] for o in given[question_id]]
        assert told[label] == "; ".join(chosen)
    there = [
        pack.question(key.split(".")[0]).option(key.split(".")[1]).label[lang]
        for key, value in given.items()
        if "." in key and value[0] in {"in-place", "us", "partner"}
    ]
    assert sorted(told[made.words("page.in-place")].split("; ")) == sorted(there)
    assert "Our own words" in sections[made.words("board.situation")].said


@both_languages
@pytest.mark.parametrize("kind", [*ADVISED, "undetermined"])
def test_the_numbers_beside_the_chart_are_the_scores(pack, make, read, kind, lang):
    page = read(f"recommend-{kind}", lang)
    ranking = make(f"recommend-{kind}", lang).result.ranking
    table = next(t for t in page.all("table") if t.attributes["class"] == "numbers")
    rows = [[c.said for c in inside(page, row, "th", "td")] for row in inside(page, table, "tr")]
    themes = [pack.themes[theme].label[lang] for theme in pack.scored_themes()]
    assert rows[0][1:-1] == [*themes, Words(lang)("question.recognition")]
    assert rows[1:] == [
        [
            f"{standing.rank}. {pack.model(standing.model).name[lang]}",
            *(signed(p).lstrip("+") for p in standing.score.themes.values()),
            signed(standing.score.total).lstrip("+"),
        ]
        for standing in ranking
    ]
    for row in rows[1:]:
        numbers = [int(cell.replace("\u2212", "-")) for cell in row[1:]]
        assert sum(numbers[:-1]) == numbers[-1]
    drawing = next(s for s in page.all("svg") if s.attributes.get("class") == "bars")
    totals = [t.said for t in inside(page, drawing, "text") if t.attributes.get("class") == "total"]
    assert totals == [row[-1] for row in rows[1:]]
    described = inside(page, drawing, "desc")[0].said
    assert all(row[0] in described for row in rows[1:])


@pytest.mark.parametrize("kind", ADVISED)
def test_the_bars_drawn_are_as_long_as_their_points(make, read, kind):
    page = read(f"recommend-{kind}", "en")
    ranking = make(f"recommend-{kind}", "en").result.ranking
    drawing = next(s for s in page.all("svg") if s.attributes.get("class") == "bars")
    drawn = [
        float(r.attributes["width"].rstrip("%"))
        for r in inside(page, drawing, "rect")
        if "part" in r.attributes.get("class", "").split()
    ]
    points = [abs(p) for s in ranking for p in s.score.themes.values() if p]
    assert len(drawn) == len(points)
    one = max(drawn) / max(points)
    assert drawn == pytest.approx([one * p for p in points], abs=0.01)


def test_what_counts_against_is_drawn_on_the_left_of_zero():
    bars = Bars((Bar("a", 3, parts=(6, -4, 1, 0)), Bar("b", -8, parts=(-6, -2, 0, 0))), ("x",) * 4)
    chart = bar_chart(bars)
    assert chart.signed
    one = 100 / (7 + 8)
    assert chart.zero == pytest.approx(8 * one, abs=0.01)
    first, second = (row.segments for row in chart.rows)
    assert [s.part for s in first] == [0, 1, 2]
    assert [s.part for s in second] == [0, 1]
    for x, width, segment in (
        (8, 6, first[0]),
        (4, 4, first[1]),
        (14, 1, first[2]),
        (2, 6, second[0]),
        (0, 2, second[1]),
    ):
        assert (segment.x, segment.width) == pytest.approx((x * one, width * one), abs=0.01)
    assert [row.total for row in chart.rows] == pytest.approx([11 * one, 0], abs=0.01)


def test_bars_without_parts_or_without_points_are_drawn_too():
    plain = bar_chart(Bars((Bar("a", 4), Bar("b", 1))))
    assert [row.segments[0].width for row in plain.rows] == [100, 25]
    assert not plain.signed
    empty = bar_chart(Bars((Bar("a", 0), Bar("b", 0))))
    assert [row.segments for row in empty.rows] == [(), ()]
    page = Reader(as_html([Bars((Bar("a", 4, "why"),))], FACTS, Words("en")).decode())
    assert [c.said for c in page.all("th", "td")][-2:] == ["a (why)", "4"]


def test_bars_do_not_overlap_the_words_above_them():
    long = "a name so long that it takes several lines whatever the width of the page may be"
    rows = bar_chart(Bars((Bar(long, 1), Bar("short", 2)))).rows
    assert len(rows[0].lines) > 1
    assert " ".join(line for line, _ in rows[0].lines) == long
    for row in rows:
        assert max(y for _, y in row.lines) < row.y
    assert rows[0].y < rows[1].lines[0][1] - 14


@pytest.mark.parametrize("count", range(3, 11))
@pytest.mark.parametrize("most", [WIDE_COUNT, NARROW_COUNT])
def test_a_timeline_holds_every_step_once_within_its_frame(count, most):
    for back_to in (None, *range(1, count)):
        drawing = timeline(count, back_to, per_row=most)
        assert [node.number for node in drawing.nodes] == list(range(1, count + 1))
        places = {(node.x, node.y) for node in drawing.nodes}
        assert len(places) == count
        for node in drawing.nodes:
            assert RADIUS < node.x <= drawing.width - RADIUS
            assert RADIUS < node.y <= drawing.height - RADIUS
        assert max(sum(n.y == y for n in drawing.nodes) for _, y in places) <= most
        assert len(drawing.links) == count - 1
        assert bool(drawing.back) == bool(back_to)
        if back_to:
            path = [int(n) for n in re.findall(r"\d+", drawing.back)]
            assert min(path) > 0
            assert max(path) <= max(drawing.width, drawing.height)
            last, target = drawing.nodes[-1], drawing.nodes[back_to - 1]
            assert drawing.back.startswith(f"M{last.x} {last.y + RADIUS}V")
            end = int(drawing.back.rpartition("V")[2])
            assert abs(end - target.y) < RADIUS + 5
            assert f"{target.x} " in drawing.back


def test_neighbours_on_a_timeline_are_next_to_each_other():
    drawing = timeline(10, None, per_row=NARROW_COUNT)
    for one, other in pairwise(drawing.nodes):
        assert (one.x == other.x) != (one.y == other.y)


@both_languages
def test_a_cycle_is_drawn_and_told(pack, read, lang):
    cyclic = next(model for model in pack.models if model.cycle)
    straight = next(model for model in pack.models if not model.cycle)
    for model in (cyclic, straight):
        page = read(f"show-{model.number}", lang)
        drawings = [s for s in page.all("svg") if "steps" in s.attributes.get("class", "")]
        assert drawings
        for drawing in drawings:
            paths = [p.attributes["class"] for p in inside(page, drawing, "path")]
            assert ("link back" in paths) == bool(model.cycle)
            numbers = [t.said for t in inside(page, drawing, "text")]
            assert numbers == [str(n) for n in range(1, len(model.phases) + 1)]
            arrow = Words(lang)("chart.cycle", last=len(model.phases), first=2)
            assert (arrow in inside(page, drawing, "desc")[0].said) == bool(model.cycle)
        steps = next(o for o in page.all("ol") if o.attributes.get("class") == "phases")
        listed = [" ".join(item.said.split()) for item in inside(page, steps, "li")]
        assert listed == [" ".join(text[lang].split()) for text in model.phases]


def test_only_a_timeline_of_many_steps_has_a_narrow_drawing():
    for count, drawn in ((NARROW_COUNT, 1), (NARROW_COUNT + 1, 2)):
        steps = Steps(tuple(f"step {n}" for n in range(count)))
        page = Reader(as_html([Heading("H"), steps], FACTS, Words("en")).decode())
        assert len(page.all("svg")) == drawn


@both_languages
@pytest.mark.parametrize("kind", KINDS)
def test_the_sources_name_every_page_that_the_page_cites(read, kind, lang):
    page = read(f"recommend-{kind}", lang)
    words = Words(lang)
    section = next(
        s for s in page.all("section")
        if inside(page, s, "h2")[0].said == words("heading.sources")
    )  # fmt: skip
    listed = [item.said for item in inside(page, section, "li")]
    pages = [re.match(r"P\. ([\d-]+)", line) for line in listed]
    firsts = [int(found[1].split("-")[0]) for found in pages if found]
    assert firsts == sorted(firsts)
    named = dict(zip((found and found[1] for found in pages), listed, strict=True))
    notes = "; ".join(note.said.strip("()") for note in page.all("small")).split("; ")
    cited = [found for note in notes if (found := re.fullmatch(r"(.+), p\. (\d+(?:-\d+)?)", note))]
    assert cited
    assert all(section in named[pages] for section, pages in (found.groups() for found in cited))


@both_languages
def test_the_sources_of_a_refusal_name_where_it_comes_from(pack, read, lang):
    option = pack.questions[0].option(answered("not-a-concertation")["aim"][0])
    source = option.refuses.source
    caveats = {caveat.source for caveat in pack.caveats}
    assert source not in caveats, "another source would name it anyway"
    words = Words(lang)
    line = words("page.source", pages=source.pages, sections=pack.sections[source.section][lang])
    listed = [item.said for item in read("recommend-not-a-concertation", lang).all("li")]
    assert " ".join(line.split()) in listed


def test_a_numbered_list_is_an_ordered_list_and_marks_are_shown():
    blocks = [
        Heading("H"),
        Items((Item("a"), Item("b")), ordered=True),
        Items((Item("c", "2."), Item("d", "3."))),
        Items((Item("e", "-"), Item("f"))),
    ]
    page = Reader(as_html(blocks, FACTS, Words("en")).decode())
    assert [e.said for e in page.all("ol")] == ["a b"]
    assert [e.said for e in page.all("ul")] == ["2. c 3. d", "e f"]


@both_languages
def test_whether_something_is_in_place_is_said_in_words(pack, make, read, lang):
    page = read("recommend-not-ready", lang)
    made = make("recommend-not-ready", lang)
    section = next(
        s for s in page.all("section")
        if inside(page, s, "h2")[0].said == made.words("heading.conditions")
    )  # fmt: skip
    model = pack.model(made.result.leading.model)
    told = {
        model.condition(state.id).text[lang]: made.words(f"status.{state.status}")
        for state in made.result.leading.conditions
    }
    rows = [item.said for item in inside(page, section, "li")]
    for text, status in told.items():
        row = next(row for row in rows if " ".join(text.split()) in row)
        assert f"({status};" in row


@both_languages
def test_what_to_do_says_whether_it_is_under_way_or_only_unknown(pack, make, read, lang):
    page, made = read("recommend-recommended", lang), make("recommend-recommended", lang)
    section = next(
        s for s in page.all("section")
        if inside(page, s, "h2")[0].said == made.words("heading.actions")
    )  # fmt: skip
    rows = [[cell.said for cell in inside(page, row, "th", "td")]
            for row in inside(page, section, "tr")]  # fmt: skip
    states = {
        pack.model(made.result.leading.model).condition(state.id).text[lang]: state.status
        for state in made.result.leading.conditions
    }
    seen = set()
    for missing, remedy, who, when in rows[1:]:
        assert (who, when) == ("", "")
        for text, status in states.items():
            if " ".join(text.split()) in missing and status != "not-yet":
                seen.add(status)
                assert remedy.startswith(
                    " ".join(made.words(f"action.{status}", remedy="").split())
                )
    assert seen == {"under-way", "unknown"}


def test_the_same_blocks_and_date_give_the_same_bytes(pack):
    one, other = (page_of(pack, "recommend-close", "fr") for _ in range(2))
    assert as_html(*one[:3]) == as_html(*other[:3])


# -- facts -------------------------------------------------------------------------------


def test_the_date_is_the_one_that_a_reproducible_build_sets():
    assert today({"SOURCE_DATE_EPOCH": "86400"}) == "1970-01-02"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", today({}))


@pytest.mark.parametrize("value", ["yesterday", "1e9", "9" * 30])
def test_a_date_that_is_no_number_of_seconds_is_refused(value):
    with pytest.raises(UsageError) as caught:
        today({"SOURCE_DATE_EPOCH": value})
    assert caught.value.problems[0].code == "bad-epoch"
    assert Words("fr").problem(caught.value.problems[0])


def test_the_facts_of_a_page_name_the_pack(pack):
    phrases = AdvicePhrases(pack, Words("en"))
    facts = page_facts(phrases, "T", DATE)
    assert facts.series == pack.name["en"]
    assert pack.digest in facts.foot[-1]


# -- colours -----------------------------------------------------------------------------


def luminance(colour):
    parts = [c / 255 for c in colour]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def rgb(code):
    return tuple(int(code[n : n + 2], 16) for n in (1, 3, 5))


def test_words_and_bars_stand_out_from_their_ground(html):
    style = re.search(r"<style>(.*?)</style>", html("recommend-close", "fr"), re.DOTALL)[1]
    inks = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", style))
    for ground in (WHITE, rgb(inks["wash"])):
        for name in ("ink", "quiet", "accent"):
            assert contrast(rgb(inks[name]), ground) >= 4.5, name
    parts = re.findall(r"\.part-\d \{ fill: (#[0-9a-f]{6})", style)
    assert len(parts) == 6
    for colour in parts:
        assert contrast(rgb(colour), rgb(inks["wash"])) >= 3
