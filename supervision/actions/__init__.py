"""The verbs of supervision, one subject per module."""
