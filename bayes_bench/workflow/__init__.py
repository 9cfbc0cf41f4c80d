"""The stages of a run, its folder, its record, and the commands."""
