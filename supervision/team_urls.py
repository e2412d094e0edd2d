"""/team/<staff>/hand-over, which moves what supervision agreed too."""

from django.urls import path

from supervision.views import leaving

urlpatterns = [path("<int:staff>/hand-over", leaving.hand_over, name="team_hand_over")]
