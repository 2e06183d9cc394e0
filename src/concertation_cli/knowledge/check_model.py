"""What the file of a model must hold: rules, conditions and the rest that the pack knows."""

from collections.abc import Collection

from concertation_cli.knowledge.answers import answer_keys
from concertation_cli.knowledge.check_file import OWN_THEMES, FileCheck
from concertation_cli.knowledge.check_portraits import count_words
from concertation_cli.knowledge.findings import Findings
from concertation_cli.knowledge.lookup import model_names
from concertation_cli.knowledge.records import (
    DEMANDS,
    Condition,
    Criterion,
    Demand,
    Model,
    Pack,
    Question,
    Role,
)

MAX_ESSENTIAL = 2
MAX_DEMAND_WORDS = 25
"""Most words of what a model takes: a first screen has room for one short sentence."""
CASES_SECTION = "cases"
"""The section that no criterion may cite: cases are what the rules are tested on."""


class ModelCheck(FileCheck):
    """Checks the file of one model."""

    def __init__(self, pack: Pack, model: Model, findings: Findings) -> None:
        super().__init__(pack, findings)
        self.model = model

    def check(self, ends: Collection[str]) -> None:
        """Check all but the names; a pathway may lead to any of these ends."""
        kinds = self.pack.concertation_kinds
        self.require_known(self.model.concertation.kind, kinds, "concertation.kind", "unknown-kind")
        for partner in self.model.partners:
            where = f"partners[{partner.id}].category"
            self.require_known(partner.category, self.pack.categories, where, "unknown-category")
        for number, apart in enumerate(self.model.convener_only, 1):
            self.check_section(apart.source, f"convener_only[{number}].source")
        for number, section in enumerate(
            self.model.portrait.sources if self.model.portrait else (), 1
        ):
            self.check_section(section, f"portrait.sources[{number}]")
        self._check_phases()
        self._check_start()
        self._check_challenges()
        self._check_conditions()
        self._check_roles()
        self._check_takes()
        self._check_criteria()
        self._check_pathways(ends)

    def check_names(self, taken: dict[str, str]) -> None:
        """Check that no other model has a name of this one; add its names to those taken."""
        for name in model_names(self.model)[1:]:  # its number is checked apart
            other = taken.setdefault(name, self.model.id)
            if other != self.model.id:
                self.report("aliases", "name-taken", value=name, other=other)

    def _check_phases(self) -> None:
        last = len(self.model.phases)
        phased: list[tuple[str, int]] = [
            *((f"challenges[{c.id}].phase", c.phase) for c in self.model.challenges),
            *((f"conditions[{r.id}].phase", r.phase) for r in self.model.conditions),
            *((f"roles[{n}].phase", r.phase) for n, r in enumerate(self.model.roles, 1)),
            *((f"partners[{p.id}].phase", p.phase) for p in self.model.partners),
            *(
                (f"done[{n}].phases", phase)
                for n, d in enumerate(self.model.done, 1)
                for phase in d.phases
            ),
        ]
        if self.model.cycle:
            phased += [("cycle.from", self.model.cycle.last), ("cycle.to", self.model.cycle.first)]
            if self.model.cycle.first >= self.model.cycle.last:
                self.report("cycle", "cycle-goes-forward")
        for where, phase in phased:
            if phase > last and not self.findings.is_invalid("phases"):
                self.report(where, "no-such-phase", value=phase, most=last)

    def _check_start(self) -> None:
        """Check what tells where a situation stands in a model: phases behind, partners there."""
        whens = [(f"done[{n}].when", done.when) for n, done in enumerate(self.model.done, 1)]
        whens += [(f"wording[{n}].when", told.when) for n, told in enumerate(self.model.wording, 1)]
        whens += [(f"partners[{p.id}].joined", p.joined) for p in self.model.partners]
        for path, when in whens:
            self.check_when(when, path)
        for number, wording in enumerate(self.model.wording, 1):
            self.check_section(wording.source, f"wording[{number}].source")

    def _check_challenges(self) -> None:
        partners = tuple(partner.id for partner in self.model.partners)
        for challenge in self.model.challenges:
            path = f"challenges[{challenge.id}]"
            self.check_when(challenge.when, f"{path}.when")
            for partner in challenge.help:
                self.require_known(partner, partners, f"{path}.help", "unknown-partner")

    def _check_conditions(self) -> None:
        essential = [r for r in self.model.conditions if r.essential]
        if len(essential) > MAX_ESSENTIAL:
            self.report("conditions", "too-many-essential", most=MAX_ESSENTIAL)
        rows = [key for q in self.pack.questions if q.kind == "grid" for key in answer_keys(q)]
        for condition in self.model.conditions:
            path = f"conditions[{condition.id}]"
            self.check_section(condition.source, f"{path}.source")
            self._check_basis(condition, path)
            self.require_known(condition.question, rows, f"{path}.question", "unknown-row")
            self.check_when(condition.when, f"{path}.when")

    def _check_roles(self) -> None:
        grid = self.pack.grid()
        rows = tuple(option.id for option in grid.options) if grid else ()
        for number, role in enumerate(self.model.roles, 1):
            self._check_basis(role, f"roles[{number}]")
            self.require_known(role.role, rows, f"roles[{number}].role", "unknown-role")
            self.check_section(role.source, f"roles[{number}].source")

    def _check_takes(self) -> None:
        latest = 0
        for number, demand in enumerate(self.model.takes, 1):
            path = f"takes[{number}]"
            self._check_basis(demand, path)
            self.check_section(demand.source, f"{path}.source")
            for lang, text in demand.text.items():
                if (count := count_words(text)) > MAX_DEMAND_WORDS:
                    where = f"{path}.text.{lang}"
                    self.report(where, "too-many-words", most=MAX_DEMAND_WORDS, count=count)
            if demand.about:  # else it could not be read, and that is told
                place = DEMANDS.index(demand.about)
                if place < latest:
                    self.report(f"{path}.about", "takes-order", value=demand.about)
                latest = max(latest, place)

    def _check_criteria(self) -> None:
        silent = list(dict.fromkeys(silence.theme for silence in self.model.silent))
        for theme in silent:
            self.require_known(theme, self.pack.themes, "silent", "unknown-theme")
        spoken: set[str] = set()
        placed = True
        used: dict[tuple[str, str], str] = {}
        for criterion in self.model.criteria:
            path = f"criteria[{criterion.id}]"
            self._check_grounds(criterion, path)
            where = f"{path}.options"
            question = self._question_of(criterion, path)
            if question is None or question.theme not in (*OWN_THEMES, *self.pack.themes):
                placed = False  # no question or theme of that name, and that is told
                continue
            spoken.add(question.theme)
            if question.kind == "grid" or question.theme in OWN_THEMES:
                self.report(f"{path}.question", "no-points-there", value=question.id)
            elif question.theme in silent:
                self.report(f"{path}.question", "silent-theme", value=question.theme)
            for option in criterion.options:
                other = used.setdefault((question.id, option), criterion.id)
                if other != criterion.id:
                    self.report(where, "option-used-twice", value=option, other=other)
        for theme in self.pack.scored_themes() if placed else ():
            if theme not in spoken and theme not in silent:
                self.report("criteria", "theme-without-ground", value=theme)

    def _question_of(self, criterion: Criterion, path: str) -> Question | None:
        """Return the question of a criterion, having reported what it does not have."""
        for grid in self.pack.questions:
            if grid.kind == "grid" and criterion.question == grid.id:
                return grid
        return self.check_options(
            criterion.question,
            criterion.options,
            key_place=f"{path}.question",
            place=f"{path}.options",
        )

    def _check_grounds(self, criterion: Criterion, path: str) -> None:
        self.check_section(criterion.source, f"{path}.source")
        if criterion.source == CASES_SECTION:
            self.report(f"{path}.source", "criterion-from-cases")
        self._check_basis(criterion, path)

    def _check_basis(self, item: Criterion | Condition | Role | Demand, path: str) -> None:
        """Report what is inferred from nothing, and what is both stated and inferred."""
        if item.basis == "inferred" and item.inferred_from is None:
            self.report(path, "inferred-from-what")
        if item.basis == "stated" and item.inferred_from is not None:
            self.report(path, "stated-yet-inferred")

    def _check_pathways(self, ends: Collection[str]) -> None:
        for pathway in self.model.pathways:
            path = f"pathways[{pathway.id}]"
            self.require_known(pathway.origin, ends, f"{path}.origin", "unknown-end")
            self.require_known(pathway.to, ends, f"{path}.to", "unknown-end")
            self.check_section(pathway.source, f"{path}.source")
            if self.model.id not in (pathway.origin, pathway.to):
                self.report(path, "pathway-elsewhere", value=self.model.id)
