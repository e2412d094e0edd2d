"""Notices to staff: that something waits, and nothing about whom or what."""

from datetime import timedelta
from email.utils import make_msgid

import pytest
from django.db import connection

from caseload import notices
from jobs import outbox
from jobs.models import OutboxEntry


@pytest.fixture
def leave(sam, now):
    """Leave Sam a notice."""
    return lambda key="risk-action:7": notices.tell(staff_id=sam.pk, key=key, at=now)


@pytest.fixture
def reachable(sam):
    sam.email = "sam@example.org"
    sam.save(update_fields=["email"])
    return sam


def test_a_notice_says_only_that_something_waits(leave, reachable, now, mailoutbox):
    leave()

    outbox.relay(now=now)

    (sent,) = mailoutbox
    assert (sent.subject, sent.to) == ("Something needs you", ["sam@example.org"])
    assert sent.body == (
        "Something needs you. Please sign in and look at Today, and at Duty and Messages where you "
        "have them."
    )


def test_the_same_notice_twice_is_sent_once(leave, reachable, now, mailoutbox):
    leave()
    leave()

    outbox.relay(now=now)
    outbox.relay(now=now + timedelta(days=1))

    assert len(mailoutbox) == OutboxEntry.objects.count() == 1


def test_two_reasons_are_two_notices(leave, reachable, now, mailoutbox):
    leave("risk-action:7")
    leave("risk-action:8")

    outbox.relay(now=now)

    assert len(mailoutbox) == len(_arrived(mailoutbox)) == 2


def _arrived(mailoutbox):
    """What a mail system shows: it drops a Message-ID that it has seen."""
    return {mail.message()["Message-ID"] for mail in mailoutbox}


def _relay_dies(now, monkeypatch):
    """After the mail has left and before its row is marked."""

    def die(_):
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(outbox, "_still_ours", die)
        with pytest.raises(KeyboardInterrupt):
            outbox.relay(now=now)


def test_a_crash_before_the_mark_sends_it_again_as_the_same_mail(
    leave, reachable, now, mailoutbox, monkeypatch
):
    leave()
    _relay_dies(now, monkeypatch)
    assert OutboxEntry.objects.get().done_at is None

    outbox.relay(now=now + 2 * outbox.LEASE)

    assert OutboxEntry.objects.get().done_at == now + 2 * outbox.LEASE
    assert (len(mailoutbox), len(_arrived(mailoutbox))) == (2, 1)


def test_twin_without_a_message_id_of_its_own_the_same_notice_arrives_twice(
    leave, reachable, now, mailoutbox, monkeypatch
):
    monkeypatch.setattr(notices, "_message_id", lambda _: make_msgid())
    leave()
    _relay_dies(now, monkeypatch)

    outbox.relay(now=now + 2 * outbox.LEASE)

    assert len(_arrived(mailoutbox)) == 2


def test_its_message_id_names_the_service_and_nothing_of_the_reason(
    leave, reachable, now, mailoutbox, settings
):
    settings.DEFAULT_FROM_EMAIL = "Step 2 <step2@example.org>"
    leave("risk-action:7")

    outbox.relay(now=now)

    (found,) = _arrived(mailoutbox)
    assert found.endswith("@example.org>")
    assert "risk" not in found


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_mail_server_is_asked(leave, reachable, now, monkeypatch):
    seen = []
    monkeypatch.setattr(
        notices.EmailMessage, "send", lambda _: seen.append(connection.in_atomic_block)
    )
    leave()

    outbox.relay(now=now)

    assert seen == [False]


def test_someone_without_an_address_is_done_with_and_finds_it_on_today(leave, now, mailoutbox):
    leave()

    counts = outbox.relay(now=now)

    assert (counts["done"], len(mailoutbox)) == (1, 0)


def test_someone_who_left_meanwhile_gets_no_mail(leave, reachable, now, mailoutbox):
    leave()
    reachable.is_active = False
    reachable.save(update_fields=["is_active"])

    outbox.relay(now=now)

    assert mailoutbox == []


def test_a_mail_that_fails_is_tried_again(leave, reachable, now, mailoutbox, monkeypatch):
    def refuse(*_, **__):
        raise OSError("no route")

    leave()
    with monkeypatch.context() as broken:
        broken.setattr(notices.EmailMessage, "send", refuse)
        counts = outbox.relay(now=now)

    assert counts["retried"] == 1
    outbox.relay(now=now + timedelta(hours=1))
    assert len(mailoutbox) == 1
