"""/settings/: service rules, the service's own words, and the days it is closed."""

from django.urls import path

from policy.views import closed_days, measures, rules, wordings

app_name = "policy"

urlpatterns = [
    path("", rules.listed, name="rules"),
    path("rules/<slug:name>/", rules.rule, name="rule"),
    path("changes/<int:change>/approve", rules.approve, name="change_approve"),
    path("changes/<int:change>/withdraw", rules.withdraw, name="change_withdraw"),
    path("measures/", measures.listed, name="measures"),
    path("wordings/", wordings.listed, name="wordings"),
    path("wordings/<slug:key>/", wordings.wording, name="wording"),
    path("wordings/<int:proposal>/approve", wordings.approve, name="wording_approve"),
    path("wordings/<int:proposal>/withdraw", wordings.withdraw, name="wording_withdraw"),
    path("closed-days/", closed_days.listed, name="closed_days"),
    path("closed-days/<int:day>/withdraw", closed_days.withdraw, name="closed_day_withdraw"),
]
