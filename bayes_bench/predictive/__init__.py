"""Posterior predictive distributions: replicated data, mid-p-values, predictive intervals."""
