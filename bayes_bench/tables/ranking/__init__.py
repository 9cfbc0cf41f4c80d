"""Ranks, and what follows from them."""
