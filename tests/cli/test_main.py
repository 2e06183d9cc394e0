"""The command line: exit codes, errors that show the way out, names, files, languages."""

import json
import os
import pty
import re
import shutil
import subprocess
import sys

import pytest
from tests.support.paths import DATA, EXAMPLES
from tests.support.processes import CLOSE, spawn
from tests.support.situations import settings

from concertation_cli import __version__
from concertation_cli.words import Words

RECOMMENDED = ("aim=take-part", "gap=means", "collective-work=designed", "form=agreement")
NOT_READY = (*RECOMMENDED, "portrait=entente-multipartite", "conditions.will-to-pool=not-yet")
REFUSED = ("aim=information",)
UNDETERMINED = ("scope=one-sector",)
VERDICTS = {
    "recommended": RECOMMENDED,
    "close": CLOSE,
    "not-ready": NOT_READY,
    "not-a-concertation": REFUSED,
    "undetermined": UNDETERMINED,
}
COMMANDS = (
    "recommend", "show", "list", "when", "compare", "search", "cases", "questions", "check",
    "evaluate", "replay", "schema", "batch", "workshop", "mcp",
)  # fmt: skip
GOOD = "title: Essai\nanswers:\n  aim: take-part\n  participants: [citizens]\n"


@pytest.fixture(scope="module")
def data():
    return DATA


@pytest.fixture
def bad_pack(tmp_path, data):
    folder = tmp_path / "pack"
    shutil.copytree(data, folder)
    path = folder / "models" / "cohorte.yaml"
    path.write_text(path.read_text("utf-8").replace("number: 7", "number: seven"), "utf-8")
    return folder


def assert_refused(result, *words, code=2, lines=1):
    """The run failed with so many lines that hold these words, and no result."""
    assert result.code == code, result.err
    assert result.out == b""
    assert "Traceback" not in result.err
    assert result.err.endswith("\n")
    assert result.err.count("\n") == lines, result.err
    for word in words:
        assert word in result.err


# -- exit codes --------------------------------------------------------------------------


@pytest.mark.parametrize("kind", VERDICTS)
def test_every_verdict_is_an_answer_and_exits_0(run, kind):
    for form in ("text", "markdown", "json"):
        result = run("recommend", *settings(VERDICTS[kind]), "--format", form)
        assert (result.code, result.err) == (0, "")
        assert result.out
    assert json.loads(result.out)["verdict"]["kind"] == kind


def test_help_for_a_full_disk_exits_4():
    with open("/dev/full", "wb") as full:  # noqa: PTH123  # a device, opened for the child
        result = spawn("--help", stdout=full)
    assert result.returncode == 4
    assert result.stderr.decode() == (
        "concertation: the result could not be written to standard output (the disk is full).\n"
    )


def test_a_closed_standard_output_exits_4(tmp_path):
    command = [sys.executable, "-m", "concertation_cli", "list", "--lang", "en"]
    result = subprocess.run(
        ["/bin/sh", "-c", '"$@" >&-', "sh", *command],
        capture_output=True,
        check=False,
        cwd=tmp_path,
    )
    assert result.returncode == 4
    assert b"Traceback" not in result.stderr
    assert b"could not be written" in result.stderr


@pytest.mark.parametrize(
    ("target", "words"),
    [("missing/page.md", "does not exist"), ("page.md/below.md", "does not exist")],
)
def test_a_result_that_cannot_be_written_exits_4(run, tmp_path, target, words):
    (tmp_path / "page.md").write_text("x")
    result = run("recommend", *settings(CLOSE), "--output", tmp_path / target)
    assert_refused(result, target, words, "choose another place", code=4)


def test_an_unwritable_folder_exits_4_before_any_work(tmp_path):
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(0o500)
    # a superuser writes anywhere: a place that the system keeps to itself instead
    target = "/proc/page.md" if os.access(folder, os.W_OK) else str(folder / "page.md")
    result = spawn("recommend", *settings(CLOSE), "--output", target)
    folder.chmod(0o700)
    assert result.returncode == 4
    assert target.encode() in result.stderr
    assert result.stdout == b""


# -- bad input ---------------------------------------------------------------------------

BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nanswers: {gap: *b}\n"
BAD_FILES = {
    "empty": (b"", "empty file", "at least one line"),
    "blank": (b" \n\n", "empty file", "at least one line"),
    "broken": (b"answers:\n  gap: [ties\n", "x.yaml:2", "is not closed", "add what is missing"),
    "broken-json": (b'{"answers":\n {"gap": "ties"', "x.yaml:2", "is not closed"),
    "no-answers": (b"title: x\n", "answers", "missing"),
    "not-a-mapping": (b"- gap\n", "must be made of lines", "answers"),
    "unknown-key": (b"answers: {}\nanswer: {}\n", "x.yaml:2", "did you mean", "answers"),
    "unknown-question": (
        b"answers:\n  aim: take-part\n  gaps: ties\n",
        "x.yaml:3: answers.gaps: unknown question \u201cgaps\u201d (did you mean \u201cgap\u201d?)",
    ),
    "unknown-option": (
        b"answers:\n  gap: servcie\n",
        "x.yaml:2: answers.gap: unknown option \u201cservcie\u201d",
        " (did you mean \u201cservice\u201d?)",
    ),
    "wrong-type": (b"answers:\n  gap: 3\n", "x.yaml:2: answers.gap", "id of an option", "ties"),
    "a-mapping": (b"answers:\n  gap: {ties: true}\n", "answers.gap", "id of an option", "ties"),
    "two-for-one": (b"answers:\n  scope: [one-sector, population]\n", "x.yaml:2", "1 at most"),
    "three-for-two": (
        b"answers:\n  participants: [citizens, elected, funders]\n", "x.yaml:2", "2 at most",
    ),
    "three-portraits": (
        b"answers:\n  portrait: [cohorte, incubation, dispute]\n", "x.yaml:2", "2 at most",
    ),
    "twice-recognized": (b"answers:\n  portrait: [cohorte, cohorte]\n", "x.yaml:2", "twice"),
    "none-with-others": (b"answers:\n  cautions: [none, turf]\n", "x.yaml:2", "none", "choose"),
    "unknown-state": (
        b"answers:\n  conditions: {will-to-pool: met}\n", "x.yaml:2", "Under way (under-way)",
    ),
    "unknown-role": (b"answers:\n  roles: {fiduciari: us}\n", "x.yaml:2", "fiduciary"),
    "unknown-holder": (b"answers:\n  roles: {fiduciary: me}\n", "x.yaml:2", "A partner (partner)"),
    "duplicate": (b"answers:\n  gap: ties\n  gap: means\n", "x.yaml:3", "twice", "keep one"),
    "alias-bomb": (BOMB.encode(), "x.yaml:1", "in full"),
    "deep": (b"answers: " + b"[" * 3000 + b"]" * 3000, "too deeply", "levels at most"),
    "deep-json": (b'{"answers": ' + b"[" * 90000 + b"]" * 90000 + b"}", "too deeply"),
    "binary": (bytes(range(256)) * 4, "x.yaml:", "UTF-8"),
    "nul": (b"answers:\n  gap: ti\x00es\n", "x.yaml:2", "take it out"),
    "nan": (b"answers:\n  gap: .nan\n", "x.yaml:2", "gap"),
    "json-nan": (b'{"answers":\n {"gap": NaN}}', "x.yaml", "NaN"),
    "tag": (b"answers: !!python/object:os.system {}\n", "x.yaml:1", "take it out"),
    "documents": (b"answers: {}\n---\nanswers: {}\n", "x.yaml", "keep one per file"),
    "number": (b"answers:\n  gap: " + b"9" * 9000 + b"\n", "x.yaml:2", "gap"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_situation_is_told_in_one_line_with_its_place_and_the_way_out(run, tmp_path, name):
    content, *words = BAD_FILES[name]
    path = tmp_path / "x.yaml"
    path.write_bytes(content)
    english = run("recommend", path)
    assert_refused(english, "concertation: ", str(path), *words)
    assert len(english.err) < 1000
    french = run("recommend", path, "--lang", "fr")
    assert_refused(french, "concertation\u00a0: ", str(path))
    assert french.err != english.err


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_missing_file_a_folder_and_a_huge_file_are_told(run, tmp_path, lang):
    words = Words(lang)
    huge = tmp_path / "huge.yaml"
    with huge.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    for path, told in (
        (tmp_path / "nowhere.yaml", words("problem.file-missing")),
        (tmp_path, words("problem.file-is-folder")),
        (huge, words("problem.file-too-large", limit=1024)),
    ):
        result = run("recommend", path, "--lang", lang)
        assert_refused(result, str(path), told)


def test_every_problem_of_a_file_is_told_at_once(run, tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text("answers:\n  gaps: ties\n  scope: [one-sector, population]\n  form: pact\n")
    assert_refused(run("recommend", path), ":2:", ":3:", ":4:", lines=3)


def test_standard_input_is_named_in_errors(run):
    assert_refused(run("recommend", "-", stdin="answers: {gap: x}\n"), "<stdin>:1: answers.gap")
    assert_refused(run("recommend", "-", stdin=b""), "<stdin>: empty file")


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_without_answers_nor_terminal_nothing_is_asked(run, lang):
    result = run("recommend", "--lang", lang, stdin="\n" * 50)
    assert_refused(result, Words(lang)("problem.no-terminal"), "--set", "concertation questions")
    assert_refused(run("recommend", "--ask", *settings(CLOSE), "--lang", lang))


def test_a_closed_standard_input_asks_nothing():
    command = [sys.executable, "-m", "concertation_cli", "recommend", "--lang", "en"]
    for argv in (command, [*command, "-"]):
        result = subprocess.run(
            ["/bin/sh", "-c", '"$@" <&-', "sh", *argv], capture_output=True, check=False
        )
        assert (result.returncode, result.stdout) == (2, b"")
        assert b"Traceback" not in result.stderr


def test_a_terminal_to_read_but_none_to_draw_on_asks_nothing():
    controller, terminal = pty.openpty()
    result = spawn("recommend", stdin=terminal)
    os.close(terminal)
    os.close(controller)
    assert (result.returncode, result.stdout) == (2, b"")
    assert b"no terminal" in result.stderr


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("gap", ("QUESTION=OPTION",)),
        ("gapp=ties", ("unknown question", "\u201cgap\u201d")),
        ("gap=tie", ("gap", "unknown option", "\u201cties\u201d")),
        ("participants=citizens,elected,funders", ("participants", "2 at most")),
        ("portrait=cohorte,incubation,dispute", ("portrait", "2 at most")),
        ("portrait=cohorte,cohorte", ("portrait", "twice")),
        ("conditions.will-to-pool=met", ("in-place", "under-way", "not-yet")),
        ("scope=one-sector,population", ("scope", "1 at most")),
        ("roles=us", ("roles.neutral-convener=us",)),
        ("roles.fiduciari=us", ("fiduciary",)),
        ("roles.fiduciary=us,partner", ("rows of a grid", "one at a time")),
        ("gap.ties=yes", ("unknown question",)),
        ("\x1b[31mgab=ties", ("unknown question “gab”",)),
    ],
)
def test_a_bad_setting_is_told_with_the_way_out(run, setting, words):
    result = run("recommend", "--set", setting)
    assert_refused(result, "--set", *words)
    assert "\x1b" not in result.err
    assert_refused(run("recommend", "--set", setting, "--lang", "fr"), "--set")


# -- packs -------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_broken_pack_exits_3_with_file_and_line(run, bad_pack, lang):
    for argv in (["list"], ["show", "7"], ["recommend", *settings(CLOSE)], ["evaluate"]):
        result = run(*argv, "--data", bad_pack, "--lang", lang)
        assert_refused(result, "models/cohorte.yaml:", "number", code=3)


def test_check_reports_a_broken_pack_on_standard_output(run, bad_pack):
    result = run("check", bad_pack)
    assert (result.code, result.err) == (3, "")
    heading, first, closing = result.out.decode().rstrip("\n").split("\n\n")
    assert heading == "1 problem."
    assert first.startswith("models/cohorte.yaml:")
    assert "number: a whole number" in first
    assert "run the same command again" in closing
    told = json.loads(run("check", bad_pack, "--json").out)
    assert (told["valid"], told["pack"]) == (False, None)
    assert told["problems"] == [first]
    assert run("check", "--data", bad_pack).out == result.out
    french = run("check", bad_pack, "--lang", "fr").out.decode()
    assert french.startswith("1 problème.\n\nmodels/cohorte.yaml:")


def test_check_says_that_our_pack_is_valid(run):
    result = run("check")
    assert (result.code, result.err) == (0, "")
    assert "Models: 9;" in result.out.decode()


def test_a_folder_without_a_pack_exits_3(run, tmp_path):
    assert_refused(run("list", "--data", tmp_path / "none"), "pack.yaml", code=3)
    assert run("list", "--data", tmp_path).code == 3


def test_another_pack_is_named_by_an_option_or_the_environment(run, toy, toy_folder):
    by_option = json.loads(run("list", "--json", "--data", toy_folder).out)
    by_environment = json.loads(
        run("list", "--json", env={"CONCERTATION_DATA": str(toy_folder)}).out
    )
    assert by_option == by_environment
    assert by_option["pack"]["id"] == toy.id


def test_the_option_wins_over_the_environment(run, toy_folder, data):
    result = run("list", "--json", "--data", data, env={"CONCERTATION_DATA": str(toy_folder)})
    assert len(json.loads(result.out)["models"]) == 9


# -- finding a model ---------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "change"), [("fr", str.upper), ("en", str.lower)])
def test_a_model_is_found_by_number_id_names_and_aliases(run, pack, lang, change):
    for model in pack.models:
        names = {str(model.number), model.id, *model.name.values()}
        names |= {alias for aliases in model.aliases.values() for alias in aliases}
        for name in names:
            result = run("show", change(name), "--section", "phases", "--json", "--lang", lang)
            assert result.code == 0, (name, result.err)
            assert json.loads(result.out)["id"] == model.id


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("coho", "cohorte"),
        ("COHORTÉ", "cohorte"),
        ("  cohorte  ", "cohorte"),
        ("communaute", "communaute-de-pratique"),
        ("communauté de", "communaute-de-pratique"),
        ("recherche action", "recherche-action"),
        ("innovation", "projet-innovation"),
    ],
)
def test_a_model_is_found_whatever_the_accents_and_by_its_beginning(run, words, found):
    result = run("show", words, "--json")
    assert result.code == 0, result.err
    assert json.loads(result.out)["id"] == found


def test_words_of_a_name_need_no_quotes(run):
    result = run("show", "Communauté", "de", "pratique", "--json")
    assert json.loads(result.out)["id"] == "communaute-de-pratique"


@pytest.mark.parametrize(("typo", "meant"), [("cohrote", "Cohorte"), ("incubaton", "incubation")])
def test_a_typo_gets_did_you_mean(run, typo, meant):
    assert_refused(run("show", typo, "--lang", "fr"), typo, meant, "concertation list")
    assert_refused(run("show", typo), typo, "did you mean", "concertation list")


@pytest.mark.parametrize("words", ["zzzz", "0", "10", "", "!!", "\x1b[31m"])
def test_a_model_that_does_not_exist_is_refused(run, words):
    result = run("show", "--", words)
    assert_refused(result, "concertation list")
    assert "\x1b" not in result.err


def test_an_ambiguous_name_lists_what_it_may_mean(run):
    result = run("show", "con")
    assert_refused(result, "several models", "multisectorielle", "incubation")
    assert_refused(run("show", "con", "--lang", "fr"), "plusieurs mod\u00e8les")


def test_one_section_is_shown_alone(run):
    result = run("show", "cohorte", "--section", "partners").out.decode()
    assert "Partners" in result
    assert "Phases" not in result
    same = run("show", "cohorte", "--section", "added_values").out
    assert same == run("show", "cohorte", "--section", "added-values").out
    assert_refused(
        run("show", "cohorte", "--section", "partner"), "--section", "\u201cpartners\u201d"
    )


def test_a_case_is_found_by_its_id_or_name(run):
    for words in ("textile", "TEXTILE", "textil"):
        assert json.loads(run("cases", words, "--json").out)["id"] == "textile"
    assert_refused(run("cases", "textyle"), "textile", "concertation cases")


# -- answers and files -------------------------------------------------------------------


def answers_of(result):
    assert result.code == 0, result.err
    return json.loads(result.out)["situation"]["answers"]


@pytest.fixture
def situation(tmp_path):
    path = tmp_path / "situation.yaml"
    path.write_text(GOOD, "utf-8")
    return path


def test_a_setting_goes_over_the_file_and_an_empty_one_takes_away(run, situation):
    base = ("recommend", situation, "--json")
    assert answers_of(run(*base)) == {"aim": "take-part", "participants": ["citizens"]}
    more = (
        "participants=elected,citizens",
        "roles.fiduciary=us",
        "conditions.field-mapped=not-yet",
    )
    changed = answers_of(run(*base, *settings(more)))
    assert changed["participants"] == ["elected", "citizens"]
    assert changed["roles"] == {"fiduciary": "us"}
    assert changed["conditions"] == {"field-mapped": "not-yet"}
    for nothing in ("participants=", "participants=unknown"):
        assert answers_of(run(*base, "--set", nothing)) == {"aim": "take-part"}
    last_wins = run(*base, "--set", "participants=elected", "--set", "participants=experts")
    assert answers_of(last_wins)["participants"] == ["experts"]


def test_standard_input_gives_a_situation_in_yaml_or_json(run):
    yaml = run("recommend", "-", "--json", stdin=GOOD)
    answers = {"aim": "take-part", "participants": ["citizens"]}
    text = json.dumps({"title": "Essai", "answers": answers})
    assert answers_of(yaml) == answers
    assert run("recommend", "-", "--json", stdin=text).out == yaml.out
    marked = run("recommend", "-", "--json", stdin=b"\xef\xbb\xbf" + GOOD.encode())
    assert marked.out == yaml.out


def test_the_order_of_answers_never_shows(run):
    one = run("recommend", *settings(RECOMMENDED), "--json")
    other = run("recommend", *settings(reversed(RECOMMENDED)), "--json")
    assert one.out == other.out


def test_the_order_of_two_descriptions_is_kept_for_the_first_is_the_one_that_fits_best(run):
    for order in ("cohorte,incubation", "incubation,cohorte"):
        told = run("recommend", *settings(("aim=take-part", f"portrait={order}")), "--json")
        assert answers_of(told)["portrait"] == order.split(",")
        assert json.loads(told.out)["recommended"] == order.partition(",")[0]


def test_a_saved_situation_gives_the_same_recommendation(run, situation, tmp_path):
    saved = tmp_path / "saved.yaml"
    first = run("recommend", situation, "--set", "form=agreement", "--json", "--save", saved)
    assert first.err == f"Written: {saved}\n"
    assert run("recommend", saved, "--json").out == first.out


def test_a_result_goes_to_a_file_and_nothing_to_standard_output(run, situation, tmp_path):
    page = tmp_path / "page.md"
    result = run("recommend", situation, "--format", "markdown", "--output", page)
    assert (result.code, result.out) == (0, b"")
    assert result.err == f"Written: {page}\n"
    assert page.read_bytes() == run("recommend", situation, "--format", "markdown").out
    shown = tmp_path / "model.json"
    assert run("show", "7", "--json", "-o", shown).code == 0
    assert json.loads(shown.read_bytes())["id"] == "cohorte"


@pytest.mark.parametrize("option", ["--output", "--save"])
def test_an_existing_file_is_kept_unless_forced(run, situation, tmp_path, option):
    target = tmp_path / "kept.yaml"
    target.write_text("kept")
    result = run("recommend", situation, option, target)
    assert_refused(result, str(target), "--force")
    assert target.read_text() == "kept"
    target.chmod(0o640)
    assert run("recommend", situation, option, target, "--force").code == 0
    assert target.read_text("utf-8") != "kept"
    assert target.stat().st_mode & 0o777 == 0o640
    assert sorted(p.name for p in tmp_path.iterdir()) == ["kept.yaml", "situation.yaml"]


def test_a_folder_is_no_place_to_write(run, situation, tmp_path):
    assert_refused(run("recommend", situation, "--output", tmp_path, "--force"), "folder")


def test_a_failed_run_leaves_no_file(run, tmp_path):
    page, saved = tmp_path / "page.md", tmp_path / "saved.yaml"
    result = run("recommend", "--set", "gap=x", "--output", page, "--save", saved)
    assert result.code == 2
    assert list(tmp_path.iterdir()) == []


def test_one_file_cannot_be_both_the_situation_and_the_result(run, situation, tmp_path):
    target = tmp_path / "both.md"
    result = run("recommend", situation, "--save", target, "--output", target)
    assert_refused(result, str(target))


# -- languages ---------------------------------------------------------------------------

SPOKEN = {
    "fr": "Neuf mod\u00e8les de concertation agissante",
    "en": "Nine models of action-oriented concertation",
}


@pytest.mark.parametrize(
    ("lang", "environment", "argv"),
    [
        ("fr", {}, []),
        ("fr", {"LC_ALL": "C"}, []),
        ("fr", {"LANG": "POSIX"}, []),
        ("fr", {"LANG": "C.UTF-8"}, []),
        ("fr", {"LANG": "fr_CA.UTF-8"}, []),
        ("en", {"LANG": "en_US"}, []),
        ("en", {"LANG": "en_CA.UTF-8"}, []),
        ("fr", {"LANG": "de_DE.UTF-8"}, []),
        ("fr", {"LANG": "en_US", "LC_ALL": "fr_CA.UTF-8"}, []),
        ("en", {"LANG": "fr_CA.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, []),
        ("en", {"LANG": "fr_CA.UTF-8", "CONCERTATION_LANG": "en"}, []),
        ("fr", {"CONCERTATION_LANG": "en"}, ["--lang", "fr"]),
        ("en", {"CONCERTATION_LANG": "fr"}, ["--lang=en"]),
    ],
)
def test_the_language_is_asked_for_or_that_of_the_locale_or_french(run, lang, environment, argv):
    result = run("list", *argv, env={"CONCERTATION_LANG": "", **environment})
    assert result.out.decode().startswith(SPOKEN[lang])


def test_a_language_we_do_not_speak_is_refused(run):
    for command in (["list"], ["check"], ["recommend", *settings(CLOSE)]):
        assert_refused(run(*command, "--lang", "de"), "--lang", "fr, en")


# -- help and usage ----------------------------------------------------------------------


@pytest.mark.parametrize("command", [None, *COMMANDS])
def test_help_in_french_holds_no_english_word(run, command):
    argv = [command, "--help"] if command else ["--help"]
    result = run(*argv, "--lang", "fr") if command else run(*argv, env={"CONCERTATION_LANG": "fr"})
    assert (result.code, result.err) == (0, "")
    told = result.out.decode()
    assert told.startswith("Usage\u00a0: concertation")
    assert not re.search(r"help\.[a-z]", told)
    words = set(told.lower().replace("-", " ").split())
    english = {
        "usage:", "options:", "arguments:", "commands:", "show", "this", "message", "exit.", "exit",
        "the", "required", "[required]", "command", "[args]...", "default", "of", "text", "to",
    }  # fmt: skip
    # names of commands, options, formats and sections stay as one types them
    typed = {None: {"show"}, "show": {"show"}, "questions": {"to"}}
    assert words & english <= typed.get(command, set())


@pytest.mark.parametrize("command", [None, *COMMANDS])
def test_help_in_english_is_whole(run, command):
    result = run(*([command] if command else []), "-h")
    told = result.out.decode()
    assert (result.code, result.err) == (0, "")
    assert told.startswith("Usage: concertation")
    assert not re.search(r"help\.[a-z]", told)
    assert "\u00a0" not in told


def test_the_help_has_every_command(run):
    told = run("--help").out.decode()
    for command in COMMANDS:
        assert f"  {command} " in told


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_help_tells_each_command_whole(run, lang):
    told = " ".join(run("--help", env={"CONCERTATION_LANG": lang}).out.decode().split())
    for command in COMMANDS:
        assert " ".join(Words(lang)(f"help.{command}").split()) in told


@pytest.mark.parametrize(
    ("argv", "english", "french"),
    [
        (["shwo"], "unknown command \u201cshwo\u201d", "commande inconnue"),
        (["shwo"], "did you mean \u201cshow\u201d", "show"),
        (["list", "--jsno"], "unknown option \u201c--jsno\u201d", "option inconnue"),
        (["list", "--jsno"], "did you mean \u201c--json\u201d", "--json"),
        (["show"], "\u201cMODEL\u201d is missing", "il manque"),
        (["show", "7", "--lang"], "\u201c--lang\u201d needs a value", "demande une valeur"),
        (["list", "7"], "too many arguments", "trop d\u2019arguments"),
        (["list", "--format", "xml"], "--format: there is no \u201cxml\u201d", "xml"),
        (["list", "--format", "markdown"], "text, json", "text, json"),
        (["list", "--json=yes"], "--json", "--json"),
        (["--nope"], "unknown option \u201c--nope\u201d", "option inconnue"),
    ],
)
def test_a_misused_command_is_told_in_both_languages(run, argv, english, french):
    assert_refused(run(*argv), "concertation: ", english)
    result = run(*argv, env={"CONCERTATION_LANG": "fr"})
    assert_refused(result, "concertation\u00a0: ", french)
    for word in ("No such", "Missing", "unexpected", "requires", "Invalid", "Usage"):
        assert word not in result.err


def test_the_version_says_what_it_is_and_whose_it_is_not(run):
    for lang, words in (
        ("en", "neither produced nor endorsed"),
        ("fr", "ni produit ni approuv\u00e9"),
    ):
        result = run("--version", env={"CONCERTATION_LANG": lang})
        assert (result.code, result.err) == (0, "")
        assert result.out.decode().startswith(f"concertation {__version__}")
        assert words in result.out.decode()


def test_undecodable_arguments_are_refused_without_a_traceback():
    result = subprocess.run(
        [sys.executable.encode(), b"-m", b"concertation_cli", b"show", b"\xff\xfe", b"--lang=en"],
        capture_output=True,
        check=False,
    )
    assert (result.returncode, result.stdout) == (2, b"")
    assert b"Traceback" not in result.stderr


GARDENS = EXAMPLES / "jardins-collectifs.yaml"


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("page.html", b"<!doctype html>"),
        ("page.HTM", b"<!doctype html>"),
        ("page.docx", b"PK"),
        ("page.md", b"# "),
        ("page.json", b"{"),
        ("page.txt", b"Situation"),
        ("page", b"Situation"),
    ],
)
def test_the_ending_of_the_file_says_the_format_where_no_option_does(run, tmp_path, name, begins):
    path = tmp_path / name
    assert run("recommend", GARDENS, "--output", path).code == 0
    assert path.read_bytes().lower().startswith(begins.lower())


def test_an_ending_that_disagrees_with_the_option_is_refused(run, tmp_path):
    path = tmp_path / "page.docx"
    result = run("recommend", GARDENS, "--format", "html", "--output", path)
    assert (result.code, result.out, path.exists()) == (2, b"", False)
    assert "docx" in result.err
    assert "html" in result.err


@pytest.mark.parametrize("target", ["", "-"])
@pytest.mark.parametrize("command", [["recommend", GARDENS], ["questions"], ["show", "1"]])
def test_an_output_that_names_no_file_is_refused(run, monkeypatch, tmp_path, command, target):
    monkeypatch.chdir(tmp_path)
    result = run(*command, "--output", target)
    assert (result.code, result.out) == (2, b"")
    assert "--output" in result.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("argv", [[], ["--help"], ["recommend", "--help"]])
def test_help_for_a_reader_who_left_ends_quietly(argv):
    command = [sys.executable, "-m", "concertation_cli", *argv]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 141


def test_models_of_several_words_are_compared_without_quotes(run):
    spoken = run("compare", *["Communauté", "de", "pratique", "Cohorte"], "--json")
    assert json.loads(spoken.out) == json.loads(run("compare", "6", "7", "--json").out)


@pytest.mark.parametrize(
    ("typed", "loaded"),
    [
        (["list"], ["list"]),
        (["--lang", "fr", "list"], ["list"]),
        (["--lang=fr", "list", "--lang", "en"], ["list"]),
        (["list", "--help"], ["list"]),
        (["--show-completion", "bash"], []),
        (["--help"], list(COMMANDS)),
        (["lits"], list(COMMANDS)),
    ],
)
def test_a_command_is_loaded_alone_when_it_is_called(typed, loaded):
    code = (
        "import sys; from concertation_cli.cli.main import run; run(sys.argv[1:])\n"
        "found = [name.rpartition('.') for name in sys.modules]\n"
        "held = [n for p, _, n in found if p == 'concertation_cli.cli.commands']\n"
        "sys.stderr.write('\\n' + ' '.join(held))\n"
    )
    run = subprocess.run([sys.executable, "-c", code, *typed], capture_output=True, check=True)
    assert sorted(run.stderr.decode().splitlines()[-1].split()) == sorted(loaded)
