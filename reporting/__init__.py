"""What we tell others: national measures and the lead’s page. It reads; nothing depends on it."""
