"""An analysis becomes draws from the exact posterior."""
