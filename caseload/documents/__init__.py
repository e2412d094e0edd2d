"""Letters and scans of a record: what a file is, the page that lists them, who has read which."""
