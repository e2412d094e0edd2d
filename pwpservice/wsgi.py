"""What the web server is given."""

import os

from django.core.wsgi import get_wsgi_application

from reporting.dataset import working

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pwpservice.settings")

application = get_wsgi_application()
# What the one before this left, should it have been killed
working.sweep()
