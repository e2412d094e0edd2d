"""Everything sent to or received from a patient outside a contact."""
