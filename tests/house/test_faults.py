"""Faults of the machine: nothing is lost, what happened is told, and nothing is left behind.

What one command alone must stand is with that command: test_cli, test_batch, test_drafts.
"""

import contextlib
import errno
import io
import json
import os
import pwd
import random
import re
import resource
import signal
import subprocess
import sys
import time

import pytest
from tests.support.command_lines import (
    SERVING,
    WRITING,
    argv_of,
    every_argv,
    formats_of,
    prepare,
)
from tests.support.drafts import DAY, PROGRESS, left
from tests.support.terminal import environment, flat

from concertation_cli import output, terminal
from concertation_cli.__main__ import main
from concertation_cli.cli import request
from concertation_cli.cli.app import COMMANDS
from concertation_cli.cli.commands import recommend as recommend_command
from concertation_cli.knowledge.records import Situation
from concertation_cli.knowledge.strict_yaml import parse
from concertation_cli.wizard import drafts
from concertation_cli.wizard.drafts import Draft, find, forget_drafts, resumed, unreadable
from concertation_cli.wizard.steps import Progress
from concertation_cli.words import Words

FR = Words("fr")
NAMES = {
    "no text": b"\xff\xfe r\xe9sultat",
    "a line break": b"two\nlines",
    "spaces": b"  a  b ",
    "a dash first": b"-rf",
    "an emoji": "\N{SEEDLING}".encode(),
    "a sequence": b"\x1b[31mred\x1b]0;title\x07",
    "the longest": b"n" * 250,
}


@pytest.fixture
def place(tmp_path, monkeypatch, run):
    """Work in a folder that holds the files that every command needs; return it."""
    folder = tmp_path / "place"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    prepare(folder, run)
    return folder


def line(code, **values):
    """Return the one line, in French, that tells a problem."""
    place = values.pop("place", "")
    if "reason" in values:
        values["reason"] = FR(f"reason.{values['reason']}")
    text = FR(f"problem.{code}", **values)
    told = FR("problem.placed", place=place, text=text) if place else text
    return FR("error.prefix", text=told) + "\n"


def held(folder):
    """Return what a folder holds: the content of each file by its name."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


# -- standard streams --------------------------------------------------------------------


class Failing(io.RawIOBase):
    """A file that nothing can be written to."""

    def __init__(self, number):
        self.number = number

    def writable(self):
        return True

    def write(self, data):
        if self.number:
            raise OSError(self.number, os.strerror(self.number))
        return len(data)


@pytest.fixture
def poured(monkeypatch):
    """Return a function that runs the program in French over a failing standard output."""
    opened = []

    def poured(argv, number, *, stdin=b"", err=None):
        err = err or io.BytesIO()
        raw = Failing(number)
        out = io.TextIOWrapper(io.BufferedWriter(raw), "utf-8") if number else None
        opened.append((raw, out))
        with monkeypatch.context() as patch:
            patch.setenv("CONCERTATION_LANG", "fr")
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", io.TextIOWrapper(err, "utf-8", write_through=True))
            code = main(list(map(str, argv)))
            return code, err.getvalue().decode()

    yield poured
    for raw, _ in opened:  # what is still held back goes nowhere, without a word
        raw.number = 0


ANSWERING = [name for name in COMMANDS if name not in SERVING]
ONE_FORM_EACH = [("--help",), ("list", "--help"), ("--version",), *map(argv_of, ANSWERING)]


def without_notices(told):
    """Return what was told but for what `batch` says of columns before the first result."""
    return "".join(row for row in told.splitlines(keepends=True) if "table.csv:1" not in row)


ONE_WORD_FILE = [v for v in every_argv() if v[0] == "recommend" or v[-1] != "docx"]


@pytest.mark.parametrize("argv", ONE_WORD_FILE, ids=" ".join)  # they take long to make
@pytest.mark.usefixtures("place")
def test_a_full_disk_under_standard_output_is_told_whatever_was_asked(poured, argv):
    code, told = poured(argv, errno.ENOSPC)
    assert (code, without_notices(told)) == (4, line("stdout-failed", reason="full"))


@pytest.mark.parametrize("argv", ONE_FORM_EACH, ids=" ".join)
@pytest.mark.usefixtures("place")
def test_a_closed_standard_output_is_told_whatever_was_asked(poured, argv):
    code, told = poured(argv, 0)
    assert (code, without_notices(told)) == (4, line("stdout-failed", reason="closed"))


@pytest.mark.parametrize("argv", ONE_FORM_EACH, ids=" ".join)
@pytest.mark.usefixtures("place")
def test_a_reader_that_leaves_ends_any_command_quietly(poured, argv):
    code, told = poured(argv, errno.EPIPE)
    assert (code, without_notices(told)) == (141, "")


@pytest.mark.usefixtures("place")
def test_a_tab_key_on_a_full_disk_writes_nothing(poured, monkeypatch):
    monkeypatch.setenv("_CONCERTATION_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "concertation sh")
    for number in (errno.ENOSPC, errno.EPIPE, 0):
        assert poured([], number) == (0, "")


@pytest.mark.parametrize(
    ("argv", "number", "code"),
    [
        (["show", "quux"], errno.ENOSPC, 2),
        (["list"], errno.ENOSPC, 4),
        (["recommend", "situation.yaml", "-o", "page.md"], 0, 0),
    ],
)
@pytest.mark.usefixtures("place")
def test_what_cannot_be_told_changes_no_exit_code(poured, argv, number, code):
    class Deaf(io.BytesIO):
        def write(self, _data):
            raise OSError(errno.ENOSPC, "full")

    assert poured(argv, number, err=Deaf()) == (code, "")


def closed(ends, *argv, cwd):
    """Run the program with standard streams really closed; return how it ended."""
    command = [sys.executable, "-m", "concertation_cli", *map(str, argv)]
    script = f'exec "$@" {ends}'
    return subprocess.run(
        ["/bin/sh", "-c", script, "sh", *command],
        env=environment(cwd),
        cwd=cwd,
        capture_output=True,
        check=False,
        timeout=60,
    )


def test_with_every_stream_closed_a_file_is_written_all_the_same(place, run):
    result = closed(">&- 2>&- <&-", "recommend", "situation.yaml", "-o", "page.html", cwd=place)
    assert (result.returncode, result.stdout, result.stderr) == (0, b"", b"")
    told = run("recommend", "situation.yaml", "--format", "html", "--lang", "fr").out
    assert (place / "page.html").read_bytes() == told
    assert [path for path in place.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("ends", "argv", "code"),
    [
        (">&-", ["--help"], 4),
        ("2>&-", ["list"], 0),
        ("2>&-", ["batch", "table.csv"], 0),
        ("<&-", ["batch", "-"], 2),
        (">&- 2>&- <&-", ["recommend"], 4),
        ("2>&- </dev/null", ["recommend", "--accessible"], 2),
    ],
    ids=str,
)
def test_a_closed_stream_is_no_crash(place, ends, argv, code):
    result = closed(ends, *argv, cwd=place)
    assert result.returncode == code
    assert (result.stdout != b"") == (code == 0)
    assert b"Traceback" not in result.stderr
    assert result.stderr.count(b"\n") == ("2>" not in ends)


# -- files -------------------------------------------------------------------------------


@contextlib.contextmanager
def largest(size):
    """Let no file of this process grow beyond a size: a real refusal of the system."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


WRITES = [
    *((*argv_of(name, form), "--output") for name in WRITING for form in formats_of(name)),
    (*argv_of("recommend"), "--save"),
]


@pytest.mark.parametrize("argv", [w for w in WRITES if "docx" not in w[-2]], ids=" ".join)
def test_a_file_that_does_not_fit_leaves_what_was_there(place, run, argv):
    (place / "there").write_bytes(b"kept")
    before = held(place)
    with largest(20):
        result = run(*argv, place / "there", "--force", "--lang", "fr")
    assert (result.code, result.out) == (4, b"")
    told = line("cannot-write", place=str(place / "there"), reason="too-large")
    assert without_notices(result.err) == told
    assert held(place) == before


REFUSALS = {
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EROFS: "permission",
    errno.EIO: "other",
}


@pytest.mark.parametrize("number", REFUSALS)
@pytest.mark.parametrize("step", [(os, "fsync"), (output, "_made"), (os, "replace")], ids=str)
def test_whatever_step_of_a_write_fails_the_old_file_stays_and_no_other(
    place, run, monkeypatch, step, number
):
    def fails(*_args, **_kinds):
        raise OSError(number, os.strerror(number))

    (place / "there").write_bytes(b"kept")
    before = held(place)
    with monkeypatch.context() as patch:
        patch.setattr(*step, fails)
        result = run("recommend", "situation.yaml", "-o", "there", "--force", "--lang", "fr")
    assert (result.code, result.out) == (4, b"")
    assert result.err == line("cannot-write", place="there", reason=REFUSALS[number])
    assert held(place) == before


def test_a_folder_that_is_closed_to_us_is_told_and_stays_as_it_was(place):
    folder = place / "closed"
    folder.mkdir(mode=0o555)
    root = os.geteuid() == 0
    if root:  # a superuser writes anywhere: become somebody else for a while
        for above in (place, *place.parents[:4]):
            above.chmod(above.stat().st_mode | 0o111)
        os.seteuid(65534)
    try:
        with pytest.raises(output.OutputError) as caught:
            output.write_file(str(folder / "page.md"), b"data", force=False)
    finally:
        if root:
            os.seteuid(0)
    assert caught.value.problems[0].values == {"reason": "permission"}
    assert list(folder.iterdir()) == []


def test_what_the_system_refuses_elsewhere_is_told_with_its_place(run, monkeypatch):
    def refused(_folder):
        raise PermissionError(errno.EACCES, "no", "/there/pack.json")

    monkeypatch.setattr(request, "load", refused)
    result = run("list", "--lang", "fr")
    assert (result.code, result.out) == (4, b"")
    told = line("system-failed", place="/there/pack.json", reason="permission")
    assert result.err == told


def test_a_file_that_came_while_we_worked_is_kept(place):
    target = place / "page"

    def write_slowly():
        with output.replacing(str(target), force=False) as write:
            write(b"ours")
            target.write_bytes(b"theirs")

    with pytest.raises(output.UsageError):
        write_slowly()
    assert target.read_bytes() == b"theirs"
    assert [path for path in place.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("folder/", line("cannot-write", place="folder/", reason="no-folder")),
        ("n" * 300, line("cannot-write", place="n" * 300, reason="long-name")),
        ("loop", line("file-exists", place="loop")),
        ("nowhere", line("file-exists", place="nowhere")),
    ],
)
def test_a_target_that_can_be_no_file_is_told(place, run, target, told):
    (place / "loop").symlink_to("loop")
    (place / "nowhere").symlink_to("missing/page.md")
    before = sorted(os.listdir(place))  # noqa: PTH208  # links to nothing too
    result = run("show", "1", "-o", target, "--lang", "fr")
    assert (result.out, result.err) == (b"", told)
    assert sorted(os.listdir(place)) == before  # noqa: PTH208


def test_a_link_to_a_file_that_is_not_there_yet_makes_it(place, run):
    (place / "link").symlink_to("page.md")
    assert run("show", "1", "-o", "link", "--force").code == 0
    assert (place / "link").is_symlink()
    assert (place / "page.md").read_bytes() != b""


# -- killed ------------------------------------------------------------------------------

REWRITING = """
import itertools, sys
from concertation_cli.output import write_file
for n in itertools.count():
    write_file("target", bytes([65 + n % 26]) * 300_000, force=True)
    if not n: print("begun", flush=True)
"""
KEEPING = """
import itertools, sys
from concertation_cli.wizard.drafts import Draft
from concertation_cli.api import load
from concertation_cli.knowledge.records import Situation
from concertation_cli.signals import stopping_on_signals
from concertation_cli.wizard.steps import Progress
draft = Draft(load())
with stopping_on_signals():
    for n in itertools.count():
        draft.keep(Progress(Situation("t", chr(65 + n % 26) * 20_000), ("#title",)))
        if not n: print("begun", flush=True)
"""


def ended(script, folder, number, delay):
    """End a script, a moment after it says that it has begun; return what it told."""
    with subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=folder,
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        assert child.stdout.readline() == b"begun\n"
        time.sleep(delay)
        child.send_signal(number)
        child.communicate(timeout=30)
    assert child.returncode in {-number, 128 + number, 1}


@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM", "SIGHUP", "SIGINT"])
def test_whatever_ends_a_program_that_writes_a_file_is_old_or_new_and_whole(tmp_path, name):
    draw = random.Random(name)  # the same moments each time
    for _ in range(2):
        ended(REWRITING, tmp_path, getattr(signal, name), draw.uniform(0, 0.03))
        written = (tmp_path / "target").read_bytes()
        assert written == written[:1] * 300_000
        others = [path.name for path in tmp_path.iterdir() if path.name != "target"]
        if name == "SIGKILL":  # which nothing can hear; what is left says whose it is
            assert all(other.startswith(".concertation-") for other in others)
        else:
            assert others == []


@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM", "SIGINT"])
def test_whatever_ends_an_interview_its_draft_is_old_or_new_and_whole(
    tmp_path, name, pack, monkeypatch
):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    draw = random.Random(name)
    ended(KEEPING, tmp_path, getattr(signal, name), draw.uniform(0, 0.03))
    (found,) = find(pack)
    notes = found.progress.situation.notes
    assert notes == notes[:1] * 20_000
    assert list(drafts.folder().iterdir()) == [found.path]  # what was half written is gone


# -- drafts ------------------------------------------------------------------------------


@pytest.fixture
def state(tmp_path, monkeypatch):
    """Return the folder where drafts lie, made for this test alone."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    folder = drafts.folder()
    folder.mkdir(parents=True)
    return folder


@pytest.mark.parametrize("given", ["", "  ", "relative/state", "."])
def test_a_state_folder_that_is_no_whole_path_is_as_if_none_were_named(
    tmp_path, monkeypatch, given
):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", given)
    assert drafts.folder() == tmp_path / ".local" / "state" / "concertation" / "drafts"


@pytest.fixture
def homeless(monkeypatch):
    """Belong to nobody: no folder of one's own is known."""

    def nobody(_number):
        raise KeyError

    monkeypatch.setenv("HOME", "nowhere")
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.setattr(pwd, "getpwuid", nobody)


@pytest.mark.usefixtures("homeless")
def test_without_a_folder_of_ones_own_nothing_is_kept_anywhere(toy):
    with pytest.raises(OSError, match="No such file"):
        Draft(toy)
    assert (find(toy), forget_drafts(), unreadable()) == ((), 0, 0)


def test_nothing_is_removed_from_a_drafts_folder_but_drafts(tmp_path, monkeypatch, toy):
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    for name in ("package.json", "20260101.json", "notes.txt"):
        (theirs / name).write_text("{}")
        os.utime(theirs / name, (0, 0))
    (tmp_path / "state" / "concertation").mkdir(parents=True)
    (tmp_path / "state" / "concertation" / "drafts").symlink_to(theirs)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    path = left(toy)
    assert [draft.path.name for draft in find(toy)] == [path.name]
    assert forget_drafts() == 1
    assert sorted(os.listdir(theirs)) == [  # noqa: PTH208
        "20260101.json",
        "notes.txt",
        "package.json",
    ]


def test_a_draft_stays_its_owner_s_in_a_folder_open_to_all(state, toy):
    state.chmod(0o777)
    assert left(toy).stat().st_mode & 0o777 == 0o600


def test_all_that_was_left_is_forgotten_however_many_there_are(state, toy):
    path = left(toy)
    for number in range(250):
        (state / f"20250101-000000-{number}.json").write_bytes(path.read_bytes())
    (state / ".draft-0123456789abcdef").write_bytes(b"half writ")
    assert len(find(toy)) == 200
    (state / ".draft-0123456789abcdef").write_bytes(b"half writ")
    assert forget_drafts() == 251
    assert list(state.iterdir()) == []


def test_what_is_being_written_is_not_taken_for_what_a_killed_program_left(state, toy, monkeypatch):
    seen = []
    synced = os.fsync

    def meanwhile(handle):
        seen.append((find(toy), forget_drafts(), sorted(path.name[:7] for path in state.iterdir())))
        synced(handle)

    monkeypatch.setattr(os, "fsync", meanwhile)
    path = left(toy)
    assert seen == [((), 0, [".draft-"])]
    assert list(state.iterdir()) == [path]


def test_interviews_begun_in_the_same_second_by_the_same_number_are_two(state, toy, monkeypatch):
    monkeypatch.setattr(time, "strftime", lambda *_: "20260101-000000")
    monkeypatch.setattr(os, "getpid", lambda: 1)  # as in two containers that share a home
    assert left(toy) != left(toy)
    assert len(list(state.iterdir())) == 2


def test_what_another_interview_added_before_a_draft_is_resumed_is_there(state, toy):
    left(toy)
    (seen,) = find(toy)  # and while the person reads the offer, elsewhere:
    other, _ = resumed(toy, seen)
    with pytest.raises(BlockingIOError):
        resumed(toy, seen)
    more = Situation("Titre", "", {"aim": ("share",), "people": ("firms",)})
    other.keep(Progress(more, ("aim", "people")))
    with pytest.raises(BlockingIOError):
        resumed(toy, seen)
    other._release()  # noqa: SLF001
    draft, found = resumed(toy, seen)
    assert found.progress.situation == more
    draft.drop()
    with pytest.raises(FileNotFoundError):
        resumed(toy, seen)
    assert list(state.iterdir()) == []


def test_a_draft_put_in_the_place_of_one_that_was_just_opened_is_not_taken(state, toy, monkeypatch):
    left(toy)
    (seen,) = find(toy)
    locked = drafts._lock  # noqa: SLF001

    def late(handle):
        (state / "new").write_bytes(b"{}")
        (state / "new").rename(seen.path)
        return locked(handle)

    monkeypatch.setattr(drafts, "_lock", late)
    with pytest.raises(OSError, match="busy"):
        resumed(toy, seen)


def test_a_disk_without_locks_keeps_drafts_all_the_same(state, toy, monkeypatch):
    import fcntl

    def none(*_):
        raise OSError(errno.ENOLCK, "no locks")

    monkeypatch.setattr(fcntl, "flock", none)
    path = left(toy)
    (found,) = find(toy)
    draft, _ = resumed(toy, found)
    draft.keep(PROGRESS)
    assert list(state.iterdir()) == [path]


@pytest.mark.parametrize("moment", [time.time() + 400 * DAY, 2.0**40], ids=["a year", "far"])
def test_a_draft_from_a_clock_that_was_ahead_is_offered_and_goes_in_thirty_days(state, toy, moment):
    path = left(toy)
    os.utime(path, (moment, moment))
    (found,) = find(toy)
    assert found.saved[:4] == time.strftime("%Y")
    assert abs(path.stat().st_mtime - time.time()) < DAY
    os.utime(path, (0, 0))  # and one from a clock that had stopped is old
    assert find(toy) == ()
    assert list(state.iterdir()) == []


DAMAGED = {
    "empty": b"",
    "truncated": b'{"format": 2, "pack": "to',
    "no text": bytes(range(256)),
    "ten mebibytes": b" " * 10 * 2**20,
    "of a later version": b'{"format": 3, "pack": "toy"}',
    "of no version": b'{"pack": "toy"}',
    "a list": b"[]",
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_a_draft_that_cannot_be_read_is_told_left_alone_and_can_be_forgotten(state, asked, content):
    path = state / "20260101-000000-1.json"
    path.write_bytes(content)
    code, told = asked(["2", "1"])
    assert code == 0
    assert flat(told).count(flat(FR("draft.unreadable", count=1))) == 1
    assert path.read_bytes() == content
    assert forget_drafts() == 1


def test_a_draft_of_another_knowledge_base_is_nobodys_loss(state, pack):
    left(pack)
    assert unreadable() == 0
    assert len(list(state.iterdir())) == 1


# -- an interview where nothing can be kept ----------------------------------------------


class Lines(io.TextIOWrapper):
    """A person who types these lines, then leaves with Ctrl-C."""

    def readline(self):
        text = super().readline()
        if not text:
            raise KeyboardInterrupt
        return text


@pytest.fixture
def asked(monkeypatch, toy_folder, tmp_path):
    """Return a function that runs an interview in French, in plain lines, as on a terminal."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(terminal, "can_ask", lambda: True)
    opened = []

    def asked(lines, *argv, number=None):
        raw = Failing(number or 0)
        out = io.TextIOWrapper(io.BufferedWriter(raw), "utf-8")
        opened.append((raw, out))
        err = io.BytesIO()
        typed = "".join(f"{text}\n" for text in lines).encode()
        command = ["recommend", "--accessible", "--data", str(toy_folder), "--lang", "fr"]
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdin", Lines(io.BytesIO(typed), "utf-8"))
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", io.TextIOWrapper(err, "utf-8", write_through=True))
            code = main([*command, *map(str, argv)])
            return code, err.getvalue().decode().replace("> ", "")

    yield asked
    for raw, _ in opened:
        raw.number = 0


UNKEPT = flat(FR("wizard.draft-failed", reason=FR("reason.full")))
REFUSED = ["2", "1"]  # an answer that the gate refuses, then on to the result


def full(*_):
    raise OSError(errno.ENOSPC, "full")


def given_back(told):
    """Return the situation that was given back on the screen, read as a file."""
    text = told.partition(FR("wizard.answers") + "\n")[2]
    kept = re.match(r"(?:(?:title|answers|notes| ).*\n)+", text)
    return parse(kept.group().encode())


def kept(home):
    """Return the answers of the one draft there is."""
    (path,) = (home / "state" / "concertation" / "drafts").iterdir()
    return json.loads(path.read_text("utf-8"))["situation"]["answers"]


def test_where_no_draft_can_be_written_the_interview_goes_on_and_it_is_said_once(
    asked, monkeypatch, tmp_path
):
    monkeypatch.setattr(os, "fsync", full)
    code, told = asked(["1", "1", "2", "b", "2", "2", "b"])
    assert code == 130
    assert flat(told).count(UNKEPT) == 1
    assert FR("error.interrupted") in told
    answers = given_back(told).value["answers"].value
    assert list(answers) == ["aim", "lack", "people", "state"]
    assert answers["people"].value == "firms"
    assert list((tmp_path / "state" / "concertation" / "drafts").iterdir()) == []


def test_a_disk_that_has_room_again_keeps_the_draft_after_all(asked, monkeypatch, tmp_path):
    steps = [full]
    monkeypatch.setattr(os, "fsync", lambda handle: steps.pop()(handle) if steps else None)
    code, told = asked(["1", "1"])
    assert code == 130
    assert flat(told).count(UNKEPT) == 1
    assert flat(FR("wizard.kept")) in flat(told)
    assert kept(tmp_path).keys() == {"aim", "lack"}


def test_a_draft_that_stops_being_written_is_never_called_kept(asked, monkeypatch, tmp_path):
    steps = [os.fsync]
    monkeypatch.setattr(os, "fsync", lambda handle: steps.pop()(handle) if steps else full())
    code, told = asked(["1", "1"])
    assert code == 130
    assert FR("wizard.kept") not in told
    assert given_back(told).value["answers"].value.keys() == {"aim", "lack"}
    assert len(list((tmp_path / "state" / "concertation" / "drafts").iterdir())) == 1


def test_a_result_that_cannot_be_written_leaves_the_draft_and_says_so(asked, tmp_path):
    code, told = asked(REFUSED, number=errno.ENOSPC)
    assert code == 4
    assert told.endswith(FR("wizard.still-kept") + "\n" + line("stdout-failed", reason="full"))
    assert kept(tmp_path) == {"aim": "hear"}


def test_where_neither_draft_nor_result_can_be_written_the_answers_are_given_back(
    asked, monkeypatch
):
    monkeypatch.setattr(os, "fsync", full)
    code, told = asked(REFUSED, number=errno.ENOSPC)
    assert code == 4
    assert told.endswith(line("stdout-failed", reason="full"))
    assert given_back(told).value["answers"].value["aim"].value == "hear"


def test_a_situation_that_cannot_be_saved_leaves_the_draft(asked, monkeypatch, tmp_path):
    monkeypatch.setattr(output, "_keep_mode", full)  # the last step of a result, of no draft
    target = tmp_path / "saved.yaml"
    code, told = asked(REFUSED, "--save", target)
    assert code == 4
    assert told.endswith(line("cannot-write", place=str(target), reason="full"))
    assert kept(tmp_path) == {"aim": "hear"}
    assert not target.exists()


def test_a_file_that_came_during_the_interview_is_kept_and_so_is_the_draft(
    asked, monkeypatch, tmp_path
):
    target = tmp_path / "saved.yaml"
    target.write_text("theirs")
    monkeypatch.setattr(
        recommend_command, "check_targets", lambda *_args, **_kinds: None
    )  # not there yet
    code, told = asked(REFUSED, "--save", target)
    assert code == 2
    assert told.endswith(FR("wizard.still-kept") + "\n" + line("file-exists", place=str(target)))
    assert kept(tmp_path) == {"aim": "hear"}
    assert target.read_text() == "theirs"


def test_a_closed_standard_output_is_told_before_the_first_question(poured, monkeypatch):
    monkeypatch.setattr(terminal, "can_ask", lambda: True)
    code, told = poured(["recommend", "--accessible"], 0)
    assert (code, told) == (4, line("stdout-failed", reason="closed"))


def test_without_a_folder_of_ones_own_the_interview_says_that_it_keeps_nothing(asked, request):
    request.getfixturevalue("homeless")
    code, told = asked(REFUSED)
    assert code == 0
    said = FR("wizard.draft-failed", reason=FR("reason.no-folder"))
    assert flat(told).count(flat(said)) == 1


# -- names, clocks, locales --------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_file_of_any_name_is_read_and_written_under_that_very_name(place, run, name):
    name = os.fsdecode(name)
    (place / f"{name}.yaml").write_bytes((place / "situation.yaml").read_bytes())
    (place / f"{name}.csv").write_bytes((place / "table.csv").read_bytes())
    (place / f"{name}.json").write_bytes((place / "result.json").read_bytes())
    (place / name).symlink_to(place / "toy")
    before = set(os.listdir(place))  # noqa: PTH208
    for argv in (
        ("recommend", f"./{name}.yaml", "--save", f"./{name}.a", "--output", f"./{name}.b"),
        ("batch", f"./{name}.csv", "--output", f"./{name}.c"),
        ("replay", f"./{name}.json"),
        ("workshop", f"./{name}.yaml", f"./{name}.yaml", "--json"),
        ("check", f"./{name}"),
        ("evaluate", f"./{name}/cases", "--data", f"./{name}"),
    ):
        result = run(*argv)
        assert result.code == 0, result.err
        assert "\x1b" not in result.err
        assert len(result.err.splitlines()) <= 4
        result.out.decode()
    after = set(os.listdir(place))  # noqa: PTH208
    assert after - before == {f"{name}.{end}" for end in "abc"}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_file_that_is_not_there_is_told_in_one_inert_line_whatever_its_name(place, run, name):
    name = f"./{os.fsdecode(name)}.none"
    for argv in (
        ("recommend", name),
        ("batch", name),
        ("replay", name),
        ("workshop", name, name),
        ("list", "--data", name),
        ("evaluate", name),
        ("show", name),
        ("compare", "1", name),
        ("cases", name),
        ("schema", name),
        ("list", f"--{name}"),
        ("list", "--lang", name),
        ("list", "--format", name),
        (name,),
        ("recommend", "--set", name),
        ("recommend", "situation.yaml", "--output", f"{name}/page.md"),
    ):
        result = run(*argv)
        assert (result.code, result.out) in {(2, b""), (3, b""), (4, b"")}, argv
        assert set(result.err.splitlines()) == {result.err.splitlines()[0]}, argv
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", result.err)
    assert place.is_dir()


@pytest.mark.parametrize("form", ["html", "docx"])
@pytest.mark.parametrize(
    ("epoch", "code"),
    [
        ("0", 0),
        ("253402300799", 0),
        ("253402300800", 2),
        ("-1", 2),
        ("9" * 5000, 2),
        ("1e3", 2),
        ("", 0),
    ],
    ids=lambda value: str(value)[:12],
)
@pytest.mark.usefixtures("place")
def test_a_page_is_dated_from_1970_to_9999_or_the_date_is_refused(run, form, epoch, code):
    result = run("replay", "result.json", "--format", form, env={"SOURCE_DATE_EPOCH": epoch})
    assert (result.code, bool(result.out)) == (code, code == 0), result.err
    assert result.err.count("\n") == bool(code)


ODD = [
    *({"COLUMNS": value} for value in ("0", "-5", "abc", "100000", "9" * 30)),
    *({"TERM": value} for value in ("", "dumb", "no-such-terminal")),
    {"NO_COLOR": "1", "FORCE_COLOR": "1"},
    {"LANG": "xx_YY.NOPE", "LC_ALL": "nothing"},
    {"LC_ALL": "fr_CA.ISO-8859-1", "CONCERTATION_LANG": ""},
    {"LC_ALL": "", "LANG": "", "LANGUAGE": "en:fr", "CONCERTATION_LANG": "fr"},
    {"TZ": ":no/such/place"},
]


@pytest.mark.parametrize("odd", ODD, ids=str)
def test_an_odd_environment_changes_how_a_screen_looks_and_nothing_else(run, odd):
    french = "CONCERTATION_LANG" in odd
    plain = run("list", *(("--lang", "fr") if french else ()))
    result = run("list", env=odd)
    assert (result.code, result.err) == (0, "")
    assert b"\x1b" not in result.out
    assert result.out.split() == plain.out.split()


@pytest.mark.parametrize(
    ("odd", "encoding"),
    [
        ({"PYTHONIOENCODING": "cp1252"}, "cp1252"),
        ({"PYTHONIOENCODING": "utf-16"}, "utf-16"),
        ({"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C"}, "ascii"),
    ],
    ids=str,
)
def test_in_any_encoding_a_screen_is_written_and_files_are_found_and_stay_utf_8(
    place, run, odd, encoding
):
    (place / "é.yaml").write_bytes((place / "situation.yaml").read_bytes())
    env = {**environment(place), **odd, "CONCERTATION_LANG": "fr"}
    argv = [sys.executable, "-m", "concertation_cli", "recommend", "é.yaml", "--save", "à.yaml"]
    told = subprocess.run(argv, env=env, capture_output=True, check=False)
    assert told.returncode == 0, told.stderr
    plain = run("recommend", "situation.yaml", "--lang", "fr").out.decode()
    assert "Essai" in told.stdout.decode(encoding)
    assert "à.yaml" in told.stderr.decode(encoding) or encoding == "ascii"
    assert run("recommend", "à.yaml", "--lang", "fr").out.decode() == plain


def test_the_json_of_any_name_is_json(place, run):
    name = os.fsdecode(b"\xff\xfe.yaml")
    (place / name).write_bytes((place / "situation.yaml").read_bytes())
    assert json.loads(run("workshop", name, name, "--json").out)
    assert json.loads(run("check", os.fsdecode(b"\xff"), "--json").out)["valid"] is False
