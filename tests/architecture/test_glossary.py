"""The glossary names what the code has."""

import re

from django.apps import apps

from tests.architecture.tower import ROOT, TOWER

# Parts of another word's meaning, or words of the database alone.
_UNNAMED = {
    "AuditEntry",
    "ChainHead",
    "OutboxEntry",
    "StaffMember",
    "Absence",
    "PolicyChange",
    "ReferralStep",
    "CallAttempt",
    "ContactDraft",
    "CaseFlag",
    "CaseSummary",
}


def test_every_model_is_a_word_of_the_glossary() -> None:
    page = (ROOT / "docs/glossary.md").read_text(encoding="utf-8").lower()
    models = {m.__name__ for m in apps.get_models() if m._meta.app_label in TOWER} - _UNNAMED

    missing = sorted(name for name in models if _spoken(name) not in page)

    assert missing == []


def _spoken(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
