"""Covariates become the columns of a sparse design."""
