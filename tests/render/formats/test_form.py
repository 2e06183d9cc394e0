"""The form: all that the pack asks, in both languages, on one page that asks for nothing."""

import base64
import hashlib
import html
import json
import re

import pytest
from tests.support.paths import PHOTOGRAPHS
from tests.support.small_packs import small_pack
from tests.support.texts import HOSTILE

from concertation_cli.knowledge.folder import load_folder
from concertation_cli.phrases.pack import Phrases
from concertation_cli.render.formats.form import as_form
from concertation_cli.render.views.form import fillable
from concertation_cli.render.views.questionnaire import Sheet
from concertation_cli.text_safety import fold
from concertation_cli.words import Words

LANGUAGES = ("fr", "en")
INPUT = re.compile(r'<input type="(radio|checkbox)" name="([^"]+)" value="([^"]*)"')


def form_of(pack, *langs, respond_to=""):
    spoken = [Phrases(pack, Words(lang)) for lang in langs or LANGUAGES]
    return as_form(fillable(spoken), respond_to).decode()


def photographs():
    return load_folder(PHOTOGRAPHS)


PACKS = {"small, without portraits": small_pack, "photographs": photographs}


@pytest.fixture(scope="module", params=["shipped", "toy", *PACKS])
def any_pack(request, pack, toy):
    return {"shipped": pack, "toy": toy}.get(request.param) or PACKS[request.param]()


@pytest.fixture(scope="module")
def page(pack):
    return form_of(pack, respond_to="ana@example.org")


def digest(text):
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def data_of(page):
    return json.loads(
        re.search(r'<script type="application/json" id="data">(.*?)</script>', page)[1]
    )


# -- what it asks ------------------------------------------------------------------------


def offered(pack):
    """Return each name that the page may answer under, and the values that it may take."""
    found = {}
    for question in Sheet(Phrases(pack, Words("en"))).asked(forms=True):
        ids = [option.id for option in question.options]
        if question.kind == "grid":
            held = {"", *(holder.id for holder in question.holders)}
            found |= {f"{question.id}.{row}": ("radio", held) for row in ids}
            continue
        many = question.kind == "choose-many" and question.theme != "recognition"
        found[question.id] = ("checkbox" if many else "radio", {"", *ids})
        if question.theme == "recognition":
            found[f"{question.id}.second"] = ("radio", {"", *ids})
    return found


def test_every_answer_may_be_ticked_and_not_knowing_too(any_pack):
    found = {}
    for kind, name, value in INPUT.findall(form_of(any_pack, any_pack.languages[0])):
        assert found.setdefault(name, (kind, set()))[0] == kind
        assert value not in found[name][1]
        found[name][1].add(value)
    assert found == offered(any_pack)


def test_no_question_but_those_that_decide_is_left_out(pack):
    asked = [q.id for q in pack.questions if q.theme != "deciding"]
    assert re.findall(r'data-question="([^"]+)"', form_of(pack)) == asked


def test_every_question_option_and_row_is_told_whole_in_each_language(any_pack):
    page = form_of(any_pack, *any_pack.languages)
    many = len(any_pack.languages) > 1
    for question in Sheet(Phrases(any_pack, Words("en"))).asked(forms=True):
        means = [text for option in question.options for text in (option.label, option.means)]
        labels = [holder.label for holder in question.holders]
        for text in (question.text, question.why, *means, *labels):
            for lang, told in text.items():
                whole = html.escape(told, quote=False).replace('"', "&#34;").replace("'", "&#39;")
                found = rf'<span lang="{lang}"(?: hidden)?>{re.escape(whole)}</span>'
                assert re.search(found, page) if many else whole in page, told


def test_limits_and_what_goes_with_no_other_come_from_the_pack(pack):
    page = form_of(pack)
    for question in pack.questions:
        if question.theme != "deciding":
            assert re.search(
                rf'data-question="{question.id}"[^>]* data-most="{question.maximum}"', page
            )
        for option in question.options:
            if question.kind == "choose-many" and option.none and question.id != "portrait":
                assert f'name="{question.id}" value="{option.id}" data-alone' in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_descriptions_stand_by_their_labels_in_the_language_that_the_page_opens_in(pack, lang):
    (other,) = set(LANGUAGES) - {lang}
    page = form_of(pack, lang, other)
    shown = [value for _, name, value in INPUT.findall(page) if name == "portrait" and value]
    models = {model.id: fold(model.portrait.label[lang]) for model in pack.models}
    lines = [line.id for line in pack.last_lines]
    assert shown == [*sorted(models, key=models.__getitem__), *lines]


def test_a_pack_without_portraits_has_no_second_choice():
    assert 'data-kind="ordered"' not in form_of(small_pack())


# -- languages ---------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_both_languages_are_inside_and_it_opens_in_that_of_the_run(run, lang):
    made = run("questions", "--format", "form", env={"CONCERTATION_LANG": lang})
    page = made.out.decode()
    assert (made.code, made.err) == (0, "")
    assert page.startswith(f'<!doctype html>\n<html lang="{lang}">')
    assert data_of(page)["languages"] == sorted(LANGUAGES, key=lambda one: one != lang)
    assert f"<title>{Words(lang)('sheet.title')}</title>" in page
    for other in LANGUAGES:
        assert f'<span lang="{other}"{" hidden" if other != lang else ""}>' in page
        assert f'data-language="{other}" aria-pressed="{str(other == lang).lower()}"' in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_language_asked_for_is_alone(run, pack, lang):
    page = run("questions", "--format", "form", "--lang", lang).out.decode()
    (other,) = set(LANGUAGES) - {lang}
    assert data_of(page)["languages"] == [lang]
    assert not re.search(r"<span lang=| data-language=", page)
    for question in pack.questions:
        if question.theme != "deciding":
            assert html.escape(question.text[lang]).replace("&#x27;", "&#39;") in page
            assert question.text[other] not in page


def test_a_pack_in_one_language_has_a_page_in_it_whatever_the_run(run):
    for lang in LANGUAGES:
        env = {"CONCERTATION_LANG": lang}
        made = run("questions", "--format", "form", "--data", PHOTOGRAPHS, env=env)
        assert made.code == 0, made.err
        assert data_of(made.out.decode())["languages"] == ["en"]


# -- alone and inert ---------------------------------------------------------------------


def test_the_policy_lets_in_this_style_and_this_script_and_nothing_else(page):
    policy = html.unescape(
        re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)[1]
    )
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert policy.split("; ") == [
        "default-src 'none'", f"style-src '{digest(style)}'", f"script-src '{digest(script)}'",
        "base-uri 'none'", "form-action 'none'",
    ]  # fmt: skip
    assert not re.search(r'\s(?:style|on\w+)="', page)


def test_nothing_is_fetched_kept_or_sent(page):
    assert not re.search(
        r"\s(?:src|srcset|action|data|poster)=|<(?:link|iframe|img|object|base)\b", page
    )
    assert re.findall(r'href="([^"]*)"', page) == ["#saving"]
    assert not re.search(r"https?:|@import|url\(", page)
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert not re.search(
        r"fetch|XMLHttp|Beacon|WebSocket|Storage|cookie|indexedDB|innerHTML|eval", script
    )


def test_text_of_others_is_inert_in_the_page_and_in_its_data(pack):
    evil = dict.fromkeys(LANGUAGES, f"{HOSTILE} </script><!-- <script> \u2028")
    questions = tuple(
        q._replace(text=evil, why=evil,
                   options=tuple(o._replace(label=evil, means=evil) for o in q.options))
        for q in pack.questions
    )  # fmt: skip
    page = form_of(pack._replace(questions=questions, name=evil), respond_to="ana@example.org")
    assert len(re.findall("<script", page)) == len(re.findall("</script", page)) == 2
    assert "<!--" not in page
    page = as_form(
        fillable([Phrases(pack, Words("en"))])._replace(prefix={"en": evil["en"]})
    ).decode()
    assert len(re.findall("</script", page)) == 2
    assert data_of(page)["prefix"]["en"] == evil["en"]


def test_the_same_pack_gives_the_same_bytes(pack):
    assert form_of(pack) == form_of(pack)


# -- the command line --------------------------------------------------------------------


def test_the_form_is_written_to_a_file_whose_name_ends_as_a_page_does(run, tmp_path):
    target = tmp_path / "questionnaire.html"
    made = run("questions", "--format", "form", "--output", target)
    assert (made.code, made.out) == (0, b"")
    assert b'<form id="form"' in target.read_bytes()
    told = run("questions", "--format", "form", "--output", tmp_path / "questionnaire.docx")
    assert (told.code, told.out) == (2, b"")


def test_an_address_adds_a_button_and_says_that_nothing_leaves_by_itself(run):
    plain = run("questions", "--format", "form").out.decode()
    page = run("questions", "--format", "form", "--respond-to", "ana.b+c@example.org").out.decode()
    assert 'id="mail"' not in plain
    assert 'id="mail"' in page
    assert data_of(page)["address"] == "ana.b+c@example.org"
    for lang in LANGUAGES:
        told = Words(lang)("fill.mail-hint", address="ana.b+c@example.org")
        assert told in page


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("form", ["text", "json", "html", "markdown", "yaml", "csv"])
def test_an_address_serves_only_with_the_form(run, form, lang):
    told = run("questions", "--format", form, "--respond-to", "ana@example.org", "--lang", lang)
    assert (told.code, told.out) == (2, b"")
    assert Words(lang)("problem.respond-needs-form") in told.err


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "address",
    ["", "ana", "ana@", "@example.org", "ana@example", "ana@example.org,bob@example.org",
     "ana@example.org?cc=bob@example.org", "Ana <ana@example.org>", "ana@exa mple.org",
     "ana@example.org\n", "ana@-example.org", "a..b@example.org", "zoé@example.org",
     "mailto:ana@example.org", f"{'a' * 250}@example.org", "ana@example.org&body=x"],
)  # fmt: skip
def test_what_is_no_plain_address_is_refused(run, address, lang):
    told = run("questions", "--format", "form", "--respond-to", address, "--lang", lang)
    assert (told.code, told.out) == (2, b"")
    assert Words(lang)("problem.bad-address", value="@").partition("@")[2] in told.err


def test_the_form_is_of_no_other_command(run):
    assert run("list", "--format", "form").code == 2
