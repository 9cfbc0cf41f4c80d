"""About the model as a whole: variation, checks, diagnostics, sensitivity."""
