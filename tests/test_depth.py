"""How deep a recommendation is told: the first screen alone, the usual, or everything."""

import json
import re

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as sampled
from hypothesis import strategies as st
from rich.cells import cell_len
from tests.packs import answers_to

from concertation_cli.engine.recommend import recommend
from concertation_cli.engine.study import study
from concertation_cli.knowledge.pack import Situation
from concertation_cli.render.advice import Advice
from concertation_cli.render.advice_phrases import AdvicePhrases
from concertation_cli.render.blocks import Depth
from concertation_cli.render.text import Screen, as_text
from concertation_cli.words import Words

LANGUAGES = ("fr", "en")
LINES, WIDTH = 24, 80
HEADINGS = ("why", "firmness", "missing", "first-steps")
ANSWERS = {
    "aim": "take-part",
    "gap": "means",
    "collective-work": "designed",
    "form": "agreement",
}


def settings(answers):
    return [part for key, value in answers.items() for part in ("--set", f"{key}={value}")]


@pytest.fixture(scope="module")
def advised(pack):
    """Return every report case with a model advised, by its id and its coding: what is told."""
    found = {}
    for case in pack.cases:
        if case.origin == "report":
            codings = {f"own {n}": own for n, own in enumerate(case.codings, 1)}
            codings["with"] = {**case.codings[0], **case.from_model}
            for coding, answers in codings.items():
                result = recommend(pack, answers)
                if result.verdict.models:
                    told = Situation(answers=answers), result, study(pack, answers, result)
                    found[f"{case.id}/{coding}"] = told
    return found


def drawn(pack, told, lang, depth, width=WIDTH):
    advice = Advice(AdvicePhrases(pack, Words(lang)))
    return as_text(advice.recommendation(*told, depth), Screen(width))


def squeezed(text):
    return re.sub(r"\s", "", text)


def test_nearly_every_report_case_has_a_model_advised(advised):
    assert len(advised) >= 40


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_brief_advice_is_one_screen_of_24_lines_of_80(pack, advised, lang):
    long = {}
    for name, told in advised.items():
        lines = drawn(pack, told, lang, Depth.BRIEF).splitlines()
        if len(lines) > LINES or max(map(cell_len, lines)) > WIDTH:
            long[name] = len(lines)
    assert long == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_brief_advice_says_which_why_how_firm_what_is_missing_and_what_first(
    pack, advised, lang
):
    words, telling = Words(lang), {}
    for name, told in advised.items():
        text = drawn(pack, told, lang, Depth.BRIEF)
        _, result, found = told
        lines = text.splitlines()
        say = AdvicePhrases(pack, words)
        firm = say.firmness(result, found.firmness) or say.untested(result)
        keys = [key for key in HEADINGS if firm or key != "firmness"]
        headings = [words(f"heading.{key}") for key in keys]
        places = [next(n for n, x in enumerate(lines) if x.startswith(h)) for h in headings]
        assert places == sorted(places), name
        assert all(line.strip() for line in (lines[place + 1] for place in places)), name
        shown = squeezed(text)
        assert shown.startswith(squeezed(say.verdict(result))), name
        model = pack.model(result.verdict.models[0])
        assert squeezed(model.name[lang]) in shown, name
        best = max(result.leading.score.reasons, key=lambda reason: reason.points)
        assert squeezed(say.reason(model.id, best)) in shown, name
        for sentence in (say.trust(result), say.doubt(result)):
            assert squeezed(sentence or "") in shown, name
        telling[name] = squeezed(say.firmness(result, found.firmness)) in shown
    # Where room is short, what would change the advice yields.
    assert sum(telling.values()) > 0.8 * len(telling)


def test_the_brief_advice_opens_the_usual_one_and_stops_there(pack, advised):
    for told in list(advised.values())[::8]:
        brief = drawn(pack, told, "fr", Depth.BRIEF)
        usual = drawn(pack, told, "fr", Depth.USUAL)
        assert usual.startswith(brief.rstrip("\n"))
        assert len(usual.splitlines()) > 2 * len(brief.splitlines())
        assert Words("fr")("heading.phases") not in brief.splitlines()


@given(data=st.data())
@sampled(max_examples=60, suppress_health_check=list(HealthCheck))
def test_any_first_screen_is_24_lines_of_80_and_44_of_40_unless_answers_contradict_one_another(
    pack, data
):
    answers = {**data.draw(answers_to(pack)), "aim": ("take-part",)}
    result = recommend(pack, answers)
    found = study(pack, answers, result)
    if not result.verdict.models or found.contradictions:
        return
    for lang in LANGUAGES:
        for width, most in ((80, 24), (40, 44)):
            told = Situation(answers=answers), result, found
            assert len(drawn(pack, told, lang, Depth.BRIEF, width).splitlines()) <= most


def test_brief_on_the_command_line_is_the_first_screen(run):
    brief = run("recommend", *settings(ANSWERS), "--brief")
    usual = run("recommend", *settings(ANSWERS))
    assert (brief.code, brief.err) == (0, "")
    assert usual.out.startswith(brief.out.rstrip(b"\n"))
    assert len(brief.out) < len(usual.out) / 2


def test_a_brief_refusal_still_says_what_to_do_instead(run):
    result = run("recommend", "--set", "aim=information", "--brief")
    assert (result.code, result.err) == (0, "")
    told = result.out.decode()
    assert Words("en")("heading.instead") in told
    assert len(told.splitlines()) <= LINES


# -- everything --------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_explain_all_tells_of_all_nine_models_with_what_cost_them_the_place(pack, advised, lang):
    words = Words(lang)
    for name, told in list(advised.items())[::10]:
        text = squeezed(drawn(pack, told, lang, Depth.ALL))
        start = text.index(squeezed(words("heading.runners-up")))
        rivals = text[start : text.rindex(squeezed(words("heading.ranking")))]
        say = AdvicePhrases(pack, words)
        named = told[1].leading.model
        assert squeezed(say.numbered(pack.model(named)) + ":") not in rivals
        for model in pack.models:
            if model.id != named:
                assert squeezed(say.numbered(model)) in rivals, name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_explain_all_tells_every_single_change_that_puts_another_model_first(pack, advised, lang):
    say = AdvicePhrases(pack, Words(lang))
    cut = 0
    for name, told in list(advised.items())[lang == "en" :: 3]:
        flips = told[2].firmness.flips
        usual = squeezed(drawn(pack, told, lang, Depth.USUAL))
        everything = squeezed(drawn(pack, told, lang, Depth.ALL)) if len(flips) > 3 else usual
        for flip in flips:
            assert squeezed(say.flip(flip)) in everything, (name, flip)
        if len(flips) > 3:
            cut += 1
            more = squeezed(say.words("flip.more", count=len(flips) - 3))
            assert more in usual, name
            assert more not in everything, name
    assert cut > 0


def test_explain_all_on_the_command_line_tells_more_than_the_usual(run, pack):
    usual = run("recommend", *settings(ANSWERS)).out.decode()
    everything = run("recommend", *settings(ANSWERS), "--explain", "all")
    assert (everything.code, everything.err) == (0, "")
    told = " ".join(everything.out.decode().split())
    assert len(everything.out.decode().splitlines()) > len(usual.splitlines())
    rivals = told.partition(Words("en")("heading.runners-up"))[2]
    named = [m for m in pack.models if f"{m.name['en']} (model {m.number})" in rivals]
    assert len(named) >= 8
    assert "--explain all" not in told


@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("depth", [Depth.BRIEF, Depth.ALL])
def test_no_depth_is_wider_than_its_terminal(pack, advised, depth, lang, width):
    for name, told in list(advised.items())[::9]:
        text = drawn(pack, told, lang, depth, width)
        assert max(map(cell_len, text.splitlines())) <= width, name
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", text)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("value", ["x", "ALL", "", "brief", "\x1b[31m"])
def test_explain_takes_all_and_nothing_else(run, value, lang):
    result = run("recommend", *settings(ANSWERS), "--explain", value, "--lang", lang)
    assert (result.code, result.out) == (2, b"")
    assert "--explain" in result.err
    assert re.search(r"\ball\b", result.err)
    assert "\x1b" not in result.err
    assert result.err.count("\n") == 1


def test_depth_changes_nothing_in_json(run):
    plain = run("recommend", *settings(ANSWERS), "--json")
    for more in (["--brief"], ["--explain", "all"]):
        assert run("recommend", *settings(ANSWERS), "--json", *more).out == plain.out
    assert json.loads(plain.out)["recommended"] == "entente-multipartite"
