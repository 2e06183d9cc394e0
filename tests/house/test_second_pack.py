"""A pack about something else, written from the guide alone: every command serves it as well."""

import io
import json
import re
import zipfile
from itertools import product

import pytest
from tests.support.paths import PHOTOGRAPHS

from concertation_cli.cli.app import COMMANDS
from concertation_cli.knowledge.answers import nested
from concertation_cli.knowledge.folder import load_folder

FOLDER = PHOTOGRAPHS
DATA = ("--data", str(FOLDER))
MODELS = ("shared-album", "two-disks", "printed-books")
PAGES = ("text", "json", "markdown", "html")
STRANGERS = re.compile(
    r"CMTL|Montr[ée]al|organi[sz]ation|municipal|elected|\breport\b|\brapport\b", re.IGNORECASE
)
ANY_COMMAND = "|".join(COMMANDS)
OWN_NAME = re.compile(rf"\bconcertation\s(\d+\.\d+\.\d+|(?:{ANY_COMMAND})\b)")
"""The program's name where it is right: with its version, and before a command."""
DISKS = {
    "need": "keep-ours",
    "wish": ["lose-nothing"],
    "homes": "one-home",
    "where-now": "computer",
    "count-on": "twice-a-year",
    "roles": {"keeper": "one-of-us", "other-house": "nobody"},
}


@pytest.fixture(scope="module")
def photographs():
    return load_folder(FOLDER)


@pytest.fixture
def situation(tmp_path):
    """Return the files of two people who do not agree."""
    paths = []
    for name, answers in {"Ada": DISKS, "Max": DISKS | {"wish": ["hand-down"]}}.items():
        paths.append(tmp_path / f"{name}.yaml")
        paths[-1].write_text(json.dumps({"title": name, "answers": answers}), "utf-8")
    return paths


def read(out):
    """Return what a page says, a Word file included."""
    if out.startswith(b"PK"):
        return zipfile.ZipFile(io.BytesIO(out)).read("word/document.xml").decode()
    return out.decode("utf-8-sig")


@pytest.fixture
def show(run, pack):
    """Return a function that runs a command on the pack and returns what it wrote."""

    def show(*argv, code=0, lang="en"):
        result = run(*argv, *DATA, "--lang", lang)
        assert result.code == code, result.err
        said = read(result.out)
        assert not STRANGERS.findall(said), argv
        names = [model.name[lang] for model in pack.models for lang in ("fr", "en")]
        assert not [name for name in names if name in said], argv
        if "json" not in argv:  # its keys are those of the format
            assert "concertation" not in OWN_NAME.sub("", said).lower(), argv
        return said

    return show


def test_check_finds_it_valid_and_every_rule_at_work_in_a_case(run):
    result = run("check", str(FOLDER), "--json")
    told = json.loads(result.out)
    assert (result.code, told["valid"], told["problems"]) == (0, True, [])
    assert told["witnesses"].keys() == set(MODELS)
    text = run("check", str(FOLDER)).out.decode()
    assert text.startswith("Valid pack")
    assert "no case" not in text


def test_every_model_can_be_recommended_and_every_refusal_given(photographs, run):
    got = {}
    for case in photographs.cases:
        (coding,) = case.codings
        own = json.dumps({"answers": nested(coding, photographs.questions)})
        result = run("recommend", "-", *DATA, "--json", stdin=own)
        got[case.id] = json.loads(result.out)["recommended"]
    assert got == {case.id: case.expected for case in photographs.cases}
    assert {*got.values()} == {*MODELS, None}


def test_recognition_serves_it_as_well(run, situation):
    def told(*chosen):
        argv = ("recommend", situation[0], *DATA, "--json", "--set", f"portrait={','.join(chosen)}")
        return json.loads(run(*argv).out)

    agreed, differ, left = (told(first) for first in ("two-disks", "shared-album", "leave-them"))
    assert (agreed["recommended"], agreed["trust"]["word"]) == ("two-disks", "consistent")
    assert differ["verdict"]["models"] == ["shared-album", "two-disks"]
    assert differ["trust"]["word"] == "divided"
    assert left["verdict"]["kind"] == "not-a-concertation"
    assert left["verdict"]["remedies"][0].startswith("Change nothing")
    assert told("two-disks", "leave-them")["trust"]["doubt"]


def test_a_deciding_question_settles_which_of_two_it_is(run, situation):
    chosen = ("--set", "portrait=shared-album", "--set", "see-or-keep=two-disks")
    told = json.loads(run("recommend", situation[0], *DATA, "--json", *chosen).out)
    assert (told["recommended"], told["trust"]["word"]) == ("two-disks", "to-confirm")


@pytest.mark.parametrize("form", [*PAGES, "docx"])
def test_a_recommendation_speaks_of_photographs_only(show, situation, form):
    depth = {"text": ["--full"], "json": []}.get(form, ["--annex"])
    said = show("recommend", situation[0], "--format", form, *depth)
    assert "Two disks in two houses" in said
    if form != "json":
        assert "ordinary experience put in order" in said


@pytest.mark.parametrize(
    ("command", "form"),
    [
        *product(["show 1 --full", "compare 1 3"], PAGES),
        ("show 2 --full", "text"),
        ("show 3 --full", "text"),
    ],
)
def test_a_model_is_told_under_the_names_that_its_source_gives_to_its_parts(show, command, form):
    said = show(*command.split(), "--format", form)
    if form != "json":
        assert "What it keeps" in said


@pytest.mark.parametrize(
    "argv",
    [
        ("list",),
        ("cases",),
        ("cases", "shoeboxes"),
        *(("when", model) for model in MODELS),
        ("search", "disk"),
        ("evaluate",),
        ("schema",),
    ],
)
@pytest.mark.parametrize("form", ["text", "json"])
def test_every_other_command_answers(show, argv, form):
    assert show(*argv, "--format", form).strip()


def test_cases_of_one_s_own_are_not_called_consistency_with_the_source(show):
    assert show("evaluate").startswith("What the rules give\n")


def test_nothing_is_counted_that_the_source_has_not(show):
    assert "0 initiatives" not in show("list")
    assert "of 0" not in show("evaluate")


@pytest.mark.parametrize("form", [*PAGES, "docx", "yaml", "csv"])
def test_the_questionnaire_can_be_filled_in_every_format(show, form):
    said = show("questions", "--format", form)
    assert "What matters most to you?" in said


def test_a_questionnaire_filled_in_as_a_file_is_read_back(show, tmp_path):
    sheet = show("questions", "--format", "yaml")
    for blank, filled in (("need:", "need: keep-ours"), ("wish: []", "wish: [lose-nothing]")):
        assert sheet.count(f"  {blank}\n") == 1
        sheet = sheet.replace(f"  {blank}\n", f"  {filled}\n")
    path = tmp_path / "sheet.yaml"
    path.write_text(sheet, "utf-8")
    assert json.loads(show("recommend", path, "--format", "json"))["recommended"] == "two-disks"


@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_a_table_of_families_is_advised_row_by_row(show, tmp_path, form):
    table = tmp_path / "table.csv"
    table.write_text("Title,wish,homes\nA,lose-nothing,near\nB,see-each-other,far-apart\n", "utf-8")
    first, second = show("batch", table, "--format", form).splitlines()[-2:]
    assert re.search(r"recommended\W+two-disks", first)
    assert re.search(r"recommended\W+shared-album", second)


@pytest.mark.parametrize("form", PAGES)
def test_relatives_see_where_they_differ(show, situation, form):
    said = show("workshop", *situation, "--format", form)
    assert "Printed books" in said
    assert "Two disks in two houses" in said


@pytest.mark.parametrize("form", PAGES)
def test_a_saved_recommendation_is_replayed(show, situation, tmp_path, form):
    saved = tmp_path / "saved.json"
    saved.write_text(show("recommend", situation[0], "--format", "json"), "utf-8")
    said = show("replay", saved, "--format", form)
    assert "The recommendation is the same today" in said or '"moves": []' in said


def test_the_command_told_for_more_names_the_same_pack(show, situation):
    told = " ".join(show("recommend", situation[0], "--full").split())
    assert f"concertation show 2 --full --data {FOLDER} " in told


@pytest.mark.parametrize("argv", [("show", "1"), ("list",), ("questions",), ("evaluate",)])
def test_a_person_who_asks_for_french_gets_the_pack_whole_in_its_own_language(show, argv):
    assert show(*argv, lang="fr") == show(*argv, lang="en")


def test_no_line_is_wider_than_a_narrow_terminal(run, situation):
    for argv in (("recommend", situation[0]), ("show", "1"), ("compare", "1", "2"), ("cases",)):
        out = run(*argv, *DATA, env={"COLUMNS": "40"}).out.decode()
        # A folder's path is one word, and may be longer than the screen.
        wide = [line for line in out.splitlines() if len(line) > 40 and "family-ph" not in line]
        assert not wide


def test_all_that_is_cited_is_in_its_source(photographs):
    text = (FOLDER / "source.md").read_text("utf-8")
    chapters = dict(re.findall(r"^## (\d)\. .*?\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL))
    assert {model.pages for model in photographs.models} <= chapters.keys()
    for model in photographs.models:
        named = set(re.findall(r"^\*\*(.+?)\.\*\*", chapters[model.pages], re.MULTILINE))
        rules = (*model.criteria, *model.conditions, *model.roles, *model.pathways)
        sources = {rule.source for rule in rules} | {*model.portrait.sources}
        sources |= {s.source for q in photographs.deciding for s in q.sides if s.model == model.id}
        assert {photographs.sections[source]["en"] for source in sources} <= named
    titles = dict(re.findall(r"^## (\d)\. (.+)$", text, re.MULTILINE))
    whole = [
        *(item.source for item in photographs.glossary),
        *(item.source for item in photographs.method + photographs.caveats),
        *(o.refuses.source for o in photographs.questions[0].options if o.refuses),
        *(line.source for line in photographs.last_lines),
    ]
    for source in whole:
        assert titles[source.pages] == photographs.sections[source.section]["en"]
