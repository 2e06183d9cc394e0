"""Drafts of interviews, as a program that was killed leaves them."""

from concertation_cli.knowledge.answers import answer_keys
from concertation_cli.knowledge.records import Situation
from concertation_cli.wizard.drafts import Draft
from concertation_cli.wizard.steps import Progress

DAY = 86_400


ANSWERS = {
    "aim": ("share",),
    "lack": ("ties", "money"),
    "people": ("firms",),
    "state": ("begun",),
    "wish": ("report",),
    "portrait": ("b", "table-there"),
    "conditions.group-there": ("under-way",),
    "roles.treasurer": ("us",),
    "cautions": ("turf", "hurry"),
}


PROGRESS = Progress(Situation("Titre", "Notes", ANSWERS), ("aim", "lack", "#title"))


def left(pack, progress=PROGRESS):
    """Leave a draft, as a program that was killed does; return its path."""
    draft = Draft(pack)
    draft.keep(progress)
    draft._release()  # noqa: SLF001  # what the system does when a process ends
    return draft.path


def keys_of(pack):
    """Return the key of every answer that a pack asks for."""
    return [key for question in pack.questions for key in answer_keys(question)]
