"""What the browser is told to refuse."""
