"""A form filled in a real spreadsheet: LibreOffice Calc opens it, fills it and saves it.

Needs LibreOffice Calc and the system's Python with `uno` (Debian: libreoffice-calc and
python3-uno); without them these tests fail: `pytest -m tools` promises that they ran.
"""

import json
import subprocess
from pathlib import Path

import pytest

from concertation_cli.knowledge.answers import answer_keys, nested

pytestmark = pytest.mark.tools

SYSTEM_PYTHON = "/usr/bin/python3"
CALC = Path(__file__).parent / "calc.py"


DELIMITERS = {"fr": ";", "en": ","}


@pytest.mark.parametrize("kept", [".csv", ".xlsx", ".ods"])
@pytest.mark.parametrize("lang", DELIMITERS)
def test_a_form_filled_in_calc_is_read_without_edits(run, pack, tmp_path, lang, kept):
    names = ("form.csv", f"filled{kept}", "job.json")
    source, target, job = (tmp_path / name for name in names)
    assert run("questions", "--format", "csv", "--lang", lang, "--output", source).code == 0
    cases = [case for case in pack.cases if case.origin == "ours"][:8]
    rows = [
        [case.name[lang], "=1+1; deux\nlignes", *cells_of(pack, case.codings[0], lang)]
        for case in cases
    ]
    told = {"source": str(source), "target": str(target), "delimiter": DELIMITERS[lang]}
    job.write_text(json.dumps({**told, "locale": f"{lang}-CA", "rows": rows}), "utf-8")
    subprocess.run([SYSTEM_PYTHON, str(CALC), str(job)], check=True, timeout=300)
    result = run("batch", target, "--json", "--lang", lang)
    assert (result.code, len(result.out.splitlines())) == (0, len(cases))
    for case, line in zip(cases, result.out.splitlines(), strict=True):
        row = json.loads(line)
        situation = tmp_path / "situation.json"
        answers = nested(case.codings[0], pack.questions)
        situation.write_text(json.dumps({"answers": answers}), "utf-8")
        alone = json.loads(run("recommend", situation, "--json").out)
        assert row["verdict"] == alone["verdict"]["kind"]
        assert row["recommended"] == alone["recommended"]
        assert row["scores"] == {s["model"]: s["score"] for s in alone["ranking"]}


def cells_of(pack, answers, lang):
    """Return the cells of a situation: labels, several separated by semicolons."""
    for question in pack.questions:
        choices = question.holders or question.options
        for key in answer_keys(question):
            chosen = answers.get(key, ())
            yield "; ".join(choice.label[lang] for choice in choices if choice.id in chosen)
