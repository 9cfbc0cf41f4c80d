"""Whether to believe it: other choices, checks, diagnostics, how it was done."""
