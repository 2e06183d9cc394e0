"""Answers to the shipped pack that give each kind of verdict."""

from collections.abc import Mapping

AGREED = {
    "aim": "take-part",
    "gap": "means",
    "participants": "organisations,funders",
    "collective-work": "designed",
    "form": "agreement",
}


SITUATIONS = {
    "recommended": {
        **AGREED,
        "portrait": "entente-multipartite",
        "conditions.will-to-pool": "in-place",
        "conditions.field-support": "under-way",
        "roles.fiduciary": "us",
        "roles.funders": "nobody",
        "cautions": "funding-rivalry",
    },
    "close": {"aim": "take-part", "gap": "ties", "portrait": "cohorte"},
    "not-ready": {
        **AGREED,
        "portrait": "entente-multipartite",
        "conditions.will-to-pool": "not-yet",
        "conditions.need-confirmed": "in-place",
    },
    "not-a-concertation": {"aim": "information"},
    "undetermined": {"aim": "take-part", "scope": "one-sector"},
}


ORIGINS = {
    "hesitating": {**AGREED, "portrait": "entente-multipartite,incubation"},
    "doubted": {**AGREED, "portrait": "entente-multipartite,existing-table"},
    "doubted-and-close": {"aim": "take-part", "gap": "ties", "portrait": "cohorte,money"},
    "doubted-by-none": {**AGREED, "portrait": "entente-multipartite,none"},
    "recognized-alone": {"aim": "take-part", "portrait": "cohorte"},
    "recognized-twice": {"aim": "take-part", "portrait": "cohorte,liens-elus"},
    "answers-alone": AGREED,
    "decided": {
        "aim": "take-part", "gap": "ties", "portrait": "cohorte", "meet-or-train": "cohorte",
    },
    "decided-otherwise": {
        **AGREED, "portrait": "entente-multipartite", "sign-or-build": "incubation",
    },
    "tied": {"aim": "take-part", "gap": "carrier", "result": "service"},
    "small-lead": {
        "aim": "take-part", "gap": "carrier", "result": "service", "scope": "one-sector",
    },
    "otherwise": {**AGREED, "portrait": "otherwise"},
    "otherwise-alone": {"aim": "take-part", "portrait": "otherwise"},
    "line": {**AGREED, "portrait": "existing-table"},
    "line-with-kind": {**AGREED, "aim": "opinion", "portrait": "one-party"},
    "two-refusals": {**AGREED, "aim": "opinion", "portrait": "dispute"},
    "none": {**AGREED, "portrait": "none"},
    "none-alone": {"aim": "take-part", "portrait": "none"},
}  # fmt: skip
"""Situations by where their verdict comes from: see the tests of first screens."""


def answered(kind):
    told = SITUATIONS.get(kind) or ORIGINS[kind]
    return {key: tuple(value.split(",")) for key, value in told.items()}


def settings(answers):
    """Return the options that give these answers: by question, or each as `question=answer`."""
    if isinstance(answers, Mapping):
        answers = [f"{key}={value}" for key, value in answers.items()]
    return [part for answer in answers for part in ("--set", answer)]
