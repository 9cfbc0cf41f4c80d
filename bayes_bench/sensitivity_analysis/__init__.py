"""Sensitivity analysis: the same people under variants of the analysis."""
