"""The pages of the working day: each request becomes one call."""
