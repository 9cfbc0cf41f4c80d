"""Quantities of units: estimands, ranks, flags, ranges."""
