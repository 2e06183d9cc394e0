"""The program's own words, one JSON file by language, and which language to speak."""

import json
import os
from collections.abc import Mapping, Sequence

from concertation_cli import resources
from concertation_cli.errors import Problem

FALLBACK = "fr"


def available() -> tuple[str, ...]:
    """Return the languages that the program speaks, the fallback first."""
    files = (os.path.splitext(name) for name in resources.names("words"))  # noqa: PTH122
    found = sorted(name for name, ending in files if ending == ".json")
    return tuple(sorted(found, key=lambda lang: lang != FALLBACK))


def language(asked: str | None, environment: Mapping[str, str] = os.environ) -> str:
    """Return the language to speak: asked for, else CONCERTATION_LANG, the locale, French.

    The locales C and POSIX name no language.
    """
    names = [asked, environment.get("CONCERTATION_LANG")]
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(variable):
            names.append(environment[variable])
            break
    for name in names:
        lang = (name or "").replace("-", "_").partition("_")[0].partition(".")[0].lower()
        if lang in available():
            return lang
    return FALLBACK


class Words:
    """The sentences of one language.

    A sentence that depends on a number has two forms, ``one`` and ``other``; the file's
    ``plural.one`` lists the numbers that take the first.
    """

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._entries: dict[str, str | dict[str, str] | list[int]]
        self._entries = json.loads(resources.read(f"words/{lang}.json"))

    def __call__(self, key: str, /, **values: str | int | Sequence[str]) -> str:
        """Return a sentence, its values filled in; sequences are joined with commas."""
        entry = self._entries[key]
        if isinstance(entry, dict):
            singular = self._entries["plural.one"]
            assert isinstance(singular, list)  # noqa: S101  # the file's own form
            count = values["count"]
            assert isinstance(count, int)  # noqa: S101  # what plurals count
            entry = entry["one" if abs(count) in singular else "other"]
            if count < 0:
                values["count"] = f"\u2212{-count}"  # a true minus, as beside the bars
        assert isinstance(entry, str)  # noqa: S101  # the file's own form
        return entry.format_map({key: _plain(value) for key, value in values.items()})

    def date(self, iso: str) -> str:
        """Return a date, such as ``2026-11-28``, as people write it."""
        year, month, day = iso.split("-")
        named = self("date.months").split()[int(month) - 1]
        told = self("date.first") if day == "01" else str(int(day))
        return self("date.day", day=told, month=named, year=year)

    def moment(self, iso: str) -> str:
        """Return a date and an hour, such as ``2026-11-28 14:05``, as people write them."""
        date, _, hour = iso.partition(" ")
        hours, minutes = hour.split(":")
        return self("date.moment", date=self.date(date), hour=int(hours), minute=minutes)

    def has(self, key: str) -> bool:
        """Whether there is such a sentence."""
        return key in self._entries

    def problem(self, problem: Problem) -> str:
        """Return one line: the place, what is wrong, the near miss, what is allowed."""
        sentence = self(f"problem.{problem.code}", **problem.values)
        if problem.values.get("near"):
            near = problem.values["near"]
            names = near if isinstance(near, tuple) else (str(near),)
            quoted = [self("quoted", text=name) for name in names]
            near = self("problem.near", near=self("list.or").join(quoted))
            sentence = f"{sentence.removesuffix('.')} {near}."
        if problem.values.get("allowed"):
            sentence += self("problem.allowed", allowed=problem.values["allowed"])
        return (
            self("problem.placed", place=problem.place, text=sentence)
            if problem.place
            else sentence
        )


def _plain(value: str | int | Sequence[str]) -> str | int:
    return value if isinstance(value, str | int) else ", ".join(value)
