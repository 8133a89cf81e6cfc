"""For gunicorn: benchmarks.yardstick.wsgi."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.yardstick.settings")
application = get_wsgi_application()
