"""The classical figures: O - E by pooled regression, and the selection bias of its extremes."""
