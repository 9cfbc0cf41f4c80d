"""Software against software, side by side in one run. Not in the wheel."""
