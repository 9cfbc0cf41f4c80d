"""Draws become indicators and other estimands of units, effects of covariates, variation."""
