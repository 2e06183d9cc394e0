"""How much of an advice or of a model is told: one screen, everything, one part by its name."""

import json
import re
from functools import cache

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as sampled
from hypothesis import strategies as st
from rich.cells import cell_len
from tests.support.by_hand import check_plan
from tests.support.generated_packs import any_packs
from tests.support.paths import DATA, PHOTOGRAPHS
from tests.support.situations import settings
from tests.support.small_packs import answers_to
from tests.support.texts import unspaced

from concertation_cli.engine.explain import explain
from concertation_cli.engine.recommend import recommend
from concertation_cli.engine.results import Kind
from concertation_cli.inputs.case_folder import load_cases
from concertation_cli.knowledge.folder import load_folder
from concertation_cli.knowledge.records import Situation
from concertation_cli.phrases.advice import AdvicePhrases
from concertation_cli.phrases.pack import Phrases
from concertation_cli.phrases.sections import OF_ADVICE, section_names
from concertation_cli.render.blocks import Foot, Heading, Items, Para
from concertation_cli.render.formats.fitting import first_fitting
from concertation_cli.render.formats.text import as_text
from concertation_cli.render.views.advice import Advice
from concertation_cli.render.views.model import Profile
from concertation_cli.terminal import Screen
from concertation_cli.words import Words

LANGUAGES = ("fr", "en")
LINES, WIDTH = 24, 80
SCREEN, FULL = "screen", "full"  # how deep advice goes
SCREENS = ((80, 24), (40, 44))
MOST_WORDS = 25
HEADINGS = ("why", "missing", "first-steps")
ANSWERS = {
    "aim": "take-part",
    "gap": "means",
    "collective-work": "designed",
    "form": "agreement",
}


@pytest.fixture(scope="module")
def codings(pack):
    """Return every coding of every case and initiative, by the name of the case and its number.

    `with` stands for the first coding of a case of the report and what its chapter adds.
    """
    _, field = load_cases(pack, str(DATA / "field"))
    found = {f"{c.id}/{n}": coding for c in (*pack.cases, *field)
             for n, coding in enumerate(c.codings, 1)}  # fmt: skip
    reported = (case for case in pack.cases if case.origin == "report")
    return found | {f"{c.id}/with": {**c.codings[0], **c.from_model} for c in reported}


@pytest.fixture(scope="module")
def told(pack, codings):
    """Return a function that tells what a screen is made of, by the name of a coding; each once."""

    @cache
    def told(name):
        result = recommend(pack, codings[name])
        return Situation(answers=codings[name]), result, explain(pack, codings[name], result)

    return told


@pytest.fixture(scope="module")
def first_screen(pack, told):
    """Return a function that gives the first screen of a coding in a language; each once."""

    @cache
    def blocks(name, lang):
        advice = Advice(AdvicePhrases(pack, Words(lang)))
        return first_fitting(advice.first_screens(*told(name)))

    return blocks


@pytest.fixture(scope="module")
def advised(pack, codings, told):
    """Return the codings of the cases of the report for which a model is advised."""
    reported = {case.id for case in pack.cases if case.origin == "report"}
    names = [name for name in codings if name.partition("/")[0] in reported]
    return {name: told(name) for name in names if told(name)[1].verdict.models}


@pytest.fixture(params=["first", pytest.param("every", marks=pytest.mark.long)])
def real(request, codings):
    """Return the names of the first coding of all cases and initiatives; then of all codings."""
    return [name for name in codings if name.endswith("/1") or request.param == "every"]


def drawn(pack, told, lang, depth, width=WIDTH):
    advice = Advice(AdvicePhrases(pack, Words(lang)))
    blocks = (
        advice.everything(*told) if depth == FULL else first_fitting(advice.first_screens(*told))
    )
    return as_text(blocks, Screen(width))


def test_nearly_every_report_case_has_a_model_advised(advised):
    assert len(advised) >= 40


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_advice_is_one_screen_of_24_lines_of_80(advised, first_screen, lang):
    long = {}
    for name in advised:
        lines = as_text(first_screen(name, lang), Screen(WIDTH)).splitlines()
        if len(lines) > LINES or max(map(cell_len, lines)) > WIDTH:
            long[name] = len(lines)
    assert long == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_screen_says_which_why_how_firm_what_is_missing_and_what_first(
    pack, advised, first_screen, lang
):
    words, telling = Words(lang), {}
    for name, (_, result, found) in advised.items():
        text = as_text(first_screen(name, lang), Screen(WIDTH))
        lines = text.splitlines()
        say = AdvicePhrases(pack, words)
        shown = unspaced(text)
        assert shown.startswith(unspaced(say.verdict(result))), name
        for sentence in (say.trust(result), say.doubt(result)):
            assert unspaced(sentence or "") in shown, name
        assert lines[-2:] == [words("foot.see-more"), say.foot_line()], name
        assert not re.search(r"^ *[+\u2212]\d", text, re.MULTILINE), name  # no points here
        telling[name] = unspaced(say.firmness(result, found.firmness)) in shown
        if result.verdict.kind is Kind.CLOSE:
            for model in map(pack.model, result.verdict.models[:2]):
                assert unspaced(say.numbered(model)) in shown, name
                told_in = (model.portrait.text[lang], model.summary[lang])
                assert any(unspaced(told) in shown for told in told_in), name
            continue
        headings = [words(f"heading.{key}") for key in HEADINGS]
        places = [next(n for n, x in enumerate(lines) if x.startswith(h)) for h in headings]
        assert places == sorted(places), name
        assert all(line.strip() for line in (lines[place + 1] for place in places)), name
        model = pack.model(result.verdict.models[0])
        best = max(result.leading.score.reasons, key=lambda reason: reason.points)
        ways = [say.short_reason(model.id, best, whole=whole) for whole in (True, False)]
        assert any(unspaced(way) in shown for way in ways), name
    # Where room is short, what would change the advice yields.
    assert sum(telling.values()) > 0.3 * len(telling)


def test_everything_tells_far_more_than_the_screen(pack, advised):
    for told in list(advised.values())[::8]:
        screen = drawn(pack, told, "fr", SCREEN)
        everything = drawn(pack, told, "fr", FULL)
        assert len(everything.splitlines()) > 4 * len(screen.splitlines())
        assert Words("fr")("heading.phases") not in screen.splitlines()
        assert Words("fr")("heading.phases") in everything.splitlines()


@given(data=st.data())
@sampled(max_examples=60, suppress_health_check=list(HealthCheck))
def test_any_first_screen_is_24_lines_of_80_and_44_of_40(pack, data):
    answers = {**data.draw(answers_to(pack)), "aim": ("take-part",)}
    result = recommend(pack, answers)
    found = explain(pack, answers, result)
    if not result.verdict.models:
        return
    for lang in LANGUAGES:
        advice = Advice(AdvicePhrases(pack, Words(lang)))
        situation = Situation("T" * 300, answers=answers)
        blocks = first_fitting(advice.first_screens(situation, result, found))
        for width, most in SCREENS:
            assert len(as_text(blocks, Screen(width)).splitlines()) <= most


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_first_screen_of_every_real_situation_fits(real, first_screen, lang):
    assert len(real) > 200
    long = {}
    for name in real:
        for width, most in SCREENS:
            lines = as_text(first_screen(name, lang), Screen(width)).splitlines()
            if len(lines) > most or max(map(cell_len, lines)) > width:
                long[name, width] = len(lines)
    assert long == {}


def sentences(blocks):
    """Yield the sentences of a first screen, one by one."""
    for block in blocks:
        match block:
            case Heading(text) | Para(text):
                texts = [text]
            case Items(items):
                texts = [item.text for item in items]
            case Foot(line):
                texts = line.split("\n")
        for text in texts:
            yield from re.split(r"(?<=[.!?;])[ \n]+", text)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sentences_of_the_first_screen_are_short_and_count_nothing(real, first_screen, lang):
    """At most 25 words; no number but phases, models, pages and the version."""
    numbered = r"(?:phase|mod[eè]le?s?|p\.|base|pack)[\s\u00a0]+[\d.-]+"
    wrong = set()
    for name in real:
        for sentence in sentences(first_screen(name, lang)):
            words = [w for w in re.split(r"[\s\u00a0]+", sentence) if re.search(r"\w", w)]
            rest = re.sub(numbered, "", sentence, flags=re.IGNORECASE)
            if len(words) > MOST_WORDS or re.search(r"\d", rest):
                wrong.add(sentence)
    assert wrong == set()


CROWDED = {  # three steps, and answers that do not go together
    "aim": ("take-part",),
    "gap": ("means",),
    "participants": ("elected", "organisations"),
    "collective-work": ("established",),
    "known": ("no-answer",),
    "result": ("evidence",),
    "lifetime": ("cycles",),
    "form": ("exchange",),
    "agree-or-find-out": ("multisectorielle",),
    "sign-or-build": ("entente-multipartite",),
    "conditions.will-to-pool": ("under-way",),
    "conditions.experts-found": ("not-yet",),
    "roles.neutral-convener": ("partner",),
    "roles.dedicated-person": ("nobody",),
    "roles.fiduciary": ("nobody",),
}


def test_steps_left_out_of_a_first_screen_are_said_to_be_elsewhere(
    codings, real, told, first_screen
):
    codings["crowded"] = CROWDED
    words, seen = Words("en"), set()
    for name in (*real, "crowded"):
        _, result, _ = told(name)
        if result.verdict.kind not in (Kind.RECOMMENDED, Kind.NOT_READY):
            continue
        blocks = first_screen(name, "en")
        texts = [block.text if isinstance(block, Heading) else "" for block in blocks]
        whole, part = words("heading.first-steps"), words("heading.first-steps-part")
        place = next(n for n, text in enumerate(texts) if text in (whole, part))
        cut = len(blocks[place + 1].items) < len(result.plans[0].steps)
        assert (texts[place] == part) == cut
        seen.add(cut)
    assert seen == {True, False}


def test_no_plan_of_a_real_situation_repeats_a_step_or_names_what_is_done(pack, codings):
    for answers in codings.values():
        for plan in recommend(pack, answers).plans:
            check_plan(pack, pack.model(plan.model), answers, plan)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_model_that_the_verdict_names_is_told_as_a_rival_ahead_or_behind(pack, real, told, lang):
    say = AdvicePhrases(pack, Words(lang))
    rivals = 0
    for name in real:
        _, result, found = told(name)
        named = {say.numbered(pack.model(model)) for model in result.verdict.models}
        blocks = Advice(say).section("rivals", result, found)
        headings = [b.text for b in blocks if isinstance(b, Heading) and b.level == 3]
        rivals += len(headings)
        assert not [text for text in headings if text.startswith(tuple(named) or "\0")]
    assert rivals > 0


def test_a_refusal_says_what_to_do_instead_on_one_screen(run):
    result = run("recommend", "--set", "aim=information")
    assert (result.code, result.err) == (0, "")
    told = result.out.decode()
    assert Words("en")("heading.instead") in told
    assert len(told.splitlines()) <= LINES


# -- everything --------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_tells_of_all_nine_models_with_what_cost_them_the_place(pack, advised, lang):
    words = Words(lang)
    for name, told in list(advised.items())[::10]:
        text = unspaced(drawn(pack, told, lang, FULL))
        start = text.index(unspaced(words("heading.runners-up")))
        rivals = text[start : text.rindex(unspaced(words("heading.ranking")))]
        say = AdvicePhrases(pack, words)
        named = told[1].leading.model
        assert unspaced(say.numbered(pack.model(named)) + ":") not in rivals
        for model in pack.models:
            if model.id != named:
                assert unspaced(say.numbered(model)) in rivals, name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_tells_every_single_change_that_puts_another_model_first(pack, advised, lang):
    say = AdvicePhrases(pack, Words(lang))
    many = 0
    for name, told in list(advised.items())[lang == "en" :: 3]:
        flips = told[2].firmness.flips
        everything = unspaced(drawn(pack, told, lang, FULL))
        for flip in flips:
            assert unspaced(say.flip(flip)) in everything, (name, flip)
        many += len(flips) > 3
    assert many > 0


def test_full_on_the_command_line_tells_of_every_model(run, pack):
    everything = run("recommend", *settings(ANSWERS), "--full")
    assert (everything.code, everything.err) == (0, "")
    told = " ".join(everything.out.decode().split())
    rivals = told.partition(Words("en")("heading.runners-up"))[2]
    named = [m for m in pack.models if f"{m.name['en']} (model {m.number})" in rivals]
    assert len(named) >= 8
    assert Words("en")("foot.see-more") not in told


@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("depth", [SCREEN, FULL])
def test_no_depth_is_wider_than_its_terminal(pack, advised, depth, lang, width):
    for name, told in list(advised.items())[::9]:
        text = drawn(pack, told, lang, depth, width)
        assert max(map(cell_len, text.splitlines())) <= width, name
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", text)


# -- one part ----------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_part_is_read_on_its_own_by_its_name_in_either_language(run, lang):
    whole = unspaced(run("recommend", *settings(ANSWERS), "--full", "--lang", lang).out.decode())
    seen = set()
    for part, *names in zip(
        OF_ADVICE, *(section_names(OF_ADVICE, Words(x)) for x in LANGUAGES), strict=True
    ):
        texts = {
            run("recommend", *settings(ANSWERS), "--section", name, "--lang", lang).out.decode()
            for name in (part, *names, names[0].upper())
        }
        (text,) = texts
        verdict, *body, foot = [line for line in text.splitlines() if line.strip()]
        assert verdict.startswith(Words(lang)("verdict.recommended", models="x").partition("x")[0])
        assert unspaced(foot) == unspaced(Words(lang)("foot.line", version="2.0.0"))
        assert body, part
        if part not in {"trust", "steps", "missing"}:  # told in more detail on their own
            assert all(unspaced(line) in whole for line in body), part
        seen.add(text)
    assert len(seen) == len(OF_ADVICE)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("value", ["x", "", "whyy", "\x1b[31m"])
def test_a_part_that_is_none_is_told_with_all_of_them(run, value, lang):
    result = run("recommend", *settings(ANSWERS), "--section", value, "--lang", lang)
    assert (result.code, result.out) == (2, b"")
    assert "--section" in result.err
    for name in section_names(OF_ADVICE, Words(lang)):
        assert name in result.err
    assert "\x1b" not in result.err
    assert result.err.count("\n") == 1


@pytest.mark.parametrize("form", ["json", "markdown", "html"])
def test_a_part_is_told_in_text_alone(run, form):
    result = run("recommend", *settings(ANSWERS), "--section", "why", "--format", form)
    assert (result.code, result.out) == (2, b"")
    assert Words("en")("problem.only-text") in result.err


@pytest.mark.parametrize("aim", ["information", "take-part"])
def test_without_a_model_no_part_is_made_up(run, aim):
    told = run("recommend", "--set", f"aim={aim}", "--section", "steps").out.decode()
    assert Words("en")("section.no-model") in told


def test_depth_changes_nothing_in_json(run):
    plain = run("recommend", *settings(ANSWERS), "--json")
    assert run("recommend", *settings(ANSWERS), "--json", "--full").out == plain.out
    assert json.loads(plain.out)["recommended"] == "entente-multipartite"


# -- a model on one screen ---------------------------------------------------------------


def held_to_one_screen(pack, model, lang, folder=""):
    """Check that a model's one screen keeps to its bounds; return it at each width."""
    blocks = first_fitting(Profile(Phrases(pack, Words(lang), folder)).screens(model))
    texts = [as_text(blocks, Screen(width)) for width, _ in SCREENS]
    for text, (width, most) in zip(texts, SCREENS, strict=True):
        lines = text.splitlines()
        assert len(lines) <= most, (model.id, lang, width)
        assert max(map(cell_len, lines)) <= width
    return texts


@pytest.mark.parametrize("lang", LANGUAGES)
def test_show_tells_a_model_on_one_screen_with_nothing_cut(pack, lang):
    words, say = Words(lang), Phrases(pack, Words(lang))
    apart = 0
    for model in pack.models:
        for text in held_to_one_screen(pack, model, lang):
            told = unspaced(text)
            assert told.startswith(unspaced(say.numbered(model)))
            assert unspaced(words("heading.portrait")) in told
            places = [told.index(unspaced(phase[lang])) for phase in model.phases]
            assert told.index(unspaced(model.portrait.text[lang])) < places[0]
            assert places == sorted(places)
            if model.cycle:
                assert unspaced(words("phase.back", first=model.cycle.first)) in told
            needed = [p for p in model.partners if p.category == "necessary"]
            apart += bool(needed)
            key = "needed" if needed else "partners"
            names = "; ".join(p.name[lang] for p in needed or model.partners)
            who = words("colon", term=words(f"heading.{key}"), text=f"{names}.")
            assert unspaced(who) in told
            effort = next(d for d in model.takes if d.about == "effort")
            line = words("colon", term=words("heading.takes"), text=effort.text[lang])
            assert unspaced(line) in told
            more = f"concertation show {model.number} --full"
            assert unspaced(more) in told
            assert told.endswith(unspaced(say.foot_line()))
    assert apart == 2 * 4


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_screen_of_a_model_is_what_show_prints_and_full_tells_far_more(run, pack, lang):
    for model in pack.models:
        screen = run("show", model.number, "--lang", lang).out.decode()
        assert screen == held_to_one_screen(pack, model, lang)[0]
        full = run("show", model.number, "--full", "--lang", lang).out.decode()
        assert len(full.splitlines()) > 4 * len(screen.splitlines())
        for name in ("challenges", "criteria", "convener_only"):
            part = run("show", model.number, "--section", name, "--lang", lang).out.decode()
            body = unspaced(part.partition("\n\n")[2].rpartition("\n\n")[0])
            assert body in unspaced(full)


@pytest.mark.parametrize("form", ["markdown", "html", "json"])
def test_a_model_as_a_page_or_as_data_is_whole_with_or_without_full(run, form):
    short, full = (run("show", "7", "--format", form, *more).out for more in ((), ("--full",)))
    assert short == full
    assert "mentor" in short.decode()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_model_of_the_second_pack_is_on_one_screen_too(lang, toy):
    photographs = load_folder(PHOTOGRAPHS)
    for pack in (photographs, toy):
        for model in pack.models:
            for text in held_to_one_screen(pack, model, lang, "~/some/folder"):
                told = unspaced(text)
                for phase in model.phases:
                    assert unspaced(phase.get(lang, phase["en"])) in told


@given(data=st.data())
@sampled(max_examples=12, suppress_health_check=list(HealthCheck), phases=(Phase.generate,))
def test_a_model_of_any_pack_is_on_one_screen_and_its_phases_are_told_whole_or_counted(data):
    pack = data.draw(any_packs()).pack
    times = data.draw(st.sampled_from([1, 1, 4, 9]))
    for drawn_model in pack.models:
        model = drawn_model._replace(phases=drawn_model.phases * times)
        for lang in LANGUAGES:
            words, spoken = Words(lang), Phrases(pack, Words(lang)).lang
            (name,) = section_names(("phases",), words)
            texts = [unspaced(phase[spoken]) for phase in model.phases]
            for text in held_to_one_screen(pack, model, lang):
                told, counted = unspaced(text), 0
                for number in range(1, len(texts) + 1):
                    keys = ("phase.others", "phase.count")
                    if any(
                        unspaced(words(key, count=number, section=name)) in told for key in keys
                    ):
                        counted = number
                shown = texts[: len(texts) - counted]
                assert all(phase in told for phase in shown)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("phases", "sentences"), [(12, 3), (20, 6), (6, 40)])
def test_long_phases_yield_before_the_portrait_and_those_left_out_are_counted(
    pack, lang, phases, sentences
):
    words = Words(lang)
    long = tuple(
        dict.fromkeys(LANGUAGES, f"Étape {n}. " + "Une phrase qui dit beaucoup. " * sentences)
        for n in range(1, phases + 1)
    )
    for model in pack.models:
        for text in held_to_one_screen(pack, model._replace(phases=long), lang):
            told = unspaced(text)
            whole = [unspaced(phase[lang]) in told for phase in long]
            left = phases - sum(whole)
            assert whole == [True] * sum(whole) + [False] * left
            assert left
            (phases_name,) = section_names(("phases",), words)
            key = "phase.others" if any(whole) else "phase.count"
            assert unspaced(words(key, count=left, section=phases_name)) in told
            assert told.count("Étape") == sum(whole)
            assert any(whole) <= (unspaced(model.portrait.text[lang]) in told)
            assert unspaced(model.portrait.label[lang]) in told or any(whole)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_too_many_partners_to_name_are_counted(pack, lang):
    for model in pack.models:
        many = model._replace(partners=model.partners * 60)
        needed = sum(p.category == "necessary" for p in many.partners) or len(many.partners)
        for text in held_to_one_screen(pack, many, lang):
            told, words = unspaced(text), Words(lang)
            (name,) = section_names(("partners",), words)
            assert unspaced(words("partners.count", count=needed, section=name)) in told
            assert unspaced(model.portrait.text[lang]) in told
            assert all(unspaced(phase[lang]) in told for phase in model.phases)


def test_a_wrong_part_is_answered_with_its_names_and_ids(run):
    french, english = (
        run("recommend", "--set", "gap=ties", "--section", "defi", "--lang", lang)
        for lang in LANGUAGES
    )
    assert (french.code, english.code) == (2, 2)
    assert "(vouliez-vous dire «\u00a0défis\u00a0»?)" in french.err
    assert "défis (challenges)" in french.err
    assert "challenges, " in english.err  # said once where both are alike
    assert "challenges (challenges)" not in english.err
