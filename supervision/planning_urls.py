"""/supervision/sessions/<meeting>/: move it, make it up, hold it for who is away."""

from django.urls import path

from supervision.views import planning

urlpatterns = [
    path("sessions/<str:meeting>/move", planning.move, name="move"),
    path("sessions/<str:meeting>/make-up", planning.make_up, name="make_up"),
    path("sessions/<str:meeting>/take-over", planning.take_over, name="take_over"),
]
