"""Tables of people from files, every value as it stands there."""
