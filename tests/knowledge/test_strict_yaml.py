"""Strict reading: what YAML and JSON may hold, and where we say that they may not."""

import sys
from io import BytesIO, TextIOWrapper

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.yaml_values import plain

from concertation_cli.knowledge.strict_yaml import MAX_BYTES, TreeError, dump, parse, read_bytes

KEPT_AS_TYPED = (
    "no", "yes", "on", "off", "y", "oui", "True", "TRUE", "010", "01234", "0x1F", "1_000", "1:30",
    "12:30:45", "2026-01-02", ".inf", ".nan", "=", "1e3", "+3", "NULL", "12345678901234567890",
)  # fmt: skip

CONTROLS = ["Cs", "Cc", "Zl", "Zp"]

SCALARS = (
    st.none() | st.booleans() | st.integers(-(10**17), 10**17)
    # What is written was cleaned before: it holds no control character but the line break.
    | st.text(st.characters(exclude_categories=CONTROLS) | st.just("\n"), max_size=20)
    | st.sampled_from(KEPT_AS_TYPED)
)  # fmt: skip


KEYS = st.text("abc: -#é'\"\n", max_size=5) | st.sampled_from(KEPT_AS_TYPED)


def refusal(data, **options):
    with pytest.raises(TreeError) as caught:
        parse(data.encode() if isinstance(data, str) else data, **options)
    return caught.value.line, caught.value.code


@pytest.mark.parametrize("typed", KEPT_AS_TYPED)
def test_yaml_1_1_surprises_stay_the_text_that_was_typed(typed):
    found = plain(parse(f"a: {typed}".encode()))["a"]
    assert (found, type(found)) == (typed, str)


@pytest.mark.parametrize("typed", ["no", "on", "010", "1:30", "2026-01-02", "null", "3"])
def test_a_key_stays_the_text_that_was_typed(typed):
    assert list(parse(f"{typed}: 1".encode()).value) == [typed]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("true", True), ("false", False), ("null", None), ("~", None), ("", None),
        ("3", 3), ("-3", -3), ("0", 0), ("1.10", 1.1), ("-0.5", -0.5),
        ("'3'", "3"), ('"true"', "true"), ("''", ""), ("b # c", "b"),
    ],
)  # fmt: skip
def test_plain_numbers_flags_and_null_are_values_and_quotes_make_text(typed, value):
    found = plain(parse(f"a: {typed}".encode()))["a"]
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("a: 1\nb: 2\na: 3", 3, "duplicate-key"),
        ("a:\n  b: 1\n  c: 1\n  b: 2", 4, "duplicate-key"),
        ("a: {b: 1, b: 2}", 1, "duplicate-key"),
        ("yes: 1\n'yes': 2", 2, "duplicate-key"),
        ("a: 1\nb: &x 1", 2, "alias"),
        ("a: 1\nb: 2\nc: *x", 3, "alias"),
        ("a: &x [*x]", 1, "alias"),
        ("a: 1\nb:\n  <<: *x", 3, "alias"),
        ("a: 1\nb: !!str 2", 2, "tag"),
        ("a: !!python/object/apply:os.system [ls]", 1, "tag"),
        ("a: !b c", 1, "tag"),
        ("a: 1\n---\nb: 2", 2, "several-documents"),
        ("a: 1\n? [b]\n: c", 2, "key-not-text"),
        ("{a: b}: c", 1, "key-not-text"),
        ("a: 1\nb: Quel budget : élevé", 2, "yaml-colon"),
        ("- a: Quel budget : élevé", 1, "yaml-colon"),
        ("a: « Un avis : deux »", 1, "yaml-colon"),
        ("a: {b: Un avis : deux, c: d}", 1, "yaml-colon"),
        ("a: 'l'accord'", 1, "yaml-apostrophe"),
        ("a: ['l'accord', b]", 1, "yaml-apostrophe"),
        ("a: {b: \"it's\", c: 'l'accord'}", 1, "yaml-apostrophe"),
        ('a:\n  b: "le "bon" sens"', 2, "yaml-quote"),
        ('a: "un" deux', 1, "yaml-quote"),
        ('a: 1\nb: "deux\n', 2, "yaml-unclosed"),
        ('a:\n  b: "un\n  c: "deux"', 3, "yaml-unclosed"),
        ("a:\n  b: 'un\n  c: 'deux'", 3, "yaml-unclosed"),
        ("a: 1\nb: {c: d\ne: f", 2, "yaml-bracket"),
        ("a: 1\nb: [c, d\ne: f", 2, "yaml-bracket"),
        ("a: 1\nb:2\nc: 3", 2, "yaml-space"),
        ("a: 1\nb:\u00a02\nc: 3", 2, "yaml-space"),
        ("a:\n-b\n- c", 2, "yaml-space"),
        ("a: 1\nb\nc: 3", 2, "yaml-no-colon"),
        ("a: 1\n b: 2", 2, "yaml-indent"),
        ("a:\n  b: 1\n # c\n   d: 2", 4, "yaml-indent"),
        ("- a: 1\n  b: 2\n c: 3", 3, "yaml-indent"),
        ("a: 1\n\tb: 2", 2, "yaml-tab"),
        ("a:\n  \tb: 2", 2, "yaml-tab"),
        ('a: {b: "c" d: "e"}', 1, "yaml-syntax"),
        ("a: @b", 1, "yaml-syntax"),
        ("a: 1\n- b", 2, "yaml-syntax"),
        ("a: 1\nb: " + "[" * 32 + "]" * 32, 2, "too-deep"),
        ("[" * 3000, 1, "too-deep"),
        ("a: 1\nb: \x00", 2, "not-text"),
        ("a: 1\n\nb: \x1b[31m", 3, "not-text"),
        ("a: « b\u00a0»\nb: \x07", 2, "not-text"),
        ("", 0, "file-empty"),
        (" \n\n", 0, "file-empty"),
        ("# only a comment\n", 0, "file-empty"),
    ],
)
def test_what_yaml_may_not_hold_is_refused_at_its_line(text, line, code):
    assert refusal(text) == (line, code)


def test_bytes_that_are_not_utf8_are_refused_at_their_line():
    assert refusal("a: 1\nb: élevé".encode("latin-1")) == (2, "not-utf8")
    assert refusal("a: 1".encode("utf-16-le")) == (1, "not-text")
    assert refusal(b"\xff\xfea\x00:\x00 ") == (1, "not-utf8")


def test_an_alias_bomb_is_refused_at_its_first_anchor():
    rows = [
        "a: &a [x, x]",
        *(f"{b}: &{b} [*{a}, *{a}]" for a, b in zip("abcd", "bcde", strict=True)),
    ]
    assert refusal("\n".join(rows)) == (1, "alias")


def test_a_merge_key_merges_nothing():
    assert plain(parse(b"<<: {a: 1}\nb: 2")) == {"<<": {"a": 1}, "b": 2}


def test_depth_32_is_accepted():
    found = plain(parse(("a: " + "[" * 31 + "]" * 31).encode()))["a"]
    for _ in range(30):
        (found,) = found
    assert found == []


def test_a_byte_order_mark_and_windows_line_ends_change_nothing():
    unix = parse("a: « é »\nb:\n- c: >-\n    d\n    e\n- f\n".encode())
    windows = parse("\ufeffa: « é »\r\nb:\r\n- c: >-\r\n    d\r\n    e\r\n- f\r\n".encode())
    assert windows == unix


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a:\t1\t\nb:\t'c'\t# d\n\t\n", {"a": 1, "b": "c"}),
        ('a: b\tc\nd: "e\tf"', {"a": "b c", "d": "e f"}),
        ("a: >\t\n  b\n  c", {"a": "b c"}),
        ("{a: Qui vient ?, b: quoi?, c? : d??}", {"a": "Qui vient ?", "b": "quoi?", "c?": "d??"}),
        ("a: Qui\u00a0? b\n# c ?\n", {"a": "Qui\u00a0? b"}),
        ("a: 1\n\ufeffb: 2", {"a": 1, "b": 2}),
        ("a: ! 3\nb: ! '3'", {"a": 3, "b": "3"}),
        ("? a\n: b", {"a": "b"}),
    ],
)
def test_what_yaml_readers_take_in_different_ways_is_read(text, value):
    assert plain(parse(text.encode())) == value


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("a: 1\nb: [1,", 2, "yaml-syntax"),
        ("a: 1\nb: {c: d\n\n\n", 2, "yaml-bracket"),
        ("a: 1\nb: 'c\nd\n", 2, "yaml-unclosed"),
        ("a: >#b\n  c", 1, "yaml-syntax"),
        ("a: [b,\n\tc]", 2, "yaml-tab"),
        ("{a: b\n  ? c}", 1, "yaml-bracket"),
    ],
)
def test_what_is_left_open_is_refused_at_a_line_that_is_there(text, line, code):
    assert refusal(text) == (line, code)


# Pieces of YAML, and of what people put in it: many fit, many do not.
PIECES = (
    "a: 1\n", "- b\n", "  c: d\n", "- - e\n", "? f\n", ": g\n", "h: |\n  i\n", "j: >-\n  k\n",
    "{l: m}", "[n, o]", "'p'", '"q"', "&r ", "*r", "!s ", "!!str ", "<<: ", "---\n", "...\n",
    "%YAML 1.1\n", "# t\n", ": ", "- ", "? ", ", ", "[", "]", "{", "}", "'", '"', "|", ">", "#",
    "!", "?", "\\", "%", "@", "\t", "  ", "\n", "\n\n", "\r\n", "\x85", "\u2028", "\ufeff",
    "\u00a0", "é", "\U0001f600", "\x7f", "null", "true", "1.5", "Qui ?", "oui : non",
    "v" * 1025 + ": ",
)  # fmt: skip
READ = (
    "title: Quel budget\nnotes: |\n  é « x »\n\n  y\nanswers: {lack: [ties], 'roles': {host: us}}\n"
)


@st.composite
def likely_yaml(draw):
    """Draw a text that a person might have written, then spoiled here and there."""
    if draw(st.booleans()):
        return "".join(draw(st.lists(st.sampled_from(PIECES), min_size=1, max_size=8)))
    text = draw(st.sampled_from([READ, dump(draw(st.dictionaries(KEYS, SCALARS, min_size=1)))]))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        gone = draw(st.sampled_from([0, 0, 1, 2]))
        text = text[:at] + draw(st.sampled_from(PIECES)) + text[at + gone :]
    return text.replace("\n", draw(st.sampled_from(["\n", "\n", "\n", "\r\n", "\r"])))


@settings(max_examples=300)
@given(likely_yaml())
def test_any_text_is_read_or_refused_at_a_line_that_is_there(text):
    lines = len(text.splitlines())
    try:
        line = parse(text.encode()).line
    except TreeError as error:
        line = error.line
    assert 0 <= line <= lines


def test_json_may_start_with_a_byte_order_mark_too():
    assert plain(parse('\ufeff{"a": 1}'.encode(), json_only=True)) == {"a": 1}


def test_every_value_stands_on_the_line_of_its_key_or_dash():
    root = parse(b"# c\na: 1\n\nb:\n  c: >-\n    d\n    e\n  f:\n  - g\n  - h: i\n    j: k\n")
    lines = {"a": root.value["a"].line, "b": root.value["b"].line}
    inner = root.value["b"].value
    lines |= {"c": inner["c"].line, "f": inner["f"].line}
    items = inner["f"].value
    lines |= {"g": items[0].line, "h": items[1].value["h"].line, "j": items[1].value["j"].line}
    assert lines == {"a": 2, "b": 4, "c": 5, "f": 8, "g": 9, "h": 10, "j": 11}


# -- JSON --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ('{"a": 1, "a": 2}', 0, "duplicate-key"),
        ('{"a": {"b": 1, "b": 2}}', 0, "duplicate-key"),
        ('{"a": NaN}', 0, "not-a-number"),
        ('{"a": [-Infinity]}', 0, "not-a-number"),
        ('{"a": 1e999}', 0, "not-a-number"),
        ('{"a": ' + "[" * 32 + "]" * 32 + "}", 0, "too-deep"),
        ('{"a": [' + "0," * 20_000 + "0]}", 0, "too-many-values"),
        ('{"a": ' + "[" * 100_000 + "]" * 100_000 + "}", 0, "too-deep"),
        ('{"a": ' + "9" * 5000 + "}", 0, "number-too-long"),
        ("  \n", 0, "file-empty"),
    ],
)
@pytest.mark.parametrize("json_only", [True, False])
def test_what_json_may_not_hold_is_refused(text, line, code, json_only):
    assert refusal(text, json_only=json_only) == (line, code)


@pytest.mark.parametrize(
    ("text", "line"),
    [('{\n"a": 1,\n"b" 2}', 3), ("a: 1", 1), ('{"a": 1}\n{"b": 2}', 2), ('{"a": 1,}', 1)],
)
def test_malformed_json_is_refused_at_its_line(text, line):
    assert refusal(text, json_only=True) == (line, "json-syntax")


def test_numbers_with_decimals_are_read_in_json():
    assert plain(parse(b'{"a": [1.5, -2e-1]}', json_only=True)) == {"a": [1.5, -0.2]}


def test_tabs_and_long_keys_are_fine_in_json():
    key = "k" * 2000
    assert plain(parse(f'{{\t"a":\t1,\n\t"{key}": true}}'.encode())) == {"a": 1, key: True}


def test_a_yaml_mapping_in_braces_is_not_mistaken_for_json():
    assert plain(parse(b"{a: no, b: [1, c]}")) == {"a": "no", "b": [1, "c"]}


# -- files -------------------------------------------------------------------------------


def unread(path):
    with pytest.raises(TreeError) as caught:
        read_bytes(str(path))
    return caught.value.code


def test_a_file_that_cannot_be_read_says_why(tmp_path):
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    assert unread(tmp_path / "absent") == "file-missing"
    assert unread(tmp_path) == "file-is-folder"
    assert unread(loop) == "file-unreadable"
    assert unread("a\0b") == "file-unreadable"


def test_one_mebibyte_is_read_and_one_byte_more_is_not(tmp_path):
    path = tmp_path / "big"
    path.write_bytes(b"#" * MAX_BYTES)
    assert len(read_bytes(str(path))) == MAX_BYTES == 1024 * 1024
    path.write_bytes(b"#" * (MAX_BYTES + 1))
    assert unread(path) == "file-too-large"


def test_fifty_megabytes_are_refused_without_being_read(tmp_path, monkeypatch):
    path = tmp_path / "huge"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    assert unread(path) == "file-too-large"
    with path.open("rb") as endless:
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(endless))
        assert unread("-") == "file-too-large"
        assert endless.tell() < 2 * MAX_BYTES


def test_a_dash_reads_standard_input_and_a_closed_one_is_told(monkeypatch):
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO("é: 1".encode())))
    assert read_bytes("-") == "é: 1".encode()
    monkeypatch.setattr(sys, "stdin", None)
    assert unread("-") == "file-unreadable"


@given(st.dictionaries(KEYS, SCALARS | st.lists(SCALARS, max_size=3), min_size=1, max_size=4))
def test_what_we_write_as_yaml_reads_back_the_same(value):
    assert plain(parse(dump(value).encode())) == value


def test_a_json_number_beyond_all_numbers_is_refused():
    with pytest.raises(TreeError) as caught:
        parse(b'{"a": 1e999}', json_only=True)
    assert caught.value.code == "not-a-number"
