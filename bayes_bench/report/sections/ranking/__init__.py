"""The order of the units, and what may be said of it."""
