"""Sittings and scores. Measures are definitions in clinical.measures, not columns."""

from decimal import Decimal

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from clinical.measures import MEASURES, Measure, Total
from referrals.models import Referral

MEASURE_CHOICES = [(code, measure.name) for code, measure in MEASURES.items()]

# A correction may mark an old row as superseded or withdrawn; nothing else of it ever changes.
_ONLY_SUPERSEDED = """
IF (to_jsonb(NEW) - ARRAY['superseded_at', 'superseded_by_id', 'withdrawn_at'])
   IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['superseded_at', 'superseded_by_id', 'withdrawn_at']) THEN
    RAISE EXCEPTION 'A recorded score is never changed: correct it with a new one.';
END IF;
RETURN NEW;
"""  # noqa: E501 - SQL reads by its clauses


class Mode(models.TextChoices):
    """How the answers were given."""

    ON_CALL = "ON_CALL", "asked on the call"
    IN_PERSON = "IN_PERSON", "in person"
    ON_PAPER = "ON_PAPER", "on paper"
    BY_LINK = "BY_LINK", "by link"


class Sitting(models.Model):
    """One occasion of answering one or more questionnaires."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="sittings")
    form_key = models.UUIDField(unique=True)
    taken_at = models.DateTimeField()
    mode = models.CharField(max_length=20, choices=Mode.choices)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        triggers = [
            pgtrigger.Protect(
                name="sitting_never_rewritten", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"sitting {self.pk}"

    def first_answers(self) -> dict[str, tuple[Total | None, ...]]:
        """The answers as they were recorded first, by questionnaire, whatever came after. A total
        that was typed in stands alone.
        """
        return _said(self.scores.filter(correction_reason=""))

    def answers_now(self) -> dict[str, tuple[Total | None, ...]]:
        """The answers as they stand, corrections included, by questionnaire."""
        return _said(self.scores.filter(superseded_at__isnull=True))


def _said(scores: "models.QuerySet[MeasureScore]") -> dict[str, tuple[Total | None, ...]]:
    return {score.measure: tuple(score.answers) or (score.value,) for score in scores}


def _within_range() -> Q:
    """No total, or one within the range of its measure's definition, where that has a total."""
    within = Q(total__isnull=True)
    for code, measure in MEASURES.items():
        if measure.is_totalled and not measure.decimals:
            within |= Q(
                measure=code, total__gte=measure.total_lowest, total__lte=measure.total_highest
            )
    return within


def _mean_within_range() -> Q:
    """No mean, or one within the range of a measure that is one."""
    within = Q(mean__isnull=True)
    for code, measure in MEASURES.items():
        if measure.decimals:
            within |= Q(
                measure=code, mean__gte=measure.total_lowest, mean__lte=measure.total_highest
            )
    return within


def _answers_within_range() -> Q:
    """No answers, or each of them blank or one that its question offers."""
    within = Q(answers__len=0)
    for code, measure in MEASURES.items():
        if measure.items:
            within |= Q(measure=code) & Q(_each_within(measure.item_lowest, measure.item_highest))
    return within


def _each_within(lowest: int, highest: int) -> models.Func:
    said = "ALL(array_remove(%(expressions)s, NULL))"
    return models.Func(
        models.F("answers"),
        template=f"({lowest} <= {said} AND {highest} >= {said})",
        output_field=models.BooleanField(),
    )


class MeasureScore(models.Model):
    """One questionnaire scored at one sitting. Blank answers are null, and 0 is a score.

    A total that was added up on paper has no answers. A measure that is a mean (the Mobility
    Inventory) has a `mean` and no total; whoever reads either in SQL takes the one there is.
    """

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="scores")
    # Kept here too, so that first and last are one index probe (performance 4.2).
    # Found by the index of first and last scores, which begins with it.
    referral = models.ForeignKey(
        Referral, on_delete=models.PROTECT, related_name="scores", db_index=False
    )
    measure = models.CharField(max_length=12, choices=MEASURE_CHOICES)
    instrument_version = models.CharField(max_length=20)
    taken_at = models.DateTimeField()
    answers = ArrayField(models.SmallIntegerField(null=True), default=list)
    total = models.SmallIntegerField(null=True)
    mean = models.DecimalField(max_digits=4, decimal_places=2, null=True)
    is_prorated = models.BooleanField(default=False)
    work_not_applicable = models.BooleanField(default=False)
    item_nine = models.SmallIntegerField(null=True)
    superseded_at = models.DateTimeField(null=True)
    superseded_by = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="supersedes"
    )
    withdrawn_at = models.DateTimeField(null=True)
    correction_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=_within_range(),
                name="outcomes_total_within_its_range",
            ),
            models.CheckConstraint(
                condition=_mean_within_range(), name="outcomes_mean_within_its_range"
            ),
            models.CheckConstraint(
                condition=_answers_within_range(), name="outcomes_answers_within_their_range"
            ),
            models.CheckConstraint(
                condition=Q(item_nine__isnull=True)
                | Q(measure="PHQ9", item_nine__gte=0, item_nine__lte=3),
                name="outcomes_item_nine_only_of_phq9",
            ),
            models.CheckConstraint(
                condition=~Q(measure="PHQ9")
                | Q(answers__len=0)
                | Q(answers__len=9, answers__8__isnull=True, item_nine__isnull=True)
                | Q(
                    # Said in full: a comparison with null is null, and a null check passes.
                    answers__len=9,
                    answers__8__isnull=False,
                    item_nine__isnull=False,
                    answers__8=models.F("item_nine"),
                ),
                name="outcomes_item_nine_is_the_ninth_answer",
            ),
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=True, superseded_by__isnull=True)
                | Q(superseded_at__isnull=False, superseded_by__isnull=False),
                name="outcomes_superseded_has_its_successor",
            ),
        ]
        indexes = [
            models.Index(
                fields=["referral", "measure", "taken_at"],
                include=["total", "mean"],
                name="outcomes_first_and_last",
            ),
            models.Index(fields=["taken_at"], name="outcomes_score_month"),
        ]
        triggers = [
            pgtrigger.Protect(name="score_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="score_never_rewritten",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=_ONLY_SUPERSEDED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.value}"

    @property
    def value(self) -> Total | None:
        """The total, or the mean of a measure that is one; None while it is not finished."""
        return self.total if self.mean is None else self.mean


def kept_as(measure: Measure, total: Total | None) -> dict[str, int | Decimal | None]:
    """The columns that hold a total: a mean where the measure is one."""
    if total is None:
        return {"total": None, "mean": None}
    if measure.decimals:
        return {"total": None, "mean": Decimal(total)}
    return {"total": int(total), "mean": None}


class ExpectedResponse(models.Model):
    """The usual range of one measure at one session, by where people began (clinical.md 8.3).

    Rows of one version stand together; the latest version that has begun holds. `n` people stand
    behind a row, 0 for the seed table, which is simulated.
    """

    measure = models.CharField(max_length=12, choices=MEASURE_CHOICES)
    band_lowest = models.PositiveSmallIntegerField()
    band_highest = models.PositiveSmallIntegerField()
    contact_no = models.PositiveSmallIntegerField()
    p50 = models.PositiveSmallIntegerField()
    p80 = models.PositiveSmallIntegerField()
    p90 = models.PositiveSmallIntegerField()
    n = models.PositiveIntegerField()
    source = models.CharField(
        max_length=20,
        choices=[("SEED", "simulated"), ("SERVICE", "this service's finished referrals")],
    )
    version = models.PositiveIntegerField()
    valid_from = models.DateField()
    built_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "measure", "band_lowest", "contact_no"],
                name="outcomes_one_expected_response_per_cell",
            ),
            models.CheckConstraint(
                condition=Q(p80__gte=models.F("p50"), p90__gte=models.F("p80")),
                name="outcomes_expected_response_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(source="SERVICE") | Q(n__gte=50),
                name="outcomes_fifty_people_behind_each_cell",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="expected_response_never_rewritten",
                operation=pgtrigger.Update | pgtrigger.Delete,
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure} from {self.band_lowest} at {self.contact_no}"


class MeasureTranslation(models.Model):
    """A licensed translation of a questionnaire that the service has loaded; the latest holds."""

    measure = models.CharField(max_length=12, choices=MEASURE_CHOICES)
    language = models.CharField(max_length=10)
    language_name = models.CharField(max_length=40)
    is_right_to_left = models.BooleanField(default=False)
    lead_in = models.TextField()
    items = ArrayField(models.TextField())
    options = ArrayField(models.CharField(max_length=120))
    licence = models.CharField(max_length=300)
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(licence=""), name="outcomes_translation_names_its_licence"
            )
        ]
        indexes = [
            models.Index(
                fields=["language", "measure", "loaded_at"], name="outcomes_translations_latest"
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="translation_never_rewritten", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure} in {self.language}"
