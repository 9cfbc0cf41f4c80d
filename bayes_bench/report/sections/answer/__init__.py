"""What comes first: who is marked, how far each figure can be trusted, every unit."""
