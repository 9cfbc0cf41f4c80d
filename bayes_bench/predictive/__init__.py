"""Replicated data, given the posterior."""
