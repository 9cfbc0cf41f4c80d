"""What the covariates do."""
