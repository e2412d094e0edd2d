"""Every constraint and trigger, broken on purpose."""
