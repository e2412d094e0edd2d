"""What can be chosen in a self-referral, in the words of patients. Lists follow the national data
set; "prefer not to say" is always one of them.
"""

from typing import TYPE_CHECKING

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy

from policy import wordings
from portal.models import Safe
from referrals.models import YesNo

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    Said = StrOrPromise
else:
    Said = str

Options = tuple[tuple[str, Said], ...]

_NOT_SAID = (YesNo.NOT_SAID.value, gettext_lazy("Prefer not to say"))
YES_OR_NO: Options = (("YES", gettext_lazy("Yes")), ("NO", gettext_lazy("No")))
YES_NO_NOT_SAID: Options = (*YES_OR_NO, _NOT_SAID)

SAFE: Options = (
    (Safe.YES.value, gettext_lazy("Yes, I am safe")),
    (
        Safe.THOUGHTS.value,
        gettext_lazy("I have thoughts of hurting myself or ending my life, but I am safe today"),
    ),
    (Safe.NO.value, gettext_lazy("No, I need help now")),
    (Safe.UNSURE.value, gettext_lazy("I am not sure")),
)
# Each by its own name for itself.
LANGUAGES: Options = tuple(
    (code, LANG_INFO[code]["name_local"] if code in LANG_INFO else name)
    for code, name in wordings.LANGUAGES.items()
)
NEEDS: Options = (
    ("interpreter", gettext_lazy("An interpreter")),
    ("hearing", gettext_lazy("I am deaf or hard of hearing")),
    ("sight", gettext_lazy("I do not see well")),
    ("mobility", gettext_lazy("I find it hard to get about")),
    ("reading", gettext_lazy("I find reading or writing hard")),
)
GENDER: Options = (
    ("FEMALE", gettext_lazy("Woman")),
    ("MALE", gettext_lazy("Man")),
    ("NON_BINARY", gettext_lazy("Non-binary")),
    ("OTHER", gettext_lazy("Other")),
    _NOT_SAID,
)
ETHNICITY: Options = (
    ("A", gettext_lazy("White: British")),
    ("B", gettext_lazy("White: Irish")),
    ("C", gettext_lazy("White: any other")),
    ("D", gettext_lazy("Mixed: White and Black Caribbean")),
    ("E", gettext_lazy("Mixed: White and Black African")),
    ("F", gettext_lazy("Mixed: White and Asian")),
    ("G", gettext_lazy("Mixed: any other")),
    ("H", gettext_lazy("Asian: Indian")),
    ("J", gettext_lazy("Asian: Pakistani")),
    ("K", gettext_lazy("Asian: Bangladeshi")),
    ("L", gettext_lazy("Asian: any other")),
    ("M", gettext_lazy("Black: Caribbean")),
    ("N", gettext_lazy("Black: African")),
    ("P", gettext_lazy("Black: any other")),
    ("R", gettext_lazy("Chinese")),
    ("S", gettext_lazy("Any other ethnic group")),
    _NOT_SAID,
)
RELIGION: Options = (
    ("NONE", gettext_lazy("No religion")),
    ("BUDDHIST", gettext_lazy("Buddhist")),
    ("CHRISTIAN", gettext_lazy("Christian")),
    ("HINDU", gettext_lazy("Hindu")),
    ("JEWISH", gettext_lazy("Jewish")),
    ("MUSLIM", gettext_lazy("Muslim")),
    ("SIKH", gettext_lazy("Sikh")),
    ("OTHER", gettext_lazy("Other")),
    _NOT_SAID,
)
ORIENTATION: Options = (
    ("STRAIGHT", gettext_lazy("Straight")),
    ("GAY_OR_LESBIAN", gettext_lazy("Gay or lesbian")),
    ("BISEXUAL", gettext_lazy("Bisexual")),
    ("OTHER", gettext_lazy("Other")),
    _NOT_SAID,
)

RECORD_WORDS = gettext_lazy(
    "I agree that you get in touch with me, and keep what I wrote in a health record"
)
GP_WORDS = gettext_lazy("May we write to your GP about your care?")
