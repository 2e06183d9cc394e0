"""The field set: what its files hold, who reads it, and what `evaluate` counts on it."""

import json
import shutil
from collections import Counter

import pytest
from tests.support.pack_files import INITIATIVE
from tests.support.paths import DATA
from tests.support.small_packs import chosen, portrayed, small_pack

from concertation_cli.engine.evaluate import evaluate
from concertation_cli.knowledge.field_set import load_field_set
from concertation_cli.knowledge.folder import load_folder
from concertation_cli.knowledge.records import Initiative


@pytest.fixture(scope="module")
def field_set(pack):
    return load_field_set(DATA, pack)


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
        assert len(initiative.codings) >= 2


# Who reads it


def test_the_digest_and_the_compiled_pack_do_not_depend_on_it(with_field, toy):
    assert load_folder(with_field) == toy


def test_a_flawed_field_set_stops_check_and_evaluate_and_nothing_else(run, with_field):
    path = with_field / "field" / "yard.yaml"
    path.write_text(INITIATIVE.replace("lack: [ties]", "lack: [tie]"), "utf-8")
    assert run("check", with_field).code == 3
    told = run("evaluate", "--data", with_field)
    assert (told.code, told.out) == (3, b"")
    assert "field/yard.yaml:11: codings[1].lack: unknown option “tie”" in told.err
    assert run("list", "--data", with_field).code == 0
    answers = ("--set", "aim=share", "--set", "lack=ties")
    assert run("recommend", *answers, "--data", with_field).code == 0


FLAWS = {
    "labels: [a, a]": ("labels: [a, d]", "yard.yaml:9: labels[2]: unknown model “d”"),
    "portrait: a,": ("portrait: d,", "yard.yaml:11: codings[1].portrait: unknown option “d”"),
    "[a, table-there]": ("[a, a]", "yard.yaml:12: codings[2].portrait: “a” is written twice"),
    "labels:": ("recognized: [a]\nlabels:", "yard.yaml:9: recognized: “recognized” is not"),
    "lang: en": ("lang: English", "yard.yaml:5: lang: “English” is not a language code"),
    "people: unknown": ("crowd: few", "yard.yaml:12: codings[2].crowd: unknown question “crowd”"),
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
    monkeypatch.setattr("concertation_cli.knowledge.folder.MAX_FILES", 3)
    (copy / part).mkdir(exist_ok=True)
    for number in range(4):
        (copy / part / f"more-{number}.yaml").write_text("a: b\n", "utf-8")
    count = len(list((copy / part).glob("*.yaml")))
    told = " ".join(run("check", copy).out.decode().split())
    assert f"{part}: this folder holds {count} files; 3 at most are read" in told


def test_the_note_on_the_pack_s_field_set_is_not_told_of_a_folder_of_one_s_own(run, tmp_path):
    (tmp_path / "yard.yaml").write_text(
        INITIATIVE.replace("[a, a]", "[cohorte]").partition("codings")[0]
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
        "form_taken": "", "labels": (label, label), **others,
    }  # fmt: skip
    told = tuple(chosen(**coding) for coding in codings)
    return Initiative(id=name, name=name.title(), codings=told, **values)


@pytest.fixture
def counted():
    rules = small_pack(
        lead=8,
        north={"lack.a": 9, "field.a": 9},
        south={"lack.b": 9, "field.b": 9, "people.a": 2},
    )
    facts = {"lack": "a", "field": "a"}
    agreed = {**facts, "portrait": "north"}
    return evaluate(
        portrayed(rules, deciding=False),
        (),
        [
            initiative("one", "north", agreed, {"lack": "a"}),
            initiative("two", "south", {"door": "no"}, {**facts, "portrait": "south"}, set="B"),
            initiative(
                "three",
                "none",
                {"door": "no"},
                {**facts, "portrait": ("north", "table")},
                lang="en",
            ),
            initiative("four", "none", {"door": "no"}, {"portrait": "alone"}),
            initiative("five", "north", {"lack": "a", "portrait": ("north", "alone")}),
            initiative("six", "south", facts),
            initiative("seven", "south", agreed),
            initiative("split", "north", agreed, facts, labels=("north", "south")),
        ],
    ).field


def test_every_coding_counts_and_a_refusal_of_a_labelled_model_is_a_miss(counted):
    assert (counted.initiatives, counted.left_out) == (7, 1)
    assert counted.whole.models._asdict() == {
        "cases": 7, "first": 3, "first_two": 6, "close": 1, "right_but_close": 0, "firm": 5,
        "wrong_but_firm": 2, "undetermined": 0, "wrongly_refused": 1, "consistent": 3,
        "wrong_but_consistent": 1, "divided": 1, "divided_and_named": 1, "wrongly_doubted": 1,
    }  # fmt: skip
    assert counted.whole.refusals._asdict() == {"cases": 4, "refused": 3, "doubted": 1, "firm": 1}
    missed = [miss.case for miss in counted.whole.misses]
    assert missed == ["two", "two", "three", "six", "seven"]


def test_parts_are_told_apart_and_add_up_to_the_whole(counted):
    assert {name: part.whole.models.first for name, part in counted.by_set.items()} == {
        "A": 3, "B": 0,
    }  # fmt: skip
    assert counted.by_set["B"].by_coder["1"].models.wrongly_refused == 1
    assert counted.by_set["B"].by_coder["2"].models.divided_and_named == 1
    for parts in (counted.by_coder, counted.by_language):
        assert sum(part.models.cases for part in parts.values()) == 7
        assert sum(part.refusals.cases for part in parts.values()) == 4
    assert counted.by_language["en"].refusals == (2, 1, 1, 1)


def test_each_reading_is_tried_alone(counted):
    alone, recognized = counted.answers_alone, counted.recognition_alone
    assert (alone.models.first, alone.models.firm, alone.models.wrong_but_firm) == (3, 6, 3)
    assert alone.models.consistent == recognized.models.consistent == 0
    assert alone.refusals == (4, 2, 0, 1)  # what a line refuses, the answers do not
    assert (recognized.models.first, recognized.models.undetermined) == (3, 3)
    assert recognized.models.wrong_but_firm == 1
    assert recognized.refusals == (4, 1, 1, 1)


def test_the_portraits_that_would_be_shown_are_counted_where_the_gate_lets_through(counted):
    assert counted.among_shown == (6, 6)
    rules = {
        name: {"lack.a": points} for name, points in zip("abcdef", range(6, 0, -1), strict=True)
    }
    pack = portrayed(small_pack(lead=1, **rules))
    seen = [initiative(name, name, {"lack": "a"}) for name in "abcdef"]
    assert evaluate(pack, (), seen).field.among_shown == (6, 4)


def test_a_pack_without_portraits_has_no_figure_on_them():
    pack = small_pack(north={"lack.a": 9}, south={"lack.b": 9})
    found = evaluate(pack, (), [initiative("one", "north", {"lack": "a"})]).field
    assert (found.recognition_alone, found.among_shown) == (None, None)
    assert found.whole.models.consistent == 0


def test_a_quick_interview_is_tried_with_its_own_answers_alone():
    pack = small_pack(lead=1, north={"lack.a": 3}, south={"people.a": 6})
    told = initiative("one", "north", {"door": "yes", "lack": "a", "people": "a"})
    found = evaluate(pack, (), [told]).field
    assert (found.whole.models.first, found.quick.models.first) == (0, 1)
    refused = initiative("two", "none", {"door": "no", "people": "a"})
    assert evaluate(pack, (), [refused]).field.quick.refusals == (1, 1, 0, 0)


def test_agreement_is_over_the_very_same_answers_of_those_whom_the_gate_passes(counted):
    # Only "one" passes the gate in both codings: alike on lack, one answer alone on field.
    assert counted.agreement["lack"] == (1, 1)
    assert counted.agreement["field"] == (0, 1)
    assert counted.agreement["portrait"] == (0, 1)
    assert counted.agreement.keys() == {"lack", "field", "portrait"}


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
