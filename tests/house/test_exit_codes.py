"""Exit codes: the real program ends with each one that is documented, and says why."""

import os
import signal
import subprocess
import sys

import pytest
from tests.support.documents import READMES, page_in, read, table_after
from tests.support.processes import CLOSE, spawn, writing
from tests.support.situations import settings

from concertation_cli import errors
from concertation_cli.words import Words

LANGS = tuple(READMES)
HEADINGS = {"en": "exit code", "fr": "code de sortie"}
STOPPED = ("SIGTERM", "SIGHUP")

# What breaks, a command that runs into it, and the code it ends with.
FAULTY = """
import sys
from concertation_cli.__main__ import main
from concertation_cli.render.views.lists import Screens

def models(self):
    raise RuntimeError("the shelf fell down")

Screens.models = models
sys.exit(main(["list"]))
"""
WAITING = """
import signal, sys
from concertation_cli.__main__ import main
from concertation_cli.knowledge import strict_yaml

class Told:
    def __init__(self, inner): self.buffer, self.inner = self, inner.buffer
    def read(self, size):
        print("reading", file=sys.stderr, flush=True)
        return self.inner.read(size)
    def isatty(self): return False

signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
sys.stdin = Told(sys.stdin)
sys.exit(main(["recommend", "-"]))
"""


def scripted(script, lang, **options):
    """Start Python on a script that calls the program."""
    pipe = subprocess.PIPE
    env = {**os.environ, "CONCERTATION_LANG": lang, "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", script]
    return subprocess.Popen(command, stdout=pipe, stderr=pipe, env=env, text=True, **options)


@pytest.fixture
def bad_pack(copy):
    (copy / "models" / "a.yaml").write_text("id: a\n", "utf-8")
    return copy


@pytest.mark.parametrize("lang", LANGS)
def test_the_table_of_exit_codes_is_the_one_tested_here(lang):
    page = read(page_in(lang, "scripts"))
    documented = {int(row[0]) for row in table_after(page, HEADINGS[lang])}
    assert documented == {0, 1, 2, 3, 4, 130, 141}
    assert "128 + *n*" in page
    kinds = {kind.__name__: kind.exit_code for kind in errors.ConcertationError.__subclasses__()}
    assert kinds == {"UsageError": 2, "PackError": 3, "OutputError": 4}
    assert (errors.BUG, errors.INTERRUPTED, errors.PIPE_CLOSED) == (1, 130, 141)


@pytest.mark.parametrize("lang", LANGS)
def test_0_an_answer_with_not_a_word_beside_it(lang):
    result = spawn("list", "--lang", lang)
    assert (result.returncode, result.stderr) == (0, b"")
    assert result.stdout


@pytest.mark.parametrize("lang", LANGS)
def test_1_a_bug_is_owned_in_one_sentence_with_the_traceback_after_it(lang):
    with scripted(FAULTY, lang) as child:
        out, err = child.communicate(timeout=60)
    words = Words(lang)
    first, rest = err.split("\n", 1)
    assert (child.returncode, out) == (1, "")
    assert first == words("error.prefix", text=words("error.bug"))
    assert {"en": "report it", "fr": "signalez-la"}[lang] in first
    assert rest.startswith("Traceback (most recent call last):")
    assert rest.rstrip().endswith("RuntimeError: the shelf fell down")


def ended(code, told, *argv, lang, **options):
    """The program ends with this code and one line that starts so, and gives no result."""
    result = spawn(*argv, "--lang", lang, **options)
    err = result.stderr.decode()
    assert result.returncode == code, err
    assert err.startswith(Words(lang)("error.prefix", text=told)), err
    assert err.endswith(".\n")
    assert err.count("\n") == 1
    assert not result.stdout


@pytest.mark.parametrize(
    ("lang", "told"),
    [("en", "unknown command “lsit”"), ("fr", "commande inconnue «\u00a0lsit\u00a0»")],
)
def test_2_a_command_that_the_caller_must_put_right(lang, told):
    ended(2, told, "lsit", lang=lang)


@pytest.mark.parametrize(
    ("lang", "told"),
    [("en", "situation.yaml:2: answers.gap: unknown option “tie”"),
     ("fr", "situation.yaml:2: answers.gap\u00a0: réponse inconnue «\u00a0tie\u00a0»")],
)  # fmt: skip
def test_2_answers_that_cannot_be_read(tmp_path, lang, told):
    (tmp_path / "situation.yaml").write_text("answers:\n  gap: tie\n", "utf-8")
    ended(2, told, "recommend", "situation.yaml", lang=lang, cwd=tmp_path)


@pytest.mark.parametrize("lang", LANGS)
def test_3_a_pack_that_its_author_must_put_right(bad_pack, lang):
    result = spawn("list", "--data", str(bad_pack), "--lang", lang)
    assert (result.returncode, result.stdout) == (3, b"")
    lines = result.stderr.decode().splitlines()
    prefix = Words(lang)("error.prefix", text="models/a.yaml")
    assert lines
    assert all(line.startswith(prefix) for line in lines)
    assert any("criteria" in line for line in lines)
    checked = spawn("check", str(bad_pack), "--lang", lang)
    assert (checked.returncode, checked.stderr) == (3, b"")
    assert b"criteria" in checked.stdout


@pytest.mark.parametrize("lang", LANGS)
def test_4_a_result_that_cannot_be_written(tmp_path, lang):
    target = tmp_path / "nowhere" / "page.md"
    place = f"{target}" + {"en": ": ", "fr": "\u00a0: "}[lang]
    told = place + {"en": "cannot be written (", "fr": "écriture impossible ("}[lang]
    ended(4, told, "recommend", *settings(CLOSE), "--output", str(target), lang=lang)
    with open("/dev/full", "wb") as full:  # noqa: PTH123  # a device, opened for the child
        words = Words(lang)
        told = words("problem.stdout-failed", reason=words("reason.full"))
        ended(4, told, "list", lang=lang, stdout=full)


@pytest.mark.parametrize("lang", LANGS)
def test_130_an_interruption_is_told(lang):
    with scripted(WAITING, lang, stdin=subprocess.PIPE) as child:
        assert child.stderr.readline() == "reading\n"
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=60)
    assert (child.returncode, out) == (130, "")
    assert err.strip() == Words(lang)("error.interrupted")


@pytest.mark.parametrize("name", STOPPED)
def test_128_and_more_a_signal_ends_the_program_in_silence(toy_folder, tmp_path, name):
    number = getattr(signal, name)
    with writing(toy_folder, tmp_path) as child:
        child.send_signal(number)
        out, err = child.communicate(timeout=60)
    assert (child.returncode, out, err) == (128 + number, b"", b"")


def test_141_a_reader_that_left_is_no_failure_to_tell():
    reader, writer = os.pipe()
    os.close(reader)
    result = spawn("cases", stdout=writer)
    os.close(writer)
    assert (result.returncode, result.stderr) == (141, b"")
