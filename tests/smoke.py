"""Try the installed package, or the one file, away from any checkout; `.ci/run` runs it.

Usage: python -I smoke.py [concertation.pyz], beside the situation files of examples/.
"""

import importlib.resources
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ONE_FILE = HERE / sys.argv[1] if sys.argv[1:] else None
PROGRAM = [sys.executable, "-I", *([str(ONE_FILE)] if ONE_FILE else ["-m", "concertation_cli"])]
RECOMMENDATION = {
    "format", "tool", "pack", "lang", "situation", "verdict", "recognition", "trust", "otherwise",
    "recommended", "ranking", "why_not", "contradictions", "firmness", "evidence", "plans",
}  # fmt: skip
_OPEN = "http://schemas.openxmlformats.org"
_CELLS = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in ("%s", "%s"))
_ROW = f"<row>{_CELLS}</row>"
WORKBOOK = {
    "[Content_Types].xml": f'<Types xmlns="{_OPEN}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
    'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_OPEN}/package/2006/relationships"><Relationship '
    f'Id="r1" Type="{_OPEN}/officeDocument/2006/relationships/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_OPEN}/spreadsheetml/2006/main" '
    f'xmlns:r="{_OPEN}/officeDocument/2006/relationships"><sheets>'
    '<sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_OPEN}/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{_OPEN}/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_OPEN}/spreadsheetml/2006/main"><sheetData>'
    + _ROW % ("aim", "gap")
    + _ROW % ("take-part", "means")
    + "</sheetData></worksheet>",
}
"""A workbook of one row, part by part."""
COMMANDS = (
    ["list"],
    ["show", "7"],
    ["when", "cohorte"],
    ["compare", "6", "7"],
    ["search", "concert"],
    ["cases"],
    ["questions"],
    ["check"],
    ["evaluate"],
)
KINDS = {
    "jardins-collectifs.yaml": "recommended",
    "repit-proches-aidants.yaml": "not-ready",
    "horaire-bibliotheque.yaml": "not-a-concertation",
}


def run(*arguments: str) -> str:
    command = [*PROGRAM, *arguments]
    done = subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, (arguments, done.returncode, done.stderr.decode())
    assert done.stderr == b"", (arguments, done.stderr.decode())
    return done.stdout.decode("utf-8")


def the_package_stands_alone() -> None:
    import concertation_cli

    package = Path(concertation_cli.__file__).parent
    assert package.is_relative_to(sys.prefix), package
    for entry in sys.path:
        assert not (Path(entry) / "concertation_cli").is_dir() or Path(entry) == package.parent
        assert not (Path(entry).parent / "pyproject.toml").is_file(), entry


def the_script_is_installed() -> None:
    script = Path(sys.executable).with_name("concertation")
    done = subprocess.run([script, "--version"], capture_output=True, check=True)
    assert done.stdout.decode("utf-8") == run("--version")


def the_version_is_that_of_the_package() -> None:
    from concertation_cli import __version__

    assert __version__ in run("--version")


def the_compiled_pack_is_the_yaml_one() -> None:
    from concertation_cli.knowledge.store import load

    compiled = load()
    assert "yaml" not in sys.modules, "the wheel carries no compiled pack"

    from concertation_cli.knowledge.folder import load_folder

    package = importlib.resources.files("concertation_cli")
    with importlib.resources.as_file(package / "data") as folder:
        edited = load_folder(folder)
    assert compiled.digest == edited.digest
    assert compiled.models == edited.models
    assert compiled.questions == edited.questions
    assert compiled.cases == edited.cases


def the_one_file_holds_nothing_compiled_and_the_version_that_it_tells() -> None:
    names = zipfile.ZipFile(ONE_FILE).namelist()
    assert [n for n in names if n.endswith((".so", ".pyd", ".dylib", ".dll", ".pyc"))] == []
    (version,) = (
        n.split("-")[1]
        for n in names
        if n.endswith(".dist-info/METADATA") and n.startswith("concertation-")
    )
    assert version.removesuffix(".dist") in run("--version")


def the_one_file_unpacks_nothing_and_leaves_nothing() -> None:
    """`check` takes the knowledge out for as long as it runs, among temporary files."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        env = {
            **os.environ,
            "HOME": folder,
            "USERPROFILE": folder,
            "TMPDIR": folder,
            "TEMP": folder,
            "TMP": folder,
        }
        for command in (["list"], ["check"], ["recommend", str(HERE / "jardins-collectifs.yaml")]):
            subprocess.run([*PROGRAM, *command], capture_output=True, check=True, env=env)
            assert list(home.iterdir()) == [], command


def the_commands_answer() -> None:
    for lang in ("fr", "en"):
        assert len(json.loads(run("list", "--json", "--lang", lang))["models"]) == 9
        for command in COMMANDS:
            assert run(*command, "--lang", lang).strip(), command
            json.loads(run(*command, "--lang", lang, "--json"))
    assert json.loads(run("show", "7", "--json"))["id"] == "cohorte"
    checked = json.loads(run("check", "--json"))
    assert checked["valid"] is True
    assert len(checked["witnesses"]) == 9
    shares = json.loads(run("evaluate", "--json"))
    assert shares["own_paragraph"]["models"]["cases"] == 4 * 24  # four codings of each
    assert shares["field"]["initiatives"] == 160


def the_examples_are_advised_on() -> None:
    for name, kind in KINDS.items():
        found = json.loads(run("recommend", str(HERE / name), "--json", "--lang", "fr"))
        assert set(found) == RECOMMENDATION, set(found) ^ RECOMMENDATION
        assert found["verdict"]["kind"] == kind, name
        advised = kind != "not-a-concertation"
        assert bool(found["firmness"]) is advised, name
        screen, whole = (run("recommend", str(HERE / name), *depth) for depth in ([], ["--full"]))
        assert 0 < len(screen) <= len(whole)
        assert not advised or 4 * len(screen) < len(whole)
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.md"
        command = [*PROGRAM, "recommend"]
        name = str(HERE / "jardins-collectifs.yaml")
        options = ["--format", "markdown", "--output", str(page)]
        subprocess.run([*command, name, *options], capture_output=True, check=True)
        assert page.read_text(encoding="utf-8").startswith("# ")


def the_pages_in_word_are_made_where_their_library_is() -> None:
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.docx"
        command = [*PROGRAM, "show", "7", "--output", str(page)]
        done = subprocess.run(command, capture_output=True, check=False)
        has_library = importlib.util.find_spec("docx") is not None
        assert done.returncode == (0 if has_library else 2), done.stderr.decode()
        assert page.is_file() is has_library


def workbooks_are_read_where_their_library_is() -> None:
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "table.xlsx"
        with zipfile.ZipFile(book, "w") as parts:
            for name, text in WORKBOOK.items():
                parts.writestr(name, text)
        done = subprocess.run(
            [*PROGRAM, "batch", str(book)],
            capture_output=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        has_library = importlib.util.find_spec("python_calamine") is not None
        assert done.returncode == (0 if has_library else 2), done.stderr.decode()
        assert has_library is (b"entente-multipartite" in done.stdout), done.stdout


def assistants_are_answered_where_their_library_is() -> None:
    about = {"protocolVersion": "2025-06-18", "capabilities": {}}
    about["clientInfo"] = {"name": "smoke", "version": "1"}
    hello = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": about}
    done = subprocess.run(
        [*PROGRAM, "mcp"],
        input=json.dumps(hello).encode() + b"\n",
        capture_output=True,
        check=False,
    )
    has_library = importlib.util.find_spec("mcp_types") is not None
    assert done.returncode == (0 if has_library else 2), done.stderr.decode()
    assert has_library is (b'"name":"concertation"' in done.stdout), done.stdout


def main() -> None:
    installed = (
        the_package_stands_alone,
        the_script_is_installed,
        the_version_is_that_of_the_package,
        the_compiled_pack_is_the_yaml_one,
    )
    carried = (
        the_one_file_holds_nothing_compiled_and_the_version_that_it_tells,
        the_one_file_unpacks_nothing_and_leaves_nothing,
    )
    answering = (
        the_commands_answer,
        the_examples_are_advised_on,
        the_pages_in_word_are_made_where_their_library_is,
        workbooks_are_read_where_their_library_is,
        assistants_are_answered_where_their_library_is,
    )
    for claim in (*(carried if ONE_FILE else installed), *answering):
        claim()
        sys.stdout.write(f"ok  {claim.__name__.replace('_', ' ')}\n")


if __name__ == "__main__":
    main()
