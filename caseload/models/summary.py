"""One derived row per referral, so that a caseload is one query. Written only by caseload.facts."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from caseload.models.contact import Proposal
from caseload.models.kept import KEEPING
from referrals.models import OnMerge, Patient, Referral
from staff.models import Team


class CaseSummary(models.Model):
    """What lists show of a referral; recomputed from base rows in the transaction that changes
    them, never counted up.

    What each said before is kept by the database (`kept`), so that a past moment can be shown.
    Time is not stored: "no contact for 21 days" compares these moments with now when read. Only the
    night goes by a stored day, the one on which flags next change if nobody saves anything.
    """

    referral = models.OneToOneField(
        Referral, on_delete=models.PROTECT, primary_key=True, related_name="summary"
    )
    reference = models.CharField(max_length=8)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    pwp = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    is_open = models.BooleanField()
    status = models.CharField(max_length=20)
    received_on = models.DateField()
    ended_on = models.DateField(null=True)
    allocated_on = models.DateField(null=True)
    last_discussed_on = models.DateField(null=True)
    review_due_on = models.DateField(null=True)
    problem = models.CharField(max_length=40, blank=True)
    treatment = models.CharField(max_length=80, blank=True)
    usual_medium = models.CharField(max_length=20)
    planned_sessions = models.PositiveSmallIntegerField()
    # Contacts
    assessed_on = models.DateField(null=True)
    first_attended_on = models.DateField(null=True)
    last_attended_on = models.DateField(null=True)
    first_treatment_on = models.DateField(null=True)
    attended = models.PositiveSmallIntegerField(default=0)
    treatment_contacts = models.PositiveSmallIntegerField(default=0)
    missed = models.PositiveSmallIntegerField(default=0)
    missed_in_a_row = models.PositiveSmallIntegerField(default=0)
    last_missed_on = models.DateField(null=True)
    missed_followed_up = models.BooleanField(default=False)
    # Everything booked and not yet logged, in order: which of them is next depends on when it is
    # read.
    booked_at = ArrayField(models.DateTimeField(), default=list)
    # The first of them that is a treatment session.
    treatment_booked_at = models.DateTimeField(null=True)
    ending_proposed = models.BooleanField(default=False)
    proposed = models.CharField(
        max_length=20, choices=Proposal.choices, blank=True, default="", db_default=""
    )
    risk_asked_last = models.BooleanField(default=True)
    last_contact_scored = models.BooleanField(default=True)
    # Scores, oldest first
    phq9 = ArrayField(models.SmallIntegerField(), default=list)
    gad7 = ArrayField(models.SmallIntegerField(), default=list)
    # Of the measure that the problem calls for, where it is not GAD-7; a mean to the hundredth.
    own_totals = ArrayField(
        models.DecimalField(max_digits=5, decimal_places=2), default=list, db_default=[]
    )
    last_item_nine = models.SmallIntegerField(null=True)
    previous_item_nine = models.SmallIntegerField(null=True)
    last_item_nine_on = models.DateField(null=True)
    last_scored_on = models.DateField(null=True)
    safety_plan_review_on = models.DateField(null=True)
    labels = ArrayField(models.CharField(max_length=30), default=list)
    # Open flags, for display: {reason: [evidence, since, is_provisional, snoozed_until]}
    flags = models.JSONField(default=dict)
    # The day these flags were held against the rules, the first later day on which time alone
    # changes one (none on an ended referral), and the name of those rules: empty once anything in
    # this row has changed since. No index: it would cost each save more than the night its scan.
    flags_checked_on = models.DateField(null=True)
    flags_next_change_on = models.DateField(null=True)
    flags_checked_under = models.CharField(max_length=16, blank=True, db_default="")

    on_merge: ClassVar = OnMerge.MOVES

    class Meta:
        db_table = "caseload_casesummary"
        indexes = [
            models.Index(fields=["pwp"], condition=Q(is_open=True), name="caseload_open_of_pwp"),
            models.Index(fields=["team", "received_on"], name="caseload_summary_received"),
            # Coverage counts in these, so that the wide rows are not read. Nothing in them changes
            # with each session: what does would cost each save a new place in them.
            models.Index(
                fields=["pwp", "team"],
                include=["last_discussed_on", "assessed_on", "allocated_on", "received_on"],
                condition=Q(is_open=True)
                & (Q(pwp__isnull=False) | Q(first_attended_on__isnull=False)),
                name="caseload_open_looked_at",
            ),
            models.Index(
                fields=["pwp", "team"],
                condition=Q(is_open=True)
                & Q(last_discussed_on__isnull=True)
                & Q(first_treatment_on__isnull=False),
                name="caseload_open_not_discussed",
            ),
            # The lead's page counts in these who waits, and whose overdue step is of somebody open.
            models.Index(
                fields=["received_on"],
                include=["team"],
                condition=Q(is_open=True) & Q(first_treatment_on__isnull=True),
                name="caseload_open_waiting",
            ),
            models.Index(
                fields=["referral"],
                include=["team"],
                condition=Q(is_open=True),
                name="caseload_open_referral",
            ),
        ]
        triggers = KEEPING

    def __str__(self) -> str:
        return self.reference
