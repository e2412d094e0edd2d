"""/dashboard/: the measures of the service, and the people behind them."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
