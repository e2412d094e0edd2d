"""The smallest true things, one module per app."""
