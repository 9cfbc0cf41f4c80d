"""Everything that is reported of a fit, registered once: its meaning, its draws, its verdict."""
