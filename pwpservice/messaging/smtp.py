"""Email through a mail server, with a time-out; the message's key is its Message-ID."""

import smtplib
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from portal.providers import CannotBeSent, NoAnswerNow, Outgoing

TIMEOUT = 10
_REFUSED_FOR_GOOD = range(500, 600)


def send(message: Outgoing) -> str:
    """Hand one email to the mail server. Servers drop a Message-ID that they have seen."""
    _, _, address = settings.PATIENT_EMAIL_FROM.rpartition(" ")
    domain = address.strip("<>").rpartition("@")[2]
    message_id = f"<{message.key}@{domain}>"
    mail = EmailMessage(
        subject=message.subject,
        body=message.words,
        from_email=formataddr((message.sender, address.strip("<>"))),
        to=[message.to],
        headers={"Message-ID": message_id},
        connection=get_connection(
            "django.core.mail.backends.smtp.EmailBackend",
            host=settings.PATIENT_SMTP_HOST,
            port=settings.PATIENT_SMTP_PORT,
            username=settings.PATIENT_SMTP_USER,
            password=settings.PATIENT_SMTP_PASSWORD,
            use_tls=settings.PATIENT_SMTP_TLS,
            timeout=TIMEOUT,
        ),
    )
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as refused:
        codes = {code for code, _ in refused.recipients.values()}
        if all(code in _REFUSED_FOR_GOOD for code in codes):
            raise CannotBeSent("The mail server does not know this email address.") from refused
        raise NoAnswerNow from refused
    except (smtplib.SMTPException, OSError) as trouble:
        raise NoAnswerNow from trouble
    return message_id
