"""The trail: who saw and did what. It can only be added to."""
