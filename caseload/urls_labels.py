"""/settings/labels/: the labels of the service."""

from django.urls import path

from caseload.views import labels

urlpatterns = [
    path("", labels.settings, name="labels"),
    path("<int:label>/retire", labels.retire, name="label_retire"),
]
