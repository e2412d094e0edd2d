"""What the portal does: links, messages, replies."""
