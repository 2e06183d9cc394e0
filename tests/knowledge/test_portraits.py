"""Portraits: what a pack tells of them, and a pack that does without any."""

import json
import re
import shutil

import pytest
from tests.support.paths import DATA, ROOT, TOY
from tests.support.situations import settings
from tests.support.terminal import REVIEW, Plain, Terminal
from tests.support.yaml_values import plain

from concertation_cli.engine.recommend import recommend
from concertation_cli.knowledge.folder import inspect_folder, load_folder
from concertation_cli.knowledge.strict_yaml import parse

LANGUAGES = ("fr", "en")
HEADINGS = {"fr": "Quand il convient", "en": "When it fits"}
PACKS = {
    "shipped": DATA,
    "toy": TOY,
    "second": ROOT / "examples" / "packs" / "family-photographs",
}
SETTINGS = {  # by pack: a clear situation, and one that leaves models close
    "shipped": (
        ["aim=take-part", "gap=means", "collective-work=designed", "form=agreement"],
        ["aim=take-part", "gap=ties", "form=agreement"],
    ),
    "toy": (["aim=share", "lack=money", "people=firms"], ["aim=share", "lack=ties,proof"]),
    "second": (["wish=lose-nothing", "homes=near"], ["wish=lose-nothing,see-each-other"]),
}
WORDS = re.compile(r"\b(description|portrait|recogni|reconn)", re.IGNORECASE)
"""What screens say of the choice among portraits; the shipped pack has such words of its own."""
OWN_WORDS = re.compile(r"\bdescription", re.IGNORECASE)


def taken_out(folder, target):
    """Copy a pack without portraits, recognition nor last lines, nor any answer to them."""
    shutil.copytree(folder, target)
    for path in [*target.glob("*.yaml"), *target.glob("*/*.yaml")]:
        told = plain(parse(path.read_bytes()))
        for answers in told.get("codings", ()) if isinstance(told, dict) else ():
            answers.pop("portrait", None)
        for key in ("portrait", "recognition", "last_lines") if isinstance(told, dict) else ():
            told.pop(key, None)
        path.write_text(json.dumps(told, ensure_ascii=False), "utf-8")  # JSON is YAML
    return target


def spoken_of(name, text):
    """Return the lines that speak of the choice among portraits."""
    forbidden = OWN_WORDS if name == "shipped" else WORDS
    return [line for line in text.splitlines() if forbidden.search(line)]


@pytest.fixture(scope="module", params=PACKS)
def without(request, tmp_path_factory):
    """Return the name of a pack and the folder of a copy of it without portraits."""
    target = tmp_path_factory.mktemp("without") / request.param
    return request.param, taken_out(PACKS[request.param], target)


# -- what a pack with portraits tells ------------------------------------------------------


def test_every_model_of_ours_has_a_portrait_in_both_languages_in_one_frame(pack):
    frames = {
        "fr": r"Aujourd.hui, .+\. Vous voulez .+\. À la fin, .+\.",
        "en": r"Today, .+\. You want .+\. In the end, .+\.",
    }
    for model in pack.models:
        for lang, frame in frames.items():
            assert re.fullmatch(frame, model.portrait.text[lang]), (model.id, lang)


def test_every_last_line_of_ours_begins_alike_and_says_what_to_do(pack):
    openings = {"fr": "Rien de cela\u00a0: ", "en": "None of these: "}
    for line in pack.last_lines:
        for lang, opening in openings.items():
            assert line.text[lang].startswith(opening), (line.id, lang)
            assert line.remedy[lang].endswith("."), (line.id, lang)
    assert [line.id for line in pack.last_lines if not line.refuses] == ["otherwise"]
    assert [line.id for line in pack.last_lines if line.asks_gate] == ["one-party"]
    assert [line.id for line in pack.last_lines if line.asks_which] == ["existing-table"]


def test_the_recognition_offers_every_portrait_then_every_last_line_then_none(pack, toy):
    for told in (pack, toy):
        options = told.question("portrait").options
        lines = [(line.id, line.label, line.text) for line in told.last_lines]
        portraits = [(m.id, m.portrait.label, m.portrait.text) for m in told.models]
        assert [(o.id, o.label, o.means) for o in options[:-1]] == [*portraits, *lines]
        assert options[-1].id == "none"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_show_opens_with_the_portrait_and_says_where_it_comes_from(run, pack, lang):
    for model in pack.models:
        told = run("show", model.number, "--full", "--lang", lang).out.decode()
        first = told.split("\n\n")[1]
        assert first.startswith(HEADINGS[lang])
        flat = " ".join(first.split())
        assert " ".join(model.portrait.text[lang].split()) in flat
        assert pack.sections[model.portrait.sources[0]][lang] in flat
        inferred = {"fr": "[déduit;", "en": "[inferred;"}[lang]
        assert (inferred in flat) == (model.portrait.basis == "inferred")


def test_the_portrait_is_a_section_of_its_own(run):
    alone = json.loads(run("show", "7", "--section", "portrait", "--json").out)
    assert list(alone["portrait"]) == ["label", "text", "basis", "sources"]
    assert all(list(source) == ["section", "pages"] for source in alone["portrait"]["sources"])
    assert "When it fits" in run("show", "7", "--section", "portrait").out.decode()


def test_search_finds_the_words_of_a_portrait_and_of_a_last_line_once(run):
    def found(words):
        told = json.loads(run("search", words, "--json", "--lang", "en").out)
        return [(f["kind"], f["id"], f["part"]) for f in told["results"]]

    portrait = ("model", "mobilisation-sectorielle", "portrait")
    assert found("scattered with few means") == [portrait]
    assert found("gifts grant or sponsors none of these") == [("report", None, "last_lines")]


# -- a pack without any --------------------------------------------------------------------


def test_a_pack_may_do_without_portraits_and_then_says_no_word_of_them(run, without):
    name, folder = without
    assert inspect_folder(folder).problems == ()
    told = run("show", "1", "--full", "--data", folder).out.decode()
    assert HEADINGS["en"] not in told
    assert json.loads(run("show", "1", "--data", folder, "--json").out)["portrait"] is None
    assert "portrait" not in {question.id for question in load_folder(folder).questions}
    for form in ("text", "yaml", "csv", "markdown", "json"):
        asked = run("questions", "--data", folder, "--format", form).out.decode()
        assert not re.search(r"^ *\W?portrait\b", asked, re.MULTILINE), form
    named = run("recommend", "--set", "portrait=a", "--data", folder)
    assert (named.code, named.out) == (2, b"")
    assert "unknown question “portrait”" in named.err, name


DEPTHS = {"text": ([], ["--full"]), "markdown": ([],), "html": ([],)}


@pytest.mark.parametrize("form", DEPTHS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_screen_of_a_recommendation_speaks_of_what_the_pack_has_not(run, without, lang, form):
    name, folder = without
    for answers in SETTINGS[name]:
        for depth in DEPTHS[form]:
            argv = [*settings(answers), "--data", folder, "--lang", lang, "--format", form, *depth]
            result = run("recommend", *argv)
            assert result.code == 0, result.err
            read = re.sub(r"<style>.*?</style>|<[^>]*>", " ", result.out.decode(), flags=re.DOTALL)
            assert spoken_of(name, read) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_with_portraits_the_same_screens_do_speak_of_them(run, lang):
    for name, folder in PACKS.items():
        argv = [*settings(SETTINGS[name][0]), "--data", folder, "--lang", lang]
        assert spoken_of(name, run("recommend", *argv).out.decode()) != []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_question_of_an_interview_speaks_of_what_the_pack_has_not(without, tmp_path, lang):
    name, folder = without
    found = load_folder(folder)
    if lang not in found.languages:
        return  # asked in another, which its own test tries
    argv = ("--accessible", "--no-draft", "--lang", lang, "--data", folder)
    person = Plain(Terminal(tmp_path, *argv), found, lang)
    try:
        while (step := person.meet()) != REVIEW:
            assert step != "portrait"
            person.keep() if step in {"title", "notes"} else person.first()
        person.go_on()
        assert person.finish() == 0
    finally:
        person.terminal.close()
    assert spoken_of(name, person.terminal.transcript) == []


def test_its_advice_is_firm_or_close_by_the_lead_alone(run, without):
    name, folder = without
    clear, level = (
        json.loads(run("recommend", *settings(answers), "--data", folder, "--json").out)
        for answers in SETTINGS[name]
    )
    assert clear["verdict"]["kind"] == "recommended"
    assert level["verdict"]["kind"] == "close"
    for told in (clear, level):
        assert told["trust"]["word"] != "consistent"
        assert not (told["recognition"] or {}).get("chosen")
        assert spoken_of(name, json.dumps(told["trust"], ensure_ascii=False)) == []


def test_the_same_answers_give_the_same_points_with_portraits_and_without(without):
    name, folder = without
    packs = (load_folder(PACKS[name]), load_folder(folder))
    for case in packs[0].cases:
        for coding in case.codings:
            facts = {key: answer for key, answer in coding.items() if key != "portrait"}
            ours, theirs = (
                [(s.score.model, s.score.total) for s in recommend(pack, facts).ranking]
                for pack in packs
            )
            assert ours == theirs


def test_one_portrait_missing_is_told_for_each_model_that_lacks_it(copy):
    for model in "bc":
        path = copy / "models" / f"{model}.yaml"
        text = path.read_text("utf-8")
        path.write_text(re.sub(r"(?m)^portrait:\n(?:  .*\n)+", "", text), "utf-8")
    problems = inspect_folder(copy).problems
    assert [(p.code, p.place) for p in problems] == [
        ("portrait-missing", "models/b.yaml"),
        ("portrait-missing", "models/c.yaml"),
    ]


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ((16, 3, 16), {"b": (3, 15, 17)}),
        ((16, 30, 16), {"b": (30, 15, 17)}),
        ((44, 3, 44), {"b": (3, 40, 45)}),
        ((3, 16, 30), {"a": (3, 28, 33), "b": (16, 28, 33)}),
    ],
)
def test_one_portrait_of_another_length_is_told_and_those_that_go_together_are_left_alone(
    copy, counts, told
):
    """Were all held against the shortest, one short portrait would condemn every other."""
    for model, count in zip("abc", counts, strict=True):
        path = copy / "models" / f"{model}.yaml"
        words = " ".join([*["mot"] * (count - 1), model])
        text = re.sub(r'(?m)^(    fr: )".*"$', rf'\1"{words}"', path.read_text("utf-8"))
        path.write_text(text, "utf-8")
    keys = ("count", "least", "most")
    assert {
        p.place: (p.code, tuple(p.values[key] for key in keys))
        for p in inspect_folder(copy).problems
    } == {
        f"models/{model}.yaml:11: portrait.text.fr": ("portrait-uneven", figures)
        for model, figures in told.items()
    }
