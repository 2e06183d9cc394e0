"""Finding a model by what people call it."""

import pytest

from concertation_cli.knowledge.lookup import find_models, model_names, nearest_models
from concertation_cli.knowledge.nearest import nearest
from concertation_cli.text_safety import fold


def ids(models):
    return [model.id for model in models]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("7", "cohorte"),
        ("cohorte", "cohorte"),
        ("COHORT", "cohorte"),
        ("  Communauté   de pratique ", "communaute-de-pratique"),
        ("communaute de pratique", "communaute-de-pratique"),
        ("Community of Practice", "communaute-de-pratique"),
        ("communaute_de_pratique", "communaute-de-pratique"),
        ("cdp", "communaute-de-pratique"),
        ("pilot project", "projet-innovation"),
        ("l\u2019accompagnement", None),
        ("concertation d\u2019incubation", "incubation"),
        ("Recherche-action concertée", "recherche-action"),
    ],
)
def test_a_model_is_found_by_number_id_name_or_alias_whatever_the_case_and_accents(
    pack, typed, found
):
    assert ids(find_models(pack, typed)) == ([found] if found else [])


@pytest.mark.parametrize(
    ("typed", "found"), [("coh", "cohorte"), ("multis", "multisectorielle"), ("ent", None)]
)
def test_a_prefix_is_enough_when_only_one_model_has_it(pack, typed, found):
    expected = [found] if found else ["entente-multipartite"]
    assert ids(find_models(pack, typed)) == expected


def test_every_name_of_every_model_finds_that_model_alone(pack):
    for model in pack.models:
        for name in (*model_names(model), *model.name.values()):
            assert ids(find_models(pack, name)) == [model.id], name


def test_an_ambiguous_word_gives_all_the_models_it_may_mean(pack):
    found = ids(find_models(pack, "recherche"))
    assert found == ["recherche-action"]
    assert ids(find_models(pack, "concertation")) == ["multisectorielle", "incubation"]
    assert len(find_models(pack, "sector")) > 1


def test_an_exact_name_wins_over_a_prefix_and_a_prefix_over_a_word_inside(toy):
    circle, pot, trial = toy.models
    exact = circle._replace(aliases={"fr": ("cagnotte",), "en": ()})
    inside = trial._replace(aliases={"fr": ("la petite cagn",), "en": ()})
    renamed = pot._replace(
        name={"fr": "Cagnotte à deux", "en": "Pot"}, aliases={"fr": (), "en": ()}
    )
    pack = toy._replace(models=(exact, renamed, inside))
    assert ids(find_models(pack, "cagnotte")) == ["a"]
    assert ids(find_models(pack, "cagnotte a")) == ["b"]
    assert ids(find_models(pack, "cagn")) == ["a", "b"]
    assert ids(find_models(pack, "petite")) == ["c"]


def test_a_number_is_never_a_prefix(toy):
    tenth = toy.models[0]._replace(id="tenth", number=10, name={"fr": "2e cercle", "en": "2e"})
    pack = toy._replace(models=(*toy.models[1:], tenth))
    assert ids(find_models(pack, "1")) == []
    assert ids(find_models(pack, "10")) == ["tenth"]
    assert ids(find_models(pack, "2")) == ["b"]


@pytest.mark.parametrize("typed", ["", "  ", "?!", "0", "99", "zzz"])
def test_what_names_nothing_finds_nothing(pack, typed):
    assert find_models(pack, typed) == ()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("cohrote", "cohorte"),
        ("incubasion", "incubation"),
        ("multisectoriel", "multisectorielle"),
        ("recherche acton", "recherche-action"),
        ("communauté de practique", "communaute-de-pratique"),
        ("entante", "entente-multipartite"),
    ],
)
def test_a_typo_is_answered_with_the_model_that_was_meant(pack, typed, meant):
    near = ids(nearest_models(pack, typed))
    assert near[:1] == [meant]
    assert len(near) <= 3


def test_nothing_is_suggested_for_what_is_like_nothing(pack):
    assert nearest_models(pack, "xyzzy") == ()
    assert nearest("xyzzy", ["gap", "scope"]) == ""
    assert nearest("gap", []) == ""


def test_the_nearest_word_ignores_case_and_accents():
    assert nearest("SERVCIE", ["service", "ties"]) == "service"
    assert nearest("élus", ["elus", "etude"]) == "elus"


def test_the_names_of_models_never_clash(pack):
    names = [name for model in pack.models for name in model_names(model)]
    assert len(names) == len(set(names))
    assert all(name == fold(name) for name in names)
