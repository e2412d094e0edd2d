"""A signal of before the column gets what its flag says, and is never rewritten afterwards."""

from importlib import import_module

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from caseload.models import CaseFlag, RiskSignal
from tests.factories.caseload import sitting_with_signal

pytestmark = pytest.mark.django_db(transaction=True)
_BACKFILL = import_module("caseload.migrations.0011_a_signal_keeps_its_words")._AS_THE_FLAG_SAYS  # noqa: SLF001


def test_a_signal_of_before_gets_the_words_of_its_flag_and_the_trigger_is_back(referral):
    with transaction.atomic():
        sitting_with_signal(referral, ninth=1)
    signal = RiskSignal.objects.get(referral=referral)
    said = CaseFlag.objects.get(pk=signal.flag_id).evidence
    assert signal.evidence != said

    with connection.cursor() as cursor:
        cursor.execute(_BACKFILL)

    signal.refresh_from_db()
    assert signal.evidence == said
    with pytest.raises((IntegrityError, InternalError), match="pgtrigger"):
        RiskSignal.objects.filter(pk=signal.pk).update(evidence="Nothing")
