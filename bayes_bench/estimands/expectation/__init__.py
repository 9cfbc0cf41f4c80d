"""Why a unit's expected rate is what it is: attribution to covariates, overlap, similar units."""
