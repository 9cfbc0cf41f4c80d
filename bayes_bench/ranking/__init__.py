"""Ranks within draws of any estimand, and everything that is said of them."""
