"""What the documentation says is what the program does.

CONCERTATION_UPDATE_GOLDEN=1, with -n0 (several tests write in one page), writes anew the figures,
sessions and outputs of the READMEs and of the pages of docs/: read what changed, and the prose
around it.
"""

import json
import re
import subprocess
import sys
from collections import Counter

import pytest
from tests.support.documents import (
    LISTS,
    READMES,
    RENEWING,
    ROOT,
    cells,
    in_french,
    page_in,
    read,
    renew,
    table_after,
    twins,
)
from tests.support.paths import DATA

from concertation_cli import errors
from concertation_cli.cli.app import COMMANDS
from concertation_cli.engine.evaluate import evaluate
from concertation_cli.engine.recommend import recommend
from concertation_cli.engine.results import Kind, Trust
from concertation_cli.inputs.forms import form_for
from concertation_cli.inputs.situation_file import read_file
from concertation_cli.knowledge import compiled, field_set, fields, folder, records
from concertation_cli.knowledge.answers import read_answers, read_setting
from concertation_cli.knowledge.field_set import load_field_set
from concertation_cli.knowledge.findings import Findings
from concertation_cli.knowledge.strict_yaml import parse
from concertation_cli.wizard import steps
from concertation_cli.wizard.duration import reading_minutes
from concertation_cli.wizard.steps import Manner, Progress
from concertation_cli.words import Words

GUIDES = {"data/README.md": ("yes", "no"), "data/LISEZMOI.md": ("oui", "non")}
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for pattern in ("*.md", "data/**/*.md", "docs/**/*.md")
    for path in ROOT.glob(pattern)
)
FOLDERS = {"fr": ROOT / "examples", "en": ROOT / "examples" / "en"}
"""Where the examples of each language stand."""
EXAMPLES = sorted(path for folder in FOLDERS.values() for path in folder.glob("*.yaml"))
BLOCK = re.MULTILINE | re.DOTALL
FIGURE = re.compile(r"(?<![\w.])\d+(?!\w|\.\d)")
"""A whole number, which is no part of a version."""


def marked(text, name):
    """Return what stands between `<!-- name -->` and `<!-- /name -->`, once on the page."""
    (found,) = every_marked(text, name)
    return found


def every_marked(text, name):
    """Return what stands between each pair of these marks."""
    return re.findall(rf"^<!-- {name} -->\n(.*?)^<!-- /{name} -->$", text, BLOCK)


def inline(text, name):
    """Return what stands between `<!-- name -->` and `<!-- /name -->` inside a line."""
    (found,) = re.findall(f"<!-- {name} -->(.*?)<!-- /{name} -->", text)
    return found


def fenced(text):
    """Return the lines of every fenced block."""
    return [block.splitlines() for block in re.findall(r"^```[a-z]*\n(.*?)^```$", text, BLOCK)]


def assert_figures(page, block, figures):
    """The figures of a block of a page are these, in this order."""
    assert len(FIGURE.findall(block)) == len(figures)
    rest = iter(figures)
    now = FIGURE.sub(lambda _: str(next(rest)), block)
    if RENEWING:
        renew(page, block, now)
        block = now
    assert block.splitlines() == now.splitlines()


def typed(text):
    """Return the commands that a page gives to type, whatever the language they ask for."""
    return [
        re.sub(r"--lang (fr|en)", "--lang LANG", command)
        for command in re.findall(r"^(?:\$ concertation|python3) .+$", text, re.MULTILINE)
    ]


def commands_of(name):
    """Return the commands that the blocks of a page give to type."""
    return [command for block in fenced(read(name)) for command in typed("\n".join(block))]


@pytest.mark.parametrize("english", twins())
def test_a_page_and_its_twin_have_the_same_commands(english):
    told = [in_french(command) for command in commands_of(english)]
    assert told == commands_of(twins()[english])
    assert len(told) == len(set(told))


def test_both_readmes_have_the_same_commands():
    for marker in ("run", "test"):
        shown = in_french(marked(read("README.md"), marker))
        assert shown == marked(read("README.fr.md"), marker)


@pytest.mark.parametrize("marker", ["run", "test"])
def test_a_readme_command_is_one_line_that_starts_from_nothing(marker):
    (command,) = fenced(marked(read("README.md"), marker))
    assert len(command) == 1
    assert command[0].startswith("python3 -m venv ")
    assert "pip install" in command[0]


def test_ci_takes_its_commands_from_the_readme():
    script = read(".ci/run")
    assert "readme_command run" in script
    assert "readme_command test" in script
    assert "[test]" not in script


def printed(prompt, *options):
    """Return the lines that a command shown on a page prints on a screen of 80 columns."""
    program, *arguments = prompt.removeprefix("$ ").split()
    assert program == "concertation"
    assert "*" not in prompt  # which not every shell spells out
    done = subprocess.run(
        [sys.executable, "-m", "concertation_cli", *arguments, *options],
        cwd=ROOT,
        env={"COLUMNS": "80", "PYTHONUTF8": "1", "PATH": ""},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
    )
    return done.stdout.decode("utf-8").splitlines()


SESSIONS = {
    lang: [READMES[lang], page_in(lang, "advice"), page_in(lang, "groups")] for lang in READMES
}
"""The pages that show a session, one each."""


@pytest.mark.parametrize(
    ("lang", "name"), [(lang, name) for lang, names in SESSIONS.items() for name in names]
)
def test_the_sessions_shown_are_really_printed(lang, name):
    block = marked(read(name), "session")
    ((prompt, *shown),) = fenced(block)
    assert prompt.endswith(f" --lang {lang}")
    now = printed(prompt)
    if RENEWING:
        shown = now
        lines = ["```console", prompt, *shown, "```"]
        renew(name, block, "".join(f"{line}\n" for line in lines))
    assert shown == now  # the whole screen: nothing is left out


def test_every_session_shown_is_one_of_those_that_are_run():
    shown = {page for page in PAGES if re.search(r"^\$ concertation", read(page), re.MULTILINE)}
    assert shown == {name for names in SESSIONS.values() for name in names}


def test_the_session_of_the_page_on_advice_is_one_that_a_single_answer_would_change():
    ((prompt, *_),) = fenced(marked(read("docs/advice.md"), "session"))
    assert json.loads("".join(printed(prompt, "--json")))["firmness"]["flips"]


COMMAND = {"en": "command", "fr": "commande"}
"""What heads the table of commands."""


@pytest.fixture(scope="module")
def helps():
    """Return what each command says of its options."""
    return {command: "\n".join(printed(f"$ concertation {command} --help")) for command in COMMANDS}


@pytest.mark.parametrize("lang", READMES)
def test_every_command_is_in_the_commands_table(lang):
    rows = table_after(read(page_in(lang, "commands")), COMMAND[lang])
    documented = [row[0].strip("`").split()[0] for row in rows]
    assert sorted(documented) == sorted(COMMANDS)


@pytest.mark.parametrize("lang", READMES)
def test_every_option_of_the_commands_table_exists(lang, helps):
    for command, documented in (
        (row[0].strip("`").split()[0], re.findall(r"--[a-z-]+", row[1]))
        for row in table_after(read(page_in(lang, "commands")), COMMAND[lang])
    ):
        for option in documented:
            assert option in helps[command], (command, option)


@pytest.mark.parametrize("lang", READMES)
def test_which_commands_write_no_json_is_told(lang, helps):
    (none,) = [command for command, told in helps.items() if "--json" not in told]
    but = {"en": "Every command but `{}` writes JSON", "fr": "Chaque commande, sauf `{}`, écrit"}
    assert but[lang].format(none) in read(page_in(lang, "scripts"))


CALL = re.compile(r"(?:^|[\s/\\])concertation ([\w-]+(?: .*)?)")
"""A call of the program in a line of code."""


def calls(page):
    """Return the words of each call of the program that a page gives, to the end of the call."""
    text = read(page)
    lines = re.findall(r"`([^`\n]+)`", text)
    for kind, block in re.findall(r"^```(\w+)\n(.*?)^```$", text, BLOCK):
        shown = block.splitlines()
        lines += {"sh": shown, "bat": shown}.get(kind, [line for line in shown if line[:2] == "$ "])
    for line in lines:
        for call in CALL.findall(line):
            yield re.split(r"[|>;&)]", call)[0].split()


@pytest.mark.parametrize("page", PAGES)
def test_every_call_that_a_page_names_is_of_a_command_with_its_options(page, helps):
    for command, *rest in calls(page):
        if command in helps:
            for option in re.findall(r"(?<!\S)--[a-z-]+", " ".join(rest)):
                assert option in helps[command], (command, option)
        else:
            assert command in {"--version", "--help", "--show-completion", "--show-manual"} | {
                "COMMAND",
                "COMMANDE",
            }, command


HEADINGS = {"en": "exit code", "fr": "code de sortie"}


@pytest.mark.parametrize("lang", READMES)
def test_the_exit_codes_are_those_of_the_program(lang):
    rows = table_after(read(page_in(lang, "scripts")), HEADINGS[lang])
    documented = {int(row[0]) for row in rows}
    ours = {kind.exit_code for kind in errors.ConcertationError.__subclasses__()}
    assert documented == {0, errors.BUG, errors.INTERRUPTED, errors.PIPE_CLOSED} | ours


@pytest.mark.parametrize("lang", READMES)
def test_the_verdicts_are_those_of_the_engine(lang):
    rows = table_after(read(page_in(lang, "advice")), "verdict")
    assert {row[0].strip("`") for row in rows} == set(Kind)


@pytest.fixture(scope="module")
def evaluated(pack):
    return evaluate(pack, pack.cases, load_field_set(DATA, pack))


@pytest.mark.parametrize("lang", READMES)
def test_the_figures_of_the_reports_cases_are_those_of_evaluate(lang, evaluated):
    name = page_in(lang, "tested")
    sections = (evaluated.own_paragraph, evaluated.with_model)
    figures = []
    for pick in (
        lambda s: (s.models.first, s.models.cases),
        lambda s: (s.models.first_two, s.models.cases),
        lambda s: (s.models.close,),
        lambda s: (s.models.wrong_but_firm,),
        lambda s: (s.models.wrongly_refused,),
        lambda s: (s.refusals.refused, s.refusals.cases),
    ):
        figures += [number for section in sections for number in pick(section)]
    near = evaluated.near_misses.models
    figures += [near.first, near.cases, near.wrongly_refused]
    assert_figures(name, marked(read(name), "evaluate"), figures)


def frozen():
    """Return the figures of pack 1.0.0 on each set, as the page of evidence keeps them."""
    page = read("docs/evidence.md")
    rows = cells(page[page.index("### Pack 1.0.0, out of sample") :].partition("\n### ")[0])
    first, firm, wrong, refused = 1, 3, 4, 6
    return {
        row[0]: [
            int(n) for place in (first, firm, wrong, refused) for n in row[place].split(" of ")
        ]
        for row in rows
    }


@pytest.mark.parametrize("lang", READMES)
def test_the_figures_of_the_field_set_are_those_of_evaluate(lang, evaluated):
    name = page_in(lang, "tested")
    field, old = evaluated.field, frozen()
    figures = [field.initiatives + field.left_out, field.initiatives]
    coded = next(iter(field.by_coder.values()))
    figures += [coded.models.cases, coded.refusals.cases]
    for letter, part in field.by_set.items():
        models, refusals = part.whole.models, part.whole.refusals
        figures += old[letter]
        figures += [models.first, models.cases, models.firm, models.wrong_but_firm]
        figures += [refusals.refused, refusals.cases]
    block = marked(read(name), "field")
    assert_figures(name, block, [*figures, *to_refuse(field)])
    rows = [row[0] for row in cells(block)]
    assert rows == [letter for letter in field.by_set for _ in ("1.0.0", "present")]


@pytest.mark.parametrize("name", READMES.values())
def test_how_far_to_trust_it_is_told_with_the_figures_of_evaluate(name, evaluated):
    field = evaluated.field
    now, first_rules = field.whole.models, frozen()
    old = [first_rules[letter] for letter in field.by_set]
    figures = [field.initiatives, now.first, now.cases, now.wrong_but_firm]
    figures += [sum(first for first, *_ in old), sum(cases for _, cases, *_ in old)]
    assert_figures(name, inline(read(name), "trust"), figures)


def to_refuse(field):
    """Return how many sets of answers should be refused, then what becomes of them.

    They are refused, close, or firmly given a model.
    """
    refusals = field.whole.refusals
    kinds = Counter(miss.verdict for miss in field.whole.misses if miss.expected is None)
    figures = [refusals.refused, kinds[Kind.CLOSE], refusals.firm]
    assert sum(figures) == refusals.cases
    return [refusals.cases, *figures]


@pytest.mark.parametrize("lang", READMES)
def test_the_words_of_trust_are_those_of_the_engine(lang):
    rows = table_after(read(page_in(lang, "advice")), {"en": "word", "fr": "mot"}[lang])
    assert {row[0].strip("`").split("`")[0] for row in rows} == set(Trust)


@pytest.mark.parametrize("lang", READMES)
def test_what_fewer_questions_cost_is_told(lang, evaluated):
    name = page_in(lang, "wizard")
    quick, whole = evaluated.field.quick.models, evaluated.field.whole.models
    figures = [quick.cases, quick.first, whole.first, quick.wrong_but_firm, whole.wrong_but_firm]
    assert_figures(name, inline(read(name), "quick"), figures)


def test_the_decision_on_the_limit_tells_what_becomes_of_those_to_refuse(evaluated):
    page = "docs/decisions/010-limit-from-outside.md"
    assert_figures(page, inline(read(page), "refusals"), to_refuse(evaluated.field))


@pytest.mark.parametrize("lang", READMES)
def test_the_limit_told_is_that_of_the_pack(lang, pack):
    prose = re.sub(r"^```.*?^```$", "", read(page_in(lang, "advice")), flags=BLOCK)
    told = re.findall(r"\b(\d+) points\b", prose)
    assert told == [str(pack.limits.lead)] * 2


@pytest.mark.parametrize("lang", READMES)
def test_the_questions_that_advice_must_rest_on_are_told(lang, pack):
    for question in pack.quick_questions():
        assert pack.question(question).text[lang] in read(page_in(lang, "wizard"))


@pytest.mark.parametrize("guide", GUIDES)
def test_the_authoring_guide_tells_every_flaw_that_rules_can_have(guide):
    source = read("src/concertation_cli/engine/prove.py")
    flaws = set(re.findall(r'"((?:unreachable|dominated|idle|repeated)-[a-z]+)"', source))
    told = [row[0].strip("`") for row in cells(marked(read(guide), "flaws"))]
    assert len(told) == len(flaws)
    assert set(told) == flaws


def test_the_changelog_tells_the_version_the_limit_and_the_contradictions_of_the_pack(pack):
    words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    told = read("CHANGELOG.md")
    assert f"{words[len(pack.contradictions)]} contradictions" in told.lower()
    assert f"Pack {pack.version}:" in told
    assert f"a lead under {pack.limits.lead} points" in told


@pytest.mark.parametrize("page", PAGES)
def test_every_relative_link_leads_somewhere(page):
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", read(page))
    for link in links:
        if not link.startswith("https://"):
            assert (ROOT / page).parent.joinpath(link).exists(), link


def anchors(page):
    """Return the anchors of a page's headings, as a forge makes them."""
    headings = re.findall(r"^#+ (.+)$", read(page), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES)
def test_every_link_to_a_heading_leads_to_one(page):
    for target, anchor in re.findall(r"\]\(([^)#]*)#([^)]+)\)", read(page)):
        if not target.startswith("https://"):
            there = (ROOT / page).parent.joinpath(target).resolve() if target else ROOT / page
            assert anchor in anchors(there), (target, anchor)


@pytest.mark.parametrize("page", PAGES)
def test_every_file_named_in_code_style_exists(page):
    named = re.findall(
        r"`((?:tests|docs|examples|benchmarks|src|\.ci|data)/[^`<>\s]*)`", read(page)
    )
    for name in named:
        assert (ROOT / name).exists(), name


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_gives_the_verdict_that_its_comment_announces(path, pack):
    found = re.search(
        r"Verdict\u00a0?: ([a-z-]+)(?: \(([a-z-]+)\))?\.", path.read_text(encoding="utf-8")
    )
    verdict = recommend(pack, read_file(pack, str(path)).answers).verdict
    assert verdict.kind == found[1]
    assert verdict.models == ((found[2],) if found[2] else ())


def test_the_examples_show_a_recommendation_a_refusal_and_a_model_not_ready(pack):
    kinds = {
        (path.parent, recommend(pack, read_file(pack, str(path)).answers).verdict.kind)
        for path in EXAMPLES
    }
    shown = {Kind.RECOMMENDED, Kind.NOT_READY, Kind.NOT_A_CONCERTATION}
    assert kinds == {(folder, kind) for folder in FOLDERS.values() for kind in shown}


@pytest.mark.parametrize("part", ["", "workshop", "meeting"])
def test_the_examples_say_the_same_in_the_words_of_each_language(pack, part):
    told = {
        lang: [read_file(pack, str(path)) for path in (folder / part).glob("*.*")]
        for lang, folder in FOLDERS.items()
    }
    answers = {
        lang: sorted(repr(found.answers) for found in situations)
        for lang, situations in told.items()
    }
    assert answers["fr"] == answers["en"]
    assert len(answers["fr"]) >= 3
    titles = {lang: {found.title for found in situations} for lang, situations in told.items()}
    assert not titles["fr"] & titles["en"]
    assert not [title for title in titles["fr"] | titles["en"] if "\u00b7" in title]


@pytest.mark.parametrize("lang", READMES)
def test_words_are_read_where_the_page_on_files_says_that_ids_go(pack, lang):
    names = form_for(pack, Words(lang))
    page = read(page_in(lang, "files"))
    line = next(line for line in page.splitlines() if line.startswith("`portrait`"))
    lines = re.findall(r"`((?:gap|roles|known): [^`]+)`", line)
    (setting,) = re.findall(r"`--set \"([^`\"]+)\"`", line)
    assert len(lines) == 3
    findings = Findings("")
    tree = parse("\n".join(lines).encode())
    answers = read_answers(tree, pack.questions, findings, "", names)
    assert answers == {"gap": ("practices",), "roles.fiduciary": ("us",)}
    assert read_setting(setting, pack.questions, findings, names) == {"roles.fiduciary": ("us",)}
    assert findings.problems == []


@pytest.mark.parametrize("lang", READMES)
def test_the_situation_shown_is_read(lang, run, tmp_path):
    (shown,) = [block for block in fenced(read(page_in(lang, "files"))) if "answers:" in block]
    situation = tmp_path / "situation.yaml"
    situation.write_text("\n".join(shown), encoding="utf-8")
    result = run("recommend", str(situation), "--json")
    assert result.code == 0, result.err
    assert json.loads(result.out)["situation"]["title"]


KEYS = {
    "PACK_FILE": compiled.PACK_FILE,
    "QUESTIONS_FILE": compiled.QUESTIONS_FILE,
    "MODEL_FILE": compiled.MODEL_FILE,
    "CASE_FILE": folder.CASE_FILE,
    "FIELD_FILE": field_set.FIELD_FILE,
}
TOLD_ONCE = (fields.record_of(records.Source), fields.record_of(records.Cited))
"""Records that the guide describes before its tables."""


def keys(kind, path=""):
    """Return every key that may stand under this type of field, and whether it is required."""
    if isinstance(kind, fields.List):
        yield from keys(kind.item, f"{path}[]" if path else "")
    elif isinstance(kind, fields.Map):
        yield from keys(kind.item, f"{path}.<id>")
    elif isinstance(kind, fields.Record) and kind not in TOLD_ONCE:
        for key, field in kind.fields.items():
            where = f"{path}.{key}" if path else key
            yield where, not field.optional
            yield from keys(field.type, where)


@pytest.mark.parametrize("name", KEYS)
@pytest.mark.parametrize("guide", GUIDES)
def test_the_authoring_guide_tells_every_key_of_the_schema(guide, name):
    text = read(guide)
    block = re.search(rf"^<!-- keys: {name} -->\n(.*?)^<!-- /keys -->$", text, BLOCK)[1]
    told = [(row[0].strip("`"), row[1]) for row in cells(block)]
    required = {True: GUIDES[guide][0], False: GUIDES[guide][1]}
    assert told == [(key, required[needed]) for key, needed in keys(KEYS[name])]


@pytest.mark.parametrize("record", TOLD_ONCE)
@pytest.mark.parametrize("guide", GUIDES)
def test_the_authoring_guide_tells_the_shared_records(guide, record):
    (told,) = [
        found
        for found in re.findall(r"`\{([a-z:\", 0-9]+)\}`", read(guide))
        if {part.partition(":")[0].strip() for part in found.split(",")} == set(record.fields)
    ]
    assert told


@pytest.mark.parametrize("page", [*twins().values(), "data/LISEZMOI.md"])
def test_a_french_page_has_french_typography(page):
    prose = re.sub(
        r"^```.*?^```$|`[^`]*`|\]\([^)]*\)",
        "x",  # a word, so that what follows still follows one
        read(page),
        flags=BLOCK,
    )
    assert not re.findall(r".{0,20}(?: [:;!?»]|« |«[^\u00a0]|[^\u00a0]»|[a-zà-ÿ]'[a-zà-ÿ])", prose)
    assert not re.findall(r".{0,20}\u00a0[;!?]", prose)


@pytest.mark.parametrize("name", READMES.values())
def test_the_readme_says_that_the_tool_is_independent(name):
    start = read(name).partition("\n## ")[0]
    assert re.search(r"\*\*(This tool is independent|Cet outil est indépendant)\.\*\*", start)
    assert "CMTL" in start


def test_every_dependency_has_its_reason():
    declared = re.search(r"^dependencies = \[(.*?)^\]", read("pyproject.toml"), BLOCK)[1]
    needed = set(re.findall(r'^\s*"([a-z0-9]+)', declared, re.MULTILINE))
    for lang, heading in (("en", "library"), ("fr", "bibliothèque")):
        rows = table_after(read(page_in(lang, "install")), heading)
        assert {row[0] for row in rows} == needed


def test_no_page_holds_a_leftover_note():
    words = ("TO" + "DO", "FIX" + "ME", "X" * 3)
    assert not [page for page in PAGES for word in words if word in read(page)]


@pytest.mark.parametrize("lang", READMES)
def test_the_minutes_of_the_questionnaire_are_those_that_the_wizard_tells(pack, lang):
    name = page_in(lang, "wizard")
    told = inline(read(name), "minutes")
    whole, quick = (
        [pack.question(key) for key in steps.questions_of(steps.upcoming(pack, progress))]
        for progress in (Progress(), Progress(manner=Manner.QUICK))
    )
    minutes = reading_minutes(pack, whole, steps.MAX_ROWS, lang)
    brief = reading_minutes(pack, quick, 0, lang)
    assert_figures(name, told, [*minutes, len(whole), steps.MAX_ROWS, *brief])
    # What the design asks of the lower figure.
    assert minutes[0] <= 7
    assert brief[0] <= 3


@pytest.mark.parametrize("lang", READMES)
def test_the_python_shown_prints_what_it_shows(lang, capsys):
    name = page_in(lang, "scripts")
    block = marked(read(name), "python")
    code, shown = fenced(block)
    exec(compile("\n".join(code), name, "exec"), {})  # noqa: S102  # what it shows
    now = capsys.readouterr().out.splitlines()
    if RENEWING:
        old, new = ("\n".join(["```text", *lines, "```"]) for lines in (shown, now))
        renew(name, old, new, after="<!-- python -->")
        shown = now
    assert shown == now


# By language: what stands between thousands, and before decimals.
NUMBERS = {"en": (",", "."), "fr": ("\u00a0", ",")}


def test_both_languages_show_the_same_benchmarks():
    found = []
    for lang, (thousands, point) in NUMBERS.items():
        rows = cells(marked(read(page_in(lang, "install")), "benchmarks"))
        told = [f"{row[1]} {row[2]} {row[4]}" for row in rows]
        plain = [text.replace(thousands, "").replace(point, ".") for text in told]
        found.append([re.findall(r"[\d.]+", text) for text in plain])
    english, french = found
    assert english == french
    assert len(english) > 10


def test_what_the_table_of_benchmarks_times_is_a_command():
    rows = cells(marked(read("docs/install.md"), "benchmarks"))
    timed = [row[0].strip("`").split() for row in rows if row[0].startswith("`concertation ")]
    assert {line[1] for line in timed} <= {*COMMANDS, "--version", "--help"}


# -- the first minute --------------------------------------------------------------------

LONGEST = 6_000
"""Signs of a README: what is read in the first minute, and leads to the rest."""
LONGEST_PAGE = 17_000


@pytest.mark.parametrize("name", READMES.values())
def test_a_readme_is_short(name):
    assert len(read(name)) <= LONGEST


@pytest.mark.parametrize("page", [page for pair in twins().items() for page in pair])
def test_no_page_is_long(page):
    assert len(read(page)) <= LONGEST_PAGE


@pytest.mark.parametrize("name", READMES.values())
def test_on_windows_the_same_is_typed_with_its_own_paths(name):
    run_line, windows = (fenced(marked(read(name), marker))[0] for marker in ("run", "windows"))
    expected = run_line[0].replace("python3 ", "py ").replace("/bin/", "/Scripts/")
    # The Windows PowerShell that comes with the system knows no `&&`.
    assert windows == expected.replace("/", "\\").split(" && ")


@pytest.mark.parametrize("name", READMES.values())
def test_the_number_of_models_told_is_that_of_the_pack(name, pack):
    start = read(name).partition("\n![")[0]
    assert re.search(r"\b(nine|neuf)\b", start)
    assert len(pack.models) == 9


@pytest.mark.parametrize("lang", READMES)
def test_every_page_is_in_the_list_of_its_language(lang):
    pages = [page for pair in twins().items() for page in pair if page.startswith("docs/")]
    ours = {
        page.removeprefix("docs/")
        for page in pages
        if page not in LISTS.values() and page.endswith(".fr.md") == (lang == "fr")
    }
    listed = re.findall(r"\]\(([^)]+)\)", read(LISTS[lang]))
    assert ours <= set(listed)
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize("english", twins())
def test_a_page_and_its_twin_have_the_same_parts_and_lead_to_each_other(english):
    french = twins()[english]
    marks = re.compile(r"^(#+) |^<!-- (\S+)|^(\|---.*)$|^(```[a-z]*)$|^(\d\.|-) ", re.MULTILINE)
    assert marks.findall(read(english)) == marks.findall(read(french))
    for page, other, language in ((english, french, "français"), (french, english, "English")):
        (link,) = re.findall(rf"^\*\[(?:En|In) {language}\]\((.+)\)\*$", read(page), re.MULTILINE)
        assert (ROOT / page).parent / link == ROOT / other


@pytest.mark.parametrize("lang", READMES)
def test_the_tools_named_are_those_of_the_page_on_tables(lang):
    heading = {"en": "tool", "fr": "outil"}[lang]
    tools = [row[0] for row in table_after(read(page_in(lang, "tables")), heading)]
    page = read(page_in(lang, "files"))
    assert len(tools) == 9
    assert re.search(r"(?:nine|neuf) (?:tools|outils)", page)
    for tool in tools:
        assert tool in page


@pytest.mark.parametrize("lang", READMES)
def test_a_command_shown_alone_does_what_the_page_says(lang, run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ((line,),) = [block for block in fenced(read(page_in(lang, "files"))) if len(block) == 1]
    program, *arguments = line.split()
    assert program == "concertation"
    result = run(*arguments)
    assert result.code == 0, result.err
    assert "<form" in (tmp_path / arguments[-1]).read_text("utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_every_extra_named_exists(page):
    part = read("pyproject.toml").partition("[project.optional-dependencies]\n")[2]
    known = set(re.findall(r"^(\w+) = \[", part.partition("\n[")[0], re.MULTILINE))
    for named in re.findall(r"(?:concertation|'\.)\[([a-z,]+)\]", read(page)):
        assert set(named.split(",")) <= known, named


@pytest.mark.long  # and needs what builds
def test_an_index_of_packages_is_given_the_readme_without_links_that_lead_nowhere():
    from hatchling.metadata.core import ProjectMetadata
    from hatchling.plugin.manager import PluginManager

    shown = ProjectMetadata(str(ROOT), PluginManager()).core.readme
    links = re.findall(r"\]\(([^)]*)\)", shown)
    assert links
    assert [link for link in links if not link.startswith("https://")] == []
    for kept in ("run", "session", "trust"):
        assert f"<!-- {kept} -->" in shown
    assert "![" not in shown


@pytest.mark.parametrize("lang", READMES)
def test_the_doors_of_the_readme_are_those_of_the_program(lang, run):
    shown = run("--lang", lang).out.decode()
    doors = re.findall(r"^(\S.+?)\s?: +(concertation \w+)", shown, re.MULTILINE)
    assert len(doors) == 3
    for door, command in doors:
        part = read(READMES[lang]).partition(f"\n**{door}.**")[2].partition("\n\n")[0]
        assert f"`{command}" in part, door
