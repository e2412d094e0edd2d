"""Who may: standing, roles, sign-in, sessions."""
