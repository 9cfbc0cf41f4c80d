"""The model file: its sections, the rules between them, and what is said of a mistake."""
