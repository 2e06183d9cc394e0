"""The wizard in plain lines: for screen readers, bare terminals, and answers from a pipe."""

import os
import re
import unicodedata

import pytest
from tests.support.paths import GOLDEN
from tests.support.terminal import ENTER, FUND, REVIEW, Menus, Plain, people, steps_of

from concertation_cli.cli import interview
from concertation_cli.knowledge.records import Situation
from concertation_cli.text_safety import cells
from concertation_cli.wizard import menus, steps
from concertation_cli.wizard.steps import TEXTS, Progress
from concertation_cli.words import Words

UPDATE = os.environ.get("CONCERTATION_UPDATE_GOLDEN") == "1"
WIDTH = 80
HELD = {
    **FUND,
    "portrait": ("entente-multipartite", "incubation"),
    "conditions.will-to-pool": ("in-place",),
    "conditions.field-support": ("under-way",),
    "conditions.no-competition": ("not-yet",),
    "roles.fiduciary": ("us",),
    "roles.funders": ("nobody",),
}
TITLES = {"fr": "Un fonds pour habiter", "en": "A fund for housing"}

person = pytest.fixture(people, name="person")


# -- a run recorded in full --------------------------------------------------------------


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_run_in_plain_lines_reads_as_agreed_and_holds_nothing_but_lines(
    person, pack, tmp_path, lang
):
    """CONCERTATION_UPDATE_GOLDEN=1 writes the runs anew: read them as prose before keeping."""
    at = person(Plain, "--no-draft", lang=lang, whole=True, size=(WIDTH, 24))
    answer_facts(at)
    recognize_and_go_on(at, pack)
    read_parts(at, pack)
    recognize_another(at, pack)
    write_all(at)
    assert at.finish() == 0
    run = at.terminal.transcript.replace("\r\n", "\n").replace(str(tmp_path), "/home/moi")
    lines = run.split("\n")
    assert {c for c in run if unicodedata.category(c).startswith("C")} == {"\n"}
    assert [line for line in lines if cells(line) > WIDTH] == []
    assert not re.search("[\u2500-\u257f\u2580-\u259f]", run)  # nothing drawn
    run = re.sub(r"\b[0-9a-f]{16}\b", "0123456789abcdef", run)
    path = GOLDEN / f"wizard-accessible-{lang}.txt"
    if UPDATE:
        path.write_text(run, "utf-8")
    assert run == path.read_text("utf-8")


def answer_facts(at):
    """Answer the questions of fact, with help, slips and a step back."""
    at.await_step("aim")
    at.help()
    at.await_prompt(at.words("plain.type-one"))
    at.terminal.press("hello" + ENTER)
    at.await_prompt(at.words("plain.not-understood", count=len(at.labels_of("aim"))))
    at.terminal.press("1" + ENTER)
    for step in ("gap", "scope"):
        at.answer(step, HELD[step])
    at.await_step("participants")
    at.terminal.press("1 2 3" + ENTER)
    at.await_prompt(at.words("wizard.too-many", count=2))
    at.back()
    at.await_step("scope")
    at.keep()
    for step in ("participants", "capacity", "collective-work", "known", "result", "lifetime"):
        at.answer(step, HELD.get(step, ()))
    at.answer("form", HELD["form"])


def recognize_and_go_on(at, pack):
    """See all the descriptions, choose, choose otherwise, then go on to the result."""
    at.await_step("portrait")
    at.choose(at.words("wizard.others"))
    at.await_step("portrait")
    at.choose(at.labels("portrait", ("cohorte",))[0])
    at.await_second()
    at.back()
    steps = steps_of(pack, HELD)
    at.answer_all(HELD, steps[steps.index("portrait") :], title=TITLES[at.lang])
    at.choose(at.words("wizard.change"))
    at.await_prompt(at.words("wizard.which"))
    at.choose(at.words("wizard.notes-row"))
    at.line("notes", f"{TITLES[at.lang]} | <b>")
    at.go_on()


def read_parts(at, pack):
    """Read two parts of the advice, and go back."""
    at.await_what_next()
    at.choose(at.words("after.part"))
    asked = at.words("after.which-part")
    at.await_prompt(asked)
    phase = pack.model("entente-multipartite").phases[0][at.lang]
    for part, told in (("phases", phase), ("changes", at.words("heading.would-change"))):
        at.choose(at.words(f"part.{part}"))
        at.read(asked, told)
    at.back()


def recognize_another(at, pack):
    """After the result, choose another description: it takes a deciding question, and rows."""
    at.await_what_next()
    at.choose(at.words("after.change"))
    at.await_prompt(at.words("wizard.which"))
    at.choose(at.asked("portrait"))
    at.answer("portrait", ("incubation",))
    at.answer_open()
    at.answer("sign-or-build", ("incubation",))
    other = {**HELD, "portrait": ("incubation",), "sign-or-build": ("incubation",)}
    for step in steps_of(pack, other):
        if "." in step and step not in steps_of(pack, HELD):
            at.answer(step)


def write_all(at):
    """Save the situation, then write a page, with a name refused and a file replaced."""
    at.await_what_next()
    at.choose(at.words("after.save"))
    at.name_file("situation.yaml")
    at.await_what_next()
    at.choose(at.words("after.write"))
    at.name_file("situation.yaml")  # no ending of a page: refused, and asked again
    at.name_file("page.md")
    at.await_what_next()
    at.choose(at.words("after.write"))
    at.name_file("page.md")
    at.await_prompt(at.words("wizard.exists"))
    at.confirm(yes=True)


def test_no_line_is_wider_than_a_narrow_terminal(person, pack):
    at = person(Plain, "--no-draft", whole=True, size=(40, 20))
    for step in steps_of(pack, {"aim": ("take-part",)}):
        at.answer(step, ("take-part",) if step == "aim" else ())
    for step in ("title", "notes"):
        at.line(step, "")
    at.go_on()
    assert at.finish() == 0
    lines = at.terminal.transcript.replace("\r\n", "\n").split("\n")
    assert [line for line in lines if cells(line) > 40] == []
    for question in pack.questions:
        asked = question.kind != "grid" and question.theme != "deciding"
        for option in question.options if asked else ():
            if (question.id, option.id) != ("portrait", "none"):  # the last lines say it better
                assert at.has_told(f"{option.label['fr']} {option.means['fr']}")


# -- answers from a pipe -----------------------------------------------------------------


def piped(run, toy_folder, lines, *argv, lang="en"):
    """Run `recommend --accessible` on the toy pack, with lines from a pipe."""
    text = lines if isinstance(lines, bytes) else "".join(f"{line}\n" for line in lines)
    command = ("recommend", "--accessible", "--data", toy_folder, "--lang", lang, *argv)
    return run(*command, stdin=text)


def test_answers_may_come_from_a_pipe(run, toy_folder, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    aim, lack, people, state, back = "1", "1,3", "2", "2", "b"
    wish, unknown, group, account, treasurer, cautions = "2", "7", "1", "3", "1", "3"
    lines = [aim, lack, people, state, back, "", wish, unknown, group, account, treasurer]
    lines += [cautions, "A title", "-", "1"]  # no notes; go on
    result = piped(run, toy_folder, lines, "--save", tmp_path / "saved.yaml")
    assert result.code == 0, result.err
    assert b"Money pot" in result.out
    saved = (tmp_path / "saved.yaml").read_text("utf-8")
    assert "title: A title" in saved
    assert re.search(r"lack:\s*- ties  # Ties\s+- money  # Money\n", saved)
    assert not (tmp_path / "state").exists()  # nobody would take a draft up again


@pytest.mark.parametrize("lines", [[], ["1"], ["1", "1", "1"], ["2"], ["?"]])
def test_answers_that_end_too_early_are_told_and_nothing_is_written(run, toy_folder, lines):
    result = piped(run, toy_folder, lines)
    assert (result.code, result.out) == (2, b"")
    assert Words("en")("problem.input-ended") in result.err


def test_bytes_that_are_no_text_end_no_interview(run, toy_folder):
    result = piped(run, toy_folder, b"\xff\xfe\n2\n2\n2\ncaf\xe9 \x1b[31m\n1\n", "--json")
    assert result.code == 0, result.err
    assert b"caf" in result.out
    assert b"\\u001b" not in result.out


@pytest.mark.parametrize(
    ("typed", "means"), [("o", True), ("OUI", True), ("y", True), ("Yes", True), ("n", False)]
)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_yes_and_no_are_understood_in_both_languages(monkeypatch, lang, typed, means):
    told = []

    class Lines:
        def __init__(self, *lines):
            self.lines = list(lines)

        def readline(self):
            return self.lines.pop(0)

        def isatty(self):
            return False

    monkeypatch.setattr("sys.stdin", Lines("\n", "peut-être\n", f" {typed} \n"))
    asker = interview.LineAsker(Words(lang))
    monkeypatch.setattr(asker, "say", told.append)
    assert asker.confirm("?") is means
    assert told.count(Words(lang)("plain.yes-no")) == 3


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_letters_of_both_languages_answer_a_menu(person, tmp_path, lang):
    path = tmp_path / "là.md"
    at = person(Menus, lang=lang)
    at.answer("aim", ("hear",))
    at.go_on()
    for letter in "oy":
        path.write_text("à garder")
        at.await_what_next()
        at.choose(at.words("after.write"))
        at.name_file("là.md")
        at.await_prompt(at.words("wizard.exists"))
        at.terminal.press("n")
        at.await_line(at.words("wizard.file"))
        assert path.read_text("utf-8") == "à garder"
        at.terminal.press(ENTER)
        at.await_prompt(at.words("wizard.exists"))
        at.terminal.press(letter)
        at.terminal.wait(at.words("written.there"))
        assert path.read_text("utf-8") != "à garder"


# -- no terminal, another console --------------------------------------------------------


@pytest.mark.parametrize("argv", [[], ["--ask"], ["--quick"], ["--json"]])
def test_without_a_terminal_what_to_give_is_said(run, argv):
    result = run("recommend", *argv)
    assert (result.code, result.out) == (2, b"")
    assert Words("en")("problem.no-terminal") in result.err


def test_a_situation_from_standard_input_leaves_no_answers_to_ask_for(run, toy_folder):
    result = piped(run, toy_folder, b"answers: {aim: share}\n", "-", "--ask")
    assert (result.code, result.out) == (2, b"")
    assert Words("en")("problem.input-ended") in result.err


def test_a_console_that_refuses_menus_is_asked_in_plain_lines(monkeypatch):
    """As in a Windows console that is none: the error is known by the name of its class."""

    class NoConsoleScreenBufferError(Exception):
        pass

    def opener(stdout):
        raise NoConsoleScreenBufferError(stdout)

    monkeypatch.setattr(menus, "create_output", opener)
    assert isinstance(interview._asker(Words("en"), by_line=False), interview.LineAsker)  # noqa: SLF001
    monkeypatch.undo()
    assert isinstance(interview._asker(Words("en"), by_line=False), menus.Menus)  # noqa: SLF001
    assert isinstance(interview._asker(Words("en"), by_line=True), interview.LineAsker)  # noqa: SLF001


def test_another_failure_of_the_console_is_not_hidden(monkeypatch):
    def opener(stdout):
        raise RuntimeError(stdout)

    monkeypatch.setattr(menus, "create_output", opener)
    with pytest.raises(RuntimeError):
        interview._asker(Words("en"), by_line=False)  # noqa: SLF001


# -- fewer questions ---------------------------------------------------------------------


def answered_on(at, answers):
    """Answer all that is asked up to the review; return the steps."""
    steps = []
    while (step := at.meet()) != REVIEW:
        steps.append(step)
        if step in {"title", "notes"}:
            at.keep()
        else:
            at.answer_here(step, answers.get(step, ()))
    return steps


@pytest.mark.parametrize("way", [Menus, Plain])
def test_quick_asks_the_first_question_and_those_marked_quick_then_the_rest_on_request(
    person, pack, way
):
    at = person(way, "--quick", "--no-draft", lang="en", whole=True)
    short = ["aim", "gap", "result", "portrait"]
    assert answered_on(at, HELD) == [*short, "title", "notes"]
    whole = steps_of(pack, HELD)
    assert any("." in step for step in whole)  # rows come with the rest
    known = Progress(Situation(answers={key: HELD[key] for key in short}), (*short, *TEXTS))
    count = len(steps.upcoming(pack, known))  # rows too: as many as will be asked
    left = at.words("wizard.rest", count=count)
    assert at.tells(left)  # at the review, or once the result is known
    at.go_on()
    at.await_what_next()
    at.choose(left)
    for step in whole:
        if step not in short:
            at.answer(step, HELD.get(step, ()))
    at.await_what_next()
    assert not any(at.tells(at.words("wizard.rest", count=n)) for n in range(1, 16))
