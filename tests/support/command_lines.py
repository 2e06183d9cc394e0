"""Every command in every format, on small files: for what must hold of them all."""

from tests.support.paths import TOY

from concertation_cli.cli.app import CHOICES, COMMANDS
from concertation_cli.cli.commands import load_all

SITUATION = (
    "title: Essai\nanswers:\n  aim: take-part\n  gap: means\n  portrait: entente-multipartite\n"
)
TABLE = "Nom,gap\nA,ties\nB,means\n"
PLAIN = (("--help",), ("-h",), ("--version",), ("--show-manual",), ("--show-completion", "bash"))
WRITING = ("recommend", "show", "compare", "questions", "batch", "replay", "workshop")
"""The commands that write a file where --output says so."""
SERVING = ("mcp",)
"""The commands that give no result of their own, but answer as long as they are asked."""
_ARGUMENTS = {
    "recommend": ("situation.yaml",),
    "show": ("1",),
    "list": (),
    "when": ("1",),
    "compare": ("1", "2"),
    "search": ("lutte",),
    "cases": (),
    "questions": (),
    "check": ("toy",),
    "evaluate": ("--data", "toy"),
    "batch": ("table.csv",),
    "workshop": ("situation.yaml", "situation.yaml"),
    "replay": ("result.json",),
    "schema": ("situation",),
    "mcp": (),
}


def formats_of(command):
    """Return the formats that a command can be told in."""
    load_all()
    return CHOICES[command].formats


_OF_COLUMNS = {("batch", "text"), ("batch", "yaml"), ("workshop", "yaml")}
"""What is written only of how a table is understood."""


def argv_of(command, form=""):
    """Return the command line of a command, in a format."""
    if (command, form) in _OF_COLUMNS:
        return (command, "table.csv", "--columns", "--format", form)
    return (command, *_ARGUMENTS[command], *(("--format", form) if form else ()))


def every_argv():
    """Return a command line for every command in every format, and those without a command."""
    return [*PLAIN, *(argv_of(name, form) for name in COMMANDS for form in formats_of(name))]


_SAVED = []
"""A recommendation as `recommend --json` prints it, once there is one."""


def prepare(folder, run):
    """Write in a folder the files that the command lines name."""
    (folder / "situation.yaml").write_text(SITUATION, "utf-8")
    (folder / "table.csv").write_text(TABLE, "utf-8")
    (folder / "toy").symlink_to(TOY)
    if not _SAVED:
        _SAVED.append(run("recommend", folder / "situation.yaml", "--json").out)
    (folder / "result.json").write_bytes(_SAVED[0])
