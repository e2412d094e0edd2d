"""Who may: the people who work here, their teams, roles and permissions."""
