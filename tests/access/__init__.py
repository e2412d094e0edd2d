"""The matrix: every URL, every persona, every relation."""
