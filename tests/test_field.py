"""The field set: what its files hold, who reads it, and what `evaluate` counts on it."""

import json
import shutil
from collections import Counter

import pytest
from tests.packs import chosen, small_pack

from concertation_cli.engine.evaluate import evaluate
from concertation_cli.knowledge.field_set import load_field_set
from concertation_cli.knowledge.pack import Initiative
from concertation_cli.knowledge.packfiles import load_folder

INITIATIVE = """\
set: A
name: "Yard"
place: "Here"
years: "2020"
lang: en
url: "https://example.org/yard"
situation: "Neighbours hardly meet."
form_taken: "A circle."
labels: [a, a]
recognized: [a, none]
codings:
- {aim: share, lack: [ties], people: citizens, roles: {host: us}}
- {aim: share, lack: [ties, money], people: unknown}
"""


@pytest.fixture(scope="module")
def field_set(toy_folder, pack):
    return load_field_set(toy_folder.parent.parent / "data", pack)


@pytest.fixture
def with_field(copy):
    """Return a copy of the toy pack with one initiative in its field set."""
    (copy / "field").mkdir()
    (copy / "field" / "yard.yaml").write_text(INITIATIVE, "utf-8")
    return copy


# The shipped field set


def test_the_shipped_field_set_holds_165_initiatives_in_three_sets(field_set):
    assert Counter(i.set for i in field_set) == {"A": 49, "B": 50, "C": 66}
    agreed = [i for i in field_set if i.is_unanimous]
    assert Counter(i.labels[0] == "none" for i in agreed) == {False: 125, True: 35}


def test_each_initiative_has_an_address_three_labels_and_two_codings(field_set):
    for initiative in field_set:
        assert initiative.url.startswith("https://") or initiative.url.startswith("http://")
        assert len(initiative.labels) == 3
        assert len(initiative.codings) == 2
        assert initiative.recognized


# Who reads it


def test_the_digest_and_the_compiled_pack_do_not_depend_on_it(with_field, toy):
    assert load_folder(with_field) == toy


def test_a_flawed_field_set_stops_check_and_evaluate_and_nothing_else(run, with_field):
    path = with_field / "field" / "yard.yaml"
    path.write_text(INITIATIVE.replace("lack: [ties]", "lack: [tie]"), "utf-8")
    assert run("check", with_field).code == 3
    told = run("evaluate", "--data", with_field)
    assert (told.code, told.out) == (3, b"")
    assert "field/yard.yaml:12: codings[1].lack: unknown option “tie”" in told.err
    assert run("list", "--data", with_field).code == 0
    answers = ("--set", "aim=share", "--set", "lack=ties")
    assert run("recommend", *answers, "--data", with_field).code == 0


FLAWS = {
    "labels: [a, a]": ("labels: [a, d]", "yard.yaml:9: labels[2]: unknown model “d”"),
    "recognized: [a, none]": ("recognized: [z]", "yard.yaml:10: recognized[1]: unknown model “z”"),
    "lang: en": ("lang: English", "yard.yaml:5: lang: “English” is not a language code"),
    "people: unknown": ("crowd: few", "yard.yaml:13: codings[2].crowd: unknown question “crowd”"),
    'url: "https://example.org/yard"\n': ("", "yard.yaml: the line “url: …” is missing"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "told"), [(k, *v) for k, v in FLAWS.items()])
def test_what_is_wrong_in_a_file_is_told_with_its_line(run, with_field, old, new, told):
    path = with_field / "field" / "yard.yaml"
    assert INITIATIVE.count(old) == 1
    path.write_text(INITIATIVE.replace(old, new), "utf-8")
    result = run("check", with_field)
    assert result.code == 3
    assert told in " ".join(result.out.decode().split())
    french = " ".join(run("check", with_field, "--lang", "fr").out.decode().split())
    assert told.partition(":")[0] in french


def test_a_file_that_cannot_be_read_is_told_and_the_others_are_still_checked(run, with_field):
    (with_field / "field" / "broken.yaml").write_text("labels: [a\n", "utf-8")
    told = run("check", with_field).out.decode()
    assert "field/broken.yaml:1" in told
    assert "1 problem" in told
    yard = with_field / "field" / "yard.yaml"
    yard.write_text(INITIATIVE.replace("lang: en", "lang: x"), "utf-8")
    assert "2 problems in 2 files" in run("check", with_field).out.decode()


def test_a_file_that_ends_in_yml_is_told_for_it_would_not_be_read(run, with_field):
    (with_field / "field" / "yard.yaml").rename(with_field / "field" / "yard.yml")
    told = run("check", with_field)
    assert told.code == 3
    assert "field/yard.yml" in told.out.decode()


def test_a_folder_that_cannot_be_listed_is_told_not_taken_for_an_empty_one(run, copy):
    (copy / "field").write_text("no folder", "utf-8")
    told = run("check", copy)
    assert told.code == 3
    assert "field: cannot be read" in told.out.decode()
    (copy / "field").unlink()
    (copy / "field").symlink_to(copy / "field")
    assert run("check", copy).code == 3
    assert run("evaluate", "--data", copy).code == 3


@pytest.mark.parametrize("part", ["models", "cases", "field"])
def test_files_beyond_the_most_that_are_read_are_told(run, copy, monkeypatch, part):
    monkeypatch.setattr("concertation_cli.knowledge.packfiles.MAX_FILES", 3)
    (copy / part).mkdir(exist_ok=True)
    for number in range(4):
        (copy / part / f"more-{number}.yaml").write_text("a: b\n", "utf-8")
    count = len(list((copy / part).glob("*.yaml")))
    told = " ".join(run("check", copy).out.decode().split())
    assert f"{part}: this folder holds {count} files; 3 at most are read" in told


def test_one_description_cannot_be_recognized_twice(run, with_field):
    path = with_field / "field" / "yard.yaml"
    path.write_text(INITIATIVE.replace("[a, none]", "[a, a]"), "utf-8")
    assert "recognized: “a” is written twice" in run("check", with_field).out.decode()


def test_the_note_on_the_pack_s_field_set_is_not_told_of_a_folder_of_one_s_own(run, tmp_path):
    (tmp_path / "yard.yaml").write_text(
        INITIATIVE.replace("[a, a]", "[cohorte]")
        .replace("[a, none]", "[none]")
        .partition("codings")[0]
        + "codings:\n- {aim: take-part}\n",
        "utf-8",
    )
    told = run("evaluate", tmp_path).out.decode()
    assert "1 initiative" in told
    assert "language models" not in told
    assert "language models" in run("evaluate").out.decode()
    # One set of answers alone agrees with no other: nothing is said of it.
    assert "The very same answer" not in told
    assert "The very same answer" in run("evaluate").out.decode()


def test_a_file_with_labels_and_no_codings_is_told_what_it_lacks(run, tmp_path):
    (tmp_path / "yard.yaml").write_text(INITIATIVE.partition("codings")[0], "utf-8")
    assert "the line “codings: …” is missing" in run("evaluate", tmp_path).err


def test_a_field_set_alone_can_be_tried_from_its_folder(run, with_field):
    whole = json.loads(run("evaluate", "--data", with_field, "--json").out)
    alone = json.loads(run("evaluate", with_field / "field", "--data", with_field, "--json").out)
    assert alone["field"] == whole["field"]
    assert alone["field"]["initiatives"] == 1
    assert alone["own_paragraph"]["models"]["cases"] == 0
    shutil.rmtree(with_field / "field")
    assert json.loads(run("evaluate", "--data", with_field, "--json").out)["field"] is None


def test_check_counts_it(run, with_field):
    assert json.loads(run("check", with_field, "--json").out)["counts"]["field"] == 1


def test_any_number_of_sets_of_answers_is_counted_pair_by_pair_and_in_order():
    pack = small_pack(north={"lack.a": 3})
    codings = [{"lack": "a"}] * 3 + [{"lack": "b"}] * 2 + [{}] * 7
    found = evaluate(pack, (), [initiative("one", "north", *codings)]).field
    assert list(found.by_coder) == [str(number) for number in range(1, 13)]
    assert found.agreement["lack"] == (3 + 1, 66 - 21)


# What is counted, on initiatives that one can count by hand


def initiative(name, label, *codings, **others):
    values = {
        "set": "A", "place": "", "years": "", "lang": "fr", "url": "", "situation": "",
        "form_taken": "", "recognized": (), "labels": (label, label), **others,
    }  # fmt: skip
    told = tuple(chosen(**coding) for coding in codings)
    return Initiative(id=name, name=name.title(), codings=told, **values)


@pytest.fixture
def counted():
    pack = small_pack(
        lead=8,
        north={"lack.a": 9, "field.a": 9},
        south={"lack.b": 9, "field.b": 9, "people.a": 2},
    )
    both = {"lack": "a", "field": "a"}
    return evaluate(
        pack,
        (),
        [
            initiative("one", "north", both, {"lack": "a"}, recognized=("north", "south")),
            initiative("two", "south", {"door": "no"}, both, set="B", recognized=("none",)),
            initiative("three", "none", {"door": "no"}, both, lang="en", recognized=("none",)),
            initiative("four", "none", {"door": "no"}, {"door": "no"}, recognized=("north",)),
            initiative("split", "north", both, both, labels=("north", "south")),
        ],
    ).field


def test_every_coding_counts_and_a_refusal_of_a_labelled_model_is_a_miss(counted):
    assert (counted.initiatives, counted.left_out) == (4, 1)
    assert counted.whole.models._asdict() == {
        "cases": 4, "first": 2, "first_two": 3, "close": 0, "right_but_close": 0, "firm": 3,
        "wrong_but_firm": 1, "undetermined": 0, "wrongly_refused": 1,
    }  # fmt: skip
    assert counted.whole.refusals == (4, 3, 1)
    assert [miss.case for miss in counted.whole.misses] == ["two", "two", "three"]


def test_parts_are_told_apart_and_add_up_to_the_whole(counted):
    assert {name: part.whole.models.first for name, part in counted.by_set.items()} == {
        "A": 2, "B": 0,
    }  # fmt: skip
    assert counted.by_set["B"].by_coder["1"].models.wrongly_refused == 1
    assert counted.by_set["B"].by_coder["2"].models.wrong_but_firm == 1
    for parts in (counted.by_coder, counted.by_language):
        assert sum(part.models.cases for part in parts.values()) == 4
        assert sum(part.refusals.cases for part in parts.values()) == 4
    assert counted.by_language["en"].refusals == (2, 1, 1)


def test_a_quick_interview_is_tried_with_its_own_answers_alone():
    pack = small_pack(lead=1, north={"lack.a": 3}, south={"people.a": 6})
    told = initiative("one", "north", {"door": "yes", "lack": "a", "people": "a"})
    found = evaluate(pack, (), [told]).field
    assert (found.whole.models.first, found.quick.models.first) == (0, 1)
    refused = initiative("two", "none", {"door": "no", "people": "a"})
    assert evaluate(pack, (), [refused]).field.quick.refusals == (1, 1, 0)


def test_the_choice_of_a_description_alone_is_counted(counted):
    assert counted.recognition_alone == (2, 1, 1, 1, 2, 1)


def test_agreement_is_over_the_very_same_answers_of_those_whom_the_gate_passes(counted):
    # Only "one" passes the gate in both codings: alike on lack, one answer alone on field.
    assert counted.agreement["lack"] == (1, 1)
    assert counted.agreement["field"] == (0, 1)
    assert counted.agreement["people"] == (0, 0)
    assert "door" not in counted.agreement


def test_the_screen_names_the_initiatives_on_which_the_advice_is_firm_and_wrong(run):
    told = run("evaluate").out.decode()
    assert "Initiatives that the source does not name" in told
    named = told.partition("Firm, on another model")[2]
    assert "expected" in named


def test_order_of_initiatives_changes_no_figure(pack, field_set):
    forwards = evaluate(pack, (), field_set).field
    backwards = evaluate(pack, (), field_set[::-1]).field
    assert set(backwards.whole.misses) == set(forwards.whole.misses)
    assert backwards.whole._replace(misses=()) == forwards.whole._replace(misses=())
    assert backwards.agreement == forwards.agreement
