"""What is asked of the dashboard."""
