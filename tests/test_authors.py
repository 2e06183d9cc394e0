"""An author follows the guide to the letter, and adds a model without touching Python."""

import json
import re
import shutil
from pathlib import Path

import pytest

from concertation_cli.engine.evaluate import evaluate
from concertation_cli.engine.recommend import recommend
from concertation_cli.knowledge.packfiles import load_folder

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "data" / "README.md").read_text("utf-8")
STEPS = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("### Add a model\n")[2]
STEPS = STEPS.partition("\n#")[0]


def example(name):
    """Return the file that the guide shows under this name."""
    (shown,) = re.findall(rf"^```yaml\n# {name}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    return shown


def steps():
    """Return the steps of CONTRIBUTING.md in order: the files to copy, the commands to type."""
    numbered = re.findall(r"^(\d)\. (.+)$", STEPS, re.MULTILINE)
    assert [int(number) for number, _ in numbered] == list(range(1, len(numbered) + 1))
    return [
        (int(number), copied, typed)
        for number, text in numbered
        for copied, typed in re.findall(r"into `([^`]+)`|`concertation ([^`]+)`", text)
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a copy of the pack's folder, to change."""
    path = tmp_path_factory.mktemp("authors") / "data"
    shutil.copytree(ROOT / "data", path)
    return path


@pytest.fixture(scope="module")
def printed():
    """Return what each command printed, by step: empty until the steps are followed, once."""
    return {}


@pytest.fixture
def follow(run, folder, printed):
    """Return what each command printed, the steps followed in order."""
    if not printed:
        for number, copied, typed in steps():
            if copied:
                (folder / copied).write_text(example(copied), "utf-8")
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
        for number in (2, 5)
    )
    assert before
    assert before == re.findall(rf"`{model.id}/([a-z-]+)`", STEPS)
    assert after == []


def test_the_new_model_is_listed_shown_and_called_for(follow, ten, pack):
    model = new_model(ten, pack)
    name = model.name["en"]
    assert re.search(rf"^ *{model.number}\. {name}:", follow[7, "list"], re.MULTILINE)
    assert follow[3, "show"].startswith(f"{name} (model {model.number})")
    assert "The shortest situation that calls for it" in follow[3, "when"]


def test_it_is_recommended_in_its_own_case_and_with_the_answers_typed(follow, ten, pack):
    model = new_model(ten, pack)
    assert follow[7, "recommend"].startswith(f"Recommended model: {model.name['en']}.")
    (case,) = {case.id for case in ten.cases} - {case.id for case in pack.cases}
    (case,) = [found for found in ten.cases if found.id == case]
    assert case.expected == model.id
    assert recommend(ten, case.situation.answers).verdict.models == (model.id,)


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
    )


def test_no_score_of_the_other_nine_is_changed(ten, pack):
    for case in pack.cases:
        answers = {**case.situation.answers, **case.from_model}
        ours, theirs = (recommend(p, answers).ranking for p in (pack, ten))
        scores = [{s.score.model: s.score for s in ranking} for ranking in (ours, theirs)]
        assert scores[0].items() <= scores[1].items()


def test_the_annotated_model_explains_itself_by_its_comments(ten, pack):
    shown = example(f"models/{new_model(ten, pack).id}.yaml")
    for key in ("id", "aliases", "phases", "cycle", "conditions", "roles", "criteria", "silent"):
        assert re.search(rf"^{key}:.* # ", shown, re.MULTILINE) or key == "criteria"
    for key in ("question", "options", "points", "because", "basis", "inferred_from", "source"):
        assert re.search(rf"^  {key}:.* # ", shown, re.MULTILINE), key


def test_both_guides_show_the_same_files_and_type_the_same_commands():
    english, french = GUIDE, (ROOT / "data" / "LISEZMOI.md").read_text("utf-8")
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


def test_the_contradiction_of_the_guide_is_one_of_the_pack(pack):
    (shown,) = re.findall(r"^- id: ([a-z-]+)\n  when: ", GUIDE, re.MULTILINE)
    assert shown in {told.id for told in pack.contradictions}


def test_the_command_of_the_guide_makes_the_schema_that_editors_read(run, monkeypatch):
    (command,) = re.findall(
        r"^concertation (schema .+) > model\.schema\.json$", GUIDE, re.MULTILINE
    )
    monkeypatch.chdir(ROOT / "data")
    assert json.loads(run(*command.split()).out)["title"] == "model-file"
    others = re.findall(r"`([a-z]+-file|situation)`", GUIDE.partition("and likewise")[2])
    for name in others[:4]:
        assert json.loads(run("schema", name).out)["title"] == name
