"""What users may say, and how they are told what is wrong with it."""
