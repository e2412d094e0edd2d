"""Whatever an administrator can write about a person goes to somebody at once when it mentions
harm, or is nothing that was said (hazard H03). A field that nobody listed here fails.
"""

import importlib
import inspect
from collections.abc import Iterator
from types import ModuleType

from django.urls import get_resolver

from staff.roles import ELSEWHERE, RECORD_ACCESS, Permission, Role
from tests.safety.channels import CHANNELS
from tests.safety.test_every_free_text_without_sign_in import _texts, _views

_NOT_OURS = {"allauth", "django", "rest_framework"}
_CALL, _LETTER, _LINE = "call", "referral typed by staff", "a reminder is refused, for a call"
_MESSAGE = "what was done about a message, tests/portal/test_send_messages.py"
# No words of theirs: who and where somebody is, what was agreed to, what a machine calls it.
_FACT, _NOT_THEIRS = "a fact on record", "an administrator may not"
LISTED = {
    "caseload.forms.calls.CallForm": _CALL,
    "caseload.forms.calls.UnknownCallForm": _CALL,
    "caseload.forms.calls.CouldNotBeFoundForm": _NOT_THEIRS,
    "caseload.forms.letter.LetterForm": _LETTER,
    "caseload.forms.record.CancelBookingForm": "why an appointment is cancelled",
    "caseload.forms.reminders.ReminderForm": _LINE,
    "caseload.forms.waits.PauseForm": "words while waiting",
    "portal.staff_forms.DoneForm": _MESSAGE,
    "caseload.forms.documents.AttachForm": "attached letter",
    # What it holds was settled when it was attached, and is read before it is taken off.
    "caseload.forms.documents.TakeOffForm": _FACT,
    "caseload.forms.about_them.AboutThemForm": _FACT,
    "caseload.forms.about_them.PracticeForm": _FACT,
    "caseload.forms.consents.ConsentForm": _FACT,
    "caseload.forms.record.ContactDetailsForm": _FACT,
    "portal.referring.begun.BeginForm": _FACT,
    "referrals.forms.FindForm": _FACT,
    "staff.plan_forms.JobPlanForm": _NOT_THEIRS,
    "caseload.forms.record.TreatmentForm": _NOT_THEIRS,
    "caseload.forms.waits.PutFirstForm": _NOT_THEIRS,
    "caseload.views.call_settling": _FACT,
    "portal.views.messages": _FACT,
    "portal.views.send": _FACT,
}


def test_every_free_text_of_an_administrator_is_listed_with_its_channel():
    found = {_holder(name) for module in _modules() for name in _texts(module)}

    assert found == set(LISTED)


def test_every_channel_named_there_is_pushed_through():
    named = set(LISTED.values()) - {_FACT, _NOT_THEIRS, _LINE, _MESSAGE}

    assert named <= {channel.name for channel in CHANNELS}


def _modules() -> Iterator[ModuleType]:
    """The modules of our views that let somebody in for a right that an administrator has."""
    names = {inspect.unwrap(view).__module__ for view in _views(get_resolver())}
    for name in sorted(one for one in names if one.partition(".")[0] not in _NOT_OURS):
        module = importlib.import_module(name)
        source = inspect.getsource(module)
        if any(f"Permission.{right.value}" in source for right in _rights()):
            yield module


def _rights() -> frozenset[Permission]:
    on_records = RECORD_ACCESS[Role.ADMINISTRATOR].values()
    return frozenset().union(ELSEWHERE[Role.ADMINISTRATOR], *on_records)


def _holder(name: str) -> str:
    """The form of a field, or the view that reads a name off a request."""
    return name.rpartition(":" if ":" in name else ".")[0]
