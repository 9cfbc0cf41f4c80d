"""Finished tables that only the page shows: they have no file of their own."""
