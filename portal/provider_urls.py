"""/from-provider/: what the message provider tells us."""

from django.urls import path

from portal.views import provider

app_name = "provider"

urlpatterns = [
    path("receipts", provider.receipt, name="receipt"),
    path("texts", provider.text, name="text"),
]
