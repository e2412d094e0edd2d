"""The verbs of the working day, one subject per module."""
