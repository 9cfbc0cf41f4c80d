"""Quantities of the model as a whole."""
