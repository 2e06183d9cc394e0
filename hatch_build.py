"""Compile the pack into the wheel, so that starting the program parses no YAML."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PackBuildHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling leaves it open
    """Writes the compiled pack to a build folder and adds it to the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile `data/`, unless the installation is editable and reads it in place.

        Raises:
            PackError: The pack is invalid: no wheel is built from it.
        """
        if version != "standard":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        try:
            from concertation_cli.knowledge.packfiles import compile_folder  # noqa: PLC0415
        finally:
            sys.path.pop(0)
        target = root / "build" / "pack.json"
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(compile_folder(root / "data"))
        build_data["force_include"][str(target)] = "concertation_cli/pack.json"
