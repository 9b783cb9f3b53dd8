"""The door for the web server."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cs_portal.settings")
try:
    application = get_wsgi_application()
except ImproperlyConfigured as error:
    print(f"cs_portal: {error}", file=sys.stderr)
    sys.exit(3)  # tells gunicorn to stop rather than to try again for ever
