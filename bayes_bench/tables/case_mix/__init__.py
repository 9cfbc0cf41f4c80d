"""What covariates do, for people and for units' expectations."""
