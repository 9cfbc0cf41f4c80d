"""What people are like, and what that does to expectations and outcomes."""
