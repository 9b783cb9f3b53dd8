"""The settings under test: the portal's own, from an environment no shell leaks into."""

import atexit
import os
import shutil
import tempfile

for _name in list(os.environ):
    if _name.startswith(("PORTAL_", "ANYMAIL_", "EMAIL_")):
        del os.environ[_name]
for _name in ("ALLOWED_HOSTS", "DATABASE_URL", "DEBUG", "Q_BROKER_URL", "SECRET_KEY"):
    os.environ.pop(_name, None)

_data = tempfile.mkdtemp(prefix="portal-tests-")
atexit.register(shutil.rmtree, _data, ignore_errors=True)
os.environ.update(
    PORTAL_ENV_FILE=os.devnull,
    PORTAL_DATA_DIR=_data,
    PORTAL_PASSWORD_HASHER="django.contrib.auth.hashers.MD5PasswordHasher",
)
if "TEST_DATABASE_URL" in os.environ:  # the whole suite on another database
    os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]

from cs_portal.settings import *  # noqa: E402, F403
