"""/dashboard/: the measures of the service, and the people behind them."""

from django.urls import path

from reporting.views import dashboard, early, measures, moved, what_if

app_name = "dashboard"
urlpatterns = [
    path("", dashboard.show, name="show"),
    path("data-quality", dashboard.data_quality, name="data_quality"),
    path("early", early.show, name="early"),
    path("moved", moved.show, name="moved"),
    path("what-if", what_if.show, name="what_if"),
    path("<slug:measure>/", measures.show, name="measure"),
    path("<slug:measure>/counts.csv", measures.counts, name="counts"),
    path("<slug:measure>/people", measures.people, name="people"),
]
