"""The recipes are run, and give what they say; jq reads what the program writes.

CONCERTATION_UPDATE_GOLDEN=1, with -n0 (two tests write in one page), writes anew the outputs
that a page shows: read what changed.
"""

import csv
import json
import re
import shutil
import subprocess
import sys
from itertools import groupby
from typing import NamedTuple

import pytest
from tests.support.documents import RENEWING, ROOT, in_french, renew
from tests.support.processes import put_program, surroundings

from concertation_cli.cli.app import COMMANDS

PAGES = {"en": "docs/recipes.md", "fr": "docs/recipes.fr.md"}
FENCE = re.compile(
    r"^(?:<!-- file: (?P<file>\S+) -->\n)?```(?P<kind>\w+)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


class Block(NamedTuple):
    """A fenced block: its language, its text, the name of the file it stands for, if any."""

    kind: str
    text: str
    file: str


class Recipe(NamedTuple):
    """A recipe: its page's language, its title, its blocks in order."""

    lang: str
    title: str
    blocks: tuple[Block, ...]

    def runs(self, program):
        return any(re.search(rf"\b{program} ", block.text) for block in self.blocks)


def recipes(lang):
    _, *sections = (ROOT / PAGES[lang]).read_text("utf-8").split("\n## ")
    for section in sections:
        found = [Block(m["kind"], m["text"], m["file"] or "") for m in FENCE.finditer(section)]
        yield Recipe(lang, section.splitlines()[0], tuple(found))


RECIPES = [recipe for lang in PAGES for recipe in recipes(lang)]
NEEDS_JQ = {True: [pytest.mark.tools], False: []}


def run_block(block, folder, lang):
    """Run a block; return the lines of its standard output."""
    shell = [shutil.which("bash"), "-euo", "pipefail", "-c"]
    command = shell if block.kind == "sh" else [sys.executable, "-c"]
    done = subprocess.run(
        [*command, block.text],
        cwd=folder,
        env=surroundings(folder, CONCERTATION_LANG=lang, COLUMNS="80", XDG_CONFIG_HOME="config"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode("utf-8").splitlines()


def assert_shows(shown, printed):
    """What is shown was printed, in order; `…` stands for lines left out."""
    rest = list(printed)
    skipping = False
    for line in shown:
        if line == "…":
            skipping = True
            continue
        if skipping:
            assert line in rest, line
            del rest[: rest.index(line)]
        assert rest, line
        assert rest.pop(0) == line
        skipping = False
    assert skipping or not rest


def renewed(shown, printed):
    """Return what is shown, as it is printed now.

    What precedes a `…` shows the same paragraphs as before, whole, or the one line it showed;
    each part that follows one is found again by its first line.
    """
    rest, told = list(printed), []
    parts = [list(lines) for _, lines in groupby(shown, key="…".__eq__)]
    for number, part in enumerate(parts):
        if part[0] == "…":
            told.append("…")
            continue
        if number:
            assert part[0] in rest, f"no longer printed, show another part: {part[0]}"
            del rest[: rest.index(part[0])]
        if number == len(parts) - 1:
            told += rest
        elif len(part) == 1:
            told.append(part[0])
        else:
            paragraphs = "\n".join(rest).split("\n\n")[: part.count("") + 1]
            told += "\n\n".join(paragraphs).split("\n")
    return told


@pytest.fixture
def kitchen(tmp_path):
    """Return a folder with the examples and the program."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    put_program(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "recipe",
    [pytest.param(r, marks=NEEDS_JQ[r.runs("jq")], id=f"{r.lang}-{r.title}") for r in RECIPES],
)
def test_a_recipe_gives_what_it_shows(recipe, kitchen):
    printed = []
    for block in recipe.blocks:
        if block.file:
            (kitchen / block.file).write_text(block.text, encoding="utf-8")
        elif block.kind == "text":
            assert printed
            shown = block.text.splitlines()
            if RENEWING:
                shown = renewed(shown, printed)
                text = "".join(f"{line}\n" for line in shown)
                renew(PAGES[recipe.lang], block.text, text, after=f"\n## {recipe.title}\n")
            assert_shows(shown, printed)
            printed = []
        else:
            assert not printed, "an output that the recipe does not show"
            printed = run_block(block, kitchen, recipe.lang)
    assert not printed


def test_both_pages_give_the_same_recipes():
    english, french = (list(recipes(lang)) for lang in PAGES)
    assert len(english) > 7
    for one, other in zip(english, french, strict=True):
        assert [(b.kind, b.file) for b in one.blocks] == [(b.kind, b.file) for b in other.blocks]
        for ours, theirs in zip(one.blocks, other.blocks, strict=True):
            if ours.kind in {"sh", "python"}:
                translated = re.sub(r"(['\"])en\1", r"\1fr\1", ours.text)
                translated = translated.replace("cut -d,", "cut -d';'")  # as spreadsheets do
                assert in_french(translated) == theirs.text


@pytest.mark.parametrize("lang", PAGES)
def test_the_filled_form_has_the_questions_of_the_form_written(lang, run):
    (filled,) = [b for r in recipes(lang) for b in r.blocks if b.file == "filled.csv"]
    written = run("questions", "--format", "csv", "--lang", lang).out.decode("utf-8-sig")
    mark = {"en": ",", "fr": ";"}[lang]
    asked = next(csv.reader([written], delimiter=mark))
    email, *headers = next(csv.reader(filled.text.splitlines(), delimiter=mark))
    assert "mail" in email.lower() or "courriel" in email.lower()
    for header in headers:
        assert [text for text in asked if text == header or text.startswith(f"{header} (")], header


# -- jq ----------------------------------------------------------------------------------

TABLE = "name;aim;gap\nÉlodie “é” \\ / \u2028 <&>;take-part;ties\n=1+1;information;\n;nonsense;\n"
JSON_COMMANDS = {
    "recommend": ("recommend", "examples/jardins-collectifs.yaml"),
    "show": ("show", "1"),
    "list": ("list",),
    "when": ("when", "1"),
    "compare": ("compare", "1", "2"),
    "search": ("search", "concertation"),
    "cases": ("cases",),
    "questions": ("questions",),
    "check": ("check",),
    "evaluate": ("evaluate",),
    "schema": ("schema",),
    "replay": ("replay", "saved.json"),
    "workshop": ("workshop", "examples/workshop"),
    "batch": ("batch", "table.csv"),
}


def jq(text, *options):
    program = shutil.which("jq")
    assert program, "jq is not installed: this test needs it"
    done = subprocess.run([program, *options, "."], input=text, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout


def test_every_command_has_its_json_given_to_jq():
    assert JSON_COMMANDS.keys() == set(COMMANDS) - {"mcp"}  # it speaks to programs only


@pytest.mark.tools
@pytest.mark.parametrize("lang", PAGES)
@pytest.mark.parametrize("command", JSON_COMMANDS)
def test_jq_reads_the_json_of_every_command(command, lang, run, kitchen, monkeypatch):
    monkeypatch.chdir(kitchen)
    arguments = list(JSON_COMMANDS[command])
    if command == "replay":
        saved = run("recommend", "examples/jardins-collectifs.yaml", "--json").out
        (kitchen / "saved.json").write_bytes(saved)
    if command == "batch":
        (kitchen / "table.csv").write_text(TABLE, encoding="utf-8")
    if command == "workshop":
        arguments[1:] = sorted(str(p) for p in (kitchen / "examples/workshop").glob("*.yaml"))
    result = run(*arguments, "--json", "--lang", lang)
    assert result.out, result.err
    read = [json.loads(line) for line in jq(result.out, "-c").decode("utf-8").splitlines()]
    lines = result.out.decode("utf-8").split("\n")[:-1] if command == "batch" else [result.out]
    assert read == [json.loads(line) for line in lines]


@pytest.mark.tools
@pytest.mark.parametrize("options", [(), ("--full",)])
def test_ndjson_passes_through_jq_unchanged(options, run, tmp_path):
    table = tmp_path / "table.csv"
    table.write_text(TABLE, encoding="utf-8")
    result = run("batch", table, "--format", "ndjson", *options)
    assert result.code == 2  # a row is bad
    assert result.out.count(b"\n") == 3
    assert jq(result.out, "-c") == result.out
    numbers = b'{"id":1,"share":0.5,"big":12345678901,"aim":"take-part","others":[1.5,null,true]}\n'
    (tmp_path / "rows.ndjson").write_bytes(numbers)
    passed = run("batch", tmp_path / "rows.ndjson", *options)
    assert passed.code == 0, passed.err
    assert jq(passed.out, "-c") == passed.out
