"""A file of people becomes validated people, and these become binomial cells."""
