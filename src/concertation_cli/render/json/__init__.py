"""The JSON of every command: what makes it, its types and its schemas."""
