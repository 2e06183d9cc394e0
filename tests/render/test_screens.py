"""What people see: laid out at every width, in one language, and inert whatever was typed."""

import json
import os
import re
from functools import cache

import pytest
from rich.cells import cell_len
from tests.support.paths import EXAMPLES, GOLDEN
from tests.support.situations import AGREED, ORIGINS, SITUATIONS, answered, settings
from tests.support.texts import HOSTILE, LANGUAGES, MARKS, squeezed, texts

from concertation_cli.engine.compare import compare
from concertation_cli.engine.evaluate import evaluate
from concertation_cli.engine.explain import explain
from concertation_cli.engine.prove import verify
from concertation_cli.engine.recommend import recommend
from concertation_cli.engine.results import Ground, Status
from concertation_cli.engine.shortest import shortest
from concertation_cli.knowledge.answers import MAX_NOTES, MAX_TITLE
from concertation_cli.knowledge.records import Situation
from concertation_cli.knowledge.search import search
from concertation_cli.phrases.advice import AdvicePhrases
from concertation_cli.phrases.pack import Phrases
from concertation_cli.render.blocks import Columns, Item, Items, Para
from concertation_cli.render.formats.fitting import SCREENS, first_fitting
from concertation_cli.render.formats.markdown import as_markdown
from concertation_cli.render.formats.text import as_text
from concertation_cli.render.views.advice import Advice
from concertation_cli.render.views.lists import Screens
from concertation_cli.render.views.lookups import Lookups
from concertation_cli.render.views.model import Profile
from concertation_cli.render.views.page import Page
from concertation_cli.terminal import Screen
from concertation_cli.text_safety import clean, typeset
from concertation_cli.words import Words

NBSP = "\u00a0"
NAMES = (
    *(f"recommend-{kind}" for kind in (*SITUATIONS, *ORIGINS)),
    *(f"show-{number}" for number in range(1, 10)),
    "list", "cases", "case", "questions", "evaluate", "check", "when-3", "when-7", "search-mo",
)  # fmt: skip

COMPARED = ("compare-7-6", "compare-1-2-3")  # in columns where there is room, else in a list


def looked_up(pack, words, what, detail):
    lookups = Lookups(Phrases(pack, words))
    if what == "search":
        return lookups.found(detail, search(pack, detail, words.lang))
    models = tuple(pack.models[int(number) - 1] for number in detail.split("-"))
    if what == "compare":
        return lookups.compare(models, compare(pack, models))
    model = models[0]
    return lookups.when(model, shortest(pack, model), shortest(pack, model, recognized=True))


@pytest.fixture(scope="module")
def blocks(pack):
    """Return a function that gives the blocks of a named screen in a language."""
    evaluation = evaluate(pack, pack.cases)
    verification = verify(pack)

    def build(name, lang, title="", notes=""):
        words = Words(lang)
        advice = Advice(AdvicePhrases(pack, words))
        screens = Screens(Phrases(pack, words))
        what, _, detail = name.partition("-")
        match what:
            case "recommend" | "board" | "page":
                situation = Situation(title, notes, answered(detail))
                result = recommend(pack, situation.answers)
                assert detail in ORIGINS or result.verdict.kind == detail
                found = explain(pack, situation.answers, result)
                if what != "recommend":
                    told = Page(advice.phrases)
                    return told.blocks(situation, result, found, annex=what == "page")
                return advice.everything(situation, result, found)
            case "show":
                return Profile(Phrases(pack, words)).model(pack.models[int(detail) - 1])
            case "case":
                return screens.case(next(c for c in pack.cases if c.id == "textile"))
            case "when" | "compare" | "search":
                return looked_up(pack, words, what, detail)
            case _:
                return simple(screens)[what]()

    def simple(screens):
        return {
            "check": lambda: screens.checked(verification, 165),
            "evaluate": lambda: screens.evaluation(evaluation, own_cases=True),
            "list": screens.models,
            "cases": screens.cases,
            "questions": screens.questions,
        }

    return build


@pytest.fixture(scope="module")
def laid_out(blocks):
    """Return a function that lays a named screen out in a language; each once."""

    @cache
    def lay_out(name, lang, width):
        return as_text(blocks(name, lang), Screen(width))

    return lay_out


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", [*NAMES, *COMPARED])
def test_no_screen_is_wider_than_its_terminal(laid_out, name, lang):
    for width in (40, 80, 200):
        text = laid_out(name, lang, width)
        wide = [line for line in text.split("\n") if cell_len(line) > width]
        assert not wide, width
        assert text.endswith("\n")
        assert not re.search(r"[^\S\n]$", text, re.MULTILINE)
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ue000-\uf8ff]", text)
        torn = re.search(rf"^\s*[:»%$](?:\s|$)|«[\s{NBSP}]*$", text, re.MULTILINE)
        assert not torn, (width, text[torn.start() - 80 : torn.end() + 40])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_width_tells_the_same_words(laid_out, name, lang):
    def letters(width):
        text = laid_out(name, lang, width)
        return re.sub(r"[\W_]|(?<=\d)\s", "", text)

    assert letters(40) == letters(80) == letters(200)


@pytest.mark.parametrize("name", NAMES)
def test_colour_adds_nothing_but_colour(blocks, laid_out, name):
    plain = laid_out(name, "fr", 80)
    coloured = as_text(blocks(name, "fr"), Screen(80, colour=True))
    assert "\x1b" in coloured
    bare = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert [line.rstrip() for line in bare.split("\n")] == plain.split("\n")


@pytest.mark.parametrize("name", NAMES)
def test_an_old_code_page_can_show_every_character(blocks, name):
    """A mark that cannot be shown would become "?", which says "to check"."""
    for lang in LANGUAGES:
        text = as_text(blocks(name, lang), Screen(80, glyphs=False))
        assert text.encode("cp1252", "replace").decode("cp1252") == text


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", SITUATIONS)
def test_the_first_screenful_answers(laid_out, pack, kind, lang):
    words = Words(lang)
    text = laid_out(f"recommend-{kind}", lang, 80)
    first = " ".join("\n".join(text.split("\n")[:40]).split())
    assert first.startswith(
        " ".join(AdvicePhrases(pack, words).verdict(judged(pack, kind)).split())
    )
    headings = ["why", "missing", "first-steps"]
    if kind in {"not-a-concertation", "undetermined"}:
        headings = ["instead"]
    if kind == "close":
        headings = []
        assert opening("decide.asked", words) in read(first)
    places = [first.index(words(f"heading.{heading}")) for heading in headings]
    assert places == sorted(places)
    assert pack.independence[lang].split()[-1] in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_too_few_answers_names_the_questions_that_advice_must_rest_on_until_one_has_its_answer(
    run, pack, lang
):
    words = Words(lang)
    command = ("recommend", "--lang", lang, "--set", "aim=take-part", "--set", "scope=one-sector")
    told = " ".join(run(*command).out.decode("utf-8").split())
    ground, _, advice = told.partition(words("heading.instead"))
    assert ground.startswith(words("verdict.undetermined"))
    asked = {question: pack.question(question).text[lang] for question in ("gap", "result", "form")}
    assert [text in advice for text in asked.values()] == [True, True, False]
    assert not [text for text in asked.values() if text in ground]  # each is told once
    first = [asked["gap"], asked["result"]]
    assert [advice.index(text) for text in first] == sorted(advice.index(text) for text in first)
    for setting in ("gap=means", "result=findings"):
        told = run(*command, "--set", setting).out.decode("utf-8")
        assert not told.startswith(words("verdict.undetermined"))


def judged(pack, kind):
    return recommend(pack, answered(kind))


# -- the first screen of each verdict ----------------------------------------------------

TRUSTED = {
    "recommended": "trust.agreement",
    "hesitating": "trust.agreement-with-second",
    "recognized-alone": "trust.recognition-alone",
    "recognized-twice": "trust.recognition-alone-with-second",
    "answers-alone": "trust.answers-alone",
    "decided": "trust.decided",
    "close": "trust.readings-differ",
    "tied": "trust.tie",
    "small-lead": "trust.small-lead",
    "otherwise": None,
    "not-ready": "trust.agreement",
}


@pytest.fixture(scope="module")
def first_screen(pack):
    """Return a function that gives the first screen of a situation, as it is read."""

    @cache
    def shown(name, lang):
        situation = Situation(answers=answered(name))
        result = recommend(pack, situation.answers)
        found = explain(pack, situation.answers, result)
        advice = Advice(AdvicePhrases(pack, Words(lang)))
        blocks = first_fitting(advice.first_screens(situation, result, found))
        text = as_text(blocks, Screen(80))
        if result.verdict.models:
            assert text.count("\n") <= dict(SCREENS)[80]
        return read(text)

    return shown


def read(text):
    return " ".join(text.replace(NBSP, " ").split())


def opening(key, words):
    """Return the words with which a sentence begins, before what is filled in."""
    return read(words._entries[key].partition("{")[0])  # noqa: SLF001  # not the sentence filled in


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", TRUSTED)
def test_the_first_screen_says_in_one_sentence_how_far_to_trust_it(pack, first_screen, name, lang):
    words, shown = Words(lang), first_screen(name, lang)
    say = AdvicePhrases(pack, words)
    name_of = {model.id: model.name[lang] for model in pack.models}
    verdict = judged(pack, name).verdict
    values = {
        "models": say.close_ones(verdict.models),
        "question": pack.question("meet-or-train").text[lang],
    }
    if name in {"hesitating", "recognized-twice"}:
        second = {"hesitating": "incubation", "recognized-twice": "liens-elus"}[name]
        values["models"] = name_of[second]
    if name == "decided":  # the one that the answer chose, then those that it told it from
        values["models"] = say.names(("cohorte", "liens-elus"))
    if name == "close":
        values |= {"model": name_of["cohorte"], "models": name_of["liens-elus"]}
    key = TRUSTED[name]
    sentences = [f"trust.{ground}" for ground in Ground if words.has(f"trust.{ground}")]
    sentences += [f"{key}-with-second" for key in sentences if words.has(f"{key}-with-second")]
    told = {sentence for sentence in sentences if opening(sentence, words) in shown}
    assert told == ({key} if key else set())
    if key:
        assert read(words(key, **values)) in shown
    assert (verdict.trust is None) == (key is None)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", [*SITUATIONS, *ORIGINS])
def test_a_refusing_line_recognized_second_is_a_doubt_told_on_the_first_screen(
    pack, first_screen, name, lang
):
    words, shown = Words(lang), first_screen(name, lang)
    doubts = {"doubted": "existing-table", "doubted-and-close": "money", "doubted-by-none": "none"}
    doubted = doubts.get(name)
    assert judged(pack, name).verdict.doubt == doubted
    line = pack.last_line(doubted) if doubted else None
    assert (opening("trust.doubt", words) in shown) == (line is not None)
    assert (read(words("trust.doubt-none")) in shown) == (doubted == "none")
    if line:
        assert read(words("trust.doubt", label=line.label[lang])) in shown


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("line", ["existing-table", "dispute", "money", "one-party"])
def test_each_refusing_line_says_what_to_do_then_where_the_answers_lead_then_what_would_lift_it(
    run, pack, lang, line
):
    words = Words(lang)
    answers = settings({**AGREED, "portrait": line})
    shown = read(run("recommend", *answers, "--lang", lang).out.decode())
    found = pack.last_line(line)
    told = [
        words("verdict.not-a-concertation", label=pack.refusal.label[lang]),
        words("ground.last-line", label=found.label[lang]),
        words("heading.instead"),
        typeset(found.remedy[lang], lang),
        words("remedy.otherwise", models=pack.model("entente-multipartite").name[lang]),
        words("remedy.lift-line"),
    ]
    places = [shown.index(read(text)) for text in told]
    assert places == sorted(places)
    others = [other for other in pack.last_lines if other.id != line]
    assert not [other.id for other in others if read(typeset(other.remedy[lang], lang)) in shown]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_kind_of_refusal_says_more_than_the_line_that_asked_for_it(pack, first_screen, lang):
    words, shown = Words(lang), first_screen("line-with-kind", lang)
    refusal = pack.question("aim").option("opinion").refuses
    assert read(typeset(refusal.because[lang], lang)) in shown
    assert read(typeset(refusal.instead[lang], lang)) in shown
    assert read(typeset(pack.last_line("one-party").remedy[lang], lang)) not in shown
    assert opening("ground.last-line", words) not in shown


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["line-with-kind", "two-refusals"])
def test_what_would_lift_a_refusal_of_both_names_both(first_screen, pack, name, lang):
    """Neither answer alone would lift it: the other would refuse still."""
    words, shown = Words(lang), first_screen(name, lang)
    label = pack.question("aim").option("take-part").label[lang]
    assert read(words("remedy.lift-both", label=label)) in shown
    assert read(words("remedy.lift", label=label)) not in shown
    for key, value in (("aim", "take-part"), ("portrait", "entente-multipartite")):
        lifted = {**answered(name), key: (value,)}
        assert recommend(pack, lifted).verdict.kind == "not-a-concertation"
    lifted = {**answered(name), "aim": ("take-part",), "portrait": ("entente-multipartite",)}
    assert recommend(pack, lifted).verdict.kind == "recommended"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["none", "none-alone"])
def test_no_description_at_all_gives_each_remedy_under_the_line_that_calls_for_it(
    pack, first_screen, name, lang
):
    words, shown = Words(lang), first_screen(name, lang)
    assert read(words("ground.none-fits")) in shown
    remedies = [
        words(
            "remedy.in-case",
            label=words("quoted", text=line.label[lang]),
            text=line.remedy[lang],
        )
        for line in pack.last_lines
        if line.refuses
    ]
    places = [shown.index(read(typeset(text, lang))) for text in remedies]
    assert len(places) == 4
    assert places == sorted(places)
    led = opening("remedy.otherwise", words) in shown
    assert led == (name == "none")  # only where the answers put a model first


@pytest.mark.parametrize("lang", LANGUAGES)
def test_together_but_otherwise_shows_the_two_nearest_and_what_to_make_of_them(
    pack, first_screen, lang
):
    words, shown = Words(lang), first_screen("otherwise", lang)
    line = pack.last_line("otherwise")
    result = judged(pack, "otherwise")
    by_answers = [s.model for s in recommend(pack, answered("answers-alone")).ranking]
    assert result.verdict.models == tuple(by_answers[:2])
    assert shown.startswith(
        read(
            words(
                "verdict.otherwise",
                models=AdvicePhrases(pack, words).close_ones(by_answers[:2]),
                count=2,
            )
        )
    )
    for text in (
        words("ground.otherwise", label=line.label[lang]),
        typeset(line.remedy[lang], lang),
        *(pack.model(model).name[lang] for model in by_answers[:2]),
    ):
        assert read(text) in shown
    alone = first_screen("otherwise-alone", lang)
    assert alone.startswith(read(words("verdict.undetermined")))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["close", "tied", "small-lead"])
def test_a_close_verdict_asks_what_would_settle_it_with_what_speaks_for_each(
    pack, first_screen, blocks, name, lang
):
    words, shown = Words(lang), first_screen(name, lang)
    named = judged(pack, name).verdict.models
    (question,) = pack.deciding_between(named)
    assert read(words("decide.asked", question=typeset(question.text[lang], lang))) in shown
    page = as_text(blocks(f"page-{name}", lang), Screen(80))
    for side in question.sides:
        told = {"label": side.label[lang], "model": pack.model(side.model).name[lang]}
        assert read(words("decide.side-brief", **told)) in shown
        whole = words("decide.side", means=side.means[lang], **told)
        assert read(typeset(whole, lang)) in read(page)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_a_deciding_answer_settled_is_what_would_change_the_advice(laid_out, pack, lang):
    words = Words(lang)
    models = AdvicePhrases(pack, words).names(("cohorte", "liens-elus"))
    asked = pack.question("meet-or-train").text[lang]
    told = read(words("flip.undecided", question=typeset(asked, lang), models=models))
    assert told in read(laid_out("recommend-decided", lang, 80))
    assert opening("flip.undecided", words) not in read(laid_out("recommend-close", lang, 80))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_deciding_answer_that_goes_against_the_advice_is_told(pack, first_screen, lang):
    words = Words(lang)
    assert judged(pack, "decided-otherwise").verdict.models == ("entente-multipartite",)
    told = words(
        "ground.decided-otherwise",
        question=typeset(pack.question("sign-or-build").text[lang], lang),
        models=pack.model("incubation").name[lang],
    )
    assert read(told) in first_screen("decided-otherwise", lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_answers_that_describe_no_model_have_no_first_place_that_a_change_could_move(
    first_screen, lang
):
    words, shown = Words(lang), first_screen("recognized-alone", lang)
    for key in ("firm.tied", "firm.tied-for-good", "firm.changes", "firm.no-change"):
        assert opening(key, words) not in shown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_runner_up_that_leads_by_the_answers_is_said_to_lead_by_them(laid_out, pack, lang):
    words = Words(lang)
    whole = read(laid_out("recommend-decided", lang, 80))
    told = whole.partition(read(words("heading.runners-up")))[2]
    elected, other = pack.model("liens-elus"), pack.model("multisectorielle")
    first = told[told.index(elected.name[lang]) : told.index(other.name[lang])]
    assert read(words("rival.leads")) in first
    assert read(words("rival.no-change")) not in first
    assert whole.count(read(words("rival.leads"))) == 1
    assert read(words("rival.leads")) not in read(laid_out("recommend-recommended", lang, 80))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", ["board", "page"])
def test_a_page_for_a_meeting_tells_each_remedy_once(blocks, pack, page, lang):
    words = Words(lang)
    told = [block.text for block in blocks(f"{page}-otherwise", lang) if isinstance(block, Para)]
    assert told.count(pack.last_line("otherwise").remedy[lang]) == 1
    assert told.count(words("ground.otherwise", label=pack.last_line("otherwise").label[lang])) == 1


# -- one language at a time --------------------------------------------------------------


@pytest.fixture(scope="module")
def foreign(pack):
    """Return, for each language, what only the other says: words of ours and of the pack."""
    said = {lang: set() for lang in LANGUAGES}
    for lang in LANGUAGES:
        entries = Words(lang)._entries  # noqa: SLF001  # the whole file, not one sentence
        for key, entry in entries.items():
            forms = entry.values() if isinstance(entry, dict) else [entry]
            for form in forms:
                if isinstance(form, str) and not key.startswith("help."):
                    said[lang] |= {squeezed(part) for part in re.split(r"\{\w+\}", form)}
        said[lang] |= {squeezed(text[lang]) for text in texts(pack)}
    long = {lang: {s for s in found if len(s) >= 14} for lang, found in said.items()}
    return {
        lang: {s for s in long[other] if not any(s in own for own in said[lang])}
        for lang, other in (("fr", "en"), ("en", "fr"))
    }


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", [*NAMES, *COMPARED, *(f"board-{kind}" for kind in SITUATIONS)])
def test_no_screen_mixes_languages(laid_out, foreign, name, lang):
    shown = squeezed(laid_out(name, lang, 80))
    assert not {text for text in foreign[lang] if text in shown}


@pytest.mark.parametrize("name", [*NAMES, *COMPARED, *(f"board-{kind}" for kind in SITUATIONS)])
def test_french_screens_are_set_in_french(laid_out, name):
    text = laid_out(name, "fr", 200)
    wrong = re.search(
        rf"\S[ {NBSP}][;!?](?=\s|$)|[ ]:(?=\s|$)|«(?!{NBSP})|(?<!{NBSP})»|\w'\w", text
    )
    assert not wrong, text[max(0, wrong.start() - 60) : wrong.end() + 20]


@pytest.mark.parametrize("name", [*NAMES, *COMPARED, *(f"board-{kind}" for kind in SITUATIONS)])
@pytest.mark.parametrize("width", [40, 200])
def test_english_screens_are_set_in_english(laid_out, name, width):
    text = laid_out(name, "en", width)
    spaced = rf"\S[ {NBSP}][:;!](?=\s|$)"
    wrong = re.search(rf"{spaced}|[«»]|\w'\w|[.?!]\.(?=\s|$)", text)
    assert not wrong, text[max(0, wrong.start() - 60) : wrong.end() + 20]


# -- what others typed -------------------------------------------------------------------


@pytest.fixture
def hostile(run, tmp_path):
    """Return a function that runs `recommend` on a situation whose words are hostile."""

    def recommended(form, kind="close", title=HOSTILE, notes=""):
        path = tmp_path / "hostile.json"
        answers = {k: v for k, v in SITUATIONS[kind].items() if "." not in k}
        path.write_text(json.dumps({"title": title, "notes": notes, "answers": answers}))
        result = run("recommend", path, "--format", form)
        assert (result.code, result.err) == (0, "")
        text = result.out.decode("utf-8")
        assert not [mark for mark in MARKS if mark in text]
        return text

    return recommended


def test_hostile_words_are_shown_as_typed_in_text(hostile):
    shown = " ".join(hostile("text").split())
    assert "[/b] [red]x[/red] :smile: <script>alert(1)</script> | *y* _z_" in shown


def test_hostile_words_are_kept_in_json_without_their_escapes(hostile):
    situation = json.loads(hostile("json", notes="a\x1b[31m\nb\u2028c"))["situation"]
    assert situation["title"].startswith("[/b] [red]x[/red] :smile: <script>")
    assert situation["notes"] in ("a\nb\nc", "a\nb c")


def test_hostile_words_are_inert_in_markdown(hostile):
    page = hostile("markdown", notes=HOSTILE)
    first = page.split("\n")[0]
    assert first.startswith(r"# \[/b\]")
    lines = [line for line in page.split("\n") if not line.startswith("|")]  # our own tables
    bare = re.sub(r"\\[!-/:-@\[-`{-~]", "", "\n".join(lines))
    for mark in ("<script", "</script", "[l]", "](u)", "`w`", "~~v", "_z_", "*y*", "|"):
        assert mark not in bare, mark


LINES = [
    "# x",
    "1. x",
    "1) x",
    "- x",
    "+ x",
    "* x",
    "> x",
    "---",
    "===",
    "***",
    "```",
    "    x",
    "| a | b |",
    "|---|---|",
    "<!-- x",
    "&lt;b&gt;",
    "[x]: http://u",
    "~~~",
    "Titre",
]


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("place", ["title", "notes"])
def test_a_line_that_is_markup_reads_as_it_was_typed(blocks, line, place):
    from markdown_it import MarkdownIt  # comes with rich

    typed = {"title": "T", "notes": "N", place: f"{line}\nsuite" if place == "notes" else line}
    notes = clean(typed["notes"], limit=MAX_NOTES, lines=True)
    title = clean(typed["title"], limit=MAX_TITLE)
    page = as_markdown(blocks("board-close", "en", title, notes))
    plain = as_markdown(blocks("board-close", "en", "T", "N"))
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(page)
    assert not [t for t in tokens if t.type in {"html_block", "fence", "code_block", "hr"}]
    inline = [t for t in tokens if t.type == "inline"]
    read = ["".join(c.content or "\n" * (c.type in {"softbreak", "hardbreak"}) for c in t.children)
            for t in inline]  # fmt: skip
    shown = " ".join(typed[place].replace("    ", "").split("\n"))
    assert shown in [" ".join(text.split("\n")) for text in read]
    assert not [c for t in inline for c in t.children if c.type in {"html_inline", "link_open"}]
    tables = [MarkdownIt("commonmark").enable("table").render(text).count("<table")
              for text in (page, plain)]  # fmt: skip
    assert tables[0] == tables[1]  # what was typed makes none


def test_what_is_numbered_is_a_numbered_list_and_tables_have_all_their_headers_in_markdown():
    from markdown_it import MarkdownIt  # comes with rich

    numbered = Items((Item("Phase 1: a * b", note="p. 3"), Item("2. Then")), ordered=True)
    table = Columns(("One", "Two"), (("row", ("a", "b")),), "Question")
    page = as_markdown([Para("Before"), numbered, Items((Item("not yet", "!"),)), table])
    shown = MarkdownIt("commonmark").enable("table").render(page)
    assert "<ol>\n<li>Phase 1: a * b <em>(p. 3)</em></li>\n<li>2. Then</li>\n</ol>" in shown
    assert "<ul>\n<li><strong>!</strong> not yet</li>\n</ul>" in shown
    assert "<th>Question</th>\n<th>One</th>\n<th>Two</th>" in shown


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_a_word_of_ten_thousand_letters_is_shown_within_limits(hostile, form):
    shown = hostile(form, title="x" * 10_000)
    assert "xxx" in shown
    assert shown.count("x" * 10) <= MAX_TITLE // 10
    if form == "text":
        assert max(map(cell_len, shown.split("\n"))) <= 80


def test_a_board_page_holds_what_a_meeting_needs(blocks, pack):
    page = as_markdown(blocks("board-recommended", "fr", "Un fonds", "Première note\nDeuxième"))
    words = Words("fr")
    assert page.startswith("# Un fonds\n\n## ")
    for key in ("board.verdict", "heading.where", "board.situation", "heading.mandate",
                "heading.actions", "heading.bring-in", "heading.watch"):  # fmt: skip
        assert f"\n## {words(key)}\n" in page
    assert words("page.not-said") in page
    for note in ("Première note", "Deuxième"):
        assert note in page
    assert typeset(pack.independence["fr"], "fr").split(".")[0] in page
    steps = page.partition(f"### {words('heading.first-steps')}")[2].partition("##")[0]
    assert len(re.findall(r"^(?:- \*\*)?\d\\?\.", steps, re.MULTILINE)) in {1, 2, 3}
    action = page.partition(f"## {words('heading.actions')}\n\n")[2].split("\n")
    assert action[0].count("|") == 5
    assert action[2].endswith("|  |  |")  # who, and by when: to fill in


# -- whole screens -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "lang", "kind"),
    [
        ("recommended.fr", "fr", "recommended"),
        ("not-ready.en", "en", "not-ready"),
        ("refusal.fr", "fr", "not-a-concertation"),
        ("close.fr", "fr", "close"),
        ("undetermined.en", "en", "undetermined"),
        ("recommended.full.fr", "fr", "recommended"),
        ("not-ready.full.en", "en", "not-ready"),
    ],
)
def test_a_whole_screen_reads_as_agreed(run, name, lang, kind):
    """CONCERTATION_UPDATE_GOLDEN=1 writes the screens anew: read them as prose before keeping."""
    more = ["--full"] if ".full." in name else []
    result = run("recommend", *settings(SITUATIONS[kind]), *more, "--lang", lang)
    assert (result.code, result.err) == (0, "")
    screen = re.sub(r"\b[0-9a-f]{16}\b", "0123456789abcdef", result.out.decode("utf-8"))
    path = GOLDEN / f"{name}.txt"
    if UPDATE:
        path.parent.mkdir(exist_ok=True)
        path.write_text(screen, "utf-8")
    assert screen == path.read_text("utf-8")


UPDATE = os.environ.get("CONCERTATION_UPDATE_GOLDEN") == "1"


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_read_aloud_nothing_is_drawn_and_what_is_missing_is_said_in_words(run, lang):
    examples = EXAMPLES
    drawn = "\u2588\u2713\u2192\u21ba\x1b"
    heard = ""
    under_way = ("--set", "conditions.need-confirmed=under-way")
    for name, more in (("repit-proches-aidants", under_way), ("jardins-collectifs", ())):
        command = ("recommend", examples / f"{name}.yaml", *more, "--full", "--lang", lang)
        seen = run(*command, env={"FORCE_COLOR": "1"}).out.decode()
        read = run(*command, env={"FORCE_COLOR": "1", "ACCESSIBLE": "1"}).out.decode()
        assert any(character in seen for character in drawn)
        assert not any(character in read for character in drawn)
        assert run(*command, "--accessible").out.decode() == read
        heard += read
    words = Words(lang)
    for status in Status:
        assert words("colon", term=f"- {words(f'status.{status}')}", text="") in heard
