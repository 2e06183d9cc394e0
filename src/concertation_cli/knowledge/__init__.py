"""Knowledge: reading, checking and finding packs and situations."""
