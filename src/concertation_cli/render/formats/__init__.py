"""Formats: from blocks to the bytes of a text, a page or a manual."""
