"""Posterior predictive checks: observed data against replicated data."""
