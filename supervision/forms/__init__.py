"""What people type about meetings, cases and themselves."""
