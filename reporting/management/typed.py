"""What somebody typed behind a command."""


def typed(text: str) -> str:
    """As typed; a byte that is no text becomes `?`, so that it can be looked up and said back."""
    return text.encode("utf-8", "replace").decode()
