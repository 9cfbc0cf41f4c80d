"""What the effects of a grouping's members may be distributed as, one file per kind."""
