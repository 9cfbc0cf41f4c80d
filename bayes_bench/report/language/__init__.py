"""Words, numbers and order of names in a language."""
