"""/patients/merges/: records that are one person."""

from django.urls import path

from caseload.views import merges

urlpatterns = [
    path("", merges.listed, name="merges"),
    path("<uuid:merge>/", merges.one, name="merge"),
    path("<uuid:merge>/confirm", merges.confirm, name="merge_confirm"),
    path("<uuid:merge>/decline", merges.decline, name="merge_decline"),
    path("<uuid:merge>/undo", merges.undo, name="merge_undo"),
]
