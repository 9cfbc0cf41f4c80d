"""Units and levels too small to be shown are merged before anything is fitted."""
