"""An author follows the guide to the letter, and adds a model without touching Python."""

import json
import re
import shutil

import pytest
from tests.support.paths import DATA, ROOT

from concertation_cli.engine.evaluate import evaluate
from concertation_cli.engine.prove import verify
from concertation_cli.engine.recommend import recommend
from concertation_cli.knowledge.folder import load_folder
from concertation_cli.words import Words

GUIDES = {"en": "README.md", "fr": "LISEZMOI.md"}
STEPS = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("### Add a model\n")[2]
STEPS = STEPS.partition("\n#")[0]
ACTIONS = re.compile(
    r"into `([^`]+)`"
    r"|(row to the grid|to the list) `([^`]+)` of `([^`]+)`"
    r"|`concertation ([^`]+)`"
)
BEGUN = {
    "row to the grid": r"(?m)^- id: {name}\n(?:  .*\n)*?  options:\n",
    "to the list": r"(?m)^{name}:.*\n",
}
"""Where, in a file, what is added to a part of it goes: just before what stands there."""
GUIDE = (DATA / GUIDES["en"]).read_text("utf-8")


def example(name, lang="en"):
    """Return what the guide shows under this name: a file, or what is added to a part of one."""
    guide = (DATA / GUIDES[lang]).read_text("utf-8")
    (shown,) = re.findall(rf"^```yaml\n# {name}\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL)
    return shown


def steps():
    """Return the steps of CONTRIBUTING.md in order: their number, and what each has one do."""
    numbered = re.findall(r"^(\d+)\. (.+)$", STEPS, re.MULTILINE)
    assert [int(number) for number, _ in numbered] == list(range(1, len(numbered) + 1))
    return [(int(number), found) for number, text in numbered for found in ACTIONS.findall(text)]


def add(folder, lang, how, name, file):
    """Add to a part of a file what the guide shows for it."""
    path = folder / file
    text = path.read_text("utf-8")
    begun = re.search(BEGUN[how].format(name=name), text)
    assert begun, (file, name)
    shown = example(f"{file}: {name}", lang)
    path.write_text(text[: begun.end()] + shown + text[begun.end() :], "utf-8")


@pytest.fixture(scope="module", params=GUIDES)
def lang(request):
    """Return the language of the guide that is followed."""
    return request.param


@pytest.fixture(scope="module")
def folder(lang, tmp_path_factory):
    """Return a copy of the pack's folder, to change."""
    path = tmp_path_factory.mktemp("authors") / lang
    shutil.copytree(DATA, path)
    return path


@pytest.fixture(scope="module")
def printed(lang):  # noqa: ARG001  # anew for each guide
    """Return what each command printed, by step: empty until the steps are followed, once."""
    return {}


@pytest.fixture
def follow(run, lang, folder, printed):
    """Return what each command printed, the steps followed in order."""
    if not printed:
        for number, (copied, how, name, file, typed) in steps():
            if copied:
                (folder / copied).write_text(example(copied, lang), "utf-8")
            elif how:
                add(folder, lang, how, name, file)
            else:
                result = run(*typed.split(), env={"CONCERTATION_DATA": str(folder)})
                assert result.code == 0, (typed, result.err, result.out.decode())
                printed[number, typed.partition(" ")[0]] = result.out.decode()
        printed["pack", ""] = load_folder(folder)
    return printed


@pytest.fixture
def ten(follow):
    """Return the pack with its new model."""
    return follow["pack", ""]


def flat(text):
    return " ".join(text.split())


def new_model(ten, pack):
    (found,) = {model.id for model in ten.models} - {model.id for model in pack.models}
    return ten.model(found)


def test_the_example_is_whole_and_valid_at_once(follow, pack):
    assert follow[2, "check"].startswith("Valid pack")
    assert f"Models: {len(pack.models) + 1};" in follow[2, "check"]


def test_check_lists_the_criteria_of_the_new_model_until_a_case_fires_them(follow, ten, pack):
    model = new_model(ten, pack)
    before, after = (
        re.findall(rf"^  - {model.id}/(.+)$", follow[number, "check"], re.MULTILINE)
        for number in (2, 7)
    )
    assert before
    assert before == re.findall(rf"`{model.id}/([a-z-]+)`", STEPS)
    assert after == []


def test_the_new_model_is_listed_shown_and_called_for(follow, ten, pack):
    model = new_model(ten, pack)
    name = model.name["en"]
    assert re.search(rf"^ *{model.number}\. {name}:", follow[9, "list"], re.MULTILINE)
    assert follow[3, "show"].startswith(f"{name} (model {model.number})")
    assert flat(model.portrait.text["en"]) in flat(follow[3, "show"])
    assert "By answers alone, the shortest situation" in follow[3, "when"]
    assert "With its description" in follow[3, "when"]


def test_the_row_that_is_added_is_asked_and_told_of_as_a_condition(follow, ten, pack):
    (row,) = {o.id for o in ten.question("conditions").options} - {
        o.id for o in pack.question("conditions").options
    }
    label = ten.question("conditions").option(row).label["en"]
    assert label in follow[4, "questions"]
    (condition,) = [c for c in new_model(ten, pack).conditions if c.question == f"conditions.{row}"]
    answers = {"portrait": (new_model(ten, pack).id,), f"conditions.{row}": ("not-yet",)}
    told = dict(recommend(ten, answers).ranking[0].conditions)
    assert told[condition.id] == "not-yet"


def test_the_deciding_question_that_is_added_settles_what_it_is_for(follow, ten, pack):
    (deciding,) = [q for q in ten.deciding if q not in pack.deciding]
    model = new_model(ten, pack)
    assert model.id in {side.model for side in deciding.sides}
    assert deciding.id in verify(ten).settled
    assert follow[10, "recommend"].startswith(f"Recommended model: {model.name['en']}.")
    (typed,) = [found[-1] for number, found in steps() if number == 10 and found[-1]]
    settings = dict(part.split("=") for part in re.findall(r"--set (\S+)", typed))
    answers = {key: (option,) for key, option in settings.items()}
    assert recommend(ten, answers).verdict.trust == "to-confirm"
    del answers[deciding.id]
    assert recommend(ten, answers).verdict.kind == "close"


def test_it_is_recommended_in_its_own_case_and_with_the_answers_typed(follow, ten, pack):
    model = new_model(ten, pack)
    assert follow[9, "recommend"].startswith(f"Recommended model: {model.name['en']}.")
    assert flat(Words("en")("trust.agreement")) in flat(follow[9, "recommend"])
    (case,) = {case.id for case in ten.cases} - {case.id for case in pack.cases}
    (case,) = [found for found in ten.cases if found.id == case]
    assert case.expected == model.id
    for coding in case.codings:
        verdict = recommend(ten, coding).verdict
        assert (verdict.models, verdict.trust) == ((model.id,), "consistent")


def test_evaluate_counts_its_case_and_loses_none_of_the_others(ten, pack):
    before, after = evaluate(pack, pack.cases), evaluate(ten, ten.cases)
    for section in ("own_paragraph", "with_model"):
        assert getattr(after, section).models == getattr(before, section).models
    near = before.near_misses.models
    assert after.near_misses.models == near._replace(
        cases=near.cases + 1,
        first=near.first + 1,
        first_two=near.first_two + 1,
        firm=near.firm + 1,
        consistent=near.consistent + 1,
    )


def test_no_score_of_the_other_nine_is_changed(ten, pack):
    for case in pack.cases:
        for coding in case.codings:
            answers = {**case.from_model, **coding}
            ours, theirs = (recommend(p, answers).ranking for p in (pack, ten))
            scores = [{s.score.model: s.score for s in ranking} for ranking in (ours, theirs)]
            assert scores[0].items() <= scores[1].items()


EXPLAINED = {
    "models/corvee.yaml": (
        ("id", "aliases", "portrait", "phases", "cycle", "conditions", "roles", "silent"),
        ("question", "options", "points", "because", "basis", "inferred_from", "source",
         "essential", "when"),
    ),
    "pack.yaml: deciding": ((), ("text", "why", "sides")),
    "questions.yaml: conditions": ((), ("  means", "  in_forms")),
    "cases/ruelle.yaml": (("origin", "codings", "expected"), ("portrait",)),
}  # fmt: skip


@pytest.mark.parametrize("name", EXPLAINED)
def test_the_annotated_examples_explain_themselves_by_their_comments(lang, name):
    shown = example(name, lang)
    for indent, keys in zip(("", "  "), EXPLAINED[name], strict=True):
        for key in keys:
            assert re.search(rf"^{indent}{key}:.* # ", shown, re.MULTILINE), key


def test_both_guides_show_the_same_files_and_type_the_same_commands():
    english, french = GUIDE, (DATA / "LISEZMOI.md").read_text("utf-8")
    blocks = [
        re.findall(r"^```.*?^```$", page, re.MULTILINE | re.DOTALL) for page in (english, french)
    ]
    bare = [[re.sub(r" +# .+$", "", b, flags=re.MULTILINE) for b in shown] for shown in blocks]
    assert len(bare[0]) > 5
    assert bare[0] == bare[1]
    told = [
        re.findall(r"^(#+) |^(\d)\. |^(\|) ?`", page, re.MULTILINE) for page in (english, french)
    ]
    assert told[0] == told[1]


@pytest.mark.parametrize("lang", GUIDES)
def test_the_last_line_of_the_guide_is_one_of_the_pack_with_each_key_told(pack, lang):
    guide = (DATA / GUIDES[lang]).read_text("utf-8")
    (shown,) = re.findall(r"^```yaml\nlast_lines:(.*?)^```$", guide, re.MULTILINE | re.DOTALL)
    (line,) = re.findall(r"^- id: ([a-z-]+) ", shown, re.MULTILINE)
    assert pack.last_line(line).refuses
    for key in ("text", "refuses", "asks_which", "remedy"):
        assert re.search(rf"^  {key}:.* # ", shown, re.MULTILINE), key


def test_the_contradiction_of_the_guide_is_one_of_the_pack(pack):
    (shown,) = re.findall(r"^- id: ([a-z-]+)\n  when: ", GUIDE, re.MULTILINE)
    assert shown in {told.id for told in pack.contradictions}


def test_the_command_of_the_guide_makes_the_schema_that_editors_read(run, monkeypatch):
    (command,) = re.findall(
        r"^concertation (schema .+) > model\.schema\.json$", GUIDE, re.MULTILINE
    )
    monkeypatch.chdir(DATA)
    assert json.loads(run(*command.split()).out)["title"] == "model-file"
    others = re.findall(r"`([a-z]+-file|situation)`", GUIDE.partition("and likewise")[2])
    for name in others[:4]:
        assert json.loads(run("schema", name).out)["title"] == name
