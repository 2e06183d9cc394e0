"""The command line: parse, load, recommend, render, print. It decides nothing of the domain."""

from concertation_cli.cli import advise, again, look, schemas, tables, verify, workshop
from concertation_cli.cli.program import run

__all__ = ["advise", "again", "look", "run", "schemas", "tables", "verify", "workshop"]
