"""The wizard in a real terminal, driven by real keys."""

import json
import os
import re
import sys
import termios
from pathlib import Path

import pexpect
import pyte
import pytest

from concertation_cli.engine.recommend import recommend
from concertation_cli.words import Words

DOWN, ENTER, SPACE, CTRL_C, CTRL_D = "\x1b[B", "\r", " ", "\x03", "\x04"
ESCAPES = re.compile(r"\x1b(?:\][^\x07]*\x07|\[[0-?]*[ -/]*[@-~]|[ -/]*[0-~])")
FUND = {
    "aim": ["take-part"],
    "gap": ["means"],
    "scope": ["one-sector"],
    "request": ["partners"],
    "participants": ["organisations", "funders"],
    "collective-work": ["designed"],
    "means": ["pooled"],
    "result": ["commitments", "new-organisation"],
    "form": ["agreement"],
    "cautions": ["none"],
}
FR, EN = Words("fr"), Words("en")


def flat(text):
    """Return text as read: no escape sequences, one space wherever there is space."""
    return " ".join(ESCAPES.sub("", text).split())


class Terminal:
    """A pseudo-terminal, what it shows, and all that was written to it."""

    def __init__(self, *argv, size=(80, 24), output=None, lang="fr", folder=None):
        columns, lines = size
        self.screen = pyte.Screen(columns, lines)
        self._stream = pyte.Stream(self.screen)
        self.transcript = self._fresh = ""
        environment = {k: v for k, v in os.environ.items() if not k.startswith("CONCERTATION_")}
        environment |= {"TERM": "xterm-256color", "PYTHONUTF8": "1", "CONCERTATION_LANG": lang}
        command = [sys.executable, "-m", "concertation_cli", "recommend", *argv]
        if output is not None:
            command = ["/bin/sh", "-c", 'exec "$@" >"$0"', str(output), *command]
        self.child = pexpect.spawn(
            command[0],
            command[1:],
            dimensions=(lines, columns),
            env=environment,
            encoding="utf-8",
            cwd=folder,
        )
        self.child.delaybeforesend = None
        self.modes = termios.tcgetattr(self.child.child_fd)

    def _read(self):
        try:
            text = self.child.read_nonblocking(65536, timeout=10)
        except pexpect.TIMEOUT:
            pytest.fail("nothing more was written; the screen:\n" + "\n".join(self.screen.display))
        self._stream.feed(text)
        self.transcript += text
        self._fresh += text

    def press(self, keys):
        self._fresh = ""
        self.child.send(keys)

    def wait(self, words):
        """Read until these words were written since the last key."""
        while flat(words) not in flat(self._fresh):
            self._read()

    def pointed(self):
        """Return the row that the pointer is on, without its marks."""
        for row in self.screen.display:
            if re.match(r"\s*» ", row):
                return flat(re.sub(r"^\s*» (?:[○●] )?", "", row))
        return ""

    def shows(self):
        return flat("\n".join(self.screen.display))

    def wait_pointed(self, *, other_than=""):
        while self.pointed() in ("", other_than):
            self._read()
        return self.pointed()

    def point(self, label):
        """Move the pointer down to a label; return every row that it went over."""
        rows = [self.wait_pointed()]
        while rows[-1] != flat(label):
            assert len(rows) < 20, rows
            self.press(DOWN)
            rows.append(self.wait_pointed(other_than=rows[-1]))
        return rows

    def choose(self, label):
        self.point(label)
        self.press(ENTER)

    def tick(self, labels):
        for label in labels:
            self.point(label)
            self.press(SPACE)
            self.wait("●")
        self.press(ENTER)

    def end(self):
        """Read to the end and return the exit code."""
        while True:
            try:
                self._read()
            except pexpect.EOF:
                break
        self.child.wait()
        return self.child.exitstatus


@pytest.fixture
def terminal(tmp_path):
    opened = []

    def open_terminal(*argv, **options):
        opened.append(Terminal(*argv, **{"folder": tmp_path, **options}))
        return opened[-1]

    yield open_terminal
    for one in opened:
        one.child.close(force=True)


def label(question, option_id, lang="fr"):
    return question.option(option_id).label[lang]


def step(pack, question):
    """Return the end of the line that announces a question: `3 de 16`."""
    number, count = pack.questions.index(question) + 1, len(pack.questions)
    return f"· {number} de {count}"


def answer(terminal, pack, question, chosen):
    """Answer one question once it is asked; nothing chosen is "I don't know"."""
    terminal.wait(step(pack, question))
    if question.kind == "choose-many":
        terminal.wait_pointed()
        terminal.tick([label(question, option_id) for option_id in chosen])
    else:
        terminal.wait_pointed()
        terminal.choose(label(question, chosen[0]) if chosen else FR("wizard.unknown"))


def needed_roles(pack, answers):
    """Return the roles that the three models in front call for, in the grid's order."""
    ranking = recommend(pack, {key: tuple(value) for key, value in answers.items()}).ranking
    models = [pack.model(standing.model) for standing in ranking[:3]]
    named = {role.role for model in models for role in model.roles}
    named |= {r.question.partition(".")[2] for model in models for r in model.requirements}
    return [option for option in pack.grid().options if option.id in named]


def answer_all(terminal, pack, answers, start=0):
    """Answer every question, the roles with "I don't know"; return the roles expected."""
    roles = needed_roles(pack, answers)
    for question in pack.questions[start:]:
        if question.kind != "grid":
            answer(terminal, pack, question, answers.get(question.id, []))
            continue
        terminal.wait(step(pack, question))
        for role in roles:
            terminal.wait(role.means["fr"])
            terminal.choose(FR("wizard.unknown"))
    terminal.wait(FR("wizard.review"))
    return roles


def finish(terminal, title="", notes=""):
    """From the review, go on to the recommendation."""
    terminal.wait(FR("wizard.review"))
    terminal.choose(FR("wizard.go-on"))
    terminal.wait(FR("wizard.title") + " >")
    terminal.press(title + ENTER)
    terminal.wait(FR("wizard.notes") + " >")
    terminal.press(notes + ENTER)


def refuse_at_the_gate(terminal, pack):
    gate = pack.questions[0]
    refusing = next(option for option in gate.options if option.refuses)
    answer(terminal, pack, gate, [refusing.id])
    return refusing


def assert_no_word_of_the_library(transcript):
    told = flat(transcript)
    for word in ("arrow", "done", "selections?", "Answer", "Cancelled", "to move", "invert"):
        assert not re.search(rf"\b{word}\b", told), word


def test_a_whole_run_in_french_ends_with_the_recommendation(terminal, pack):
    window = terminal()
    roles = answer_all(window, pack, FUND)
    finish(window, "Un fonds pour habiter")
    window.wait(FR("wizard.write"))
    told = flat(window.transcript)
    assert "Modèle recommandé : Entente multipartite." in told
    assert "Situation : Un fonds pour habiter" in told
    asked = [o for o in pack.grid().options if o.means["fr"] in told]
    assert asked == roles
    assert 0 < len(roles) < len(pack.grid().options)
    window.choose(FR("wizard.no"))
    assert window.end() == 0
    assert_no_word_of_the_library(window.transcript)


def test_a_refusal_at_the_gate_stops_the_questions(terminal, pack):
    window = terminal()
    refusing = refuse_at_the_gate(window, pack)
    finish(window)
    window.wait(FR("wizard.write"))
    told = flat(window.transcript)
    assert flat(refusing.refuses.instead["fr"]) in told
    for question in pack.questions[1:]:
        assert step(pack, question) not in told
    window.choose(FR("wizard.no"))
    assert window.end() == 0


def test_an_answer_can_be_changed_at_the_review(terminal, pack):
    window = terminal()
    gate = pack.questions[0]
    refuse_at_the_gate(window, pack)
    window.wait(FR("wizard.review"))
    window.choose(FR("wizard.change"))
    window.wait(FR("wizard.which"))
    window.point(window.wait_pointed())
    window.press(ENTER)
    answer(window, pack, gate, ["take-part"])
    answer_all(window, pack, {"aim": ["take-part"]}, start=1)  # what the refusal left out
    window.wait(FR("wizard.review"))
    assert flat(f"1. {gate.text['fr']} {label(gate, 'take-part')}") in flat(window.transcript)
    finish(window)
    window.wait(FR("wizard.write"))
    assert flat(FR("verdict.undetermined")) in flat(window.transcript)


def test_the_page_is_written_where_asked_and_never_over_a_file_unasked(terminal, pack, tmp_path):
    page = tmp_path / "recommandation.md"
    page.write_text("à garder")
    window = terminal()
    refuse_at_the_gate(window, pack)
    finish(window, "Rue | <b>", "une note")
    window.wait(FR("wizard.write"))
    window.choose(FR("wizard.yes"))
    window.wait(FR("wizard.file"))
    window.press(ENTER)  # the name proposed exists already
    window.wait(FR("wizard.exists"))
    window.choose(FR("wizard.no"))
    window.wait(FR("wizard.write"))
    assert page.read_text() == "à garder"
    window.choose(FR("wizard.yes"))
    window.wait(FR("wizard.file"))
    window.press("\x15avis.md" + ENTER)
    assert window.end() == 0
    written = (tmp_path / "avis.md").read_text("utf-8")
    assert written.startswith(r"# Rue \| \<b\>")
    assert "une note" in written
    assert flat(FR("written", path="avis.md")) in flat(window.transcript)


def at_a_menu(terminal, pack):
    window = terminal()
    window.wait(step(pack, pack.questions[0]))
    window.wait_pointed()
    return window


def at_a_checkbox(terminal, pack):
    window = terminal()
    answer(window, pack, pack.questions[0], ["take-part"])
    window.wait(step(pack, pack.questions[1]))
    window.wait_pointed()
    return window


def at_a_text(terminal, pack):
    window = terminal()
    refuse_at_the_gate(window, pack)
    window.wait(FR("wizard.review"))
    window.choose(FR("wizard.go-on"))
    window.wait(FR("wizard.title") + " >")
    window.press("Essai")
    window.wait("Essai")
    return window


@pytest.mark.parametrize("place", [at_a_menu, at_a_checkbox, at_a_text])
def test_ctrl_c_says_so_exits_130_and_gives_the_terminal_back(terminal, pack, place):
    window = place(terminal, pack)
    assert termios.tcgetattr(window.child.child_fd) != window.modes  # the prompt did change it
    window.press(CTRL_C)
    assert window.end() == 130
    assert flat(FR("error.interrupted")) in window.shows()
    assert termios.tcgetattr(window.child.child_fd) == window.modes
    assert "Traceback" not in window.transcript
    assert_no_word_of_the_library(window.transcript)


def test_ctrl_d_at_a_menu_leaves_like_ctrl_c(terminal, pack):
    window = at_a_menu(terminal, pack)
    window.press(CTRL_D)
    window.wait(FR("error.interrupted"))
    assert window.end() == 130
    assert termios.tcgetattr(window.child.child_fd) == window.modes


def test_ctrl_d_at_an_empty_text_leaves_like_ctrl_c(terminal, pack):
    window = at_a_text(terminal, pack)
    window.press("\x15" + CTRL_D)
    assert window.end() == 130
    assert flat(FR("error.interrupted")) in window.shows()
    assert termios.tcgetattr(window.child.child_fd) == window.modes


def test_a_piped_result_holds_nothing_else_while_menus_show_on_the_terminal(
    terminal, pack, tmp_path
):
    output = tmp_path / "résultat.json"
    window = terminal("--json", output=output)
    refuse_at_the_gate(window, pack)
    finish(window, "Titre")
    assert window.end() == 0
    result = json.loads(output.read_bytes())
    assert result["verdict"]["kind"] == "not-a-concertation"
    assert result["situation"]["title"] == "Titre"
    assert flat(pack.questions[0].text["fr"]) in flat(window.transcript)
    assert '"verdict"' not in window.transcript


def test_a_file_can_be_completed_and_saved(terminal, pack, tmp_path):
    (tmp_path / "début.yaml").write_text(
        "title: Déjà un titre\nanswers:\n  aim: information\n", "utf-8"
    )
    window = terminal("début.yaml", "--ask", "--save", "suite.yaml")
    gate = pack.questions[0]
    window.wait(step(pack, gate))
    assert window.wait_pointed() == label(gate, "information")  # starts on the file's answer
    window.press(ENTER)
    finish(window, " bis")
    window.wait(FR("wizard.write"))
    window.choose(FR("wizard.no"))
    assert window.end() == 0
    saved = (tmp_path / "suite.yaml").read_text("utf-8")
    assert "title: Déjà un titre bis" in saved
    assert "aim: information" in saved


def test_every_label_shows_whole_on_a_narrow_terminal(terminal, pack):
    window = terminal(size=(40, 20))
    for question in pack.questions:
        window.wait(step(pack, question))
        labels = [flat(option.label["fr"]) for option in question.options]
        if question.kind == "grid":
            for role in needed_roles(pack, {"aim": ["take-part"]}):
                window.wait(role.means["fr"])
                held = [holder.label["fr"] for holder in question.holders]
                assert window.point(FR("wizard.unknown")) == [*held, FR("wizard.unknown")]
                assert flat(role.label["fr"]) in window.shows()
                window.press(ENTER)
        elif question.kind == "choose-many":
            assert window.point(labels[-1]) == labels
            window.press(ENTER)
        elif question.theme in pack.themes:
            labels.append(FR("wizard.unknown"))
            assert window.point(labels[-1]) == labels
            window.press(ENTER)
        else:
            labels.append(FR("wizard.unknown"))
            assert window.point(labels[-1]) == labels
            window.press(DOWN)
            window.wait_pointed(other_than=labels[-1])
            window.choose(label(question, "take-part"))
    finish(window)
    window.wait(FR("wizard.write"))
    assert_no_word_of_the_library(window.transcript)


def test_no_word_is_broken_at_the_edge_of_a_narrow_terminal(terminal, pack):
    window = terminal(size=(40, 60))
    for question, chosen in ((pack.questions[0], ["take-part"]), (pack.questions[1], [])):
        window.wait(step(pack, question))
        window.wait_pointed()
        assert flat(question.text["fr"]) in window.shows()
        answer(window, pack, question, chosen)


def test_too_many_ticks_are_refused_in_words_and_keep_the_question_open(terminal, pack):
    window = terminal()
    answer(window, pack, pack.questions[0], ["take-part"])
    gap = pack.questions[1]
    window.wait(step(pack, gap))
    window.wait_pointed()
    window.tick([option.label["fr"] for option in gap.options[: gap.maximum + 1]])
    window.wait(FR("wizard.too-many", maximum=gap.maximum))
    window.wait_pointed()
    assert flat(FR("wizard.too-many", maximum=gap.maximum)) in window.shows()
    window.press(SPACE + ENTER)  # takes the first of the three away
    window.wait(step(pack, pack.questions[2]))


def test_the_wizard_speaks_english_too(terminal, pack):
    window = terminal("--lang", "en", lang="fr")
    window.wait(EN("wizard.keys"))
    window.wait(pack.questions[0].text["en"])
    window.wait_pointed()
    assert flat(pack.questions[0].text["fr"]) not in flat(window.transcript)
    window.press(CTRL_C)
    assert window.end() == 130
    assert EN("error.interrupted") in window.shows()


def test_the_page_offered_after_the_result_names_a_file_of_this_language(terminal, pack):
    assert Path(FR("wizard.default-file")).suffix == ".md"
    window = terminal()
    refuse_at_the_gate(window, pack)
    finish(window)
    window.wait(FR("wizard.write"))
    window.choose(FR("wizard.yes"))
    window.wait(FR("wizard.default-file"))
