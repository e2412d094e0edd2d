"""M082 to M088 and the share of missed appointments: what became of each appointment."""

from caseload.models.contact import Attendance
from reporting.metrics.measure import Better, Confidence, Kind, Measure, Placed, Tally
from reporting.metrics.wording import LOCAL, MONTHLY

_ALL = Tally("true")
_ALL_WORDS = "appointments in the period of which somebody wrote what became of them"
_OUTCOMES = (
    ("M083", "patient-cancelled", "Cancelled by the patient", (Attendance.PATIENT_CANCELLED,)),
    ("M085", "service-cancelled", "Cancelled by the service", (Attendance.SERVICE_CANCELLED,)),
    ("M084", "missed", "Did not attend, no warning", (Attendance.DID_NOT_ATTEND,)),
    ("M088", "late-not-seen", "Too late to be seen", (Attendance.LATE_NOT_SEEN,)),
    ("M086", "attended", "Attended", (Attendance.ATTENDED,)),
    ("M087", "late-seen", "Late, seen", (Attendance.LATE_SEEN,)),
)
_MISSED = Tally("c.attendance = 'DID_NOT_ATTEND'")


def _outcome(id_: str, slug: str, name: str, kept: tuple[str, ...]) -> Measure:
    return Measure(
        slug=f"appointments-{slug}",
        id=id_,
        name=f"Appointments: {name[0].lower()}{name[1:]}",
        definition="Appointments with this outcome, of any kind.",
        counts="appointments in the period with this outcome",
        placed=Placed.CONTACT,
        source=MONTHLY,
        numerator=Tally(f"c.attendance = '{kept[0]}'"),
    )


DID_NOT_ATTEND = Measure(
    slug="did-not-attend",
    id="local/did-not-attend",
    name="Did not attend",
    definition=(
        "Of appointments that were kept, missed without warning or came to too late, those missed "
        "without warning. Cancelled ones are left out. There is no national percentage."
    ),
    counts="appointments missed without warning (M084)",
    out_of="appointments missed, attended, or come to late (M084, M086, M087, M088)",
    placed=Placed.CONTACT,
    source=LOCAL,
    confidence=Confidence.OWN,
    numerator=_MISSED,
    denominator=Tally(
        "c.attendance IN ('DID_NOT_ATTEND', 'ATTENDED', 'LATE_SEEN', 'LATE_NOT_SEEN')"
    ),
    kind=Kind.RATE,
    better=Better.LOWER,
)

MEASURES = (
    Measure(
        slug="appointments",
        id="M082",
        name="Appointments",
        definition="Appointments of any kind and with any outcome.",
        counts=_ALL_WORDS,
        placed=Placed.CONTACT,
        source=MONTHLY,
        numerator=_ALL,
    ),
    *(_outcome(*outcome) for outcome in _OUTCOMES),
    DID_NOT_ATTEND,
    Measure(
        slug="did-not-attend-of-all",
        id="local/did-not-attend-of-all",
        name="Did not attend, of all appointments",
        definition="Of all appointments, also cancelled ones, those missed without warning.",
        counts="appointments missed without warning (M084)",
        out_of="all appointments (M082)",
        placed=Placed.CONTACT,
        source=LOCAL,
        confidence=Confidence.OWN,
        numerator=_MISSED,
        denominator=_ALL,
        kind=Kind.RATE,
        better=Better.LOWER,
    ),
)
