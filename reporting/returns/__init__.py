"""What the data manager sees of the returns: months, runs, and what the check found."""
