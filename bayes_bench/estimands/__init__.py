"""Posterior draws become indicators, ranks, effects and variation."""
