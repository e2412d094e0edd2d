"""/account/ pages of ours; signing in and out are allauth's."""

from django.urls import path

from staff import views

app_name = "staff"

urlpatterns = [
    path("keys", views.keys, name="keys"),
    path("stay", views.stay, name="stay"),
]
