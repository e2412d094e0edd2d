"""/returns/: the national return, month by month."""

from django.urls import path

from reporting.views import returns

app_name = "returns"
urlpatterns = [
    path("<slug:month>/quality", returns.quality, name="quality"),
]
