"""Drafts: nothing that was answered is lost, and nothing is kept for longer than it serves."""

import errno
import json
import os
import signal
import stat
import tempfile
import time

import pytest
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st
from tests.support.drafts import ANSWERS, DAY, PROGRESS, keys_of, left
from tests.support.small_packs import answers_to
from tests.support.terminal import (
    BACK_ENDS,
    CTRL_C,
    ENTER,
    Menus,
    Plain,
    drafts,
    flat,
    people,
    steps_of,
)

from concertation_cli.knowledge.records import Situation
from concertation_cli.text_safety import clean
from concertation_cli.wizard.drafts import Draft, find, folder, forget_drafts
from concertation_cli.wizard.steps import TEXTS, Manner, Progress

COLON = {"fr": "\u00a0:", "en": ":"}

person = pytest.fixture(people, name="person")


@pytest.fixture
def state(tmp_path, monkeypatch):
    """Return the folder where drafts lie, in a home of this test alone."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return folder()


# -- the files ---------------------------------------------------------------------------


@st.composite
def states_of(draw, pack):
    """Draw where an interview may stand."""
    steps = [*keys_of(pack), *TEXTS]
    text = st.text(max_size=30)
    return Progress(
        Situation(
            clean(draw(text), limit=100),
            clean(draw(text), limit=100, lines=True),
            draw(answers_to(pack)),
            draw(st.dictionaries(st.sampled_from(keys_of(pack)), st.just("Une\nnote"))),
        ),
        tuple(draw(st.lists(st.sampled_from(steps), unique=True))),
        draw(st.sampled_from(list(Manner))),
    )


@given(st.data())
@trying(max_examples=60)
def test_what_is_kept_is_what_is_found_again(toy, data):
    progress = data.draw(states_of(toy))
    with tempfile.TemporaryDirectory() as home, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", home)
        path = left(toy, progress)
        (found,) = find(toy)
    assert (found.path, found.progress, found.dropped) == (path, progress, 0)
    assert not found.older


@pytest.mark.usefixtures("state")
def test_a_note_whose_question_is_gone_goes_to_the_notes(toy):
    path = left(toy, Progress(Situation("", "Notes", ANSWERS, {"lack": "Pourquoi"})))
    kept = path.read_text("utf-8").replace('"answer_notes": {"lack"', '"answer_notes": {"lacked"')
    assert "lacked" in kept
    path.write_text(kept, "utf-8")
    (found,) = find(toy)
    assert found.progress.situation.notes == "Notes\nPourquoi"
    assert found.progress.situation.answer_notes == {}


def test_a_draft_is_for_its_owner_alone(state, toy):
    path = left(toy)
    assert path.parent == state
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(state.stat().st_mode) == 0o700


def test_a_draft_is_written_whole_or_not_at_all(state, toy, monkeypatch):
    draft = Draft(toy)
    draft.keep(PROGRESS)
    before = draft.path.read_bytes()
    with draft.path.open("rb") as reader:  # one who reads while it is written anew
        draft.keep(PROGRESS._replace(situation=Situation("Autre titre")))
        assert reader.read() == before
    written = draft.path.read_bytes()
    assert b"Autre titre" in written

    def full(_handle):
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="full"):
        draft.keep(PROGRESS)
    assert draft.path.read_bytes() == written
    assert list(state.iterdir()) == [draft.path]


GOOD = {"format": 2, "pack": "toy", "manner": "full", "asked": []}
SITUATION = {"title": "", "notes": "", "answers": {}}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff\xfe",
        b"{",
        b"[]",
        b"null",
        b"a: [yaml",
        b"[" * 100_000,
        json.dumps(GOOD | {"situation": SITUATION}).encode()[:-1],
        json.dumps(GOOD | {"pack": "another", "situation": SITUATION}).encode(),
        json.dumps(GOOD | {"format": 3, "situation": SITUATION}).encode(),
        json.dumps(GOOD | {"format": 0, "situation": SITUATION}).encode(),
        json.dumps(GOOD | {"situation": SITUATION, "x": "y" * 2_000_000}).encode(),
    ],
    ids=lambda content: repr(content[:20]),
)
def test_what_is_no_draft_of_this_pack_is_passed_over(state, toy, content):
    path = left(toy)
    (state / "0.json").write_bytes(content)
    (state / "folder.json").mkdir()
    (state / "nowhere.json").symlink_to(state / "missing")
    os.mkfifo(state / "pipe.json")
    assert [draft.path for draft in find(toy)] == [path]


@pytest.mark.parametrize(
    ("changes", "dropped"),
    [
        ({"situation": SITUATION | {"answers": {"aim": "gone", "people": "firms"}}}, 1),
        ({"situation": SITUATION | {"answers": {"gone": "a", "roles": {"gone": "us"}}}}, 2),
        ({"situation": SITUATION | {"answers": {"lack": ["ties", "gone"], "people": 3}}}, 2),
        ({"situation": []}, 0),
        ({"situation": SITUATION | {"title": "t", "notes": ["n"]}}, 0),
        ({"situation": SITUATION, "asked": ["gone", 3, ["aim"], "aim", "aim"]}, 0),
        ({"situation": SITUATION, "asked": "aim", "manner": 5}, 0),
    ],
    ids=str,
)
def test_what_this_pack_no_longer_knows_is_dropped_and_the_rest_is_kept(
    state, toy, changes, dropped
):
    state.mkdir(parents=True)
    (state / "0.json").write_text(json.dumps(GOOD | changes), "utf-8")
    (found,) = find(toy)
    assert found.dropped == dropped
    situation = found.progress.situation
    assert situation.answers in ({}, {"people": ("firms",)}, {"lack": ("ties",)})
    assert set(found.progress.asked) <= {"aim"}
    assert found.progress.manner is Manner.FULL


FIRST_FORMAT = {
    "format": 1,
    "pack": "toy",
    "manner": "full",
    "offered": True,
    "asked": ["aim", "lack"],
    "situation": SITUATION | {"answers": {"aim": "share", "lack": ["ties"]}},
}


@pytest.mark.parametrize(
    ("manner", "now"), [("full", "full"), ("quick", "quick"), ("shortened", "full")]
)
def test_a_draft_of_the_first_format_is_found_whole_and_known_to_be_older(state, toy, manner, now):
    state.mkdir(parents=True)
    (state / "0.json").write_text(json.dumps(FIRST_FORMAT | {"manner": manner}), "utf-8")
    (found,) = find(toy)
    told = {"aim": ("share",), "lack": ("ties",)}
    assert found.progress == Progress(Situation(answers=told), ("aim", "lack"), Manner(now))
    assert (found.dropped, found.older) == (0, True)


def test_the_latest_comes_first_and_thirty_days_are_the_most(state, toy):
    paths = [left(toy) for _ in range(3)]
    now = time.time()
    for path, days in zip(paths, (29, 1, 31), strict=True):
        os.utime(path, (now - days * DAY, now - days * DAY))
    assert [draft.path for draft in find(toy)] == [paths[1], paths[0]]
    assert sorted(state.iterdir()) == sorted(paths[:2])


def test_forgetting_removes_every_draft_but_those_under_way(state, toy, pack, run):
    left(toy)
    left(pack)  # of another pack: forgotten too
    under_way = Draft(toy)
    under_way.keep(PROGRESS)
    assert [draft.path for draft in find(toy)] != []
    result = run("recommend", "--forget")
    assert (result.code, result.out) == (0, b"")
    assert "2" in result.err
    assert list(state.iterdir()) == [under_way.path]
    assert find(toy) == ()
    assert forget_drafts() == 0
    under_way.drop()
    assert list(state.iterdir()) == []


def test_no_draft_is_looked_for_where_there_cannot_be_any(tmp_path, toy, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    assert find(toy) == ()
    assert forget_drafts() == 0


# -- resuming ----------------------------------------------------------------------------


def assert_resumes_after_each_kill(person, way, pack, answers, **options):
    """Answer one step, kill the program, resume, answer the next, and so on to the end."""
    steps = [*steps_of(pack, answers), "title", "notes"]
    at = person(way, **options)
    for number, step in enumerate(steps):
        if number:
            at = person(way, **options)
            at.resume()
        if step in {"title", "notes"}:
            at.line(step, f"Texte de {step}")
        else:
            at.answer(step, answers.get(step, ()))
        following = steps[number + 1] if number + 1 < len(steps) else ""
        if following in {"title", "notes"}:
            at.await_line(at.asked(following))
        elif following:
            at.await_step(following)
        else:
            at.await_review()
        at.terminal.kill(signal.SIGKILL)
        assert at.terminal.end() == -signal.SIGKILL
    at = person(way, **options)
    at.resume()
    at.await_review()  # all that was answered is there, and nothing is asked again
    for step in steps[:-2]:
        asked, answer = at.asked(step), "; ".join(at.labels(step, answers.get(step, ())))
        told = f"{asked} {answer}" if asked.endswith("?") else f"{asked}{COLON[at.lang]} {answer}"
        assert at.tells(told), step
    for step in ("title", "notes"):
        assert at.tells(f"Texte de {step}")
    at.choose(at.words("wizard.go-on"))
    assert at.finish() == 0


@pytest.mark.long
def test_an_interview_killed_at_every_question_goes_on_at_the_next_in_menus(person, tmp_path, toy):
    assert_resumes_after_each_kill(person, Menus, toy, ANSWERS)
    assert drafts(tmp_path) == []


@pytest.mark.long
def test_an_interview_killed_at_every_question_of_ours_goes_on_at_the_next(person, tmp_path, pack):
    answers = {
        "aim": ("take-part",),
        "gap": ("voices",),
        "scope": ("population",),
        "participants": ("under-represented",),
        "result": ("people-ready",),
        "portrait": ("cohorte", "liens-elus"),
        "conditions.selection-committee": ("not-yet",),
        "cautions": ("partisan", "busy-people"),
    }
    assert_resumes_after_each_kill(person, Plain, pack, answers, whole=True, lang="en")
    assert drafts(tmp_path) == []


@pytest.mark.parametrize("way", BACK_ENDS)
def test_a_draft_is_told_offered_left_for_later_or_forgotten(person, tmp_path, way):
    at = person(way)
    at.await_step("aim")
    assert drafts(tmp_path) == []  # nothing was answered: nothing is kept
    at.answer_here("aim", ("share",))
    at.await_step("lack")
    (path,) = drafts(tmp_path)
    told = flat(at.words("wizard.draft", path=f"~/{path.relative_to(tmp_path)}"))
    assert at.told().count(told) == 1
    at.terminal.press(CTRL_C)
    assert at.terminal.end() == 130

    at = person(way)
    at.await_prompt(at.words("draft.found", count=1))
    assert at.tells(at.words("draft.answers", count=1))
    at.terminal.press(CTRL_C)  # leaving here loses nothing either
    assert at.terminal.end() == 130
    assert drafts(tmp_path) == [path]

    at = person(way)
    at.await_prompt(at.words("draft.found", count=1))
    at.choose(at.words("draft.new"))
    at.answer("aim", ("hear",))
    at.go_on()
    assert at.finish() == 0
    assert drafts(tmp_path) == [path]  # its own is gone, the other one stays

    at = person(way)
    at.await_prompt(at.words("draft.found", count=1))
    at.choose(at.words("draft.forget", count=1))
    at.await_step("aim")
    assert drafts(tmp_path) == []


@pytest.mark.parametrize(
    ("step", "answer"),
    [
        ("people", "gone"),
        ("lack", ["ties", "gone"]),
        ("portrait", ["gone", "b"]),
        ("roles", {"treasurer": "gone"}),
        ("conditions", {"group-there": "gone", "account-open": "in-place"}),
    ],
)
def test_answers_that_the_pack_no_longer_knows_are_told_and_asked_again(
    person, toy, state, step, answer
):
    steps = steps_of(toy, ANSWERS)
    path = left(toy, Progress(Situation(answers=ANSWERS), (*steps, *TEXTS)))
    told = json.loads(path.read_text("utf-8"))
    told["situation"]["answers"][step] = answer
    path.write_text(json.dumps(told), "utf-8")
    at = person(Plain)
    at.resume()
    asked = {"roles": "roles.treasurer", "conditions": "conditions.group-there"}.get(step, step)
    at.await_step(asked)
    assert at.tells(at.words("draft.dropped", count=1))
    if step == "portrait":
        at.answer_here(step, ("b",))
    else:
        at.terminal.press("1" + ENTER)
    at.await_review()  # and nothing else is asked again
    assert path.parent == state


def test_a_draft_of_an_earlier_version_says_so_goes_on_and_is_kept_in_the_present_form(
    person, toy, state
):
    path = left(toy)
    assert path.parent == state
    for written, told in ((FIRST_FORMAT, True), (GOOD | {"asked": ["aim", "lack"]}, False)):
        path.write_text(json.dumps(FIRST_FORMAT | written), "utf-8")
        at = person(Plain)
        at.resume()
        at.await_step("people")  # those asked before are not asked again
        assert at.tells(at.words("draft.older")) is told
        at.answer_here("people", ("firms",))
        at.await_step("state")
        kept = json.loads(path.read_text("utf-8"))
        assert kept["format"] == 2
        assert kept["situation"]["answers"] == {"aim": "share", "lack": ["ties"], "people": "firms"}
        at.terminal.kill(signal.SIGKILL)
        at.terminal.end()


def test_a_draft_of_another_pack_is_not_offered(person, pack, toy, state):
    assert left(toy).parent == state
    at = person(Plain, whole=True)
    at.await_step(pack.questions[0].id)
    assert not at.has_told(at.words("draft.found", count=1))


def test_a_run_under_way_is_not_offered_to_another(person, tmp_path):
    first = person(Plain)
    first.answer("aim", ("share",))
    first.await_step("lack")
    second = person(Plain)
    second.answer("aim", ("share",))
    second.await_step("lack")
    assert len(drafts(tmp_path)) == 2


def test_two_runs_that_resume_the_same_draft_do_not_share_it(person, tmp_path, toy, state):
    path = left(toy)
    both = [person(Plain), person(Plain)]
    for at in both:
        at.await_prompt(at.words("draft.found", count=1))
    for at, option in zip(both, ("citizens", "firms"), strict=True):
        at.first()
        at.answer("people", (option,))
        at.await_step("state")
    found = drafts(tmp_path)
    assert len(found) == 2
    assert path in found
    kept = [json.loads(draft.read_text("utf-8"))["situation"]["answers"] for draft in found]
    assert sorted(answers["people"] for answers in kept) == ["citizens", "firms"]
    assert {answers["aim"] for answers in kept} == {"share"}
    assert state == path.parent


def test_where_nothing_can_be_kept_it_is_said_once_and_the_interview_goes_on(person, tmp_path):
    (tmp_path / "state").write_text("no folder")
    at = person(Menus)
    at.answer("aim", ("share",))
    at.answer("lack", ("ties",))
    at.answer("people", ("firms",))
    at.await_step("state")
    failed = flat(at.words("wizard.draft-failed", reason="").partition("(")[0])
    assert at.told().count(failed) == 1
    at.terminal.press(CTRL_C)
    assert at.terminal.end() == 130
    assert at.tells(at.words("error.interrupted"))


def test_no_draft_keeps_nothing_and_says_nothing_of_it(person, tmp_path):
    at = person(Menus, "--no-draft")
    at.answer("aim", ("share",))
    at.await_step("lack")
    assert drafts(tmp_path) == []
    assert not at.has_told("~/state")
    at.terminal.press(CTRL_C)
    assert at.terminal.end() == 130
    assert at.tells(at.words("error.interrupted"))


def test_a_file_completed_on_screen_is_kept_too(person, tmp_path):
    (tmp_path / "situation.yaml").write_text("title: Un titre\nanswers: {state: begun}\n", "utf-8")
    at = person(Menus, "situation.yaml", "--ask")
    at.answer("aim", ("share",))
    at.await_step("lack")
    at.terminal.kill(signal.SIGKILL)
    at.terminal.end()
    at = person(Menus)
    at.await_prompt(at.words("draft.found", count=1))
    assert at.shows("Un titre")
    at.first()
    at.await_step("lack")
    at.terminal.press(" " + ENTER)
    at.answer("people")
    at.await_step("wish")  # the file says the state
