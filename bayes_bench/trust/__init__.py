"""The judge: exact answers that share no code with what they judge."""
