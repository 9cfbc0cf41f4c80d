"""The people of the demo: simulated, with the truth about them. Not in the wheel."""
