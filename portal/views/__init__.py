"""Pages of patients, without sign-in, and pages of staff about messages."""
