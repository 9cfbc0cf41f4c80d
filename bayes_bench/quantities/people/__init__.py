"""Quantities of covariates and of what they make expected."""
