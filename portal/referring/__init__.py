"""A person refers themselves: a page at a time, kept on the server until it is sent."""
