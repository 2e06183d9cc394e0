"""Pages for the tests of HTML and Word files: the blocks of a command, and their facts.

`page_of(pack, "recommend-close", "fr", title="…", notes="…")` is what
`recommend … --format html` would print; `show-3` and `compare-7-6` name models by number.
"""

from typing import Any, NamedTuple

from tests.support.situations import SITUATIONS, answered

from concertation_cli.engine.compare import compare
from concertation_cli.engine.explain import explain
from concertation_cli.engine.recommend import recommend
from concertation_cli.knowledge.records import Situation
from concertation_cli.phrases.advice import AdvicePhrases
from concertation_cli.render.formats.page_layout import PageFacts, page_facts
from concertation_cli.render.views.lookups import Lookups
from concertation_cli.render.views.model import Profile
from concertation_cli.render.views.page import Page
from concertation_cli.words import Words

DATE = "2026-11-23"
LANGUAGES = ("fr", "en")
KINDS = tuple(SITUATIONS)
ADVISED = ("recommended", "close", "not-ready")
NAMES = (
    *(f"recommend-{kind}" for kind in KINDS),
    "show-1",
    "show-6",
    "compare-7-6",
    "compare-1-2-3-4-5-6-7-8-9",
)


class Made(NamedTuple):
    """What a renderer takes, and the recommendation it tells of, if any."""

    blocks: list[Any]
    facts: PageFacts
    words: Words
    result: Any


def page_of(pack, name, lang, *, title="", notes="", annex=True):  # noqa: PLR0913
    words = Words(lang)
    phrases = AdvicePhrases(pack, words)
    what, _, detail = name.partition("-")
    if what == "recommend":
        situation = Situation(title, notes, answered(detail))
        result = recommend(pack, situation.answers)
        assert result.verdict.kind == detail
        found = explain(pack, situation.answers, result)
        blocks = Page(phrases).blocks(situation, result, found, annex=annex)
        facts = page_facts(phrases, title or words("title.untitled"), DATE)
        return Made(blocks, facts, words, result)
    models = tuple(pack.models[int(number) - 1] for number in detail.split("-"))
    if what == "show":
        blocks = Profile(phrases).model(models[0])
    else:
        blocks = Lookups(phrases).compare(models, compare(pack, models))
    facts = page_facts(phrases, phrases.names(model.id for model in models), DATE)
    return Made(blocks, facts, words, None)
