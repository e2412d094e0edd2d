"""The duty rota on pages: who is on duty, the turns ahead, the hours nobody covers."""
