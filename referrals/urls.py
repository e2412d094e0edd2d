"""/patients/: find a patient."""

app_name = "referrals"

urlpatterns: list[object] = []
