"""What a model takes, how long and when it stops: told beside it, everywhere, with its source."""

import json

import pytest

from concertation_cli.words import Words

LANGUAGES = ("fr", "en")
FIRM = [
    f"--set={answer}" for answer in ("aim=take-part", "gap=means", "portrait=entente-multipartite")
]
CLOSE = [f"--set={answer}" for answer in ("aim=take-part", "gap=ties", "portrait=cohorte")]


def read(result):
    """Return what was printed as one line, so that where it was folded does not matter."""
    assert (result.code, result.err) == (0, "")
    return " ".join(result.out.decode().split())


def lines(pack, model, lang, *, whole=False):
    """Return each line that is to be told of a model: what it is about, it, and its source.

    Whole, what is inferred comes with what it is inferred from.
    """
    words = Words(lang)
    told = []
    for demand in model.takes:
        section = pack.sections[demand.source][lang]
        source = words("source", section=section, pages=model.pages)
        if demand.basis == "inferred" and whole and demand.inferred_from:
            told_from = words("why.inferred-from", text=demand.inferred_from[lang])
            source = f"{told_from} {source}"
        elif demand.basis == "inferred":
            source = {"fr": "déduit; ", "en": "inferred; "}[lang] + source
        text = words("colon", term=words(f"takes.{demand.about}"), text=demand.text[lang])
        told.append(" ".join(f"{text} [{source}]".split()))
    return told


def document(run, *argv):
    return json.loads(run(*argv, "--json").out)


def as_json(pack, model, lang="en"):
    return [
        {
            "about": demand.about,
            "text": demand.text[lang],
            "basis": demand.basis,
            "source": {"section": pack.sections[demand.source][lang], "pages": model.pages},
        }
        for demand in model.takes
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_show_tells_it_in_order_with_its_source_alone_or_in_the_whole(run, pack, lang):
    name = {"fr": "exigences", "en": "what-it-takes"}[lang]
    for model in pack.models:
        listed = " - ".join(lines(pack, model, lang, whole=True))
        told = f"{Words(lang)('heading.takes')} - {listed}"
        assert told in read(run("show", model.number, "--section", name, "--lang", lang))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_advice_tells_it_of_its_model_as_a_part_and_in_full(run, pack, lang):
    heading = Words(lang)("heading.takes")
    told = f"{heading} - " + " - ".join(lines(pack, pack.model("entente-multipartite"), lang))
    assert told in read(run("recommend", *FIRM, "--section", "takes", "--lang", lang))
    assert told in read(run("recommend", *FIRM, "--full", "--lang", lang))


def test_json_has_it_for_a_model_and_for_each_plan(run, pack):
    for model in pack.models:
        assert document(run, "show", model.number)["takes"] == as_json(pack, model)
    plans = document(run, "recommend", *CLOSE)["plans"]
    assert len(plans) > 1
    for plan in plans:
        assert plan["takes"] == as_json(pack, pack.model(plan["model"]))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_models_are_compared_on_it_and_silence_is_told_as_such(run, pack, lang):
    words = Words(lang)
    told = read(run("compare", "3", "9", "--lang", lang, env={"COLUMNS": "40"}))
    first, second = pack.model("entente-multipartite"), pack.model("recherche-action")
    assert not [demand for demand in first.takes if demand.about == "duration"]
    lasted = [" ".join(d.text[lang].split()) for d in second.takes if d.about == "duration"]
    assert f"3. {words('compare.untold')} 9. {' '.join(lasted)}" in told
    for about in ("effort", "duration", "end"):
        assert words(f"takes.{about}") in told


def test_search_finds_it_under_its_own_name(run):
    found = document(run, "search", "bring few results")["results"]
    assert [(f["kind"], f["id"], f["part"]) for f in found] == [
        ("model", "projet-innovation", "takes")
    ]
    assert "What it takes" in read(run("search", "bring few results", "--lang", "en"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_pack_without_any_says_no_word_of_it(run, toy, toy_folder, lang):
    words = Words(lang)
    assert not any(model.takes for model in toy.models)
    shown = read(run("show", "a", "--data", toy_folder, "--lang", lang))
    assert words("heading.takes") not in shown
    assert document(run, "show", "a", "--data", toy_folder)["takes"] == []
    compared = run("compare", "a", "b", "--data", toy_folder, "--lang", lang).out.decode()
    assert not {words(f"takes.{about}") for about in ("effort", "duration", "end")} & set(
        compared.splitlines()
    )
