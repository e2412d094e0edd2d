"""The service rules about how people come in: whom the service is for, and what only robots do."""

from clinical.policy.rule import Group, Rule, number

_LOCAL = "local decision"

RULES: tuple[Rule, ...] = (
    number(
        "document_most_mb",
        "A letter or scan that is attached is at most",
        between=(1, 20),
        unit="MB",
        source="local decision: a scan of twenty pages is about 5 MB",
        group=Group.REFERRALS,
    ),
    number(
        "letter_read_within_days",
        "Of a letter or scan that nobody has read, the senior is told after",
        between=(1, 10),
        unit="working days",
        source="local decision: after twice as long the service lead is told as well",
        group=Group.REFERRALS,
    ),
    number(
        "youngest_age",
        "The service is for people from the age of",
        between=(16, 18),
        unit="years",
        source="18 and over; some services from 16 (NHS Talking Therapies manual)",
        group=Group.REFERRALS,
    ),
    number(
        "referral_form_minutes",
        "A self-referral that nobody goes on with is kept for",
        between=(30, 240),
        unit="minutes",
        source=_LOCAL,
        group=Group.REFERRALS,
    ),
    number(
        "referral_forms_begun",
        "From one address at most so many self-referrals are begun in a quarter of an hour",
        between=(20, 500),
        unit="forms",
        source="local decision: a library or a phone network sends many people",
        group=Group.REFERRALS,
    ),
    number(
        "referral_worries_begun",
        "From one address, after so many self-referrals that worry in an hour, no more are begun",
        between=(5, 200),
        unit="forms",
        source="local decision: whoever comes then is shown whom to ring; nothing said is dropped",
        group=Group.REFERRALS,
    ),
    number(
        "lookups_an_hour",
        "Typing referrals, one member of staff is shown in an hour who may be on record, at most",
        between=(60, 2000),
        unit="times",
        source="local decision: some ten for each letter; each stands on the trail",
        group=Group.REFERRALS,
    ),
    number(
        "sender_requests_a_minute",
        "One system that sends referrals may ask at most so often in a minute",
        between=(10, 300),
        unit="times",
        source=_LOCAL,
        group=Group.REFERRALS,
    ),
    number(
        "first_form_within_days",
        "Questionnaires are offered by link to people whose referral came in the last",
        between=(1, 28),
        unit="days",
        source=_LOCAL,
        group=Group.REFERRALS,
    ),
)
