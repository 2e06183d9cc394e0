"""Portraits: what `show` and `search` tell of the situation that calls for a model."""

import json
import re

import pytest

from concertation_cli.knowledge.packfiles import inspect_folder

LANGUAGES = ("fr", "en")
HEADINGS = {"fr": "Quand il convient", "en": "When it fits"}


@pytest.fixture
def without(copy):
    """Return a copy of the toy pack whose models have no portrait."""
    for path in (copy / "models").glob("*.yaml"):
        text = path.read_text("utf-8")
        path.write_text(re.sub(r"(?m)^portrait:\n(?:  .*\n)+", "", text), "utf-8")
    return copy


def test_every_model_of_ours_has_a_portrait_in_both_languages_in_one_frame(pack):
    frames = {
        "fr": r"Aujourd.hui, .+\. Vous voulez .+\. À la fin, .+\.",
        "en": r"Today, .+\. You want .+\. In the end, .+\.",
    }
    for model in pack.models:
        for lang, frame in frames.items():
            assert re.fullmatch(frame, model.portrait.text[lang]), (model.id, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_show_opens_with_the_portrait_and_says_where_it_comes_from(run, pack, lang):
    for model in pack.models:
        told = run("show", model.number, "--lang", lang).out.decode()
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


def test_search_finds_the_words_of_a_portrait(run):
    found = json.loads(run("search", "scattered with few means", "--json", "--lang", "en").out)
    assert {(f["kind"], f["id"], f["part"]) for f in found["results"]} == {
        ("model", "mobilisation-sectorielle", "portrait")
    }


def test_a_pack_may_do_without_portraits_and_then_says_no_word_of_them(run, without):
    assert inspect_folder(without).problems == ()
    told = run("show", "a", "--data", without).out.decode()
    assert HEADINGS["en"] not in told
    assert json.loads(run("show", "a", "--data", without, "--json").out)["portrait"] is None


def test_one_portrait_missing_is_told_for_each_model_that_lacks_it(without, toy_folder):
    text = (toy_folder / "models" / "a.yaml").read_text("utf-8")
    (without / "models" / "a.yaml").write_text(text, "utf-8")
    problems = inspect_folder(without).problems
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
