"""Files of packs, to be changed or added."""


def change(folder, name, old, new):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} is in {name} {text.count(old)} times"
    path.write_text(text.replace(old, new), encoding="utf-8")


# No case gives an answer on which these criteria speak.
UNPROVEN = ["cohorte/not-open-to-all"]


INITIATIVE = """\
set: A
name: "Yard"
place: "Here"
years: "2020"
lang: en
url: "https://example.org/yard"
situation: "Neighbours hardly meet."
form_taken: "A circle."
labels: [a, a]
codings:
- {aim: share, lack: [ties], people: citizens, portrait: a, roles: {host: us}}
- {aim: share, lack: [ties, money], people: unknown, portrait: [a, table-there]}
"""

MODELS = (
    "liens-elus",
    "multisectorielle",
    "entente-multipartite",
    "incubation",
    "mobilisation-sectorielle",
    "communaute-de-pratique",
    "cohorte",
    "projet-innovation",
    "recherche-action",
)
