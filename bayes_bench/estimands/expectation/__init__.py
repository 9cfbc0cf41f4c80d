"""Why a unit's expected share is what it is."""
