"""Accounts and teams: the one place where Django admin may write."""

from django.contrib import admin

from staff.models import Absence, Cover, Duty, Membership, StaffMember, SupervisionPairing, Team


@admin.register(StaffMember)
class StaffMemberAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("username", "given_name", "family_name", "grade", "contract", "is_active")
    exclude = ("password", "groups", "user_permissions")
    readonly_fields = ("last_login",)


admin.site.register([Team, Membership, SupervisionPairing, Cover, Duty, Absence])
