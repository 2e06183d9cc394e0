"""What the header of a table means: header lines in, the meaning of each column out."""

import pytest

from concertation_cli.inputs.forms import form_for
from concertation_cli.inputs.headers import How, understand
from concertation_cli.words import Words

LACK, PEOPLE, ROLES = "What is lacking?", "Who must be there?", "Who holds these roles?"


@pytest.fixture
def form(toy):
    return form_for(toy, Words("en"))


@pytest.fixture
def found(form):
    """Return a function from the lines of a table to what each column means, and their count."""

    def found(*lines):
        layout = understand(lines, form.headers, form.is_readable)
        told = [meaning and ".".join(filter(None, meaning.column)) for meaning in layout.columns]
        return told, layout.after - layout.first, layout.after

    return found


CASES = {
    "a question's text wins over an id in another case": (
        [["Lack", LACK], ["12", "Ties"]],
        [None, "lack"],
    ),
    "an id in another case is one where nothing else is": (
        [["LACK"], ["Ties"]],
        ["lack"],
    ),
    "an everyday word is no question where it holds no answer": (
        [["Lack", PEOPLE], ["12", "The public"]],
        [None, "people"],
    ),
    "a number of one's own": ([["Q3 - " + LACK], ["Ties"]], ["lack"]),
    "another": ([["Question 2: " + LACK], ["Ties"]], ["lack"]),
    "a group in front": ([["need/lack"], ["ties"]], ["lack"]),
    "two groups": ([["a/b/lack/ties", "a/b/lack/proof"], ["1", "0"]], ["lack.ties", "lack.proof"]),
    "a choice of REDCap": ([[f"{LACK} (choice=Ties)"], ["Checked"]], ["lack.ties"]),
    "an option in brackets beside the whole": (
        [[LACK, f"{LACK} (Ties)", f"{LACK} (Proof)"], ["Ties", "true", "false"]],
        ["lack", "lack.ties", "lack.proof"],
    ),
    "words of one's own beside a question": (
        [[LACK, f"{LACK} (précisez)", f"{LACK} [Other]"], ["Ties", "time", "more"]],
        ["lack", None, None],
    ),
    "the same question in two branches": (
        [[LACK, LACK], ["Ties", ""], ["", "Proof"]],
        ["lack", "lack"],
    ),
    "a selected choice of Qualtrics": (
        [[f"{ROLES} - Selected Choice - Treasurer"], ["Us"]],
        ["roles.treasurer"],
    ),
    "options alone": (
        [["people", "Ties", "Proof"], ["citizens", "", "Proof"]],
        ["people", "lack.ties", "lack.proof"],
    ),
    "an option alone that holds no tick is none": (
        [["people", "Ties"], ["citizens", "strong"]],
        ["people", None],
    ),
    "a text cut short": ([["Who holds these r", "x"], ["", ""]], [None, None]),
}


@pytest.mark.parametrize("case", CASES)
def test_a_header_of_one_line_means(found, case):
    lines, expected = CASES[case]
    assert found(*lines)[0] == expected


def test_a_text_cut_short_is_known_where_only_one_begins_so(found):
    assert found(["What do you want to obt"], ["A report"])[0] == ["wish"]
    assert found(["What do you"], ["A report"])[0] == [None]  # two begin so


TWO = {
    "SurveyMonkey": (
        [
            ["Respondent ID", PEOPLE, LACK, "", "", ROLES, ""],
            ["", "Response", "Ties", "Proof", "Money", "Host", "Treasurer"],
            ["1001", "The public", "Ties", "", "Money", "Us", "Nobody"],
        ],
        [None, "people", "lack.ties", "lack.proof", "lack.money", "roles.host", "roles.treasurer"],
        2,
        2,
    ),
    "SurveyMonkey, with questions of one's own": (
        [
            ["Respondent ID", "Your street?", "Your age?", "", LACK, "", "", ROLES, ""],
            [
                "",
                "Open-Ended Response",
                "Young",
                "Old",
                "Ties",
                "Proof",
                "Money",
                "Host",
                "Treasurer",
            ],
            ["1001", "Rue A", "Young", "", "Ties", "", "Money", "", "Nobody"],
        ],
        [
            None,
            None,
            None,
            None,
            "lack.ties",
            "lack.proof",
            "lack.money",
            "roles.host",
            "roles.treasurer",
        ],
        2,
        2,
    ),
    "one who ticked all, under columns of a tool": (
        [["Respondent ID", LACK, "", ""], ["1001", "Ties", "Proof", "Money"]],
        [None, "lack", "lack", "lack"],
        1,
        1,
    ),
    "SurveyMonkey, its second line taken out": (
        [
            ["Respondent ID", PEOPLE, LACK, "", ""],
            ["1001", "The public", "Ties", "", "Money"],
        ],
        [None, "people", "lack", "lack", "lack"],
        1,
        1,
    ),
    "Framaforms": (
        [
            ["Submission details", "", "", "", ""],
            ["", "", LACK, "", ""],
            ["SID", PEOPLE, "Ties", "Proof", "Money"],
            ["1", "The public", "X", "", "X"],
        ],
        [None, "people", "lack.ties", "lack.proof", "lack.money"],
        2,
        3,
    ),
    "Qualtrics": (
        [
            ["StartDate", "Q1", "Q2_1"],
            ["Start Date", LACK, f"{ROLES} - Host"],
            ['{"ImportId":"startDate"}', '{"ImportId":"QID1"}', '{"ImportId":"QID2_1"}'],
            ["2026-01-01", "Ties,Money", "Us"],
        ],
        [None, "lack", "roles.host"],
        2,
        3,
    ),
    "a title above": (
        [["Table 1", ""], [LACK, PEOPLE], ["Ties", "The public"]],
        ["lack", "people"],
        1,
        2,
    ),
    "answers right under a header": (
        [[LACK, PEOPLE], ["Ties", "The public"], ["Proof", "Businesses"]],
        ["lack", "people"],
        1,
        1,
    ),
    "one who ticked all": (
        [[PEOPLE, LACK, "", ""], ["The public", "Ties", "Proof", "Money"]],
        ["people", "lack", "lack", "lack"],
        1,
        1,
    ),
}


@pytest.mark.parametrize("case", TWO)
def test_a_header_of_several_lines_means(found, case):
    lines, expected, height, after = TWO[case]
    told, its_height, its_after = found(*lines)
    assert told == expected
    assert its_after == after
    assert its_height >= height - 1


def test_answers_under_a_header_of_ones_own_words_are_never_taken_for_a_header(found):
    told, height, _ = found(["My question", "Another"], ["Ties", "The public"])
    assert (told, height) == ([None, None], 1)


@pytest.mark.parametrize(
    "header",
    ["Horodateur", "Start Date", "Collector ID", "Last modified time", "Commentaires", "Form",
     "Participants", "Adresse de messagerie", "Modified Time", "Participant ID", "Fonction",
     "Nombre de participants", "Résultats", "Form name", "Duration", "Scope", "Fiduciary",
     "Duration (in seconds)", "Result", "Brouillon"],
)  # fmt: skip
def test_a_column_of_a_tool_resembles_no_question(pack, header):
    assert form_for(pack, Words("fr")).headers.near(header) == ""


def test_how_a_column_was_found_is_told(form):
    def how(header):
        return form.headers.meaning(header).how

    assert how(LACK) is how(f"{LACK} [Ties]") is how("1. " + LACK) is How.TEXT
    assert how("lack") is how("roles.host") is How.ID
    assert how("LACK") is how("roles[Host]") is How.LOOSE
    assert how("Treasurer") is how("Ties") is How.ALONE
