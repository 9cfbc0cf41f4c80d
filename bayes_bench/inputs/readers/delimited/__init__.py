"""Text files of rows and columns: their encoding, their separator, their rows."""
