"""The command line: parse, load, recommend, render, print. It decides nothing of the domain."""

from concertation_cli.cli import advise, look, verify
from concertation_cli.cli.program import run

__all__ = ["advise", "look", "run", "verify"]
