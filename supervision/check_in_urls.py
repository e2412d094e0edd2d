"""/supervision/: what belongs to the practitioner. Check-ins, recovery for a pair, own overtime."""

from django.urls import path

from supervision.views import check_in, overtime

urlpatterns = [
    path("sessions/<str:meeting>/check-in/", check_in.show, name="check_in"),
    path("sessions/<str:meeting>/recovery/", check_in.outcomes, name="recovery"),
    path("overtime/", overtime.own, name="overtime"),
    path("overtime/agree", overtime.agree, name="overtime_agree"),
    path("overtime/withdraw", overtime.withdraw, name="overtime_withdraw"),
    path("overtime/together/", overtime.together, name="overtime_together"),
    path("overtime/of/<int:owner>/", overtime.of_colleague, name="overtime_of"),
    path(
        "overtime/shares/<int:share>/withdraw",
        overtime.withdraw_share,
        name="overtime_share_withdraw",
    ),
]
