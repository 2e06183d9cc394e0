"""Edges: what is left when a pack is tiny, an id unknown, a file odd, the number of sets huge."""

import shutil
from pathlib import Path

import pytest
from tests.packs import chosen, small_pack

from concertation_cli.engine import witness
from concertation_cli.engine.group import confer
from concertation_cli.engine.moves import moves, places
from concertation_cli.engine.recommend import recommend
from concertation_cli.engine.results import Ground
from concertation_cli.knowledge import store
from concertation_cli.knowledge.packfiles import inspect_folder
from concertation_cli.knowledge.situation import read_known_answers
from concertation_cli.knowledge.trees import TreeError, parse


@pytest.fixture
def toy_copy(toy_folder, tmp_path):
    return Path(shutil.copytree(toy_folder, tmp_path / "pack"))


def change(folder, name, old, new):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


# -- the engine --------------------------------------------------------------------------


def test_what_moves_is_told_in_the_later_order_and_what_went_last():
    before = {"north": (9, 1), "south": (6, 2), "west": (3, 3), "east": (0, 4)}
    after = {"south": (9, 1), "east": (9, 1), "west": (3, 3)}
    assert moves(before, after) == (
        ("south", (6, 2), (9, 1)),
        ("east", (0, 4), (9, 1)),
        ("north", (9, 1), None),
    )
    assert moves({}, {"north": (0, 1)}) == (("north", None, (0, 1)),)


def test_a_place_is_a_score_and_its_rank():
    pack = small_pack(north={"lack.a": 2}, south={"lack.a": 2}, west={"lack.a": 1})
    result = recommend(pack, chosen(lack="a"))
    assert places(result) == {"north": (6, 1), "south": (6, 1), "west": (3, 3)}


def test_two_models_first_under_as_many_weightings_leave_none_first():
    pack = small_pack(north={"lack.a": 2, "people.a": 1}, south={"field.a": 2, "people.a": 1})
    weighed = confer(pack, [chosen(lack="a", field="a", people="a")]).weighed
    assert weighed.wins["north"] == weighed.wins["south"] > 0
    assert (weighed.first, weighed.nothing) == (None, Ground.TIE)


def test_where_sets_are_too_many_the_best_answer_to_every_question_is_tried(monkeypatch):
    pack = small_pack(lead=2, north={"lack.a": 2, "field.a": 1}, south={"lack.c": 3})
    north = pack.models[0]
    whole = witness.shortest(pack, north)
    monkeypatch.setattr(witness, "MAX_SETS", 0)
    assert witness.shortest(pack, north) == whole == chosen(door="yes", lack="a")


# -- the pack ----------------------------------------------------------------------------


def test_an_id_that_the_pack_does_not_have_is_a_key_error(toy):
    for ask in (toy.model, toy.question, toy.questions[0].option):
        with pytest.raises(KeyError, match="nobody"):
            ask("nobody")


def test_a_requirement_on_an_unknown_question_is_told_alone(toy_copy):
    change(toy_copy, "models/a.yaml", "question: roles.host", "question: roles.hots")
    (problem,) = inspect_folder(toy_copy).problems
    assert (problem.code, problem.values["value"]) == ("unknown-question", "roles.hots")


def test_a_pack_file_without_languages_is_told_to_declare_them(toy_copy):
    change(toy_copy, "pack.yaml", "languages: [fr, en]\n", "")
    (problem,) = inspect_folder(toy_copy).problems
    assert (problem.code, problem.values["key"]) == ("missing-key", "languages")


def test_an_installation_without_its_pack_says_where_it_should_be(run, monkeypatch, tmp_path):
    monkeypatch.setattr(store, "_PACKAGE", tmp_path / "lib" / "site" / "package")
    monkeypatch.setattr(store, "_COMPILED", tmp_path / "none")
    result = run("list")
    assert (result.code, result.out) == (3, b"")
    assert str(tmp_path / "lib" / "site" / "package" / "data") in result.err


# -- situations --------------------------------------------------------------------------


def test_answers_kept_as_a_list_give_nothing_and_are_no_crash(toy):
    assert read_known_answers(parse(b"[a, b]"), toy.questions) == ({}, ())


@pytest.mark.parametrize("digits", ["1e999", "-1e999"])
def test_a_number_without_end_is_refused_in_json(digits):
    with pytest.raises(TreeError) as caught:
        parse(b'{"answers": ' + digits.encode() + b"}")
    assert (caught.value.code, caught.value.values) == ("not-a-number", {"value": digits})
