"""Verification: exact posteriors and calibration, by code that shares nothing with the samplers."""
