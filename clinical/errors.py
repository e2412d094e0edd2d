"""The one way a rule says no: with a sentence fit to show a clinician."""


class Refused(Exception):  # noqa: N818 - reads as a sentence: "except Refused"
    """The rules say no. The message is shown as it stands; `field` names the box it belongs to."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return self.message
