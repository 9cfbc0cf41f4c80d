"""Every estimand of a unit, a file each: adding one is adding its file, and words for readers."""
