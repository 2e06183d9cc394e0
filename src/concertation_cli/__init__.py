"""A decision aid over documented models of concertation."""

__version__ = "0.1.0"
