"""What is said of a pack and of advice, before any layout."""
