"""A file of people becomes validated binomial cells and a sparse design."""
