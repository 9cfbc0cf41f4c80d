"""The nested Laplace proposal, and its correction to the exact posterior."""
