"""Estimands become tables, pictures and pages."""
