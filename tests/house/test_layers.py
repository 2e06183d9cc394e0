"""What holds the house up: who may import whom, and no knowledge in Python."""

import ast
import functools
import importlib
import re
import sys

from tests.support.paths import ROOT, SOURCE, TESTS
from tests.support.sources import LINES, modules, tree_of

from concertation_cli.engine.results import Ground

PACKAGE = "concertation_cli"

FORBIDDEN = {("engine/", "words/")}  # the engine returns ids and numbers, no words
LENT = {("__init__", "api")}  # the package lends what other programs call, once asked for
HOMES = {
    "yaml": "knowledge/strict_yaml.py",
    "rich": "render/formats/",
    "questionary": "wizard/menus.py",
    "prompt_toolkit": "wizard/menus.py",
    "platformdirs": "wizard/drafts.py",
    "wcwidth": "text_safety.py",
    "jinja2": "render/formats/html.py",
    "docx": "render/formats/docx.py",
    "python_calamine": "inputs/sheets.py",
    "typer": "cli/",
    "mcp": "cli/assistants/server.py",
    "mcp_types": "cli/assistants/server.py",
}

# Words of the shipped pack that Python also needs, for something else than that id.
ACCIDENTAL = {
    "agreement": "a key of the JSON: how often people answer alike",
    "evidence": "a key of the JSON and a heading",
    "form": "a format: the page to fill",
    "means": "a key of an option: its line of meaning",
    "none": "a key of an option, and what a case expects when it is to be refused",
    "otherwise": "a key of the JSON, and the ground of a verdict",
    "roles": "a key and a section of a model",
    "settled": "a key of the JSON: which situation each deciding question settles",
}

# Words that mean the same in every pack: a pack may use them for nothing else.
RESERVED = {
    "portrait": "the question that the portraits make: see knowledge/records.py",
    "conditions": "the grid of what is in place, and a key of a model: see knowledge/records.py",
    "in-place": "a state that the answer to a row may mean: see Holder in knowledge/records.py",
    "under-way": "another such state",
    "not-yet": "the last of these states",
}

# Ids that a file of the source may hold in a longer text, where, and why.
WRITTEN = {
    "take-part": (("__init__.py",), "the example of how other programs call the package"),
    "no-answer": (
        ("inputs/forms.py", "render/views/workshop.py", "words/fr.json", "words/en.json"),
        "a sentence: a question left without an answer",
    ),
}
TEXTS = {".py", ".json", ".j2", ".css", ".js", ".bash", ".fish", ""}  # "": completion in zsh


def sources():
    """Return every file of the package that a person wrote."""
    files = (path for path in SOURCE.rglob("*") if path.is_file())
    made = {".pyc", ".typed"}
    return sorted(path for path in files if path.suffix not in made and path.name != "pack.json")


def name_of(path):
    return path.relative_to(SOURCE).as_posix()


def imports_of(tree):
    """Yield the dotted names that a module imports, at the top or inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: a relative import"
            named = (f"{node.module}.{alias.name}" for alias in node.names)
            yield from (name if file_of(name) else str(node.module) for name in named)


def file_of(name):
    """Return the file of our own module, as `name_of` does; empty where a name is no module."""
    path = SOURCE.parent / name.replace(".", "/")
    for found in (path / "__init__.py", path.with_suffix(".py")):
        if name.partition(".")[0] == PACKAGE and found.is_file():
            return name_of(found)
    return ""


@functools.cache
def known_to(path):
    """Return the files of the house that a file imports, those of folders apart."""
    found = {file_of(name) for name in imports_of(tree_of(path))}
    return {name for name in found if name and name != "__init__.py"}


def line_of(name):
    """Return the line of a file, and the part of it that holds the file."""
    stem = name.removesuffix(".py")
    found = ((n, part) for n, parts in enumerate(LINES) for part in parts)
    return next(
        (n, part)
        for n, part in found
        if stem == part or (part[-1] == "/" and stem.startswith(part))
    )


def test_the_package_itself_imports_nothing_but_what_it_lends():
    for name in ("__init__.py", "render/__init__.py"):
        files = {file_of(named) for named in imports_of(tree_of(SOURCE / name))}
        assert {("__init__", file.removesuffix(".py")) for file in files if file} <= LENT


def test_a_file_imports_only_what_stands_above_it():
    for own in map(name_of, modules()):
        if own in {"__init__.py", "render/__init__.py"}:
            continue
        line, part = line_of(own)
        for name in known_to(SOURCE / own):
            other, its = line_of(name)
            above = other < line or its == part
            assert above, f"{own} imports {name}"
            assert (part, its) not in FORBIDDEN, f"{own} imports {name}"


def test_no_two_files_import_each_other_directly_or_round_a_corner():
    left = {name_of(path): known_to(path) for path in modules() if name_of(path) != "__init__.py"}
    while free := {name for name, known in left.items() if known.isdisjoint(left)}:
        left = {name: known for name, known in left.items() if name not in free}
    assert not left


def part_of(path):
    """Return the folder, at the top of the house, of a file."""
    return name_of(path).partition("/")[0]


def test_each_library_has_one_home():
    for path in modules():
        for top in {name.partition(".")[0] for name in imports_of(tree_of(path))}:
            if top != PACKAGE and top not in sys.stdlib_module_names:
                home = HOMES.get(top, "nowhere")
                assert name_of(path).startswith(home), f"{top} in {name_of(path)}"


def test_every_home_is_inhabited():
    for library, home in HOMES.items():
        inside = [path for path in modules() if name_of(path).startswith(home)]
        names = {name.partition(".")[0] for path in inside for name in imports_of(tree_of(path))}
        assert library in names, library


def ids_of(pack):
    """Return every id of the shipped pack that the code may not know by name."""
    return all_ids_of(pack) - set(RESERVED)


def all_ids_of(pack):
    found = {model.id for model in pack.models} | set(pack.themes)
    for question in pack.questions:
        found |= {question.id, *(o.id for o in question.options), *(h.id for h in question.holders)}
    return found


def literals_of(tree):
    """Yield (line, text) for each text in a module: names, keys, and parts of f-strings."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def test_no_id_of_the_pack_stands_in_python(pack):
    known = ids_of(pack) - set(ACCIDENTAL)
    for path in modules():
        found = [(line, text) for line, text in literals_of(tree_of(path)) if text in known]
        assert not found, name_of(path)


def test_no_model_and_no_compound_id_stands_anywhere_in_a_file_of_the_source(pack):
    ids = {model.id for model in pack.models} | {i for i in ids_of(pack) if "-" in i}
    names = {model.name[lang] for model in pack.models for lang in pack.languages}
    known = "|".join(sorted(map(re.escape, ids | names), key=len, reverse=True))
    whole = re.compile(rf"(?<![\w-])(?:{known})(?![\w-])", re.IGNORECASE)
    read = {path: path.read_text("utf-8") for path in sources()}
    assert {path.suffix for path in read} == TEXTS
    found = {(word, name_of(path)) for path, text in read.items() for word in whole.findall(text)}
    assert {word for word, _ in found} == set(WRITTEN)
    assert all(name in WRITTEN[word][0] for word, name in found)


def test_the_engine_knows_not_even_a_word_like_an_id(pack):
    known = (ids_of(pack) | {"gate"}) - set(Ground)  # a ground is named for what it means
    for path in modules():
        if part_of(path) == "engine":
            assert not [text for _, text in literals_of(tree_of(path)) if text in known]


def test_every_accidental_word_is_an_id_and_is_needed(pack):
    used = {text for path in modules() for _, text in literals_of(tree_of(path))}
    assert set(ACCIDENTAL) <= ids_of(pack) & used
    assert set(RESERVED) <= all_ids_of(pack) & used


def test_the_gate_is_named_once():
    named = [
        name_of(path)
        for path in modules()
        for _, text in literals_of(tree_of(path))
        if text == "gate"
    ]
    assert named == ["knowledge/records.py"]


def calls_of(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                yield node.lineno, f".{node.func.attr}"
            elif isinstance(node.func, ast.Name):
                yield node.lineno, node.func.id


def test_nothing_prints_past_the_output_or_asks_in_a_way_that_swallows_ctrl_c():
    banned = {"print", ".ask", "__import__", ".import_module", "eval", "exec"}
    for path in modules():
        found = [(line, name) for line, name in calls_of(tree_of(path)) if name in banned]
        assert not found, name_of(path)


def test_every_module_says_what_it_is_for():
    assert [name_of(path) for path in modules() if not ast.get_docstring(tree_of(path))] == []


def test_no_test_file_imports_another():
    for path in TESTS.rglob("*.py"):
        named = imports_of(tree_of(path))
        assert not [name for name in named if re.search(r"^tests\b.*\btest_", name)], path


def test_what_the_programs_run_by_hand_take_from_the_package_is_there():
    paths = [path for folder in ("benchmarks", "fuzz") for path in (ROOT / folder).glob("*.py")]
    taken = {
        (path.name, node.module, alias.name)
        for path in paths
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(PACKAGE)
        for alias in node.names
    }
    assert len(taken) > 40
    for path, module, name in taken:
        inside = hasattr(importlib.import_module(module), name)
        assert inside or file_of(f"{module}.{name}"), f"{path}: {module} has no {name}"
