"""The manual page: complete, safe, the same as the committed ones, and where systems look."""

import os
import re
import shutil
import subprocess
import sys
import zipfile

import pytest
from tests.support.paths import ROOT, SOURCE

from concertation_cli import __version__, errors
from concertation_cli.cli.app import parser
from concertation_cli.cli.commands import load_all
from concertation_cli.cli.manual import EXITS
from concertation_cli.render.formats.roff import (
    EXAMPLES,
    VARIABLES,
    Command,
    Entry,
    Program,
    as_roff,
)
from concertation_cli.words import Words

PAGES = {"en": "docs/man/concertation.1", "fr": "docs/man/fr/concertation.1"}
HOSTILE = (
    ".so /etc/passwd\n.sy reboot",
    "'br \\*(zz \\X'tty' \\[u001B]",
    "\\",
    '" a "quoted" ~ ^ `word`',
)


@pytest.fixture(params=PAGES)
def page(request, run):
    """Return the page as it is written now, in each language."""
    result = run("--show-manual", "--lang", request.param)
    assert (result.code, result.err) == (0, "")
    return result.out.decode()


def shown(page):
    """Return a page as it reads, fonts and escapes undone."""
    text = re.sub(r"\\f[BIR]", "", page)
    for escape, character in ((r"\-", "-"), (r"\(ti", "~"), (r"\(dq", '"'), (r"\~", "\u00a0")):
        text = text.replace(escape, character)
    return text


def terms(page):
    """Return what the page defines: the line after each .TP."""
    return re.findall(r"^\.TP\n(.*)$", shown(page), re.MULTILINE)


@pytest.mark.parametrize("lang", PAGES)
def test_the_committed_page_is_the_one_that_the_program_writes(run, lang):
    """To renew it: concertation --show-manual --lang en >docs/man/concertation.1."""
    written = run("--show-manual", env={"CONCERTATION_LANG": lang}).out
    assert written == (ROOT / PAGES[lang]).read_bytes()


def test_both_pages_define_the_same_things():
    english, french = (terms((ROOT / name).read_text("utf-8")) for name in PAGES.values())
    literal = [[t for t in found if not t[0].isupper()] for found in (english, french)]
    without_values = [[re.sub(r" [^ -]+$", "", t) for t in found] for found in literal]
    assert without_values[0] == without_values[1]
    assert len(english) == len(french)


def test_every_command_and_every_option_is_told(page):
    load_all()
    group = parser()
    found = shown(page)
    for name, command in group.commands.items():
        assert f'.SS "concertation {name}' in found
        section = found.partition(f'.SS "concertation {name}')[2]
        for parameter in command.params:
            for option in parameter.opts if parameter.param_type_name == "option" else ():
                assert re.search(rf"^(-\w, )?{option}\b", section, re.MULTILINE), (name, option)
    for parameter in group.params:
        assert max(parameter.opts, key=len) in terms(page) or parameter.metavar


def test_what_most_commands_share_is_told_once(page):
    for option in ("--data", "--json", "-h, --help"):
        told = [term for term in terms(page) if term.split(" ")[0] == option.split(" ")[0]]
        exceptions = {"--json": 3, "-h, --help": 2}  # those of batch and of the program
        assert len(told) == exceptions.get(option, 1), option


def test_the_exit_codes_told_are_those_of_the_program(page):
    ours = {kind.exit_code for kind in errors.ConcertationError.__subclasses__()}
    known = {0, errors.BUG, errors.INTERRUPTED, errors.PIPE_CLOSED} | ours
    assert {code for code, _ in EXITS} == known
    assert {int(term) for term in terms(page) if term.isdigit()} == known


def test_every_variable_that_people_may_set_is_told(page):
    read = set()
    for path in SOURCE.rglob("*.py"):
        text = path.read_text("utf-8")
        if path.name != "manual.py" and "environ" in text:
            names = re.findall(r'"([A-Z]{2,}(?:_[A-Z]+)*)"', text)
            read |= {name for name in names if not name.startswith("SIG")}  # signals
    systems = {"TERM", "LC_ALL", "LC_MESSAGES", "LANG"}
    programs = {"COMP_WORDS", "COMP_CWORD", "PROMPT_TOOLKIT_NO_CPR"}
    assert read - systems - programs == {name for name, _ in VARIABLES}
    assert {name for name, _ in VARIABLES} <= set(terms(page))


def test_the_examples_are_commands_that_the_program_reads(page, run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "table.csv").write_text("aim,gap\ntake-part,means\n", "utf-8")
    for command, _ in EXAMPLES:
        assert command in terms(page)
        asks = command == "concertation recommend"  # there is no terminal in a test
        words = re.sub(r'^eval "\$\((.*)\)"$', r"\1", command).split()
        result = run(*words[1:])
        assert result.code == (2 if asks else 0), (command, result.err)


def test_the_page_says_which_version_it_is_of_and_no_date(page):
    title = page.splitlines()[1]
    assert title.startswith('.TH CONCERTATION 1 "" ')
    assert f'"concertation {__version__}"' in title


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_gives_orders_to_the_reader_of_the_page(text):
    entry = Entry("--option", text, text)
    made = Program(text, (entry,), (Command(text, text, (entry,)),), (entry,), ((0, "bug"),), text)
    known = r"\.(TH|SH|SS|TP|PP|nh|ad l|\\\" -\*- coding: UTF-8 -\*-)( |$)"
    for line in as_roff(Words("en"), made).splitlines():
        if line.startswith((".", "'")):
            assert re.match(known, line), line
            assert line.count('"') in {0, 2, 6} or "coding" in line
        escapes = re.findall(r"\\(?!\(|f[BIR]|e|-|~|&|\")", line)
        assert not escapes, line


@pytest.mark.tools
@pytest.mark.parametrize("name", PAGES.values())
@pytest.mark.parametrize(
    "command",
    [["groff", "-K", "utf8", "-man", "-ww", "-z"], ["mandoc", "-T", "lint", "-W", "warning"]],
    ids=lambda command: command[0],
)
def test_the_readers_of_manual_pages_find_nothing_wrong(name, command):
    program = shutil.which(command[0])
    assert program, f"{command[0]} is not installed: this test needs it"
    done = subprocess.run(
        [program, *command[1:], ROOT / name], capture_output=True, text=True, check=False
    )
    dateless = [line for line in done.stdout.splitlines() if "missing date" not in line]
    assert (dateless, done.stderr) == ([], "")


@pytest.mark.tools
def test_a_manual_reader_shows_the_page(tmp_path):
    man = shutil.which("man")
    assert man, "man is not installed: this test needs it"
    done = subprocess.run(
        [man, "-l", ROOT / PAGES["fr"]],
        env={"PATH": os.environ["PATH"], "MANWIDTH": "80", "LC_ALL": "C.UTF-8"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "--set QUESTION=RÉPONSE" in done.stdout
    assert "~/.local/state/concertation/drafts" in done.stdout
    assert '\n       eval "$(concertation --show-completion bash)"\n' in done.stdout
    assert done.stderr == ""


# -- the wheel ---------------------------------------------------------------------------

SHARED = {
    "share/man/man1/concertation.1": PAGES["en"],
    "share/man/fr/man1/concertation.1": PAGES["fr"],
    "share/bash-completion/completions/concertation": "concertation.bash",
    "share/zsh/site-functions/_concertation": "_concertation",
    "share/fish/vendor_completions.d/concertation.fish": "concertation.fish",
}


def wheel_of(checkout, target, **changes):
    """Build a wheel; return its bytes, and those of its shared files."""
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", target, checkout]
    environment = {k: v for k, v in os.environ.items() if k != "SOURCE_DATE_EPOCH"}
    subprocess.run(command, env=environment | changes, check=True)
    (wheel,) = target.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if ".data/data/" in name]
        shared = {name.partition(".data/data/")[2]: archive.read(name) for name in names}
    return wheel.read_bytes(), shared


@pytest.mark.tools
def test_the_wheel_puts_the_manual_and_the_completions_where_systems_look(tmp_path):
    checkout = tmp_path / "checkout"
    left_out = shutil.ignore_patterns(".*", "build", "__pycache__", "tests")
    shutil.copytree(ROOT, checkout, ignore=left_out)
    first, shared = wheel_of(checkout, tmp_path / "first")
    shells = SOURCE / "cli" / "shells"
    assert shared == {
        place: (ROOT / name if "/" in name else shells / name).read_bytes()
        for place, name in SHARED.items()
    }
    again, _ = wheel_of(checkout, tmp_path / "again")
    assert first == again
    _, dated = wheel_of(checkout, tmp_path / "dated", SOURCE_DATE_EPOCH="1700000000")
    for place, data in dated.items():
        expected = shared[place]
        if "/man/" in place:
            expected = expected.replace(b'ION 1 "" ', b'ION 1 "2023-11-14" ')
            assert expected != shared[place]
        assert data == expected
