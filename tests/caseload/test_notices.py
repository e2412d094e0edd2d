"""Notices to staff: that something waits, and nothing about whom or what."""

from datetime import timedelta

import pytest

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
    assert sent.body == ("Something needs you on your worklist. Please sign in and look at Today.")


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

    assert len(mailoutbox) == 2


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
        broken.setattr(notices, "send_mail", refuse)
        counts = outbox.relay(now=now)

    assert counts["retried"] == 1
    outbox.relay(now=now + timedelta(hours=1))
    assert len(mailoutbox) == 1
