"""The pages of the documentation: read, and written anew."""

import os

from tests.support.paths import ROOT

READMES = {"en": "README.md", "fr": "README.fr.md"}
LISTS = {"en": "docs/README.md", "fr": "docs/LISEZMOI.md"}
"""The pages that list the others."""


def page_in(lang, name):
    """Return the page of the documentation that bears a name, in a language."""
    return f"docs/{name}.md" if lang == "en" else f"docs/{name}.{lang}.md"


def twins():
    """Return the English pages that have a French twin, with it."""
    pages = {
        path.relative_to(ROOT).as_posix(): path.with_suffix(".fr.md").relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "docs").glob("*.md"))
        if path.with_suffix(".fr.md").exists()
    }
    return {READMES["en"]: READMES["fr"], LISTS["en"]: LISTS["fr"], **pages}


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def cells(block):
    """Return the rows of a table, without its heading."""
    rows = [line for line in block.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in rows[2:]]


def table_after(text, heading):
    """Return the rows of the table whose heading row starts with `heading`."""
    return cells(text[text.index(f"\n| {heading} |") :].split("\n\n")[0])


RENEWING = os.environ.get("CONCERTATION_UPDATE_GOLDEN") == "1"


def renew(page, old, new, *, after=""):
    """Write what is true now in a page, in place of what it says after some heading."""
    text = (ROOT / page).read_text(encoding="utf-8")
    start = text.index(after)
    assert old in text[start:]
    (ROOT / page).write_text(text[:start] + text[start:].replace(old, new, 1), encoding="utf-8")


# The examples of the English pages, and the same ones in French.
TWINS = {
    "examples/en/community-gardens": "examples/jardins-collectifs",
    "examples/en/caregiver-respite": "examples/repit-proches-aidants",
    "examples/en/library-hours": "examples/horaire-bibliotheque",
    "examples/en/": "examples/",
    "gardens.json": "jardins.json",
    "group.yaml": "groupe.yaml",
}


def in_french(command):
    """Return a command of an English page as the French one gives it."""
    for english, french in TWINS.items():
        command = command.replace(english, french)
    return command
