"""What an assistant hears over a pipe: the JSON of the commands, their sentences, pages, a prompt.

The client is that of the protocol's own SDK, and the server a process of its own.
"""

import json
import os
import re
import signal
import subprocess
import sys
import time

import pytest
from jsonschema import Draft202012Validator
from mcp.shared.exceptions import MCPError
from tests.support.assistants import CALLS, SITUATION, talk, text_of
from tests.support.processes import spawn
from tests.support.small_packs import portrayed, small_pack

from concertation_cli.cli.assistants.calls import Calls, interview
from concertation_cli.cli.assistants.tools import TOOLS
from concertation_cli.errors import UsageError
from concertation_cli.knowledge.records import RECOGNITION
from concertation_cli.phrases.pack import Phrases
from concertation_cli.render.json.schema import output_schema
from concertation_cli.words import Words

LANGUAGES = ("fr", "en")
ESCAPES = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202e]")


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Return a folder that holds the situations that command lines name."""
    (tmp_path / "situation.json").write_text(json.dumps(SITUATION), "utf-8")
    (tmp_path / "empty.json").write_text('{"answers": {}}', "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def asked(calls, **options):
    """Return a talk that calls tools, and gives each result."""

    async def said(client):
        return [await client.call_tool(name, arguments, **options) for name, arguments in calls]

    return said


# -- tools -------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["auto", "legacy"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_tool_gives_the_very_json_of_its_command(run, place, lang, mode):
    calls = [(name, *call) for name, of in CALLS.items() for call in of]
    said = asked([(name, {**arguments, "lang": lang}) for name, arguments, _ in calls])
    results = talk(place, said, mode=mode)
    assert {name for name, _, _ in calls} == set(TOOLS)
    for (name, arguments, argv), result in zip(calls, results, strict=True):
        assert not result.is_error, text_of(result)
        assert result.structured_content == json.loads(text_of(result))
        for strict in (False, name != "show_model"):  # a section is a part of a document
            validator = Draft202012Validator(output_schema(TOOLS[name].output, strict=strict))
            assert not list(validator.iter_errors(result.structured_content)), name
        if argv:
            written = run(*argv, "--json", "--lang", lang)
            assert text_of(result).encode() == written.out, (name, arguments)


def test_what_would_change_is_a_part_of_the_recommendation(place):
    calls = [(name, SITUATION) for name in ("recommend", "what_would_change")]
    whole, part = (result.structured_content for result in talk(place, asked(calls)))
    nearest = [{"model": r["model"], "changes": r["nearest"]} for r in whole["why_not"]]
    assert part.pop("nearest") == nearest
    assert any(rival["changes"] for rival in nearest)
    assert part["firmness"]["flips"]
    assert part == {key: whole[key] for key in part}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_tools_are_listed_with_the_schemas_that_the_program_writes(run, place, lang):
    async def said(client):
        return await client.list_tools()

    tools = {tool.name: tool for tool in talk(place, said, "mcp", "--lang", lang).tools}
    assert tools.keys() == set(TOOLS)
    for name, tool in tools.items():
        assert tool.output_schema == json.loads(run("schema", TOOLS[name].output).out)
        assert tool.description == Words(lang)(f"assistant.{name}")
        assert tool.annotations.read_only_hint
        assert not tool.annotations.open_world_hint
        Draft202012Validator.check_schema(tool.input_schema)
        validator = Draft202012Validator(tool.input_schema)
        for arguments, _ in CALLS[name]:
            assert validator.is_valid({**arguments, "lang": lang}), arguments
            assert not validator.is_valid({**arguments, "nothing": 1})


def test_what_the_schema_of_answers_refuses_is_refused(place):
    wrong = [
        {"aim": "nothing"}, {"nothing": "means"}, {"aim": ["take-part", "money"]},
        {"roles": {"fiduciary": "nothing"}}, {"roles": {"nothing": "us"}}, {"participants": [1]},
    ]  # fmt: skip
    results = talk(place, asked([("recommend", {"answers": answers}) for answers in wrong]))
    assert all(result.is_error for result in results)


# -- languages ---------------------------------------------------------------------------


def test_a_call_is_answered_in_its_language_else_in_that_of_the_server(place):
    calls = [("questionnaire", {}), ("questionnaire", {"lang": "fr"}), ("questionnaire", {})]
    told = talk(place, asked(calls), "mcp", "--lang", "en")
    assert [result.structured_content["lang"] for result in told] == ["en", "fr", "en"]
    (told,) = talk(place, asked(calls[:1]), CONCERTATION_LANG="en")
    assert told.structured_content["lang"] == "en"
    told, *_ = talk(place, asked([("questionnaire", {"lang": "de"})]), "mcp", "--lang", "en")
    line = "concertation: questionnaire: lang: unknown language “de”. One of: fr, en."
    assert (told.is_error, text_of(told)) == (True, line)


# -- errors ------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_wrong_with_a_situation_is_told_as_of_a_file(run, place, lang):
    wrong = {"answers": {"aim": "take-prat", "nothing": 1, "roles": 3}, "title": ["a"], "more": 1}
    (place / "wrong.json").write_text(json.dumps(wrong), "utf-8")
    file = run("recommend", "wrong.json", "--lang", lang)
    assert file.code == 2
    (result,) = talk(place, asked([("recommend", {**wrong, "lang": lang})]))
    assert result.is_error
    assert result.structured_content is None
    told = text_of(result).replace("recommend: ", "wrong.json: ").splitlines()
    ours = [line for line in told if "more" not in line]
    assert sorted(ours) == sorted(line for line in file.err.splitlines() if "more" not in line)
    assert len(told) == len(file.err.splitlines()) > 4


@pytest.mark.parametrize(
    ("name", "arguments", "argv"),
    [
        ("show_model", {"model": "cohrote"}, ["show", "cohrote"]),
        ("show_model", {"model": "mul\x1b[31m"}, ["show", "mul\x1b[31m"]),
        ("compare_models", {"models": ["1", 1]}, ["compare", "1", "1"]),
        ("compare_models", {"models": []}, ["compare", "1"]),
    ],
)
def test_what_no_model_is_called_is_told_as_by_the_command(run, place, name, arguments, argv):
    written = run(*argv)
    (result,) = talk(place, asked([(name, arguments)]), CONCERTATION_LANG="en")
    assert (result.is_error, text_of(result) + "\n") == (bool(written.err), written.err)


HOSTILE = [
    ("recommend", {}),
    ("recommend", {"answers": 5}),
    ("recommend", {"answers": [[]] * 5000}),
    ("recommend", {"answers": {"aim": ["take-part"] * 25_000}}),
    ("recommend", {"answers": {str(n): "x" for n in range(5000)}}),
    ("recommend", {"answers": {}, "title": "x" * 2_000_000}),
    ("recommend", {"answers": {"aim": "\x1b[31m\u202eé\n"}}),
    ("recommend", {"answers": {"\x1b[2J": None}, "\x1b[1m": 1}),
    ("recommend", {"answers": {"aim": {"a": {"b": [[[[]]]]}}}}),
    ("recommend", {"answers": {"aim": json.loads("[" * 60 + "]" * 60)}}),
    ("recommend", {"answers": {"aim": 10**400}}),
    ("recommend", {"answers": {}, "answer_notes": {"aim": "x" * 3000}}),
    ("recommend", {"answers": {"portrait": ["cohorte", "cohorte"]}}),
    ("recommend", {"answers": {}, "lang": ["fr"]}),
    ("recommend", {"answers": {}, "lang": "../../en"}),
    ("what_would_change", {"answers": {"conditions": "all"}}),
    ("what_would_change", {"situation": {}}),
    ("questionnaire", {"quick": True}),
    ("show_model", {}),
    ("show_model", {"model": None}),
    ("show_model", {"model": True}),
    ("show_model", {"model": ["cohorte"]}),
    ("show_model", {"model": "x" * 200_000}),
    ("show_model", {"model": ""}),
    ("show_model", {"model": "../../etc/passwd"}),
    ("show_model", {"model": "cohorte", "section": "nothing"}),
    ("show_model", {"model": "cohorte", "section": {}}),
    ("compare_models", {"models": "12"}),
    ("compare_models", {"models": [{}, []]}),
    ("compare_models", {"models": ["cohorte"] * 5000}),
    ("compare_models", {"models": {"a": 1}}),
]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_hostile_arguments_are_refused_in_inert_lines_and_the_server_goes_on(place, lang):
    calls = [*HOSTILE, ("recommend", SITUATION)]
    *refused, answered = talk(place, asked(calls), "mcp", "--lang", lang)
    prefix = Words(lang)("error.prefix", text="")
    for (name, arguments), result in zip(HOSTILE, refused, strict=True):
        told = text_of(result)
        assert result.is_error, (name, str(arguments)[:200])
        assert result.structured_content is None
        assert not ESCAPES.search(told), told
        for line in told.splitlines():
            assert line.startswith(prefix), line
            assert Words(lang)("error.bug") not in line
        assert len(told) < 25_000, name
    assert answered.structured_content["recommended"]


def test_hostile_text_that_is_taken_comes_back_inert(place):
    acting = "\x1b[31mA\u202e\x1b]0;x\x07" * 2000
    (result,) = talk(place, asked([("recommend", {**SITUATION, "title": acting, "notes": acting})]))
    situation = result.structured_content["situation"]
    assert (situation["title"], situation["notes"]) == ("A" * 2000, "A" * 2000)
    assert not ESCAPES.search(text_of(result))


def test_what_is_not_there_is_refused_by_the_protocol_in_our_words(place):
    async def said(client):
        found = []
        for call in (
            lambda: client.call_tool("recomend", {}),
            lambda: client.get_prompt("nothing"),
            lambda: client.get_prompt("interview", {"lang": "de"}),
            lambda: client.get_prompt("interview", {"more": "x"}),
            lambda: client.read_resource("concertation://en/models/nothing"),
            lambda: client.read_resource("concertation://de/models/cohorte"),
            lambda: client.read_resource("file:///etc/passwd"),
        ):
            with pytest.raises(MCPError) as raised:
                await call()
            found.append((raised.value.code, str(raised.value)))
        return found

    found = talk(place, said, "mcp", "--lang", "en")
    assert {code for code, _ in found} == {-32602}
    told = [line.removeprefix("concertation: ") for _, line in found]
    assert told[0].startswith("no tool is called “recomend” (did you mean “recommend”?). One of: ")
    assert told[1] == "no prompt is called “nothing”. One of: interview."
    assert told[2] == "interview: lang: unknown language “de”. One of: fr, en."
    assert told[3] == "interview: more: “more” is not expected here. One of: lang."
    assert all(line.startswith("no resource has the address “") for line in told[4:])


def test_no_arguments_keep_the_server_busy_nor_fill_the_answer(pack):
    calls = Calls(pack, "en")
    long = "\u0301é" * 100_000
    hostile = [
        *HOSTILE,
        ("show_model", {"model": long}),
        ("show_model", {"model": "cohorte", "section": long}),
        ("compare_models", {"models": [long[:15_000]] * 9}),
        ("questionnaire", {"lang": long}),
        ("recommend", {"answers": {"aim": [f"x{n}" for n in range(15_000)]}}),
        ("recommend", {"answers": {long: 1}, long: 2}),
    ]
    for name, arguments in hostile:
        began = time.process_time()
        with pytest.raises(UsageError) as raised:
            calls.answer(calls.tool(name), arguments)
        assert len(calls.told(raised.value)) < 25_000
        assert time.process_time() - began < 2, (name, str(arguments)[:200])


def test_many_problems_are_counted_past_the_first_ones(pack):
    calls = Calls(pack, "en")
    with pytest.raises(UsageError) as raised:
        calls.answer(calls.tool("recommend"), {"answers": {f"x{n}": 1 for n in range(30)}})
    *lines, last = calls.told(raised.value).splitlines()
    assert len(lines) == 20
    assert last == "concertation: 10 more problems; mend these first."


# -- the prompt and the pages ------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_prompt_says_how_to_interview_in_both_languages(place, pack, lang):
    async def said(client):
        (prompt,) = (await client.list_prompts()).prompts
        instructions = (
            client.instructions if hasattr(client, "instructions") else client.session.instructions
        )
        return prompt, await client.get_prompt(prompt.name, {"lang": lang}), instructions

    prompt, got, instructions = talk(place, said, "mcp", "--lang", lang)
    assert prompt.name in instructions
    assert [argument.name for argument in prompt.arguments] == ["lang"]
    (message,) = got.messages
    assert message.role == "user"
    told = message.content.text
    (asked,) = [q.text[lang] for q in pack.questions if q.theme == RECOGNITION]
    assert asked in told
    assert Phrases(pack, Words(lang)).foot()[0] in told
    for tool in ("questionnaire", "recommend", "what_would_change"):
        assert tool in told
    assert not [m.id for m in pack.models if m.id in told or m.name[lang] in told]
    needed = {
        "fr": ["une seule à la fois", "Ne répondez jamais à la place", "mot pour mot",
               "sans réponse", "Citez la source", "se fier à l\u2019avis"],
        "en": ["one at a time", "Never answer for the person", "word for word",
               "without an answer", "Quote the source", "how far the advice can be trusted"],
    }  # fmt: skip
    assert [words for words in needed[lang] if words not in told] == []


def test_the_prompt_of_a_pack_without_portraits_asks_to_recognize_none():
    plain = small_pack(north={"lack.a": 3})
    words = Words("en")
    told, portrayed_too = (interview(Phrases(p, words)) for p in (plain, portrayed(plain)))
    assert "word for word" not in told
    assert "word for word" in portrayed_too
    assert words("assistant.interview-no-recognition") in told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_can_be_read_and_is_the_one_of_its_command(run, place, pack, lang):
    async def said(client):
        listed = (await client.list_resources()).resources
        read = [(page, await client.read_resource(page.uri)) for page in listed]
        return read, (await client.list_resource_templates()).resource_templates

    read, (template,) = talk(place, said, "mcp", "--lang", lang)
    assert len(read) == len(pack.models) + 1
    for model, (page, got) in zip(pack.models, read, strict=False):
        assert page.uri == template.uri_template.format(lang=lang, model=model.id)
        written = run("show", model.id, "--format", "markdown", "--lang", lang).out
        assert text_of(got).encode() == written
        assert page.title == Phrases(pack, Words(lang)).numbered(model)
    glossary = text_of(read[-1][1])
    meanings = [pack.definition.text, *(term.text for term in pack.glossary)]
    assert [text[lang] for text in meanings if text[lang] not in glossary] == []


# -- the process -------------------------------------------------------------------------


HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "x", "version": "1"},
    },
}


def test_an_input_that_ends_or_is_no_message_ends_without_a_word():
    done = spawn("mcp")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    lines = b'nonsense\n\xff\xfe\x00\n{"jsonrpc": 5}\n\n' + json.dumps(HELLO).encode() + b"\n"
    done = spawn("mcp", input=lines)
    assert (done.returncode, done.stderr) == (0, b"")
    (answer,) = map(json.loads, done.stdout.splitlines())
    assert answer["result"]["serverInfo"]["name"] == "concertation"


def started(**options):
    """Start a server whose first answer has been asked for."""
    pipe = subprocess.PIPE
    child = subprocess.Popen(
        [sys.executable, "-m", "concertation_cli", "mcp", "--lang", "en"],
        stdin=pipe,
        stderr=pipe,
        **{"stdout": pipe, **options},
    )
    child.stdin.write(json.dumps(HELLO).encode() + b"\n")
    child.stdin.flush()
    return child


@pytest.mark.skipif(sys.platform == "win32", reason="signals of another kind")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_at_once_though_it_waits_for_more(number):
    with started() as child:
        assert child.stdout.readline()
        child.send_signal(number)
        assert child.wait(5) == -number
        assert child.stderr.read() == b""


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of another kind")
def test_an_assistant_that_is_gone_ends_it_quietly():
    ours, theirs = os.pipe()
    os.close(ours)
    with started(stdout=theirs) as child:
        os.close(theirs)
        time.sleep(0.1)
        child.stdin.close()
        assert child.wait(20) == 141
        assert child.stderr.read() == b""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no such device here")  # noqa: PTH110
def test_answers_that_cannot_be_written_are_told():
    with open("/dev/full", "wb") as full, started(stdout=full) as child:  # noqa: PTH123
        time.sleep(0.1)
        child.stdin.close()
        assert child.wait(20) == 4
        told = child.stderr.read().decode()
        reason = Words("en")("reason.full")
        assert Words("en")("problem.stdout-failed", reason=reason) in told


def test_closed_streams_end_it_with_the_codes_of_other_commands():
    def closed(ends):
        script = f'exec "$@" {ends}'
        command = [sys.executable, "-m", "concertation_cli", "mcp"]
        done = subprocess.run(
            ["/bin/sh", "-c", script, "sh", *command], capture_output=True, check=False, timeout=60
        )
        return done.returncode

    assert (closed("<&-"), closed(">&- </dev/null")) == (0, 4)


def test_a_pack_that_cannot_be_read_is_told_before_anything_is_served(run, tmp_path):
    result = run("mcp", "--data", tmp_path / "nowhere")
    assert (result.code, result.out) == (3, b"")
    assert "no knowledge base here" in result.err


def test_without_the_extra_it_says_how_to_install_it(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "mcp_types", None)
    result = run("mcp")
    assert (result.code, result.out) == (2, b"")
    assert result.err == f"concertation: mcp: {Words('en')('problem.mcp-missing')}\n"
    assert "concertation[mcp]" in result.err


def test_no_other_command_loads_the_sdk_nor_what_it_brings():
    code = (
        "import sys; from concertation_cli.cli.main import run\n"
        "for line in (['list', '--json'], ['--help'], ['mcp', '--help']): run(line)\n"
        "held = {name.partition('.')[0] for name in sys.modules}\n"
        "print(held & {'mcp', 'mcp_types', 'pydantic', 'anyio', 'asyncio', 'httpx2'})\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.decode().splitlines()[-1] == "set()"


def test_a_person_who_types_it_is_told_whom_it_waits_for(run, monkeypatch):
    from concertation_cli.cli.assistants import server
    from concertation_cli.cli.commands import mcp

    class Terminal:
        @staticmethod
        def isatty():
            return True

    class System:
        stdin = Terminal

    served = []
    monkeypatch.setattr(mcp, "sys", System)
    monkeypatch.setattr(server, "serve", served.append)
    result = run("mcp")
    assert (result.code, result.out, len(served)) == (0, b"", 1)
    assert result.err == Words("en")("mcp.waiting") + "\n"
