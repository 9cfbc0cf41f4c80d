"""Finished tables become a page, a workbook and pictures, in a language."""
