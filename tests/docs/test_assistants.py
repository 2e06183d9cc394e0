"""What the page about assistants says, and the page to paste that it tells of."""

import json
import re
from pathlib import PureWindowsPath

import pytest
from tests.support.assistants import talk
from tests.support.documents import cells, read
from tests.support.small_packs import portrayed, small_pack

from concertation_cli.cli.assistants.calls import PROMPT
from concertation_cli.cli.assistants.tools import TOOLS
from concertation_cli.inputs.situation_file import read_file
from concertation_cli.knowledge.answers import answer_keys
from concertation_cli.knowledge.records import RECOGNITION
from concertation_cli.knowledge.strict_yaml import MAX_BYTES
from concertation_cli.phrases.pack import Phrases
from concertation_cli.render.views.questionnaire import Sheet
from concertation_cli.words import Words

PAGES = {"en": "docs/assistants.md", "fr": "docs/assistants.fr.md"}
INFERRED = {"en": "Inferred:", "fr": "Déduit :"}
LANGUAGES = tuple(PAGES)


def block(lang, name):
    """Return what is fenced between the marks of this name."""
    text = read(PAGES[lang])
    (found,) = re.findall(rf"<!-- {name} -->\n```\w+\n(.*?)```\n<!-- /{name} -->", text, re.DOTALL)
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_configuration_starts_a_server_that_speaks_its_language(tmp_path, lang):
    (server,) = json.loads(block(lang, "configuration"))["mcpServers"].values()
    assert server["command"].endswith("/bin/concertation")

    async def said(client):
        return (await client.call_tool("questionnaire", {})).structured_content["lang"]

    assert talk(tmp_path, said, *server["args"], CONCERTATION_LANG="zz") == lang
    windows = json.loads(f'"{re.search(r"`(C:[^`]+)`", read(PAGES[lang]))[1]}"')
    assert PureWindowsPath(windows).parts[-3:] == (".venv", "Scripts", "concertation.exe")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_tells_of_every_tool_with_all_that_it_takes(lang):
    text = read(PAGES[lang])
    heading = {"en": "| tool |", "fr": "| outil |"}[lang]
    rows = cells(text[text.index(heading) :].split("\n\n")[0])
    assert [row[0].strip("`") for row in rows] == list(TOOLS)
    for name, takes, _ in rows:
        tool = TOOLS[name.strip("`")]
        same = tool.name == "what_would_change"
        assert same or set(re.findall(r"`(\w+)`", takes)) == set(tool.keys), name
    assert TOOLS["what_would_change"].keys == TOOLS["recommend"].keys
    schemas = {tool.output for tool in TOOLS.values()}
    named = re.search(r"`concertation schema`[^(]*\(([^)]+)\)", text)[1]
    assert set(re.findall(r"`([a-z-]+)`", named)) == schemas
    assert f"`{PROMPT}`" in text
    size = f"{MAX_BYTES // 1024:,}".replace(",", {"en": ",", "fr": "\u00a0"}[lang])
    assert size in text.replace("1 024", "1\u00a0024")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_named_can_be_read(tmp_path, lang):
    addresses = re.findall(r"concertation://[a-z/-]+", read(PAGES[lang]))

    async def said(client):
        return [(await client.read_resource(address)).contents[0].text for address in addresses]

    assert len(addresses) == 2
    assert all(page.startswith("# ") for page in talk(tmp_path, said))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_reply_shown_is_a_situation_that_marks_what_it_infers(run, tmp_path, pack, lang):
    path = tmp_path / "situation.yaml"
    path.write_text(block(lang, "reply"), "utf-8")
    result = run("recommend", path, "--json", "--lang", lang)
    assert (result.code, result.err) == (0, "")
    situation = read_file(pack, str(path))
    (recognition,) = [q.id for q in pack.questions if q.theme == RECOGNITION]
    assert recognition not in situation.answers
    written = path.read_text("utf-8").partition("answer_notes")[0]
    for key in situation.answers:
        (line,) = re.findall(rf"^ +{key.rpartition('.')[2]}: (.*)$", written, re.MULTILINE)
        noted = situation.answer_notes.get(key, "").startswith(INFERRED[lang])
        assert noted is ("#" not in line), key  # quoted, or inferred and said to be
    assert situation.answer_notes
    verdict = json.loads(result.out)
    assert verdict["trust"]["word"] != "consistent"


# -- the page to paste -------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_holds_the_form_whole_and_it_reads_as_a_situation(run, tmp_path, pack, lang):
    page = run("questions", "--format", "prompt", "--lang", lang)
    assert (page.code, page.err) == (0, "")
    (form,) = re.findall(r"^```yaml\n(.*?)^```$", page.out.decode(), re.MULTILINE | re.DOTALL)
    assert form.encode() == run("questions", "--format", "yaml", "--lang", lang).out
    path = tmp_path / "situation.yaml"
    path.write_text(form, "utf-8")
    told = json.loads(run("recommend", path, "--json").out)
    assert told["verdict"]["kind"] == "undetermined"
    flat = " ".join(" ".join(line.strip(" #") for line in form.splitlines()).split())
    for model in pack.models:
        assert " ".join(model.portrait.text[lang].split()) in flat


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_leaves_recognition_to_people_and_asks_to_mark_what_is_inferred(run, pack, lang):
    page = run("questions", "--format", "prompt", "--lang", lang).out.decode()
    (recognition,) = [q.id for q in pack.questions if q.theme == RECOGNITION]
    rules = page.partition("```yaml")[0]
    assert f"`{recognition}`" in rules
    assert Words(lang)("assistant.page-recognition", recognition=recognition) in rules
    assert INFERRED[lang].replace(" :", "\u00a0:") in rules
    assert "`answer_notes`" in rules
    grids = {q.id for q in pack.questions if q.kind == "grid"}
    assert {f"`{grid}`" for grid in grids} <= set(re.findall(r"`[a-z-]+`", rules))
    example, note = re.findall(r"`([a-z-]+: [^`]+)`", rules)
    keys = {key for question in pack.questions for key in answer_keys(question)}
    assert example.partition(":")[0] in keys
    assert note.partition(":")[0] in keys


def test_the_page_of_a_pack_without_portraits_speaks_of_none():
    plain = small_pack(north={"lack.a": 3})
    words = Words("en")
    page, portrayed_too = (Sheet(Phrases(p, words)).prompt() for p in (plain, portrayed(plain)))
    for told, rules in ((page, 6), (portrayed_too, 7)):
        assert ("word for word" in told) is (rules == 7)
        assert len(re.findall(r"^\d\. ", told, re.MULTILINE)) == rules
