"""What the web server is given."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pwpservice.settings")

application = get_wsgi_application()
