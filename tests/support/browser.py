"""A real browser, and what it sees of pages."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

from concertation_cli.render.formats.html import as_html

MODULES = os.environ.get("TOOLS_NODE_MODULES", "")


SCRIPT = Path(__file__).parent / "browser.mjs"


FORMATS = {"A4": (595, 842), "Letter": (612, 792)}  # points


def needed(program):
    found = shutil.which(program)
    assert found, f"{program} is not installed: these tests need it"
    return found


class Jobs(NamedTuple):
    """Pages to look at, and where they and what is seen are written."""

    folder: Path
    pages: list

    def add(self, name, made, **job):
        path = self.folder / f"{name}.html"
        path.write_bytes(as_html(made.blocks, made.facts, made.words))
        self.pages.append({"name": name, "path": str(path), **job})

    def run(self):
        """Return what the browser saw of every page, by name."""
        assert MODULES, "TOOLS_NODE_MODULES must name the folder that holds node_modules"
        jobs, report = self.folder / "jobs.json", self.folder / "report.json"
        chromium = needed("chromium")
        jobs.write_text(
            json.dumps({"browser": chromium, "modules": MODULES, "pages": self.pages}), "utf-8"
        )
        subprocess.run([needed("node"), SCRIPT, jobs, report], check=True, timeout=600)
        return json.loads(report.read_text("utf-8"))
