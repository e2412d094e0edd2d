"""/duty/: everything open by due time, and the rota."""

from django.urls import path

from caseload.views import duty, rota

urlpatterns = [
    path("", duty.show, name="duty"),
    path("<slug:reference>/<int:action>/take", duty.take, name="duty_take"),
    path("<slug:reference>/<int:action>/record", duty.record, name="duty_record"),
    path("rota/", rota.show, name="duty_rota"),
    path("rota/add", rota.add, name="duty_rota_add"),
    path("rota/<int:turn>/give", rota.give, name="duty_rota_give"),
    path("rota/<int:turn>/remove", rota.remove, name="duty_rota_remove"),
]
