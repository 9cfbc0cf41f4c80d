"""Pictures by matplotlib: each a function of what was found, the words, and a width in pixels."""
