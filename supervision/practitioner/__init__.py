"""What belongs to the practitioner: the check-in, one's own recovery figures, overtime."""
