"""/referrals/new: a referral that somebody who works here types."""

from datetime import datetime
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from caseload.actions import incoming
from caseload.forms.letter import CONSENTS, NEEDS, LetterForm, fresh
from caseload.incoming import known as known_people
from caseload.incoming import page
from caseload.incoming.page import Beside
from caseload.models import MentionsHarm
from caseload.session.choices import Option
from clinical.errors import Refused
from clinical.policy import Policy
from policy.current import policy_on
from referrals.models import Referral
from staff.decorators import requires
from staff.models import StaffMember
from staff.roles import Permission

_KEYS = {MentionsHarm.YES: "y", MentionsHarm.NO: "n", MentionsHarm.CANNOT_TELL: "c"}
HARM = tuple(Option(one.value, one.label, key) for one, key in _KEYS.items())
SAID = (Option("yes", "Yes", ""), Option("no", "No", ""), Option("", "Not said", ""))
_WHICH = "Somebody on record may be this person. Say of each whether it is."
_OPEN = (
    "A referral of this person is open already. A letter about it belongs on that record. Save "
    "again to open another referral beside it."
)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECEIVE_REFERRAL)
def new(request: HttpRequest) -> HttpResponse:
    """The page; choosing somebody on record, or saying that they are not, keeps what was typed."""
    now, by = timezone.now(), cast(StaffMember, request.user)
    policy = policy_on(timezone.localdate(now))
    offered = page.offered()
    if request.method != "POST":
        return _drawn(request, _form(None, by=by, now=now, policy=policy), Beside((), ()), offered)
    posted = _as_chosen(request.POST, by=by, now=now)
    form = _form(posted, by=by, now=now, policy=policy, surgeries=offered.surgeries)
    beside = _beside(form, posted, by=by, now=now, policy=policy)
    if "same" in request.POST or "else" in request.POST or "not_same" in request.POST:
        return _drawn(request, _unchecked(posted, by=by, now=now, policy=policy), beside, offered)
    if beside.asks and not page.was_saved(form.cleaned_data.get("form_key")):
        form.add_error(None, _WHICH)
    if beside.known is not None and beside.known.open_state:
        form.ask(f"open:{beside.known.known.patient_id}", field=None, words=_OPEN)
    if form.is_valid():
        try:
            referral = incoming.receive_typed(
                entry=form.entry(others=beside.others),
                form_key=form.cleaned_data["form_key"],
                by=by,
                now=now,
                policy=policy,
            )
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return _saved(request, referral)
    return _drawn(request, form, beside, offered, status=422)


@require_http_methods(["POST"])
@requires(Permission.RECEIVE_REFERRAL)
def known(request: HttpRequest) -> HttpResponse:
    """Who may be known, while somebody types: the same part of the page by itself."""
    now, by = timezone.now(), cast(StaffMember, request.user)
    policy = policy_on(timezone.localdate(now))
    form = _form(request.POST, by=by, now=now, policy=policy)
    beside = _beside(form, request.POST, by=by, now=now, policy=policy)
    return render(request, "caseload/incoming/known.html", {"beside": beside, "form": form})


def _form(
    data: QueryDict | None,
    *,
    by: StaffMember,
    now: datetime,
    policy: Policy,
    surgeries: tuple[str, ...] = (),
) -> LetterForm:
    """With the known surgeries, one that is only like them is asked about."""
    on = timezone.localdate(now)
    return LetterForm(
        data,
        on=on,
        youngest=policy.youngest_age,
        surgeries=surgeries,
        known=known_people.chosen(data.get("known", ""), reader=by, on=on) if data else None,
        initial=fresh(on=on),
    )


def _unchecked(posted: QueryDict, *, by: StaffMember, now: datetime, policy: Policy) -> LetterForm:
    """What was typed so far, before anybody asks whether it is whole."""
    on = timezone.localdate(now)
    known = known_people.chosen(posted.get("known", ""), reader=by, on=on)
    typed = {name: posted.getlist(name) if name == "needs" else posted[name] for name in posted}
    return LetterForm(None, on=on, youngest=policy.youngest_age, known=known, initial=typed)


def _as_chosen(posted: QueryDict, *, by: StaffMember, now: datetime) -> QueryDict:
    """What was sent, with the person who was just chosen, or was said to be somebody else."""
    data = posted.copy()
    if "not_same" in posted:
        data["known"] = ""
    if "else" in posted:
        data["others"] = f"{posted.get('others', '')},{posted['else']}"
    on = timezone.localdate(now)
    chosen = known_people.chosen(posted.get("same", ""), reader=by, on=on)
    if chosen is not None:
        data["known"] = str(posted["same"])
        for name, on_record in known_people.on_record(chosen, reader=by, on=on).items():
            if not data.get(name) or name == "language":
                data[name] = str(on_record)
    return data


def _beside(
    form: LetterForm, posted: QueryDict, *, by: StaffMember, now: datetime, policy: Policy
) -> Beside:
    form.is_valid()
    others = page.ids(posted.get("others", ""))
    token = posted.get("known", "")
    on = timezone.localdate(now)
    if form.known is not None:
        person = known_people.read(form.known, token=token, reader=by, on=on)
        return Beside((), others, person)
    return page.who_may_it_be(form.typed, others=others, by=by, now=now, policy=policy)


def _saved(request: HttpRequest, referral: Referral) -> HttpResponse:
    """To the record, of which an administrator sees how to reach the person; or the next letter."""
    owner = page.who_has_it(referral)
    said = "It is decided on within a working day."
    messages.success(
        request,
        f"Referral saved. {f'{owner} is told now, and has it from here.' if owner else said}",
    )
    if "next" in request.POST:
        return redirect("letter_new")
    return redirect("caseload:record", referral.reference)


def _drawn(
    request: HttpRequest,
    form: LetterForm,
    beside: Beside,
    offered: page.Offered,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "beside": beside,
        "offered": offered,
        "harm": HARM,
        "said": SAID,
        "needs": [Option(value, label, "") for value, label in NEEDS],
        "consents": [name for _, name, _ in CONSENTS],
        "has_errors": status != 200,
    }
    return render(request, "caseload/incoming/new.html", context, status=status)
