"""Somebody who refers themselves, with a browser of their own."""

from django.test import Client

STEPS = ("safe", "about-you", "problem", "contact", "needs", "equality")
# As they are filled in by somebody who is safe and leaves out what may be left out.
TYPED = {
    "safe": {"safe": "YES"},
    "about-you": {
        "given_name": "Rowan",
        "family_name": "Ashworth",
        "d": "4",
        "m": "5",
        "y": "1991",
        "postcode": "NB1 2AB",
        "gp": "Mill Lane Surgery",
    },
    "problem": {"problem": "I lie awake and worry since the spring."},
    "contact": {
        "phone": "07700 900123",
        "voicemail": "NO",
        "texts": "YES",
        "email": "",
        "best_time": "after 5",
        "say_who": "Jo from the library",
    },
    "needs": {"language": "en", "needs": ["hearing"], "other": ""},
    "equality": {"gender": "FEMALE", "ethnicity": "NOT_SAID"},
}
AGREES = {"record": "on", "gp": "YES"}


class Person:
    """At the form; `so_far` fills in the steps up to one, each as above unless said otherwise."""

    def __init__(self, *, language="en", **extra):
        self.client = Client(**extra)
        self.language = language

    def start(self):
        return self.client.post("/refer/", {"language": self.language})

    def get(self, step=""):
        return self.client.get(f"/refer/{step}")

    def fill(self, step, **typed):
        return self.client.post(f"/refer/{step}", TYPED.get(step, {}) | typed)

    def so_far(self, until="check", **typed):
        self.start()
        for step in STEPS:
            if step == until:
                break
            self.fill(step, **typed.get(step.replace("-", "_"), {}))
        return self

    def send(self, **typed):
        return self.client.post("/refer/check", AGREES | typed)

    def refer(self, **typed):
        return self.so_far(**typed).send()
