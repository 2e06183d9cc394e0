"""The program's own words: the same in both languages, all of them used, well set."""

import ast
import json
import re
import string
from functools import cache

import pytest
from tests.support.paths import SOURCE
from tests.support.sources import modules, nodes_of

from concertation_cli.errors import Problem
from concertation_cli.words import Words, available

NBSP = "\u00a0"
YAML = r'(?:[!?]|(?:- )?\w+:(?: (?:[^«»“”"]*|"[^"]*"))?)'
"""A line to write in a file, or a sign that stands there, as a sentence quotes it."""


def nodes():
    """Yield all that the modules of the program are made of."""
    return (node for path in modules() for node in nodes_of(path))


@cache
def constants():
    """Return every text that stands in the code."""
    found = (node.value for node in nodes() if isinstance(node, ast.Constant))
    return {value for value in found if type(value) is str}


def entries(lang):
    return json.loads((SOURCE / "words" / f"{lang}.json").read_text("utf-8"))


def sentences(lang):
    """Return every sentence with its key, plurals as `key/one` and `key/other`."""
    found = {}
    for key, entry in entries(lang).items():
        if isinstance(entry, dict):
            found |= {f"{key}/{form}": text for form, text in entry.items()}
        elif isinstance(entry, str):
            found[key] = entry
    return found


def fields(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def prefixes():
    """Return the openings of f-strings that end with a full stop: `verdict.`, `help.` …"""
    opened = set()
    for node in nodes():
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            start = str(node.values[0].value)
            if re.fullmatch(r"[a-z]+\.[a-z-]*", start):
                opened.add(start)
    return opened


def named(node):
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def keys_of(node, written):
    """Return the keys of a dict, written on the spot or under a name just before."""
    if isinstance(node, ast.Name):
        return written.get(node.id)
    if isinstance(node, ast.Dict):
        return {key.value for key in node.keys if isinstance(key, ast.Constant)}
    return None


# Where a call's code stands, and what its sentence gets.
UNKNOWN = {"value", "near", "allowed"}
BY_CALL = {"report_unknown": (2, UNKNOWN), "require_known": (3, UNKNOWN)}
CODED = {"words": 0, "_words": 0, "report": 1, "TreeError": 1, "Problem": 1, "Flaw": 2}


def coded_calls():
    """Return each sentence called for by name, with the values that its call gives."""
    found = []
    for path in modules():
        functions = (n for n in nodes_of(path) if isinstance(n, ast.FunctionDef))
        for function in functions:
            written = {}
            for node in ast.walk(function):
                if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(
                    node.value, ast.Dict
                ):
                    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                    written[named(target)] = keys_of(node.value, {})
            for node in ast.walk(function):
                if isinstance(node, ast.Call):
                    told = coded_call(node, written)
                    if told:
                        found.append((f"{path.name}:{node.lineno}", *told))
    return found


def coded_call(node, written):
    """Return the key of the sentence that a call names, and the values it gives; or None."""
    name = named(node.func)
    place, given = BY_CALL.get(name, (CODED.get(name, -1), set()))
    if place < 0 or len(node.args) <= place or not isinstance(node.args[place], ast.Constant):
        return None
    key = node.args[place].value
    if not isinstance(key, str):
        return None
    given = {*given, *(keyword.arg for keyword in node.keywords if keyword.arg)}
    dicts = [keyword.value for keyword in node.keywords if not keyword.arg]
    if name in {"Problem", "Flaw"}:
        dicts += node.args[place + 1 :]
    keys = [keys_of(found, written) for found in dicts]
    if None in keys:
        return None
    return key if name in {"words", "_words"} else f"problem.{key}", given.union(*keys)


@pytest.mark.parametrize(
    ("lang", "iso", "told"),
    [
        ("fr", "2026-11-28", "28~novembre 2026"),
        ("fr", "2026-12-01", "1er~décembre 2026"),
        ("fr", "2026-08-09", "9~août 2026"),
        ("en", "2026-11-28", "November~28, 2026"),
        ("en", "2027-01-01", "January~1, 2027"),
    ],
)
def test_a_date_is_written_as_people_write_it(lang, iso, told):
    assert Words(lang).date(iso) == told.replace("~", "\u00a0")


@pytest.mark.parametrize(
    ("lang", "told"),
    [("fr", "28~novembre 2026 à 9~h~05"), ("en", "November~28, 2026, at 9:05")],
)
def test_a_moment_is_written_as_people_write_it(lang, told):
    assert Words(lang).moment("2026-11-28 09:05") == told.replace("~", "\u00a0")


def test_both_languages_have_the_same_keys():
    assert set(available()) == {"fr", "en"}
    assert entries("fr").keys() == entries("en").keys()


def test_both_languages_fill_the_same_values_in():
    french, english = sentences("fr"), sentences("en")
    assert french.keys() == english.keys()
    different = {
        key: (fields(french[key]), fields(english[key]))
        for key in french
        if fields(french[key]) != fields(english[key])
    }
    assert not different


@pytest.mark.parametrize("lang", available())
def test_each_plural_has_its_two_forms(lang):
    plurals = {key: entry for key, entry in entries(lang).items() if isinstance(entry, dict)}
    assert plurals
    for key, forms in plurals.items():
        assert list(forms) == ["one", "other"], key
        spelled_out = {"count"}  # the singular may say "one" in words
        assert fields(forms["one"]) | spelled_out == fields(forms["other"]) | spelled_out, key


def test_zero_is_singular_in_french_and_plural_in_english():
    assert entries("fr")["plural.one"] == [0, 1]
    assert entries("en")["plural.one"] == [1]


def test_every_sentence_that_the_code_names_exists():
    keys = entries("fr").keys()
    families = {key.partition(".")[0] for key in keys}
    shaped = re.compile(rf"(?:{'|'.join(sorted(families))})\.[a-z_-]+")
    named = {text for text in constants() if shaped.fullmatch(text)} - prefixes()
    named |= {key for _, key, _ in coded_calls()}
    assert named - keys == set()
    for prefix in prefixes():
        known = any(key.startswith(prefix) for key in keys)
        assert known or prefix.partition(".")[0] not in families, prefix


def test_every_sentence_gets_the_values_it_needs():
    texts = sentences("fr")
    lacking = [
        (place, form, fields(texts[form]) - given)
        for place, key, given in coded_calls()
        for form in (key, f"{key}/one", f"{key}/other")
        if not fields(texts.get(form, "")) <= given
    ]
    assert not lacking


# Codes that their callers choose among, told whole by the tables of flaws, or in tests of tables.
CHOSEN = ("yaml-", "bad-", "expected-", "csv-", "unknown-flag")


def test_every_problem_is_known_to_get_the_values_it_needs():
    called = {key for _, key, _ in coded_calls()}
    problems = {key for key in entries("fr") if key.startswith("problem.")}
    parts = {"problem.placed", "problem.near", "problem.allowed"}
    unseen = {key.removeprefix("problem.") for key in problems - called - parts}
    assert [code for code in sorted(unseen) if not code.startswith(CHOSEN)] == []


@pytest.mark.parametrize("lang", available())
def test_every_problem_is_told_whole_with_nothing_left_to_fill_in(lang):
    words = Words(lang)
    for key in entries(lang):
        code = key.removeprefix("problem.")
        if code == key or code in {"placed", "near", "allowed"}:
            continue
        names = set().union(
            *(fields(t) for k, t in sentences(lang).items() if k.split("/")[0] == key)
        )
        values = {name: 2 if name in {"count", "most", "least"} else f"<{name}>" for name in names}
        told = words.problem(Problem("a.yaml:1", code, {**values, "near": "n", "allowed": ("m",)}))
        assert told.startswith("a.yaml:1"), told
        assert all(str(value) in told for value in values.values()), told
        assert "(" + words("problem.near", near=words("quoted", text="n"))[1:] in told
        assert told.endswith(words("problem.allowed", allowed=("m",))), told


def test_every_sentence_is_used():
    opened = prefixes()

    def used(key):
        return key in constants() or any(
            key.startswith(prefix) and key.removeprefix(prefix) in constants() for prefix in opened
        )

    assert [key for key in entries("fr") if not used(key)] == []


def test_french_is_set_as_in_quebec():
    wrong = {}
    for key, text in sentences("fr").items():
        plain = re.sub(r"\{\w+\}", "x", text)
        plain = re.sub(rf"(?<=«{NBSP}){YAML}(?={NBSP}»)", "x", plain)
        for what, pattern in (
            ("space before ; ! ?", r"\s[;!?]"),
            ("colon without its no-break space", rf"(?<![{NBSP}\d/]):(?=\s|$)"),
            ("breaking space before a colon", r"[ \n]:(?!\w)"),
            ("guillemets without no-break spaces", rf"«(?!{NBSP})|(?<!{NBSP})»"),
            ("breaking space before % or $", r"\d [%$]"),
            ("straight apostrophe", r"(?<=\w)'(?=\w)"),
            ("three full stops", r"\.\.\."),
            ("English quotation marks", "[“”]"),
        ):
            if re.search(pattern, plain):
                wrong[key] = (what, text)
    assert not wrong


def test_english_is_set_as_in_english():
    wrong = {}
    for key, text in sentences("en").items():
        plain = re.sub(r"\{\w+\}", "x", text)
        plain = re.sub(rf"(?<=“){YAML}(?=”)", "x", plain)
        for what, pattern in (
            ("space before punctuation", r"\s[;!?]|\s:(?=\s|$)"),
            ("guillemets", "[«»]"),
            ("straight apostrophe", r"(?<=\w)'(?=\w)"),
            ("three full stops", r"\.\.\."),
        ):
            if re.search(pattern, plain):
                wrong[key] = (what, text)
    assert not wrong
