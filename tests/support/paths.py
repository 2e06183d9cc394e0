"""Where the files are that tests read."""

from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
ROOT = TESTS.parent
SOURCE = ROOT / "src" / "concertation_cli"
DATA = ROOT / "data"
EXAMPLES = ROOT / "examples"
PHOTOGRAPHS = EXAMPLES / "packs" / "family-photographs"
TOY = TESTS / "toy"
GOLDEN = TESTS / "golden"
