"""What staff do from the record: send a questionnaire, read the referral as it came."""

from django.urls import path

from portal.views import came, send

app_name = "links"

urlpatterns = [
    path("<slug:reference>/as-it-came/", came.as_it_was, name="came"),
    path("<slug:reference>/questionnaire/send", send.send, name="send"),
]
