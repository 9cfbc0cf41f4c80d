"""Observed data held against data that the model replicates."""
