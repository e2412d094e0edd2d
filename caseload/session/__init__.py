"""The session page: what it is drawn from, what it offers, and the note that it becomes."""
