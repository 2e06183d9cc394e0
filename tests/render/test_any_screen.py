"""Any pack, any situation, any words, any width: every screen and page that can be made of them."""

import io
import json
import unicodedata
from functools import partial
from html.parser import HTMLParser

import docx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from tests.support.generated_packs import any_packs
from tests.support.small_packs import answers_to

from concertation_cli.engine.compare import compare
from concertation_cli.engine.evaluate import evaluate
from concertation_cli.engine.explain import explain
from concertation_cli.engine.group import confer
from concertation_cli.engine.prove import verify
from concertation_cli.engine.recommend import recommend
from concertation_cli.engine.replay import Saved, SavedReason, SavedStanding, replay
from concertation_cli.engine.shortest import shortest
from concertation_cli.errors import UsageError
from concertation_cli.inputs.participants import distinct_names
from concertation_cli.inputs.saved_result import read_result
from concertation_cli.knowledge.answers import MAX_NOTES, MAX_TITLE
from concertation_cli.knowledge.records import Situation
from concertation_cli.knowledge.search import search
from concertation_cli.phrases.advice import AdvicePhrases
from concertation_cli.phrases.sections import OF_ADVICE, OF_MODEL
from concertation_cli.render.formats.docx import as_docx
from concertation_cli.render.formats.fitting import first_fitting
from concertation_cli.render.formats.html import as_html
from concertation_cli.render.formats.markdown import as_markdown
from concertation_cli.render.formats.page_layout import page_facts
from concertation_cli.render.formats.text import as_text
from concertation_cli.render.json.documents import dumps
from concertation_cli.render.json.recommendation import AdviceJson
from concertation_cli.render.views.advice import Advice
from concertation_cli.render.views.lists import Screens
from concertation_cli.render.views.lookups import Lookups
from concertation_cli.render.views.model import Profile
from concertation_cli.render.views.page import Page
from concertation_cli.render.views.replay import Changes, Replayed
from concertation_cli.render.views.workshop import People, Workshop
from concertation_cli.terminal import Screen
from concertation_cli.text_safety import clean
from concertation_cli.words import Words

# Not shrunk: a screen is slow to draw, and a draw of ours is one number already.
some = partial(settings, suppress_health_check=list(HealthCheck), phases=(Phase.generate,))

# What people paste, and what may break a line, a table, a page or a terminal.
PASTED = (
    "[/b]", "[red]x", ":smile:", "<script>alert(1)</script>", "</title>", "<!--", "]]>",
    "&amp;", "&#27;", "|", "*y*", "_z_", "`w`", "~~v~~", "# x", "1. x", "- x", "> x",
    "---", "===", "```", "    x", "\\", "\x1b[31m", "\x1b]0;t\x07", "\x9b1m", "\x00",
    "\x07", "\u202e", "\u2066", "\u200b", "\ufeff", "\ud83d", "\n", "\n\n", "\r\n", "\t",
    "\x85", "\u2028", "\u00a0", "\ue000", "\uffff", "\U000e0041", "\u2800",
    "日本語の文章", "\uff57\uff49\uff44\uff45", "👩‍👩‍👧", "🏳️‍🌈", "🇨🇦", "👍🏽",
    "\u200d", "\u200c", "\ufe0f", "\u0301", "Z͑ͫ̓ͪ̂ͫ̽", "नमस्ते", "ไทย", "\u0301" * 50,
    "نعم", "שלום", "ﷺ", "x" * 300, "語" * 150, "👩‍👩‍👧" * 60, "a-b/" * 80, "« oui »",
    "l'été", "%s {x} {0}", "\u1100\u1161", "\u3000", "\u00ad", "\u2060", "ﬁ",
    "\U0001f9d1\u200d", "=1+1", '"', "'", "javascript:x",
)  # fmt: skip
TYPED = st.lists(st.sampled_from(PASTED) | st.text(max_size=5) | st.just(" "), max_size=12).map(
    "".join
)
ALWAYS = "</title><i onload=x>\u202e\u200b"
WIDTHS = st.integers(40, 300)
INVISIBLE = {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
JOINERS = "\u200c\u200d"


@pytest.fixture(scope="session", params=["drawn", "shipped"])
def draw_pack(request, pack):
    """Return what draws a pack: any that is valid, or always the shipped one."""
    if request.param == "shipped":
        return lambda _: pack
    return lambda data: data.draw(any_packs()).pack


def assert_inert(text):
    """Check that a text holds nothing that acts on a terminal or hides."""
    for char in set(text) - set("\n" + JOINERS):
        assert unicodedata.category(char) not in INVISIBLE | {"Cf"}, repr(char)


def assert_laid_out(blocks, width, *, spoken=False, glyphs=True):
    """Lay blocks out and check that they keep to the terminal."""
    shown = as_text(blocks, Screen(width, glyphs=glyphs, spoken=spoken))
    assert_inert(shown)
    assert shown.strip()
    for line in shown.split("\n"):
        assert cell_len(line) <= max(40, width), (width, line)
        assert line == line.rstrip(), line
    return shown


def situation_of(data, pack):
    title = clean(f"{ALWAYS}{data.draw(TYPED)}", limit=MAX_TITLE)
    notes = clean(f"{data.draw(TYPED)}{ALWAYS}", limit=MAX_NOTES, lines=True)
    return Situation(title, notes, data.draw(answers_to(pack)))


def words_of(data):
    return Words(data.draw(st.sampled_from(["fr", "en"])))


@some(max_examples=6)
@given(data=st.data())
def test_any_advice_keeps_to_any_terminal(draw_pack, data):
    pack, words, width = draw_pack(data), words_of(data), data.draw(WIDTHS)
    situation = situation_of(data, pack)
    result = recommend(pack, situation.answers)
    found = explain(pack, situation.answers, result)
    advice = Advice(AdvicePhrases(pack, words))
    told = situation, result, found
    for blocks in (first_fitting(advice.first_screens(*told)), advice.everything(*told)):
        spoken, glyphs = data.draw(st.booleans()), data.draw(st.booleans())
        assert_laid_out(blocks, width, spoken=spoken, glyphs=glyphs)
    for part in OF_ADVICE:
        assert_laid_out(advice.section(part, result, found), width, spoken=False, glyphs=True)


@some(max_examples=6)
@given(data=st.data())
def test_any_look_up_keeps_to_any_terminal(draw_pack, data):
    pack, words, width = draw_pack(data), words_of(data), data.draw(WIDTHS)
    lookups = Lookups(AdvicePhrases(pack, words))
    screens = Screens(AdvicePhrases(pack, words))
    places = st.integers(0, len(pack.models) - 1)
    model = pack.models[data.draw(places)]
    section = data.draw(st.sampled_from([None, *OF_MODEL]))
    portrayed = model.id in pack.portrayed()
    recognized = shortest(pack, model, recognized=True) if portrayed else None
    several = [pack.models[n] for n in data.draw(st.lists(places, min_size=1, unique=True))]
    wanted = clean(
        data.draw(TYPED | st.sampled_from(["a", "de", "text", "x", "日", "une phrase"])), limit=200
    )
    for blocks in (
        Profile(AdvicePhrases(pack, words)).model(model, section),
        first_fitting(Profile(AdvicePhrases(pack, words)).screens(model)),
        lookups.when(model, shortest(pack, model), recognized),
        lookups.compare(several, compare(pack, several)),
        lookups.found(
            wanted, search(pack, wanted, lookups.phrases.lang), full=data.draw(st.booleans())
        ),
        screens.models(),
        screens.cases(),
        *(screens.case(case) for case in pack.cases[:2]),
        screens.questions(),
    ):
        assert_laid_out(blocks, width, glyphs=data.draw(st.booleans()))


@some(max_examples=4)
@given(data=st.data())
def test_any_evaluation_and_any_check_keep_to_any_terminal(data):
    pack = data.draw(any_packs(models=3, questions=4)).pack
    words, width = words_of(data), data.draw(WIDTHS)
    screens = Screens(AdvicePhrases(pack, words))
    assert_laid_out(screens.evaluation(evaluate(pack, pack.cases), own_cases=True), width)
    assert_laid_out(screens.checked(verify(pack), 0), width)


@some(max_examples=5)
@given(data=st.data())
def test_any_workshop_keeps_to_any_terminal(draw_pack, data):
    pack, words, width = draw_pack(data), words_of(data), data.draw(WIDTHS)
    given_ = data.draw(st.lists(answers_to(pack), min_size=2, max_size=5))
    names = distinct_names(words, [data.draw(TYPED) for _ in given_])
    assert len(set(names)) == len(given_)
    group = confer(pack, given_)
    found = explain(pack, group.majority.answers, group.majority.result)
    say = AdvicePhrases(pack, words)
    notes = [{key: clean(data.draw(TYPED), limit=99) for key in answers} for answers in given_]
    for told in (People(names, notes), People()):
        workshop = Workshop(say, group, found, told)
        assert_laid_out(
            first_fitting(workshop.first_screens()), width, glyphs=data.draw(st.booleans())
        )
        blocks = workshop.blocks()
        assert_laid_out(blocks, width)
        assert_page(blocks, "w", say)


def saved_from(data, pack, answers):
    """Return what a saved recommendation would hold, with words that others wrote in it."""
    result = recommend(pack, answers)
    standings = tuple(
        SavedStanding(
            s.model,
            clean(data.draw(TYPED), limit=300),
            s.rank,
            s.score.total,
            tuple(SavedReason(r.criterion, r.question, r.points) for r in s.score.reasons),
            {r.id: r.status for r in s.conditions},
        )
        for s in result.ranking
    )
    version = clean(data.draw(TYPED), limit=300)
    kind, models = result.verdict.kind, result.verdict.models
    return Saved(pack.id, version, "other", kind, models, standings, answers, ())


@some(max_examples=8)
@given(data=st.data())
def test_any_saved_advice_taken_up_again_keeps_to_any_terminal(data):
    before = data.draw(any_packs(models=4, questions=5)).pack
    after = data.draw(any_packs(models=4, questions=5)).pack
    words, width = words_of(data), data.draw(WIDTHS)
    situation = situation_of(data, before)
    saved = saved_from(data, before, situation.answers)
    if data.draw(st.booleans()):
        saved = saved._replace(ranking=None)  # as read from an earlier format
    for pack, answers in ((before, situation.answers), (after, {})):
        read = saved._replace(answers=answers)
        blocks = Replayed(AdvicePhrases(pack, words)).blocks(situation, read, replay(pack, read))
        assert_laid_out(blocks, width)


def paths_in(tree):
    """Return the path of every value in a tree of JSON."""
    found = [()]
    children = (
        tree.items()
        if isinstance(tree, dict)
        else enumerate(tree)
        if isinstance(tree, list)
        else ()
    )
    for key, child in children:
        found += [(key, *path) for path in paths_in(child)]
    return found


def with_value(tree, path, value):
    if not path:
        return value
    copied = dict(tree) if isinstance(tree, dict) else list(tree)
    copied[path[0]] = with_value(copied[path[0]], path[1:], value)
    return copied


ODD = st.sampled_from(
    [
        "",
        " ",
        "x",
        "\x1b[31m",
        "\ud83d",
        0,
        -1,
        10**30,
        1.5,
        True,
        None,
        [],
        {},
        [[]],
        ["x", "x"],
        {"": ""},
    ]
)


@pytest.fixture(scope="module")
def saved_document(pack):
    answers = {"aim": ("take-part",), "gap": ("ties",), "roles.fiduciary": ("us",)}
    result = recommend(pack, answers)
    form = AdviceJson(AdvicePhrases(pack, Words("en")))
    situation = Situation("T", "", answers)
    told = form.recommendation(situation, result, explain(pack, answers, result))
    return json.loads(dumps(told))


@some(max_examples=30)
@given(data=st.data())
def test_any_value_in_a_saved_file_is_taken_or_refused_with_its_place(
    pack, saved_document, tmp_path_factory, data
):
    changed = saved_document
    for _ in range(data.draw(st.integers(1, 3))):
        paths = paths_in(changed)
        path = paths[data.draw(st.integers(0, len(paths) - 1))]
        changed = with_value(changed, path, data.draw(ODD))
    file = tmp_path_factory.getbasetemp() / "saved.json"
    file.write_text(json.dumps(changed), encoding="utf-8")
    try:
        saved, situation = read_result(pack, str(file))
    except UsageError as error:
        places = [problem.place for problem in error.problems]
    else:
        places = []
        found = replay(pack, saved)
        say = AdvicePhrases(pack, Words("fr"))
        assert_laid_out(Replayed(say).blocks(situation, saved, found), 80)
    assert all(place.startswith(str(file)) for place in places)


def test_a_saved_model_without_a_name_is_told_by_its_id(pack):
    saved = Saved(
        pack.id,
        "1",
        "0",
        "recommended",
        ("gone",),
        (SavedStanding("gone", "", 1, 3, (), {}),),
        {},
        (),
    )
    blocks = Replayed(AdvicePhrases(pack, Words("en"))).blocks(
        Situation(), saved, replay(pack, saved)
    )
    assert "gone" in assert_laid_out(blocks, 80)


@some(max_examples=5)
@given(data=st.data())
def test_any_change_of_answers_keeps_to_any_terminal(draw_pack, data):
    pack, words, width = draw_pack(data), words_of(data), data.draw(WIDTHS)
    before, after = (recommend(pack, data.draw(answers_to(pack))) for _ in range(2))
    blocks = Changes(AdvicePhrases(pack, words)).blocks(before, after)
    assert_laid_out(blocks, width)


# -- pages -------------------------------------------------------------------------------

VOID = {"meta", "link", "br", "hr", "img", "col", "rect", "line", "path", "circle", "wbr"}
LINKING = {"href", "src", "action", "xlink:href"}


class Strict(HTMLParser):
    """Holds HTML to what a page of ours may be: every tag closed, and nothing that runs."""

    def __init__(self):
        super().__init__()
        self.open, self.titles, self.text = [], [], []

    def handle_starttag(self, tag, attrs):
        assert tag not in {"script", "iframe", "object", "embed", "form", "base"}, tag
        for name, value in attrs:
            assert not name.startswith("on"), name
            assert name not in LINKING or (value or "").startswith("#"), (name, value)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert tag not in VOID, tag
        assert self.open.pop() == tag, tag

    def handle_data(self, data):
        self.text.append(data)
        if self.open and self.open[-1] == "title":
            self.titles.append(data)


def assert_page(blocks, title, say):
    """Check the blocks as Markdown and as HTML."""
    page = as_markdown(blocks)
    assert_inert(page)
    assert page.strip()
    facts = page_facts(say, title, "2026-11-23")
    html = as_html(blocks, facts, say.words).decode("utf-8")
    assert_inert(html)
    parser = Strict()
    parser.feed(html)
    parser.close()
    assert not parser.open
    assert title[:60] in "".join(parser.titles)
    return facts


@some(max_examples=5)
@given(data=st.data())
def test_any_page_is_well_formed_and_inert(draw_pack, data):
    pack, words = draw_pack(data), words_of(data)
    say = AdvicePhrases(pack, words)
    situation = situation_of(data, pack)
    result = recommend(pack, situation.answers)
    found = explain(pack, situation.answers, result)
    title = situation.title or words("title.untitled")
    assert_page(Page(say).blocks(situation, result, found), title, say)
    blocks = Page(say).blocks(situation, result, found, annex=True)
    facts = assert_page(blocks, title, say)
    told = json.loads(dumps(AdviceJson(say).recommendation(situation, result, found)))
    assert told["situation"]["title"] == situation.title
    opened = docx.Document(io.BytesIO(as_docx(blocks, facts, words)))
    assert opened.core_properties.title
    assert any(paragraph.text.strip() for paragraph in opened.paragraphs)
