"""Appointments counted again in plain Python: the second half of `plain_counts`."""

from datetime import date

from tests.reporting.plain_counts import count, everybody, rate

ATTENDED = {"ATTENDED", "LATE_SEEN"}
SESSIONS = {"TREATMENT", "ASSESSMENT_AND_TREATMENT", "REVIEW_AND_TREATMENT"}


def was_attended(one):
    contact = one[1]
    return contact.attendance in ATTENDED or (contact.state == "LOGGED" and not contact.is_planned)


def contacts(media, grades, therapies):
    """One is a person and one contact of hers, and its local day."""

    def outcome(*kept):
        return lambda one: one[1].attendance in kept

    yield "appointments", count(everybody)
    for slug, kept in (
        ("patient-cancelled", "PATIENT_CANCELLED"),
        ("service-cancelled", "SERVICE_CANCELLED"),
        ("missed", "DID_NOT_ATTEND"),
        ("late-not-seen", "LATE_NOT_SEEN"),
        ("attended", "ATTENDED"),
        ("late-seen", "LATE_SEEN"),
    ):
        yield f"appointments-{slug}", count(outcome(kept))
    asked = outcome("DID_NOT_ATTEND", "ATTENDED", "LATE_SEEN", "LATE_NOT_SEEN")
    yield "did-not-attend", rate(asked, outcome("DID_NOT_ATTEND"))
    yield "did-not-attend-of-all", rate(everybody, outcome("DID_NOT_ATTEND"))
    for medium in media:
        name = medium.lower().replace("_", "-")
        yield (
            f"attended-by-{name}",
            rate(was_attended, lambda one, medium=medium: one[1].medium == medium),
        )
    for grade in grades:
        name = grade.lower().replace("_", "-")
        yield (
            f"attended-with-{name}",
            rate(was_attended, lambda one, grade=grade: one[1].pwp.grade == grade),
        )
    yield (
        "attended-with-long-term-condition",
        rate(
            lambda one: was_attended(one) and one[1].kind != "FOLLOW_UP",
            lambda one: one[0].long_term == "YES",
        ),
    )

    def session(one):
        person, contact, day = one
        last = person.now.ended_on or date.max
        return (
            was_attended(one) and contact.kind in SESSIONS and person.now.received_on <= day <= last
        )

    for therapy in therapies:
        name = therapy.lower().replace("_", "-")
        yield (
            f"sessions-{name}",
            count(lambda one, therapy=therapy: session(one) and therapy in one[1].therapies),
        )
