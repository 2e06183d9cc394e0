"""After the last question, in a real terminal: what is read, changed, put off and saved."""

import re
import shlex
import subprocess
import sys

import pytest
from tests.support.terminal import (
    BACK_ENDS,
    CTRL_C,
    DOWN,
    END,
    ENTER,
    FUND,
    HOME,
    PAGE_UP,
    SPACE,
    UP,
    Menus,
    Plain,
    environment,
    flat,
    people,
    steps_of,
)

from concertation_cli.engine.recommend import recommend
from concertation_cli.inputs.situation_file import read_file
from concertation_cli.knowledge.records import Situation
from concertation_cli.phrases.commands import reopening
from concertation_cli.phrases.pack import Phrases
from concertation_cli.phrases.sections import OF_ADVICE
from concertation_cli.terminal import called_as
from concertation_cli.text_safety import cells
from concertation_cli.wizard.drafts import Draft
from concertation_cli.wizard.steps import TEXTS, Progress
from concertation_cli.words import Words

person = pytest.fixture(people, name="person")
both_ways = pytest.mark.parametrize("way", BACK_ENDS)
HELD = {**FUND, "roles.fiduciary": ("us",)}


@pytest.fixture
def advised(person, pack, tmp_path, monkeypatch):
    """Return what opens the wizard for a person who has answered all, and sees the result."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))

    def opened(way, answers=HELD, **options):
        draft = Draft(pack)
        steps = (*steps_of(pack, answers), *TEXTS)
        draft.keep(Progress(Situation(answers=answers), steps))
        draft._release()  # noqa: SLF001  # what the system does when a process ends
        at = person(way, whole=True, **options)
        at.resume()
        at.go_on()
        at.await_what_next()
        return at

    return opened


def change(at, row, answer=None):
    """From the menu after the result, choose a row to change, and answer it anew."""
    at.choose(at.words("after.change"))
    at.await_prompt(at.words("wizard.which"))
    at.choose(at.asked(row))
    if answer is not None:
        at.answer(row, answer)


# -- the parts ---------------------------------------------------------------------------


@both_ways
@pytest.mark.parametrize(("lang", "size"), [("fr", (80, 24)), ("en", (40, 44))])
def test_each_part_is_opened_and_left_and_one_comes_back_where_one_was(
    advised, pack, way, lang, size
):
    at = advised(way, lang=lang, size=size)
    model = pack.model("entente-multipartite")
    if way is Menus:
        at.terminal.wait_screen(at.words("menu.keys-one"))
        before = unpointed(at.terminal.rows)
    at.choose(at.words("after.part"))
    asked = at.words("after.which-part")
    at.await_prompt(asked)
    expected = {
        "why": at.words("heading.criteria"),
        "phases": model.phases[0][lang],
        "challenges": model.challenges[0].text[lang],
        "ranking": pack.model("cohorte").name[lang],
        "whole": model.phases[-1][lang],
    }
    for part in ("screen", *OF_ADVICE, "whole"):
        at.choose(at.words(f"part.{part}"))
        at.read(asked, expected.get(part, model.name[lang]))
        if way is Menus:
            assert at.terminal.is_at(at.words(f"part.{part}"))
    at.back()
    at.await_what_next()
    if way is Menus:
        assert at.terminal.is_at(at.words("after.part"))
        # The result is there again, as far down as it was: what was read hid it, and left.
        at.terminal.until("all as before", lambda: unpointed(at.terminal.rows) == before)
    assert at.finish() == 0


def unpointed(rows):
    """Return the rows of a screen, wherever the pointer is."""
    return [row.replace("»", " ", 1) if row.startswith("» ") else row for row in rows]


def test_a_text_is_read_by_lines_by_screens_and_to_its_ends_whatever_the_size(advised):
    at = advised(Menus)
    at.choose(at.words("after.part"))
    at.await_prompt(at.words("after.which-part"))
    at.choose(at.words("part.whole"))
    at.terminal.until("the first lines", lambda: at.place()[:2] == (1, 23))
    count = at.place()[2]
    assert count > 100
    for key, place in (
        (DOWN, (2, 24)),
        (SPACE, (25, 47)),
        (UP, (24, 46)),
        (PAGE_UP, (1, 23)),
        (UP, (1, 23)),
        (END, (count - 22, count)),
        (SPACE, (count - 22, count)),
        (HOME, (1, 23)),
        (END, (count - 22, count)),
    ):
        at.terminal.press(key)
        at.terminal.until(f"{key!r}: lines {place}", lambda place=place: at.place()[:2] == place)
    at.terminal.resize(40, 44)
    at.terminal.until("all of the end", lambda: at.place()[2] > count)
    assert max(cells(row) for row in at.terminal.rows) <= 40
    first, last, longer = at.place()
    assert 1 <= first < last <= longer
    at.terminal.resize(80, 24)
    at.terminal.until("as it was", lambda: at.place()[2] == count)
    for leave in ("q", ENTER):
        at.terminal.press(leave)
        at.terminal.wait_screen(at.words("after.which-part"))
        at.await_pointer()
        at.choose(at.words("part.changes"))  # one screen: no word of lines
        at.terminal.until("all of it", lambda: at.place()[0] == 1)
        assert not at.shows("1 ")
        assert at.shows(at.words("pager.keys-back"))


def test_leaving_the_program_from_a_text_gives_the_terminal_back(advised):
    at = advised(Menus)
    at.choose(at.words("after.part"))
    at.await_prompt(at.words("after.which-part"))
    at.choose(at.words("part.whole"))
    at.terminal.until("the first lines", lambda: at.place()[0] == 1)
    at.terminal.press(CTRL_C)
    assert at.terminal.end() == 130
    assert at.terminal.modes_now() == at.terminal.modes
    assert at.terminal.screen.kept is None  # the other screen is left
    assert at.tells(at.words("wizard.kept"))


@both_ways
def test_where_no_model_is_advised_the_text_may_be_read_all_the_same(person, way):
    at = person(way, "--no-draft")
    at.answer("aim", ("hear",))
    at.go_on()
    at.await_what_next()
    at.choose(at.words("after.part"))
    at.await_prompt(at.words("after.which-part"))
    assert at.listed([flat(at.words(f"part.{part}")) for part in ("screen", "why", "whole")]) == [
        flat(at.words(f"part.{part}")) for part in ("screen", "whole")
    ]
    at.choose(at.words("part.whole"))
    at.read(at.words("after.which-part"), at.pack.refusal.label["fr"])


# -- one answer changed ------------------------------------------------------------------


@both_ways
@pytest.mark.parametrize("size", [(80, 24), (40, 44)], ids=["80", "40"])
def test_what_one_change_does_is_shown_alone_then_what_it_opens_is_offered(
    advised, pack, way, size
):
    at = advised(way, size=size)
    before = at.words("verdict.recommended", models=pack.model("entente-multipartite").name["fr"])
    change(at, "portrait", ("incubation",))
    at.await_prompt(at.words("wizard.open-later"))
    after = recommend(pack, {**HELD, "portrait": ("incubation",)})
    assert after.verdict.kind == "close"  # the deciding question, unasked, settles nothing
    names = [pack.model(m).name["fr"] for m in after.verdict.models]
    assert at.tells(at.words("moves.before", text=before))
    assert at.tells(at.words("moves.after", text="").strip())
    assert all(at.tells(name) for name in names)
    assert not at.tells(at.asked("sign-or-build"))
    at.choose(at.words("wizard.open-later"))
    at.await_what_next()
    count = left_out(at)
    left = at.words("wizard.rest", count=count)
    assert at.tells(left)  # put off, not lost
    at.choose(left)
    at.await_step("sign-or-build")
    assert at.tells(at.words("wizard.step", theme="", number=1, count=count).strip(" ·"))
    at.back()  # to the menu, from the first of them
    at.await_what_next()
    assert not at.tells(at.words("heading.moves"))
    at.choose(left)
    at.answer("sign-or-build", ("incubation",))
    other = {**HELD, "portrait": ("incubation",), "sign-or-build": ("incubation",)}
    known = steps_of(pack, HELD)
    first, *rows = [step for step in steps_of(pack, other) if step not in known]
    assert first == "sign-or-build"
    at.await_step(rows[0])
    at.back()  # from the second to the first
    at.await_step(first)
    at.await_standing(first, [flat(label) for label in at.labels(first, ("incubation",))])
    at.keep()
    for number, step in enumerate(rows, 2):
        at.await_step(step)
        place = at.words("wizard.step", theme="", number=number, count=len(rows) + 1)
        assert at.tells(place.strip(" ·"))
        at.answer_here(step)
    at.await_what_next()
    assert at.tells(at.words("heading.moves"))
    assert not any(at.tells(at.words("wizard.rest", count=n)) for n in range(1, 9))


def left_out(at):
    """Return how many questions the menu says are left."""
    told = flat(at.words("wizard.rest", count=7)).replace("7", r"(\d+)")
    at.terminal.until("how many are left", lambda: re.search(told, at.terminal.fresh))
    return int(re.search(told, at.terminal.fresh)[1])


@both_ways
def test_giving_up_a_change_changes_nothing_and_goes_back_to_the_list(advised, way):
    at = advised(way)
    change(at, "aim")  # the very first question: nothing precedes it, but one can go back
    at.await_step("aim")
    at.back()
    at.await_prompt(at.words("wizard.which"))
    if way is Menus:
        assert at.terminal.is_at(at.asked("aim"))
    at.choose(at.asked("portrait"))
    at.await_step("portrait")
    at.choose(at.labels("portrait", ("incubation",))[0])
    at.await_second()
    at.back()
    at.await_step("portrait")
    at.back()
    at.await_prompt(at.words("wizard.which"))
    at.back()
    at.await_what_next()
    assert not at.has_told(at.words("heading.moves"))
    at.choose(at.words("after.save"))
    at.name_file("situation.yaml")
    at.await_what_next()
    assert at.finish() == 0


@both_ways
def test_an_answer_kept_or_a_title_moves_nothing_and_says_nothing_of_points(advised, way):
    at = advised(way)
    change(at, "cautions")
    at.await_step("cautions")
    at.keep()
    at.await_what_next()
    assert not at.tells(at.words("heading.moves"))
    at.choose(at.words("after.change"))
    at.await_prompt(at.words("wizard.which"))
    at.choose(at.words("wizard.title-row"))
    at.await_line(at.asked("title"))
    at.terminal.press(at.instead("Un autre titre"))
    at.await_what_next()
    assert at.tells(f"{at.words('wizard.title-row')} : Un autre titre")
    assert not at.tells(at.words("heading.moves"))


def test_one_answer_being_changed_is_not_counted_among_questions(advised):
    at = advised(Menus)
    change(at, "gap")
    at.await_step("gap")
    assert at.shows(at.pack.themes["need"].label["fr"])
    assert not re.search(r"\d+ de \d+", at.terminal.shows())


def test_a_change_of_trust_alone_is_told(advised):
    at = advised(Menus)
    change(at, "portrait", ())
    at.await_what_next()
    assert at.has_told(at.words("moves.trust"))


# -- notes on answers ---------------------------------------------------------------------


@both_ways
def test_a_note_is_kept_with_an_answer_taken_up_again_and_taken_away(advised, pack, tmp_path, way):
    at = advised(way)
    for typed, expected in (("Trois organismes le disent", True), ("", False)):
        at.choose(at.words("after.note"))
        at.await_prompt(at.words("wizard.which-note"))
        at.choose(at.asked("gap"))
        at.await_line(at.words("wizard.answer-note", answer="|").split("|")[0].strip())
        at.terminal.press(at.instead(typed or ("-" if way is Plain else "")))
        at.await_what_next()
        if way is Menus:
            assert at.terminal.is_at(at.words("after.note"))
        at.choose(at.words("after.save"))
        at.name_file(f"noted-{expected}.yaml")
        at.await_what_next()
        notes = read_file(pack, str(tmp_path / f"noted-{expected}.yaml")).answer_notes
        assert dict(notes) == ({"gap": typed} if expected else {})
    assert at.finish() == 0


@both_ways
def test_one_comes_back_from_a_note_that_is_not_written(advised, way):
    at = advised(way)
    at.choose(at.words("after.note"))
    at.await_prompt(at.words("wizard.which-note"))
    at.choose(at.asked("scope"))
    at.await_line(at.words("wizard.answer-note", answer="|").split("|")[0].strip())
    at.back()
    at.await_prompt(at.words("wizard.which-note"))
    at.back()
    at.await_what_next()
    assert at.finish() == 0


# -- what the screen says was answered ---------------------------------------------------


def test_going_back_takes_back_what_was_said_of_the_answer(person):
    at = person(Menus, "--no-draft", size=(80, 40))
    at.answer("aim", ("share",))
    at.answer("lack", ("ties",))
    at.await_step("people")
    told = [f"{at.asked(step)} {at.labels(step, (answer,))[0]}" for step, answer in ONE_ANSWER]
    assert all(at.shows(line) for line in told)
    at.back()
    at.await_step("lack")
    at.terminal.settle()
    assert [at.shows(line) for line in told] == [True, False]
    at.back()
    at.await_step("aim")
    at.terminal.settle()
    assert [at.shows(line) for line in told] == [False, False]
    for step in ("aim", "lack"):
        at.await_step(step)
        at.keep()
    at.await_step("people")
    assert [at.terminal.shows().count(flat(line)) for line in told] == [1, 1]


ONE_ANSWER = (("aim", "share"), ("lack", "ties"))


def test_at_the_review_answers_stand_once_and_as_they_are_now(person):
    at = person(Menus, "--no-draft", size=(80, 40))
    at.answer("aim", ("hear",))
    at.await_review()
    at.terminal.settle()
    asked = flat(at.asked("aim"))
    assert at.terminal.shows().count(asked) == 1
    assert at.shows(f"{at.words('wizard.title-row')} : {at.words('wizard.no-title')}")
    assert at.shows(f"{at.words('wizard.notes-row')} : {at.words('wizard.no-notes')}")
    at.choose(at.words("wizard.change"))
    at.await_prompt(at.words("wizard.which"))
    at.choose(at.asked("aim"))
    at.answer("aim", ("share",))
    at.answer_open(now=False)
    at.await_review()
    at.terminal.settle()
    assert at.terminal.shows().count(asked) == 1
    assert at.shows(f"{at.asked('aim')} {at.labels('aim', ('share',))[0]}")
    assert re.search(r"\d", at.terminal.shows().partition(flat(at.words("wizard.change")))[2])
    at.back()
    at.await_step("aim")
    at.terminal.settle()
    assert at.terminal.shows().count(asked) == 1  # the question alone


# -- explanations ------------------------------------------------------------------------


def test_explanations_that_fit_offer_nothing_more_to_read(person, pack):
    at = person(Menus, "--no-draft", whole=True)
    at.answer("aim", FUND["aim"])
    at.await_step("gap")
    at.help()
    at.terminal.wait_screen(pack.question("gap").why["fr"])
    at.terminal.wait_screen(at.words("menu.keys-help-back"))
    assert not at.shows(at.words("menu.keys-help"))
    at.terminal.resize(80, 12)
    at.terminal.wait_screen(at.words("menu.keys-help"))


# -- what is saved -----------------------------------------------------------------------


@both_ways
@pytest.mark.parametrize("size", [(80, 24), (40, 44)], ids=["80", "40"])
def test_what_is_saved_is_told_with_its_folder_and_a_command_that_opens_it(
    advised, pack, tmp_path, way, size
):
    folder = tmp_path / "l'été $1"
    folder.mkdir()
    at = advised(way, size=size)
    at.choose(at.words("after.save"))
    at.name_file("l'été $1/ma situation.yaml")
    at.await_what_next()
    if way is Menus:
        assert at.terminal.is_at(at.words("after.save"))
    lines = at.terminal.transcript.replace("\r", "").split("\n")
    path = folder / "ma situation.yaml"
    assert str(path) in lines
    (command,) = (line for line in lines if line.startswith("concertation recommend "))
    _, *argv = shlex.split(command)
    assert argv == ["recommend", str(path), "--ask"]
    assert read_file(pack, str(path)).answers["aim"] == ("take-part",)
    done = subprocess.run(
        [sys.executable, "-m", "concertation_cli", *argv],
        env=environment(tmp_path),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2  # it would ask, and there is nobody to ask
    assert at.words("problem.no-terminal") in done.stderr.decode()


def test_the_command_that_opens_a_situation_names_the_pack_and_the_language(pack, monkeypatch):
    monkeypatch.setenv("CONCERTATION_LANG", "fr")
    french, english = (Phrases(pack, Words(lang), "/packs/mine") for lang in ("fr", "en"))
    told = "concertation recommend '/a b/s.yaml' --ask --data /packs/mine"
    assert reopening(french, "/a b/s.yaml") == told
    assert reopening(english, "/a b/s.yaml") == f"{told} --lang en"


def test_the_program_is_named_by_where_it_stands_if_the_shell_does_not_find_it(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", [".venv/bin/concertation", "recommend"])
    monkeypatch.setenv("PATH", str(tmp_path))
    assert called_as() == (str(tmp_path / ".venv/bin/concertation"),)
    (tmp_path / "concertation").touch(0o755)
    assert called_as() == ("concertation",)
    monkeypatch.setattr("sys.argv", ["-m", "recommend"])
    assert called_as() == ("concertation",)


@both_ways
def test_without_the_library_no_word_file_is_offered_and_none_is_promised(advised, tmp_path, way):
    (tmp_path / "sitecustomize.py").write_text("import sys; sys.modules['docx'] = None\n")
    paths = f"{tmp_path}:{environment(tmp_path)['PYTHONPATH']}"
    at = advised(way, PYTHONPATH=paths)
    at.choose(at.words("after.write"))
    at.await_line(at.words("wizard.page-file-no-docx"))
    assert not at.tells(".docx")
    at.terminal.press(at.instead("page.docx"))
    at.terminal.wait(at.words("problem.no-docx-here"))
    assert "--format" not in at.terminal.fresh
    at.await_line(at.words("wizard.page-file-no-docx"))
    at.terminal.press(at.instead("page.html"))
    at.await_what_next()
    assert (tmp_path / "page.html").exists()


# -- leaving -----------------------------------------------------------------------------


@both_ways
def test_what_is_said_on_leaving_fits_a_narrow_screen(advised, way):
    at = advised(way, size=(40, 44))
    at.terminal.press(CTRL_C)
    assert at.terminal.end() == 130
    last = at.terminal.transcript.rpartition("^C")[2] if way is Plain else at.terminal.transcript
    lines = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", last).replace("\r", "").split("\n")[-6:]
    assert max(map(cells, lines)) <= 40
    assert flat(at.words("wizard.kept")) in flat("\n".join(lines))
