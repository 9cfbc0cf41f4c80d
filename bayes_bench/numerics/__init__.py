"""Arrays only: logits, meshes, compiled loops, work on all cores. Knows no model."""
