"""What people type on the pages of caseload: checked for shape, never saved here."""
