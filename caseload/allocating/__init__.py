"""Who has room, and whom they fit: what a senior looks at before a person goes on a caseload."""
