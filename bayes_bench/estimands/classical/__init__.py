"""What is usually printed: pooled regression, and the ends of its list."""
