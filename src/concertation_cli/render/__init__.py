"""Rendering: turning what the engine returns into words, on a screen, a page or as JSON."""
