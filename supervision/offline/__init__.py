"""The copy that calls are made from while the system is down: what is in it, sealed in one file."""
