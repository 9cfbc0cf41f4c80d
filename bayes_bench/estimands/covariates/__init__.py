"""Effects of the covariates: odds ratios, average marginal effects, adjusted rates."""
