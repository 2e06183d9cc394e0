"""The Tab key: what it offers, in which language, from which pack, and in real shells."""

import os
import re
import shutil
import subprocess
import sys

import pexpect
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.paths import SOURCE
from tests.support.processes import put_program, surroundings

from concertation_cli.cli import completion
from concertation_cli.cli.app import COMMANDS, parser
from concertation_cli.cli.commands import load_all
from concertation_cli.knowledge.answers import answer_keys, read_setting
from concertation_cli.knowledge.findings import Findings

SHELLS = SOURCE / "cli" / "shells"
FILES, FOLDERS = [":files"], [":folders"]


@pytest.fixture
def asked(run):
    """Return what a shell is answered for a line up to the cursor."""

    def asked(line, shell="bash", **env):
        variables = {"_CONCERTATION_COMPLETE": f"complete_{shell}", "COMP_WORDS": line, **env}
        result = run(env=variables)
        assert (result.code, result.err) == (0, "")
        return result.out.decode().splitlines()

    return asked


def parameters():
    """Return every parameter that takes a value, with its command, in the whole program."""
    load_all()
    group = parser()
    commands = [group, *group.commands.values()]
    return [
        (command, parameter)
        for command in commands
        for parameter in command.params
        if not (parameter.param_type_name == "option" and parameter.is_flag)
    ]


# -- what is offered ---------------------------------------------------------------------


def test_every_command_is_offered(asked):
    assert set(asked("concertation ")) == set(COMMANDS)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_option_of_a_command_is_offered(asked, run, command):
    shown = run(command, "--help").out.decode().partition("Options:")[2]
    told = set(re.findall(r"^  (?:-\w, )?(--[a-z-]+)", shown, re.MULTILINE))
    assert len(told) > 2
    assert set(asked(f"concertation {command} --")) == told


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("concertation sh", ["show"]),
        ("concertation show coh", ["cohorte"]),
        ("concertation show cohorte ", []),
        ("concertation compare cohorte co", ["communaute-de-pratique"]),
        ("concertation when -- mul", ["multisectorielle"]),
        ("concertation cases cite", ["cite-elles"]),
        ("concertation cases -- cite-elles ", []),
        ("concertation cases --json -- --lang ", []),
        ("concertation list -- --j", []),
        ("concertation show --section ph", ["phases"]),
        ("concertation show --section=ph", ["--section=phases"]),
        ("concertation show --format m", ["markdown"]),
        ("concertation list --format ", ["text", "json"]),
        ("concertation batch --format ", ["ndjson", "csv", "text", "yaml"]),
        ("concertation --lang ", ["fr", "en"]),
        ("concertation show --lang=", ["--lang=fr", "--lang=en"]),
        ("concertation recommend --section r", ["roles", "ranking"]),
        ("concertation schema model", ["model-file"]),
        ("concertation --show-completion ", ["bash", "zsh", "fish"]),
        ("concertation search wor", []),
        ("concertation recommend ", FILES),
        ("concertation batch wor", FILES),
        ("concertation workshop one.yaml ", FILES),
        ("concertation replay ", FILES),
        ("concertation recommend --save ", FILES),
        ("concertation recommend --output=pa", FILES),
        ("concertation recommend -o pa", FILES),
        ("concertation questions --respond-to ", []),
        ("concertation questions --respond", ["--respond-to"]),
        ("concertation list --data ", FOLDERS),
        ("concertation check ", FOLDERS),
        ("concertation evaluate ", FOLDERS),
        ("concertation no-such-command ", []),
        ("concertation list --j", ["--json"]),
        ("concertation list --json --j", []),
        ("concertation recommend --set gap=ties --se", ["--set", "--section"]),
        ("concertation recommend --set lifetime=c", ["lifetime=cycles"]),
        ("concertation recommend --set=lifetime=c", ["--set=lifetime=cycles"]),
        ("concertation recommend --set roles.fid", ["roles.fiduciary="]),
        ("concertation recommend --set roles.fiduciary=p", ["roles.fiduciary=partner"]),
        ("concertation recommend --set conditions.will", ["conditions.will-to-pool="]),
        ("concertation recommend --set conditions.will-to-pool=u",
         ["conditions.will-to-pool=under-way", "conditions.will-to-pool=unknown"]),
        ("concertation recommend --set participants=elected,ci", ["participants=elected,citizens"]),
        ("concertation recommend --set portrait=coh", ["portrait=cohorte"]),
        ("concertation recommend --set portrait=cohorte,inc", ["portrait=cohorte,incubation"]),
        ("concertation recommend --set portrait=cohorte,incubation,", []),
        ("concertation recommend --set gap=ties,", []),
        ("concertation recommend --set gap=ties --set ga", []),
        ("concertation recommend --set form=signed,", []),
        ("concertation show 'coh", ["cohorte"]),
        ('concertation show "coh', ["cohorte"]),
        ("concertation show coh\\", ["cohorte"]),
        ("./bin/concertation show coh", ["cohorte"]),
    ],
)  # fmt: skip
def test_a_word_is_completed_by_what_may_stand_there(asked, line, expected):
    assert asked(line) == expected


def test_past_the_last_argument_the_options_are_offered(asked):
    assert asked("concertation cases cite-elles ") == asked("concertation cases cite-elles --")
    assert "--lang" in asked("concertation list ")


def test_the_number_of_the_word_says_where_the_cursor_is(asked):
    line = "concertation show --section"
    assert asked(line, COMP_CWORD="2") == ["--section"]
    assert "phases" in asked(line, COMP_CWORD="3")


def test_every_parameter_is_completed_on_purpose():
    named = {parameter.name for _, parameter in parameters()}
    files = {"situation", "result", "file", "files", "save", "output", "map_file"}
    assert named - completion._COMPLETERS.keys() == files  # noqa: SLF001  # its whole table
    assert completion._COMPLETERS.keys() <= named  # noqa: SLF001


def test_every_setting_offered_is_accepted(asked, pack):
    for question in pack.questions:
        for key in answer_keys(question):
            offered = asked(f"concertation recommend --set {key}=")
            found = question.holders if question.kind == "grid" else question.options
            assert len(offered) == len(found) + 1  # "unknown" too
            for setting in offered:
                findings = Findings("")
                read_setting(setting, pack.questions, findings)
                assert not findings.problems, setting


def test_further_options_are_offered_up_to_the_maximum_and_never_beside_none(asked, pack):
    tried = 0
    for question in pack.questions:
        if question.kind != "choose-many":
            continue
        most = question.maximum or len(question.options)
        ids = [option.id for option in question.options if not option.none]
        for count in range(1, most + 1):
            chosen = ",".join(ids[:count])
            offered = asked(f"concertation recommend --set {question.id}={chosen},")
            rest = ids[count:] if count < most else []
            assert offered == [f"{question.id}={chosen},{option}" for option in rest]
        for option in question.options:
            if option.none:
                tried += 1
                assert asked(f"concertation recommend --set {question.id}={option.id},") == []
    assert tried


def test_every_format_offered_is_one_of_the_command(asked):
    for command in set(COMMANDS) - {"batch", "mcp"}:
        offered = asked(f"concertation {command} --format ")
        (told,) = [
            line
            for line in asked(f"concertation {command} --", "fish")
            if line.startswith("--format\t")
        ]
        assert re.findall(r"\w+", told.partition(":")[2]) == offered


# -- pack and language -------------------------------------------------------------------


def test_the_ids_are_those_of_the_pack_asked_for(asked, toy, toy_folder):
    ids = [model.id for model in toy.models]
    assert asked(f"concertation show --data {toy_folder} ") == ids
    assert asked(f"concertation show --data={toy_folder} ") == ids
    assert asked("concertation show ", CONCERTATION_DATA=str(toy_folder)) == ids
    home = {"HOME": str(toy_folder.parent)}
    assert asked(f"concertation show --data ~/{toy_folder.name} ", **home) == ids


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_meanings_are_told_in_the_language_of_the_line(asked, pack, shell):
    for lang, words in (("fr", "--lang fr"), ("en", "--lang=en"), ("en", "")):
        told = [f"{model.id}\t{model.name[lang]}" for model in pack.models]
        assert asked(f"concertation show {words} ", shell) == told
    assert asked("concertation show ", shell, CONCERTATION_LANG="fr")[6] == "cohorte\tCohorte"


def test_every_candidate_is_one_line_of_a_value_and_a_meaning(asked):
    for line in ("", "recommend --set ", "cases ", "schema ", "show --", "--"):
        for told in asked(f"concertation {line}", "zsh"):
            value, tab, meaning = told.partition("\t")
            assert value == value.strip() != ""
            assert tab
            assert meaning == meaning.strip() != ""
            assert "\t" not in meaning


# -- nothing spoils the line being typed -------------------------------------------------


def test_a_pack_that_does_not_load_offers_nothing_and_says_nothing(asked, toy_folder, tmp_path):
    broken = tmp_path / "pack"
    shutil.copytree(toy_folder, broken)
    (broken / "questions.yaml").write_text("questions: [", "utf-8")
    for shell in ("bash", "zsh", "fish"):
        for line in ("show ", "recommend --set ", "cases "):
            assert asked(f"concertation {line}", shell, CONCERTATION_DATA=str(broken)) == []
    assert asked("concertation show --sec", CONCERTATION_DATA=str(broken)) == ["--section"]


@pytest.mark.parametrize(
    "env",
    [
        {"_CONCERTATION_COMPLETE": ""},
        {"_CONCERTATION_COMPLETE": "complete_tcsh"},
        {"_CONCERTATION_COMPLETE": "source_bash"},
        {"COMP_WORDS": ""},
        {"COMP_CWORD": "x"},
        {"COMP_CWORD": "-5"},
        {"COMP_CWORD": "99999999999"},
    ],
)
def test_a_question_that_makes_no_sense_is_answered_by_silence(asked, env):
    assert asked(**{"line": "concertation no", **env}) == []


def test_a_question_without_a_line_is_answered_by_silence(run):
    assert run(env={"_CONCERTATION_COMPLETE": "complete_bash"}) == (0, b"", "")


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_whatever_is_typed_nothing_else_is_written(asked, typed):
    for start in ("", "recommend ", "recommend --set ", "show --lang "):
        for told in asked(f"concertation {start}{typed}"):
            assert "\t" not in told
            assert told.isprintable()


# -- the scripts -------------------------------------------------------------------------


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_shown_is_the_one_that_is_installed(run, shell):
    name = completion.SCRIPTS[shell]
    shown = run("--show-completion", shell)
    assert (shown.code, shown.err) == (0, "")
    assert shown.out == (SHELLS / name).read_bytes()
    assert sorted(completion.SCRIPTS.values()) == sorted(path.name for path in SHELLS.iterdir())


@pytest.mark.parametrize(
    ("shell", "told"),
    [("bsh", "“bsh” (did you mean “bash”?)."), ("\x1b[31mcsh", "for “csh”.")],
)
def test_an_unknown_shell_is_refused_with_those_there_are(run, shell, told):
    result = run("--show-completion", shell)
    assert (result.code, result.out) == (2, b"")
    assert told in result.err
    assert "bash, zsh, fish" in result.err
    assert "\x1b" not in result.err


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Return a folder with the program in `bin`, and things to be completed."""
    folder = tmp_path_factory.mktemp("home")
    put_program(folder)
    (folder / "my situation.yaml").touch()
    (folder / "sub").mkdir()
    (folder / "suburb.csv").touch()
    return folder


def test_completing_loads_no_library_of_screens(home):
    code = (
        "import sys; from concertation_cli.__main__ import main; main([]);"
        "sys.exit(' '.join({'rich','questionary','jinja2','yaml','asyncio'} & set(sys.modules)))"
    )
    for shell in ("bash", "zsh", "fish"):
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=surroundings(
                home,
                _CONCERTATION_COMPLETE=f"complete_{shell}",
                COMP_WORDS="concertation recommend --set gap=pra",
            ),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout.startswith("gap=practices" if shell == "bash" else "gap=")
        assert done.stderr == "\n"


class Shell:
    """An interactive shell that has loaded its script."""

    prompt = "$ "

    def __init__(self, home, command, start):
        self.child = pexpect.spawn(
            command[0],
            command[1:],
            cwd=home,
            env=surroundings(home, PS1=self.prompt, INPUTRC=os.devnull),
            dimensions=(60, 200),
            encoding="utf-8",
            timeout=10,
        )
        self.child.delaybeforesend = None
        self._ready(start)

    def _ready(self, command):
        """Run a command, and wait until the next one is awaited."""
        self.child.send(f"{command}; echo rea''dy\r")
        self.child.expect_exact("ready")
        self.child.expect_exact(self.prompt)

    def press_tab(self, line):
        """Return the line after Tab, with @ where the cursor is, and all that was shown."""
        self.child.send(f"{line}\t@")
        self.child.expect_exact("@")
        shown = re.sub(r".\x08|\x07", "", self.child.before)  # what was drawn twice, bells
        self.child.send("\x15")  # forget the line
        self._ready("true")
        after = shown[shown.rindex("concertation ") :] if "concertation " in shown else shown
        return f"{after}@", shown


def installed_by_its_line(home, name, command, settings):
    """Return a shell that has read the settings that the line printed for it has written."""
    (home / settings).write_text(f"PS1='{Shell.prompt}'\n", "utf-8")
    line = ["bash", "-c", completion.TO_INSTALL[name]]
    subprocess.run(line, env=surroundings(home), check=True)
    quiet = "bind 'set bell-style none'; bind 'set enable-bracketed-paste off'"
    return Shell(home, command, quiet if name == "bash" else "true")


PRESSED = [
    ("concertation sh", "concertation show @"),
    ("concertation show coh", "concertation show cohorte @"),
    ("concertation show --format=js", "concertation show --format=json @"),
    ("concertation recommend --set lifet", "concertation recommend --set lifetime=@"),
    ("concertation recommend --set roles.fid", "concertation recommend --set roles.fiduciary=@"),
    (
        "concertation recommend --set participants=elected,ci",
        "concertation recommend --set participants=elected,citizens @",
    ),
    ("concertation recommend my", "concertation recommend my\\ situation.yaml @"),
    ("concertation recommend --save=my", "concertation recommend --save=my\\ situation.yaml @"),
    ("concertation check s", "concertation check sub/@"),
    ("concertation show my", "concertation show my@"),
    ("concertation nothing my", "concertation nothing my@"),
]


@pytest.fixture(scope="module")
def bash(home):
    start = (
        "bind 'set bell-style none'; bind 'set enable-bracketed-paste off'; "
        "bind 'set show-all-if-ambiguous on'; "
        'eval "$(concertation --show-completion bash)"'
    )
    return Shell(home, ["bash", "--norc", "--noprofile"], start)


needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="this system has no bash")


@needs_bash
@pytest.mark.parametrize(("line", "expected"), PRESSED)
def test_bash_completes(bash, line, expected):
    assert bash.press_tab(line)[0] == expected


@needs_bash
def test_bash_lists_what_is_possible(bash):
    after, shown = bash.press_tab("concertation recommend --set participants=elected,")
    assert after == "concertation recommend --set participants=elected,@"
    assert re.findall(r"elected,([\w-]+)", shown) == [
        "citizens", "experts", "funders", "institutions", "organisations", "researchers",
        "under-represented",
    ]  # fmt: skip


@needs_bash
def test_the_line_printed_for_bash_installs_completion(home):
    shell = installed_by_its_line(home, "bash", ["bash"], ".bashrc")
    assert shell.press_tab("concertation show coh")[0] == "concertation show cohorte @"


@needs_bash
def test_the_program_completed_is_the_one_that_is_typed(bash):
    assert bash.press_tab("./bin/concertation show coh")[0] == "concertation show cohorte @"


@pytest.fixture(scope="module")
def zsh(home):
    start = 'autoload -U compinit; compinit -D -u; eval "$(concertation --show-completion zsh)"'
    return Shell(home, ["zsh", "-f"], start)


@pytest.mark.tools
@pytest.mark.parametrize(("line", "expected"), PRESSED)
def test_zsh_completes(zsh, line, expected):
    assert zsh.press_tab(line)[0] == expected


@pytest.mark.tools
def test_zsh_tells_what_each_candidate_means(zsh):
    shown = zsh.press_tab("concertation show co")[1]
    assert re.search(r"cohorte +-- Cohort\b", shown)
    assert re.search(r"communaute-de-pratique +-- Community of practice", shown)


@pytest.mark.tools
def test_the_line_printed_for_zsh_installs_completion(home):
    shell = installed_by_its_line(home, "zsh", ["zsh", "-d"], ".zshrc")
    assert shell.press_tab("concertation show coh")[0] == "concertation show cohorte @"


@pytest.mark.tools
def test_zsh_finds_its_script_by_itself_where_it_is_installed(home):
    start = f"fpath=({SHELLS} $fpath); autoload -U compinit; compinit -D -u"
    shell = Shell(home, ["zsh", "-f"], start)
    assert shell.press_tab("concertation show coh")[0] == "concertation show cohorte @"


def fish(home, line):
    """Return what fish offers for a line: a value and what it means, each time."""
    script = SHELLS / completion.SCRIPTS["fish"]
    done = subprocess.run(
        ["fish", "--no-config", "-c", f"source {script}; complete -C $argv[1]", line],  # noqa: S607
        cwd=home,
        env=surroundings(home),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return [tuple(told.split("\t")) for told in done.stdout.splitlines()]


@pytest.mark.tools
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("concertation sho", [("show", "Shows a model: by number, id, name or alias.")]),
        ("concertation show coh", [("cohorte", "Cohort")]),
        ("concertation show --format=js", [("--format=json",)]),
        ("concertation recommend --set participants=elected,ci",
         [("participants=elected,citizens", "Citizens")]),
        ("concertation recommend my", [("my situation.yaml",)]),
        ("concertation recommend --save=my", [("--save=my situation.yaml",)]),
        ("concertation check s", [("sub/", "Directory")]),
        ("concertation nothing my", []),
    ],
)  # fmt: skip
def test_fish_completes(home, line, expected):
    assert fish(home, line) == expected


@pytest.mark.tools
def test_the_line_printed_for_fish_installs_completion(home):
    surrounded = surroundings(home, XDG_CONFIG_HOME=str(home / ".config"))
    for line in (completion.TO_INSTALL["fish"], "complete -C 'concertation show coh'"):
        done = subprocess.run(
            ["fish", "-c", line],  # noqa: S607
            env=surrounded,
            capture_output=True,
            text=True,
            check=True,
        )
    assert done.stdout == "cohorte\tCohort\n"


@pytest.mark.parametrize(
    "typed", [["--show-completion"], ["--show-completion", "--lang", "en"], ["--show-completion="]]
)
def test_without_a_shell_the_line_to_type_in_each_is_told(run, typed):
    result = run(*typed, env={"CONCERTATION_LANG": "en"})
    assert (result.code, result.err) == (0, "")
    told = result.out.decode()
    assert "type the line of your shell once" in told
    for shell in completion.SCRIPTS:
        assert f"\n{shell}\n  {completion.TO_INSTALL[shell]}\n" in told
