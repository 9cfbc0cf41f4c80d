"""The prior families of the between-unit standard deviation, one file each."""
