"""Text that others wrote, made safe to show; text that authors wrote, well set."""

import csv
import html
import io
import json
import unicodedata
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from prompt_toolkit.utils import get_cwidth
from rich.cells import cell_len

from concertation_cli.knowledge.strict_yaml import dump, parse
from concertation_cli.text_safety import cells, clean, decode, fold, typeset

BIDI = {chr(c) for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x61C)}
# Text that is likely to hold whole or broken escape sequences.
HOSTILE = st.text(
    st.sampled_from("\x1b\x9b\x9d\x90\x9c\x07[]0;8?mHab \n\r\t\\\u202e\ud83d\ude00\u0301e")
    | st.characters(),
    max_size=40,
)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b[2J\x1b[1;1Htop", "top"),
        ("\x1b[?25lhidden cursor", "hidden cursor"),
        ("\x1b]0;your title\x07text", "text"),
        ("\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\", "click"),
        ("\x1b]52;c;cm0gLXJmIC8=\x07paste", "paste"),
        ("before\x1b]0;never closed", "before"),
        ("\x1bPq#0;2;0\x1b\\sixel", "sixel"),
        ("\x1bcreset", "reset"),
        ("\x9b31mred", "red"),
        ("\x9d0;title\x9ctext", "text"),
        ("\x90data\x9ctext", "text"),
        ("\x1b\x1b[31mtwice", "twice"),
        ("end\x1b", "end"),
    ],
)
def test_escape_sequences_go_whole(typed, shown):
    assert clean(typed, limit=100) == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("a\x00b", "ab"),
        ("a\x08\x7fb", "ab"),
        ("safe\u202ecod.exe", "safecod.exe"),
        ("\u2066a\u2069\u200f", "a"),
        ("pass\u200bword\ufeff\u00ad", "password"),
        ("lone \ud83d half", "lone half"),
        ("\ud83d\ude00", "\U0001f600"),
        ("e\u0301lu", "élu"),
        ("a\tb\rc\r\nd\u2028e\x85f", "a b c d e f"),
        ("  wide   gaps ", "wide gaps"),
        ("\ue000private", "private"),
    ],
)
def test_what_acts_or_hides_goes_and_the_rest_is_composed(typed, shown):
    assert clean(typed, limit=100) == shown


def test_a_name_that_no_encoding_writes_is_shown_without_what_cannot_be_read():
    assert clean(decode("half \ud83d name"), limit=100) == "half name"
    assert decode("\udcc3\udca9t\udcc3\udca9") == "été"  # UTF-8, taken for another encoding
    assert decode("\udce9t\udce9") == "\ufffdt\ufffd"


@pytest.mark.parametrize(
    "kept", ["« oui\u00a0»", "👩‍👩‍👧", "نعم", "日本", "[b] <i> | *x* # 1.", "ﬁ"]
)
def test_ordinary_writing_is_left_as_it_is(kept):
    assert clean(kept, limit=100) == kept


def test_lines_are_kept_only_where_they_are_wanted():
    assert clean("a\r\n b \n\n\n\nc\rd", limit=100, lines=True) == "a\nb\n\nc\nd"
    assert clean("a\r\n b \n\n\n\nc\rd", limit=100) == "a b c d"


def test_a_tab_parts_words_and_never_lines():
    pasted = "name\tcity\n\tAnna\tLaval"
    assert clean(pasted, limit=100, lines=True) == "name city\nAnna Laval"
    assert clean(pasted, limit=100) == "name city Anna Laval"


def test_text_is_cut_at_the_limit():
    assert clean("abc def", limit=5) == "abc d"
    assert clean("abc def", limit=4) == "abc"


@given(text=HOSTILE, lines=st.booleans())
@example(text="\x1b\x1b]0;a\x07[31m", lines=False)
def test_no_control_character_survives_but_wanted_line_breaks(text, lines):
    found = clean(text, limit=30, lines=lines)
    allowed = {"\n"} if lines else set()
    categories = {unicodedata.category(char) for char in set(found) - allowed}
    assert not categories & {"Cc", "Cs", "Zl", "Zp"}
    assert not set(found) & BIDI
    assert len(found) <= 30
    assert found == unicodedata.normalize("NFC", found)
    found.encode()


PLAIN = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=20)


@given(PLAIN, st.booleans())
def test_what_says_something_is_never_emptied(text, lines):
    visible = text.strip("\u115f\u1160\u3164\uffa0")  # letters that are drawn as nothing
    if visible:
        assert clean(text, limit=100, lines=lines)
        assert clean(f"\x1b[31m{text}", limit=100, lines=lines)


@given(HOSTILE, HOSTILE)
def test_lines_come_out_trimmed_with_one_blank_line_between_at_most(one, other):
    found = clean(f"a{one}\n \n\t\n{other}b", limit=100, lines=True)
    assert "\n\n\n" not in found
    assert all(line == line.strip() and "  " not in line for line in found.split("\n"))
    assert found == found.strip()


@given(HOSTILE, st.booleans(), st.sampled_from(["fr", "en"]))
def test_what_is_cleaned_and_well_set_stays_so(text, lines, lang):
    cleaned = clean(text, limit=30, lines=lines)
    once = typeset(cleaned, lang)
    assert typeset(clean(once, limit=60, lines=lines), lang) == once
    assert not set(once) & (BIDI | {"\x1b", "\x9b", "\x00"})


@given(HOSTILE)
def test_what_is_cleaned_survives_every_carrier(text):
    kept = clean(text, limit=100, lines=True)
    assert json.loads(json.dumps(kept, ensure_ascii=False)) == kept
    assert parse(dump({"a": kept}).encode()).value["a"].value == kept
    row = io.StringIO()
    csv.writer(row).writerow([kept, ""])
    assert next(csv.reader(io.StringIO(row.getvalue(), newline="")))[0] == kept
    ET.fromstring(f"<a>{html.escape(kept)}</a>")  # noqa: S314  # ours
    assert kept.encode("utf-8").decode("utf-8") == kept


@given(HOSTILE, st.booleans())
def test_cleaning_twice_changes_nothing_more(text, lines):
    once = clean(text, limit=30, lines=lines)
    assert clean(once, limit=30, lines=lines) == once


@pytest.mark.parametrize(
    ("typed", "set_in_french"),
    [
        ("l'accord d'aujourd'hui", "l\u2019accord d\u2019aujourd\u2019hui"),
        ("exemple : ceci", "exemple\u00a0: ceci"),
        ("« ainsi »", "«\u00a0ainsi\u00a0»"),
        ("20 % de 1 500 000 $", "20\u00a0% de 1\u00a0500\u00a0000\u00a0$"),
        ("et puis...", "et puis…"),
        ("à 12:30", "à 12:30"),
        ("Quoi? Oui; non!", "Quoi? Oui; non!"),
    ],
)
def test_french_gets_its_apostrophes_and_no_break_spaces(typed, set_in_french):
    assert typeset(typed, "fr") == set_in_french


@pytest.mark.parametrize(
    ("typed", "set_in_english"),
    [
        ("the members' own", "the members\u2019 own"),
        ("it's here : there", "it\u2019s here : there"),
        ("and so on...", "and so on…"),
        ("1 500 people", "1 500 people"),
    ],
)
def test_english_gets_its_apostrophes_and_no_french_spaces(typed, set_in_english):
    assert typeset(typed, "en") == set_in_english


@given(st.text("aé'«» :%$.0159", max_size=30), st.sampled_from(["fr", "en"]))
def test_setting_twice_changes_nothing_more(text, lang):
    once = typeset(text, lang)
    assert typeset(once, lang) == once


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Liens élus", "liens-elus"),
        ("ENTENTE  MULTIPARTITE", "entente_multipartite"),
        ("l'accord", "l\u2019accord"),
        ("Mobilisation sectorielle.", "mobilisation sectorielle"),
        ("e\u0301", "É"),
        ("Straße", "STRASSE"),
    ],
)
def test_what_people_take_for_the_same_folds_to_the_same(one, other):
    assert fold(one) == fold(other)


def test_folding_keeps_letters_and_digits_apart_from_the_rest():
    assert fold(" Modèle nº 7 : « Cohorte » ") == "modele no 7 cohorte"
    assert fold("?! -- ") == ""
    assert fold("cohorte") != fold("cohortes")


def test_letters_written_in_two_or_drawn_apart_fold_to_plain_ones():
    assert fold("\u01e3 \u0153 \u210c\u2115") == "ae oe hn"


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "e\u0301t\u00e9",
        "\u65e5\u672c",
        "a\u200db",
        "\u4dc0",
        "\U0001f469\u200d\U0001f469\u200d\U0001f467",
        "1\ufe0f\u20e3",
        "\u1112\u1161\u11ab",
    ],
)
def test_a_text_takes_as_many_columns_as_what_draws_the_menus_gives_it(text):
    assert cells(text) == get_cwidth(text)


def test_a_joined_emoji_takes_the_columns_of_one_in_a_table():
    family = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
    assert cell_len(family) == 2 < cells(family)
