"""What a wheel holds beside the sources: the compiled pack, the manual, the completions.

With the pack compiled, starting the program parses no YAML. The rest goes where systems look
for it, under the prefix of the installation. The description of a package, wheel or sdist, is
the README without what an index of packages cannot show.
"""

import datetime as dt
import os
import re
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

SHELLS = Path("src/concertation_cli/cli/shells")
COMPLETIONS = {
    "concertation.bash": "share/bash-completion/completions/concertation",
    "_concertation": "share/zsh/site-functions/_concertation",
    "concertation.fish": "share/fish/vendor_completions.d/concertation.fish",
}
MANUALS = {
    "docs/man/concertation.1": "share/man/man1/concertation.1",
    "docs/man/fr/concertation.1": "share/man/fr/man1/concertation.1",
}
NO_DATE = '.TH CONCERTATION 1 "" '


PICTURE = re.compile(r"^!\[.*\]\(.*\)\n\n", re.MULTILINE)
LANGUAGE = re.compile(r"^\*\[.*\]\(.*\)\*\n\n", re.MULTILINE)
"""The line that leads to the other language."""
LINK = re.compile(r"\[([^\]]*)\]\((?!https://)[^)]*\)")
ELSEWHERE = """
Pages named here, the picture of a session and this page in French come with the source
distribution: `docs/`, `README.fr.md`.
"""


class ReadmeHook(MetadataHookInterface):
    """Describes the package: an index has neither the files nor the pictures of a checkout."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the description: the README, its links to files made plain words."""
        text = Path(self.root, "README.md").read_text(encoding="utf-8")
        for pattern, kept in ((PICTURE, ""), (LANGUAGE, ""), (LINK, r"\1")):
            text = pattern.sub(kept, text)
        metadata["readme"] = {"content-type": "text/markdown", "text": text + ELSEWHERE}


class PackBuildHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling leaves it open
    """Writes what has to be made to a build folder, and adds it to the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add what a wheel needs, unless the installation is editable: it reads in place.

        Raises:
            PackError: The pack is invalid: no wheel is built from it.
        """
        if version != "standard":
            return
        root = Path(self.root)
        (root / "build").mkdir(exist_ok=True)
        self._add_pack(root, build_data["force_include"])
        shared = build_data["shared_data"]
        shared.update({str(root / SHELLS / name): place for name, place in COMPLETIONS.items()})
        for page, place in MANUALS.items():
            shared[str(_dated(root, root / page))] = place

    def _add_pack(self, root: Path, included: dict[str, str]) -> None:
        sys.path.insert(0, str(root / "src"))
        try:
            from concertation_cli.knowledge.folder import compile_folder  # noqa: PLC0415
        finally:
            sys.path.pop(0)
        target = root / "build" / "pack.json"
        target.write_bytes(compile_folder(root / "data"))
        included[str(target)] = "concertation_cli/pack.json"


def _dated(root: Path, page: Path) -> Path:
    """Return the manual with the date of SOURCE_DATE_EPOCH, or as it is if there is none.

    Raises:
        ValueError: The page has no line for its date.
    """
    moment = os.environ.get("SOURCE_DATE_EPOCH")
    if not moment:
        return page
    date = dt.datetime.fromtimestamp(int(moment), dt.UTC).date().isoformat()
    text = page.read_text(encoding="utf-8")
    if NO_DATE not in text:
        message = f"{page} has no line that begins with {NO_DATE}"
        raise ValueError(message)
    target = root / "build" / page.relative_to(root / "docs")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text.replace(NO_DATE, f'.TH CONCERTATION 1 "{date}" ', 1), encoding="utf-8")
    return target
