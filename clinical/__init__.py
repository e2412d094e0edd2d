"""The clinical rules: plain Python that a clinician can read. No database, clock or framework."""
