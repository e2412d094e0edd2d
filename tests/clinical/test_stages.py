"""Stages of one intensity by their days, and which change of intensity is a step."""

from clinical.stages import Stage, stages, step_days
from clinical.therapies import Intensity, Therapy
from tests.clinical.pathways import contact, day

_LOW = frozenset({Therapy.GUIDED_SELF_HELP_BOOK})
_HIGH = frozenset({Therapy.CBT})


def _weekly(*therapies):
    return [contact(7 * (place + 1), therapies=one) for place, one in enumerate(therapies)]


def test_a_stage_lasts_from_its_first_session_to_its_last():
    found = stages(_weekly(_LOW, _LOW, _LOW, _HIGH, _HIGH), ())

    assert found == (
        Stage(Intensity.LOW, day(7), day(21)),
        Stage(Intensity.HIGH, day(28), day(35)),
    )
    assert step_days(found, to=Intensity.HIGH) == 7
    assert step_days(found, to=Intensity.LOW) is None


def test_one_session_of_cbt_between_guided_self_help_steps_nobody_up():
    found = stages(_weekly(_LOW, _LOW, _HIGH, _LOW, _LOW), ())

    assert [one.intensity for one in found] == [Intensity.LOW, Intensity.LOW]
    assert step_days(found, to=Intensity.HIGH) is None
    assert step_days(found, to=Intensity.LOW) is None
