"""Whatever people hand in: situation files, settings, tables, saved results."""
