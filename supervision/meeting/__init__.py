"""One case-management meeting: its agenda, its cases, and what was decided."""
