"""What a person agreed to, as the record shows it: the answer that counts, and those before it."""
