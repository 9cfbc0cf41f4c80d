"""Binomial cells become draws from the exact posterior."""
