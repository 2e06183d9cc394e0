"""The engine: pure functions of a pack and answers that return ids and numbers."""
