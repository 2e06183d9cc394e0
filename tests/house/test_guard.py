"""What the program never does: no network, no other program, no file that was not asked for.

Every command runs in every format under an audit hook (tests/support/audit_hook.py), which hears
of each thing that Python does to the system, in whatever library.
"""

import ast
import json
import re
import subprocess
import sys
import tomllib

import pytest
from tests.support.assistants import every_call, talk
from tests.support.audit_hook import MARK
from tests.support.command_lines import WRITING, argv_of, every_argv, formats_of, prepare
from tests.support.paths import ROOT, SOURCE, TESTS
from tests.support.sources import modules, nodes_of
from tests.support.terminal import environment

from concertation_cli.inputs import sheets, table_reader
from concertation_cli.knowledge import strict_yaml
from concertation_cli.wizard import drafts


def guarded(folder, runs):
    """Return what each run did, as the hook heard it; they share one process."""
    result = subprocess.run(
        [sys.executable, str(TESTS / "support" / "audit_hook.py")],
        input=json.dumps(runs).encode(),
        cwd=folder,
        env=environment(folder, PYTHONDONTWRITEBYTECODE="1"),
        capture_output=True,
        check=False,
        timeout=300,
    )
    assert result.returncode == 0, result.stderr.decode()
    return json.loads(result.stdout)


@pytest.fixture
def place(tmp_path, run, monkeypatch):
    """Return a folder that holds the files that every command needs, all of them marked."""
    prepare(tmp_path, run)
    path = tmp_path / "situation.yaml"
    path.write_text(path.read_text("utf-8").replace("Essai", MARK), "utf-8")
    path = tmp_path / "table.csv"
    path.write_text(path.read_text("utf-8").replace("A,", f"{MARK},"), "utf-8")
    monkeypatch.chdir(tmp_path)
    marked = run("recommend", "situation.yaml", "--json").out
    (tmp_path / "result.json").write_bytes(marked)
    return tmp_path


def assert_harmless(runs, found):
    assert len(found) == len(runs)
    for wanted, did in zip(runs, found, strict=True):
        assert did["code"] == 0, (wanted, did["err"])
        assert did["seen"] == [], wanted


def test_no_command_in_any_format_reaches_out_or_writes_anything(place):
    runs = [{"argv": argv, "may": []} for argv in every_argv()]
    env = {"_CONCERTATION_COMPLETE": "complete_zsh", "COMP_WORDS": f"concertation show {MARK}"}
    runs.append({"argv": [], "may": [], "env": env})
    before = sorted(place.rglob("*"))
    found = guarded(place, runs)
    assert_harmless(runs, found)
    assert all(did["out"] for did in found[:-1])
    assert sorted(place.rglob("*")) == before


def test_a_file_asked_for_is_written_and_no_other(place):
    forms = [(name, formats_of(name)[0]) for name in WRITING]
    forms += [("recommend", form) for form in formats_of("recommend")[1:]]
    runs = [
        {"argv": [*argv_of(name, form), "-o", f"{n}.out"], "may": [("file", place / f"{n}.out")]}
        for n, (name, form) in enumerate(forms)
    ]
    save = [*argv_of("recommend"), "--save", "saved.yaml"]
    runs.append({"argv": save, "may": [("file", place / "saved.yaml")]})
    before = set(place.iterdir())
    runs = json.loads(json.dumps(runs, default=str))
    assert_harmless(runs, guarded(place, runs))
    made = {path.name for path in set(place.iterdir()) - before}
    assert made == {"saved.yaml", *(f"{n}.out" for n in range(len(forms)))}


def test_an_interview_writes_its_draft_and_nothing_else(place):
    state = ("folder", str(place / "state" / "concertation" / "drafts"))
    command = ["recommend", "--data", "toy", "--lang", "en"]
    menus = {"argv": command, "may": [state], "keys": "\x1b[B\r\r"}
    lines = {"argv": [*command, "--accessible"], "may": [state], "lines": "2\n1\n"}
    none = {"argv": [*command, "--accessible", "--no-draft"], "may": [], "lines": "2\n1\n"}
    forget = {"argv": ["recommend", "--forget"], "may": [state]}
    runs = [menus, lines, none, forget]
    found = guarded(place, runs)
    assert_harmless(runs, found)
    assert "kept as you go" in found[1]["err"]
    assert [path for path in (place / "state").rglob("*") if path.is_file()] == []


def watched(place, said, *argv):
    """Return what comes of a talk with a server, how it ended, and all that it did."""
    hook, report = TESTS / "support" / "audit_hook.py", place.parent / "report.json"
    heard = talk(place, said, *argv, starter=(hook, report), PYTHONDONTWRITEBYTECODE="1")
    return heard, json.loads(report.read_text("utf-8"))


def test_a_server_of_assistants_opens_and_writes_nothing_whatever_it_is_asked(place):
    before = sorted(place.rglob("*"))
    tools, did = watched(place, every_call)
    assert len(tools) == 5
    assert did == {"code": 0, "seen": []}
    assert sorted(place.rglob("*")) == before


def test_the_guard_of_a_server_hears_of_what_it_is_there_for(place):
    hook, report = TESTS / "support" / "audit_hook.py", place / "report.json"
    subprocess.run(
        [sys.executable, hook, report, "questions", "--format", "prompt", "-o", "page.txt"],
        env=environment(place, PYTHONDONTWRITEBYTECODE="1"),
        cwd=place,
        capture_output=True,
        check=True,
    )
    seen = json.loads(report.read_text("utf-8"))["seen"]
    assert [event for event in seen if event.startswith("open ")]


CONTROL = {
    "socket.__new__": "import socket; socket.socket()",
    "socket.getaddrinfo": "import socket; socket.getaddrinfo('localhost', 1, flags=4)",
    "subprocess.Popen": "import subprocess; subprocess.run(['true'])",
    "os.system": "import os; os.system('true')",
    "os.exec": "import os; os.execv('/no/such/program', ['x'])",
    "os.posix_spawn": "import os; os.waitpid(os.posix_spawn('/bin/true', ['true'], {}), 0)",
    "os.fork": "import os; pid = os.fork() or os._exit(0); os.waitpid(pid, 0)",
    "os.kill": "import os; os.kill(os.getpid(), 0)",
    "webbrowser.open": "import webbrowser; webbrowser.GenericBrowser('true').open('x')",
    "urllib.Request": "import urllib.request; urllib.request.urlopen('nothing://x')",
    "ctypes.dlopen": "import ctypes; ctypes.CDLL('none.so')",
    "pickle.find_class": "import pickle; pickle.loads(b'cos\\nsystem\\n.')",
    "compile": "compile('1', '<string>', 'exec')",
    "exec": "eval('1')",
    "marshal.loads": "import marshal; marshal.loads(marshal.dumps(1))",
    "open": "open('elsewhere', 'w')",
    "os.mkdir": "import os; os.mkdir('elsewhere.d')",
    "os.rename": "import os; os.rename('elsewhere', 'there')",
    "os.chmod": "import os; os.chmod('there', 0o600)",
    "os.utime": "import os; os.utime('there')",
    "os.symlink": "import os; os.symlink('there', 'link')",
    "os.remove": "import os; os.remove('there')",
    "os.rmdir": "import os; os.rmdir('elsewhere.d')",
    "tempfile.mkstemp": "import tempfile; tempfile.mkstemp(dir='.')",
}


def test_the_guard_hears_of_each_thing_that_it_is_there_for(place):
    runs = [{"code": code, "may": [("file", str(place / "asked"))]} for code in CONTROL.values()]
    found = guarded(place, runs)
    for (event, code), did in zip(CONTROL.items(), found, strict=True):
        assert any(seen.startswith(event) for seen in did["seen"]), (code, did)


def test_the_guard_hears_nothing_of_what_was_asked_for(place):
    code = "[open(name, mode).close() for name, mode in NAMES]".replace(
        "NAMES", "(('asked', 'w'), ('situation.yaml', 'r'), ('.concertation-1', 'w'))"
    )
    (did,) = guarded(place, [{"code": code, "may": [("file", str(place / "asked"))]}])
    assert did["seen"] == []
    assert (place / "asked").exists()
    (did,) = guarded(place, [{"code": code, "may": []}])
    assert did["seen"] == ["open asked", "open .concertation-1"]


# -- what the sources may not even name --------------------------------------------------

NEVER = {
    "asyncio.subprocess", "cffi", "code", "codeop", "ctypes", "dbm", "ftplib", "http", "imaplib",
    "marshal", "mmap", "multiprocessing", "pickle", "poplib", "pty", "requests", "runpy", "shelve",
    "smtplib", "socket", "socketserver", "ssl", "subprocess", "telnetlib", "urllib", "webbrowser",
    "wsgiref", "xmlrpc",
}  # fmt: skip
NEVER_CALLED = {
    "eval", "exec", "compile", "__import__", "system", "popen", "startfile", "execv", "execve",
    "execvp", "execvpe", "spawnv", "spawnl", "posix_spawn", "fork", "forkpty", "import_module",
    "kill", "rmtree", "removedirs", "rmdir", "symlink", "mkfifo",
}  # fmt: skip


ALLOWED = {
    "": {("re", "compile")},
    "cli/commands/__init__.py": {("", "import_module")},  # of those that it names itself
}


def test_no_module_could_reach_out_run_programs_or_load_objects():
    for path in modules():
        allowed = ALLOWED.get(path.relative_to(SOURCE).as_posix(), ALLOWED[""])
        for node in nodes_of(path):
            if isinstance(node, ast.Import | ast.ImportFrom):
                module = getattr(node, "module", None)
                for name in [module] if module else [alias.name for alias in node.names]:
                    assert not {name, name.partition(".")[0]} & NEVER, (path.name, name)
            if isinstance(node, ast.Call):
                called = getattr(node.func, "attr", getattr(node.func, "id", ""))
                on = getattr(getattr(node.func, "value", None), "id", "")
                assert called not in NEVER_CALLED or (on, called) in allowed, (path.name, called)


SET_ASIDE = re.compile(r"#\s*noqa:[^#]*\bS[0-9]{3}\b[^#]*(#.*)?$", re.MULTILINE)


def test_every_security_rule_set_aside_says_why():
    found = [
        (path.name, match.group())
        for path in modules()
        for match in SET_ASIDE.finditer(path.read_text("utf-8"))
    ]
    assert len(found) > 10
    assert [where for where in found if where[1].count("#") < 2] == []
    kinds = {code for _, told in found for code in re.findall(r"\bS[0-9]{3}\b", told)}
    assert kinds == {"S101", "S110"}  # asserts, the silence of the Tab key


def test_every_security_rule_is_on_for_the_sources():
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]["lint"]
    for pattern, ignored in rules["per-file-ignores"].items():
        assert not pattern.startswith("src") or not [r for r in ignored if r.startswith("S")]
    assert rules["select"] == ["ALL"]
    assert not [rule for rule in rules["ignore"] if rule.startswith("S")]


# -- what SECURITY.md says ---------------------------------------------------------------


def test_every_test_that_the_security_page_names_is_there():
    page = (ROOT / "SECURITY.md").read_text("utf-8")
    named = set(re.findall(r"`(test_\w+)`", page))
    there = {
        name
        for path in TESTS.rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE)
    }
    assert len(named) > 15
    assert named <= there


def test_the_limits_that_the_security_page_states_are_those_of_the_program():
    page = (ROOT / "SECURITY.md").read_text("utf-8")
    assert (strict_yaml.MAX_BYTES, strict_yaml.MAX_DEPTH, drafts.KEPT_DAYS) == (2**20, 32, 30)
    assert f"{table_reader.MAX_LINE:,} characters" in page
    book = [n // 2**20 for n in (sheets.MAX_BYTES, sheets.MAX_UNPACKED)]
    assert f"{book[0]} MiB at most, which unpacks to {book[1]} MiB at most" in page
    assert f"{sheets.MAX_CELLS:,} cells" in page


def test_the_audit_takes_no_silence_for_an_answer():
    script = (ROOT / ".ci" / "audit").read_text("utf-8")
    assert "set -euo pipefail" in script
    assert " --strict " in script  # else what could not be asked about is passed over
    assert "|| true" not in script
