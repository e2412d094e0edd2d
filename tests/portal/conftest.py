"""Priya's session of tomorrow with somebody born on 4 May 1991, and the link to its questions."""

import pytest

from tests.portal.links import Phone, link_for, tomorrow


@pytest.fixture
def contact(referral, clock):
    return tomorrow(referral)


@pytest.fixture
def link(contact):
    return link_for(contact)


@pytest.fixture
def phone(link):
    return Phone(link)


@pytest.fixture
def let_in(phone):
    """The same phone, past the birth date."""
    phone.let_in()
    return phone
