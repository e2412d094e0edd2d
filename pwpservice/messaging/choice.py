"""Which provider each channel has; refuses at start what must never be, in words."""

from collections.abc import Mapping

from django.core.exceptions import ImproperlyConfigured

_ADAPTERS = {
    "TEXT": {
        "local": "pwpservice.messaging.local.send",
        "notify": "pwpservice.messaging.notify.send",
    },
    "EMAIL": {
        "local": "pwpservice.messaging.local.send",
        "notify": "pwpservice.messaging.notify.send",
        "smtp": "pwpservice.messaging.smtp.send",
    },
}


def providers(chosen: Mapping[str, str], *, is_practice: bool) -> dict[str, str]:
    """The adapter of each channel. Without a choice: the local page in practice, none otherwise.

    Raises ImproperlyConfigured for a real gateway in the practice service, whose people are
    invented, for the local page in production, where nobody would get anything, and for a name
    that is none.
    """
    found = {}
    for channel, adapters in _ADAPTERS.items():
        name = chosen.get(channel, "") or ("local" if is_practice else "")
        if name and name not in adapters:
            known = ", ".join(adapters)
            raise ImproperlyConfigured(f"{channel}_PROVIDER is {name!r}; known are {known}.")
        if name and (name == "local") is not is_practice:
            where = "the practice service" if is_practice else "production"
            raise ImproperlyConfigured(f"{channel}_PROVIDER={name} is not for {where}.")
        if name:
            found[channel] = adapters[name]
    return found


def staff_mail(given: Mapping[str, str], *, is_practice: bool) -> str:
    """How notices to staff leave: by the mail server that is named, into files in practice only.

    Raises ImproperlyConfigured for a server in the practice service, which writes to nobody; in
    production for none, as an escalation would then be a file that nobody reads, and for half a
    one.
    """
    if is_practice:
        if given["STAFF_SMTP_HOST"]:
            raise ImproperlyConfigured("STAFF_SMTP_HOST is not for the practice service.")
        return "django.core.mail.backends.filebased.EmailBackend"
    for name in ("STAFF_SMTP_HOST", "DEFAULT_FROM_EMAIL"):
        if not given[name]:
            raise ImproperlyConfigured(f"{name} is not set: notices to staff leave by email.")
    if bool(given["STAFF_SMTP_USER"]) is not bool(given["STAFF_SMTP_PASSWORD"]):
        raise ImproperlyConfigured(
            "STAFF_SMTP_USER and STAFF_SMTP_PASSWORD: give both, or neither for a server that asks"
            " for none."
        )
    return "django.core.mail.backends.smtp.EmailBackend"


def public_address(given: str, *, is_practice: bool) -> str:
    """Where patients reach their pages. Without one: this machine, in the practice service only.

    Raises ImproperlyConfigured for none or an open line in production: every link would lead to the
    patient's own phone, or answers would cross the net for anyone to read.
    """
    address = given.rstrip("/")
    if is_practice:
        return address or "http://127.0.0.1:8000"
    if not address.startswith("https://"):
        raise ImproperlyConfigured(
            "PUBLIC_ADDRESS must be the https:// address at which patients reach this service."
        )
    return address


def refuse_half_a_setting(adapters: Mapping[str, str], given: Mapping[str, str]) -> None:
    """Raises ImproperlyConfigured where a provider lacks what it needs, or has it in the open."""
    used = {path.split(".")[2] for path in adapters.values()}
    needed = {"notify": ("NOTIFY_API_KEY", "NOTIFY_CALLBACK_TOKEN"), "smtp": ("PATIENT_SMTP_HOST",)}
    for name in sorted(used & set(needed)):
        for setting in needed[name]:
            if not given.get(setting):
                raise ImproperlyConfigured(f"{setting} is not set, and {name} needs it.")
    for channel, path in adapters.items():
        if ".notify." in path and not given.get(f"NOTIFY_{channel}_TEMPLATE"):
            raise ImproperlyConfigured(
                f"NOTIFY_{channel}_TEMPLATE is not set, and notify needs it."
            )
    if "notify" in used and not given["NOTIFY_ADDRESS"].startswith("https://"):
        raise ImproperlyConfigured("NOTIFY_ADDRESS must begin with https://.")
    if "notify" in used and len(given["NOTIFY_CALLBACK_TOKEN"]) < 32:  # noqa: PLR2004 - characters
        raise ImproperlyConfigured("NOTIFY_CALLBACK_TOKEN: at least 32 random characters.")
