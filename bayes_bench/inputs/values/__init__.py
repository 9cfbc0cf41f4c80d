"""What the values of a column look like: spellings, numbers, stand-ins for missing, and sums."""
