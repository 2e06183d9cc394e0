"""What docs/architecture.md says of the house is so."""

import re

import pytest
from tests.house.measure import climbs, follow
from tests.support.documents import read
from tests.support.paths import EXAMPLES, ROOT, SOURCE
from tests.support.sources import LINES

PAGE = "docs/architecture.md"
STEP = re.compile(r"^\d\. \*\*", re.MULTILINE)
PATH = re.compile(r"`((?:[\w-]+/)*(?:\w+\.(?:py|json|md)|[\w-]+/))`")
ELSEWHERE = {
    "knowledge/folder.py": "only where the pack is not compiled",
    "cli/interview.py": "only where a person is asked",
    "wizard/": "only where a person is asked",
    "cli/shared_options.py": "declarations: it calls nothing",
    "render/blocks.py": "records, which call nothing of their own",
    "render/json/recommendation.py": "with --json",
    "words/": "sentences, which the phrases take",
    "data/": "the pack itself",
}
"""What the steps name beside what every call passes, and why."""


@pytest.fixture(scope="module")
def followed():
    """Return the files that one call passes, in order, and the files that call each."""
    return follow(ROOT, "recommend", str(EXAMPLES / "jardins-collectifs.yaml"))


def steps():
    walk = read(PAGE).partition("## One call, from end to end")[2].partition("\n## ")[0]
    return [PATH.findall(step) for step in STEP.split(walk)[1:]]


def test_the_page_fits_on_two():
    assert len(read(PAGE).split()) < 1000


def test_every_path_told_exists():
    told = PATH.findall(read(PAGE))
    assert len(told) > 40
    for path in told:
        assert (SOURCE / path).exists() or (ROOT / path).exists(), path


def test_the_tree_is_that_which_imports_are_held_to():
    block = read(PAGE).partition("<!-- tree -->")[2].partition("<!-- /tree -->")[0]
    rows = [re.split(r"  +", line)[0] for line in block.splitlines() if "  " in line]
    told = [name.removesuffix(".py") for row in rows for name in row.split()]
    held = [part for line in LINES for part in line]
    assert [name for name in told if name != "cli/commands/"] == held


def test_the_call_passes_the_files_of_each_step_and_the_steps_come_in_order(followed):
    order, _ = followed
    begun = []
    for files in steps():
        passed = [order.index(path) for path in files if path not in ELSEWHERE]
        begun.append(min(passed))
    *in_turn, _ = begun  # what delivers took the options first, and saw that it can write
    assert in_turn == sorted(in_turn)


def test_what_the_walk_leaves_out_of_the_call_is_named_by_it():
    named = {path for files in steps() for path in files}
    assert ELSEWHERE.keys() <= named


def test_one_call_climbs_back_up_only_where_a_command_or_a_form_is_handed_down(followed):
    _, calls = followed
    assert climbs(ROOT, calls) == [
        ("cli/request.py", "cli/commands/recommend.py"),  # the function that is the command
        ("knowledge/answers.py", "inputs/forms.py"),  # names, where ids are expected
    ]
