"""A person known to the service, and how to reach them safely."""

from enum import Enum
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Replace, Right, Upper

from referrals.models.places import LEAST_DEPRIVED, MOST_DEPRIVED, Practice


class SearchableName(Func):
    """A name as search compares it: lower case, without accents or punctuation, every word after a
    space. An immutable function of the database, so that an index can hold it.
    """

    function = "referrals_searchable_name"
    output_field = models.TextField()


class NameInOrder(Func):
    """A name so written, in the order of a list: first all of the family name, then the given."""

    function = "referrals_name_in_order"
    output_field = models.TextField()


class WordsOfName(Func):
    """The words of a name in that order, each for itself: what the index holds. All but the first
    word of the family name stand in it once more with a mark (see referrals.search).
    """

    function = "referrals_words_of_name"
    output_field = SearchVectorField()


class DigitsOfPhone(Func):
    """A phone number without spaces and signs, so that two ways to write it are one."""

    function = "regexp_replace"
    template = r"%(function)s(%(expressions)s, '\D', '', 'g')"
    output_field = models.TextField()


class OnMerge(Enum):
    """What becomes of the rows of a relation to a patient when two records are one person."""

    MOVES = "they go to the record that is kept"
    STAYS = "they stay, and are read from there too where they say something about the person"


class Gender(models.TextChoices):
    """As the person gives it; words of the patient banner."""

    FEMALE = "FEMALE", "Female"
    MALE = "MALE", "Male"
    NON_BINARY = "NON_BINARY", "Non-binary"
    OTHER = "OTHER", "Other"
    NOT_KNOWN = "NOT_KNOWN", "Not known"


class Patient(models.Model):
    """A person. Details may be edited; every change stands on the trail with old and new value."""

    nhs_number = models.CharField(max_length=10, null=True, unique=True)  # noqa: DJ001 - unknown is null so that unique holds
    title = models.CharField(max_length=20, blank=True)
    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80)
    # Made by the database from both names, for search.
    by_name = models.GeneratedField(
        expression=NameInOrder("family_name", "given_name"),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )
    date_of_birth = models.DateField()
    gender = models.CharField(max_length=20, choices=Gender.choices, default=Gender.NOT_KNOWN)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    address = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    # Safe contact: what the person said may be used (safety H19).
    voicemail_ok = models.BooleanField(default=False)
    text_ok = models.BooleanField(default=False)
    email_ok = models.BooleanField(default=False)
    letter_ok = models.BooleanField(default=False)
    best_time = models.CharField(max_length=60, blank=True)
    # If somebody else answers the phone: who the person wants us to be.
    say_who = models.CharField(max_length=60, blank=True)
    needs = models.CharField(max_length=200, blank=True)
    # What they read best; messages and questionnaires come in it where the service has the words.
    language = models.CharField(max_length=10, default="en")
    # The service's full name may stand in messages; without it, the neutral name does.
    full_name_ok = models.BooleanField(default=False)
    # As it was said; the practice is known once somebody has picked it from the list.
    gp = models.CharField(max_length=120, blank=True)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, null=True, related_name="+")
    # Follows from the postcode: 1 is the most deprived, unknown is null (see referrals.places).
    deprivation_decile = models.PositiveSmallIntegerField(null=True)
    share_with_gp = models.BooleanField(default=False)
    employment = models.CharField(max_length=120, blank=True)
    medication = models.CharField(max_length=200, blank=True)
    # How many others look alike, and how many of them nobody has looked at yet (see LookAlike).
    alike = models.PositiveSmallIntegerField(default=0)
    may_be_known = models.PositiveSmallIntegerField(default=0)
    # Another record of the same person, to which this one's referrals went (see Merge).
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="merged_here"
    )
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    on_merge: ClassVar = OnMerge.STAYS

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="referrals_record_is_not_merged_into_itself",
            ),
            models.CheckConstraint(
                condition=Q(nhs_number__isnull=True) | Q(nhs_number__regex=r"^[0-9]{10}$"),
                name="referrals_nhs_number_is_ten_digits",
            ),
            models.CheckConstraint(
                condition=Q(date_of_birth__gte="1890-01-01") & Q(date_of_birth__lte="2100-12-31"),
                name="referrals_birth_date_is_believable",
            ),
            models.CheckConstraint(
                condition=Q(deprivation_decile__isnull=True)
                | Q(deprivation_decile__gte=MOST_DEPRIVED, deprivation_decile__lte=LEAST_DEPRIVED),
                name="referrals_patient_decile_is_one_to_ten",
            ),
        ]
        indexes = [
            # What referrals.search reads: everybody in order, words of names, those merged away.
            models.Index(
                fields=["by_name", "date_of_birth", "id"],
                condition=Q(merged_into__isnull=True),
                name="referrals_by_name",
            ),
            GinIndex(WordsOfName("by_name"), name="referrals_name_words"),
            GinIndex(
                WordsOfName("by_name"),
                condition=Q(merged_into__isnull=False),
                name="referrals_merged_name_words",
            ),
            # What referrals.matching looks up.
            models.Index(fields=["date_of_birth"], name="referrals_birth_date"),
            models.Index(
                Right(DigitsOfPhone("phone"), 9),
                condition=~Q(phone=""),
                name="referrals_phone_digits",
            ),
            models.Index(
                Upper(Replace("postcode", Value(" "), Value(""))),
                condition=~Q(postcode=""),
                name="referrals_postcode_alone",
            ),
        ]

    def __str__(self) -> str:
        return f"patient {self.pk}"

    @property
    def full_name(self) -> str:
        """Given name first, as in sentences."""
        return f"{self.given_name} {self.family_name}"
