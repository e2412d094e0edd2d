"""/caseload/: the caseload and each record on it."""

app_name = "caseload"

urlpatterns: list[object] = []
