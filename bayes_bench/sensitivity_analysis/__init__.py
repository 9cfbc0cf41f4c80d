"""The same people with one choice made otherwise."""
