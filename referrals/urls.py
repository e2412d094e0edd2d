"""/patients/: find a patient."""

from django.urls import path

from referrals import views

app_name = "referrals"

urlpatterns = [path("find", views.find, name="find")]
