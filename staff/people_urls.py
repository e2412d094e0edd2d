"""/staff/: one's own record, and colleagues' as far as one sees them."""

from django.urls import path

from staff.views import own_record, people

app_name = "people"

urlpatterns = [
    path("", people.listed, name="list"),
    path("you/", own_record.own, name="own"),
    path("you/add/<slug:own_kind>/", own_record.add, name="own_add"),
    path("you/take-back/<int:credential>", own_record.take_back, name="take_back"),
    path("you/reflections/<int:reflection>/remove", own_record.remove_reflection, name="forget"),
    path("you/copy/", own_record.copy, name="copy"),
    path("you/copy.csv", own_record.copy_csv, name="copy_csv"),
    path("you/copy.json", own_record.copy_json, name="copy_json"),
    path("<int:staff>/", people.person, name="person"),
    path("<int:staff>/add/<slug:kind>/", people.add, name="add"),
    path("<int:staff>/seen/<int:credential>", people.look, name="look"),
    path("<int:staff>/end/<int:offset>", people.end, name="end"),
]
