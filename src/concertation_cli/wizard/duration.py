"""How long a questionnaire takes to read and answer."""

from collections.abc import Sequence

from concertation_cli.knowledge.records import PORTRAIT, Pack, Question, Text

_WORDS_A_MINUTE = 200
_SECONDS_A_QUESTION = 10
_TYPICAL_PORTRAITS = 4


def reading_minutes(
    pack: Pack, questions: Sequence[Question], rows: int, lang: str
) -> tuple[int, int]:
    """Return the minutes that some questions take, about: at least, and at most.

    At 200 words a minute, and ten seconds to choose each answer: the least reads questions
    and options alone, and of the recognition four portraits whole; the most reads what every
    option means. An estimate, which the documentation states as such.

    Args:
        pack: The pack.
        questions: Those asked, without grids.
        rows: How many rows of grids are asked besides.
        lang: The language that they are read in.
    """
    brief, whole = 0, 0
    grids = [question for question in pack.questions if question.kind == "grid"]
    lines = [option for grid in grids for option in grid.options]
    rows = min(rows, len(lines))
    asked = [question for question in questions if question.kind != "grid"]
    for question in asked:
        labels = [question.text, *(option.label for option in question.options)]
        meanings = [option.means for option in question.options]
        if question.id == PORTRAIT:
            portrayed = pack.portrayed()
            shown = [o.means for o in question.options if o.id in portrayed][:_TYPICAL_PORTRAITS]
            labels = [question.text, *shown, *(line.label for line in pack.last_lines)]
            meanings = [line.text for line in pack.last_lines]
        brief += _words_in(labels, lang)
        whole += _words_in([*labels, *meanings], lang)
    if rows:
        labels_read = _words_in([line.label for line in lines], lang) * rows // len(lines)
        means_read = _words_in([line.means for line in lines], lang) * rows // len(lines)
        brief += labels_read
        whole += labels_read + means_read
    choosing = _SECONDS_A_QUESTION * (len(asked) + rows)
    least, most = ((n * 60 / _WORDS_A_MINUTE + choosing) / 60 for n in (brief, whole))
    return max(1, round(least)), max(1, round(most))


def _words_in(texts: Sequence[Text], lang: str) -> int:
    return sum(len(text[lang].split()) for text in texts)
