"""Pages about oneself, and about the people who work here."""
