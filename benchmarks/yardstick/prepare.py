"""Make Django's own tables in the city's database, an account for each voter, and sign them in.

`python -m benchmarks.yardstick.prepare FIRST LAST` signs in whoever has an account from FIRST to LAST, and prints
their session keys as JSON.
"""

import json
import os
import sys

import django
from django.core.management import call_command


def main(first: int, last: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.yardstick.settings")
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    from django.db import transaction

    with transaction.atomic():
        print(json.dumps([_sign_in(account) for account in range(first, last + 1)]))


def _sign_in(account: int) -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
    from django.contrib.sessions.backends.db import SessionStore

    user = get_user_model().objects.create(pk=account, username=f"voter{account}", password="!")
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
