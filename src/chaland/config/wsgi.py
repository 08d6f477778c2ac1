"""The WSGI application that the server runs."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chaland.config.settings")
application = get_wsgi_application()

from chaland.config import daily  # noqa: E402 - its use cases need Django set up

daily.start()
