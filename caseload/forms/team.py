"""What a lead types on the team's pages: leave with its cover, and who takes whom."""

from collections.abc import Sequence

from django import forms

from caseload.actions.leaving import HandOver
from caseload.allocating.handing_over import HandingOver, Receiver
from caseload.forms.written import calendar_day, line
from staff.entries import LeaveEntry

_CHOOSE = dict.fromkeys(("required", "invalid_choice", "invalid"), "Choose a colleague.")


def _colleague(label: str, receivers: Sequence[Receiver], first: str = "Choose") -> forms.Field:
    return forms.TypedChoiceField(
        label=label,
        choices=[("", first), *((str(one.staff_id), one.words) for one in receivers)],
        coerce=int,
        error_messages=_CHOOSE,
    )


class LeaveForm(forms.Form):
    """From when to when, and who covers. The reason of an absence is nobody else's business."""

    starts_on = calendar_day("First day away")
    ends_on = calendar_day("Last day away")

    def __init__(self, *args: object, receivers: Sequence[Receiver], **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.fields["coverer"] = _colleague("Covered by", receivers)

    def entry(self) -> LeaveEntry:
        """As the action takes it."""
        said = self.cleaned_data
        return LeaveEntry(
            starts_on=said["starts_on"], ends_on=said["ends_on"], coverer_id=said["coverer"]
        )


class HandOverForm(forms.Form):
    """One colleague for everybody, another for single people, and a tick for each whose risk is
    open.
    """

    why = line("Reason", 200, hint="On the record of each person, such as “Amira leaves in July”.")

    def __init__(self, *args: object, page: HandingOver, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.page = page
        self.fields["to"] = _colleague("Everybody goes to", page.receivers)
        self.order_fields(["to", "why"])

    def clean(self) -> dict[str, object]:
        """Who takes whom: as chosen for the person, otherwise whoever takes everybody."""
        said = super().clean() or {}
        known = {str(one.staff_id) for one in self.page.receivers}
        for one in self.page.people:
            chosen = self.data.get(f"to_{one.reference}", "")
            if chosen and chosen not in known:
                self.add_error("to", "Choose a colleague from the list.")
        return said

    def entry(self) -> HandOver:
        """As the action takes it. Whom the page did not show is not in it: then it is refused."""
        to = self.cleaned_data["to"]
        shown = set(self.data.getlist("shown"))  # type: ignore[attr-defined]
        ticked = set(self.data.getlist("confirm"))  # type: ignore[attr-defined]
        return HandOver(
            receivers={
                one.referral_id: int(self.data.get(f"to_{one.reference}") or to)
                for one in self.page.people
                if one.reference in shown
            },
            confirmed=frozenset(
                one.referral_id for one in self.page.people if one.reference in ticked
            ),
            rest_to_id=to,
            why=self.cleaned_data["why"],
        )
