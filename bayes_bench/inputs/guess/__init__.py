"""A model file guessed from a table: what each column holds, what part it plays, and why."""
