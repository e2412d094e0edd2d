"""What of a month's return would be rejected or lowered, live from the records."""
