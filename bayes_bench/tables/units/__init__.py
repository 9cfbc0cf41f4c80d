"""A row per unit, or per unit and estimand."""
