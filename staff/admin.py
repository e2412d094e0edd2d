"""Accounts and teams: the one place where Django admin may write, each write on the trail."""

from typing import Any, cast

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import Group
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from audit import trail
from audit.events import Event
from staff import confirming
from staff.models import (
    Absence,
    Cover,
    Duty,
    Membership,
    Organisation,
    Site,
    StaffMember,
    SupervisionPairing,
    Team,
)
from staff.permissions import may
from staff.roles import Permission

# One sign-in for all, with its lock-out and, later, its second factor (safety S-P10).
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.unregister(Group)  # roles are code


class AccountsAdmin(admin.ModelAdmin):
    """Writes for whoever may manage accounts and has given their password again a moment ago: who
    may what is decided here (safety S-S1). Nothing is deleted.
    """

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may(request.user, Permission.MANAGE_ACCOUNTS)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        may_write = self.has_change_permission(request)
        if may_write and (first := confirming.asked_first(request)) is not None:
            return first
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(
        self,
        request: HttpRequest,
        obj: Model,
        form: ModelForm,
        change: bool,
    ) -> None:
        super().save_model(request, obj, form, change)
        _record(
            Event.ACCOUNT_CHANGED if change else Event.ACCOUNT_ADDED,
            request,
            about=obj,
            changes={
                name: (form.initial.get(name, ""), form.cleaned_data[name])
                for name in form.changed_data
                if "password" not in name
            },
        )


class NewAccount(UserCreationForm):
    """A name to sign in by and a first password, which its owner changes. With the first day here
    comes what is asked before a first booking.
    """

    class Meta:
        model = StaffMember
        fields = ("username", "given_name", "family_name", "contract", "started_on")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["started_on"].required = True


@admin.register(StaffMember)
class StaffMemberAdmin(AccountsAdmin, UserAdmin):
    """Accounts. Roles are memberships; is_staff only opens this place."""

    add_form = NewAccount
    list_display = ("username", "given_name", "family_name", "grade", "contract", "is_active")
    list_filter = ("is_active", "grade")
    search_fields = ("username", "given_name", "family_name")
    ordering = ("family_name", "given_name")
    filter_horizontal = ()
    readonly_fields = ("last_login", "cleared_on")
    fieldsets = (
        (None, {"fields": ("username", "password", "given_name", "family_name")}),
        ("Reach", {"fields": ("email", "phone")}),
        (
            "Work",
            {
                "fields": (
                    "grade",
                    "grade_since",
                    "band",
                    "contract",
                    "agreed_number",
                    "started_on",
                    "cleared_on",
                )
            },
        ),
        ("Account", {"fields": ("is_active", "is_staff", "last_login")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "fields": (
                    "username",
                    "given_name",
                    "family_name",
                    "contract",
                    "started_on",
                    "password1",
                    "password2",
                )
            },
        ),
    )

    def user_change_password(
        self,
        request: HttpRequest,
        id: str,
        form_url: str = "",
    ) -> HttpResponse:
        if (first := confirming.asked_first(request)) is not None:
            return first
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == 302:
            about = StaffMember.objects.get(pk=id)
            _record(Event.PASSWORD_CHANGED, request, about=about, changes={})
        return response


@admin.register(Team)
class TeamAdmin(AccountsAdmin):
    """Teams, and whose each is."""

    list_display = ("name", "site", "is_active")
    list_select_related = ("site__organisation",)


@admin.register(Site)
class SiteAdmin(AccountsAdmin):
    """Where teams sit; a trust and a charity may share the service."""

    list_display = ("name", "organisation", "postcode")
    list_select_related = ("organisation",)


@admin.register(SupervisionPairing)
class SupervisionPairingAdmin(AccountsAdmin):
    """Who supervises whom, to look at: it is set on the pages of supervision, which ask for
    training and hours first and leave nobody who carries people without a supervisor.
    """

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


admin.site.register(
    [Organisation, Membership, Cover, Duty, Absence],
    admin_class=AccountsAdmin,
)


def _record(
    event: Event, request: HttpRequest, *, about: Model, changes: dict[str, tuple[object, object]]
) -> None:
    now = timezone.now()
    trail.record(event, by=cast(StaffMember, request.user), at=now, about=about, changes=changes)
