"""django-post_office with its best tuning: writes its queue, then sends it. Runs among the peers.

    python peer_post_office.py DATABASE_NAME DATABASE_PORT SMTP_PORT MAIL.json COUNT

The mail is the portal's own, as a template of the same texts. Prints the seconds it took.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

PROCESSES, BATCH = 2, 1000


def configure(name: str, port: str, smtp_port: str) -> None:
    import django
    from django.conf import settings

    settings.configure(
        INSTALLED_APPS=["django.contrib.contenttypes", "post_office"],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": name,
                "USER": "portal",
                "HOST": "127.0.0.1",
                "PORT": port,
            }
        },
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=int(smtp_port),
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        USE_TZ=True,
        POST_OFFICE={
            "BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"},
            "BATCH_SIZE": BATCH,
            "THREADS_PER_PROCESS": 1,
            "LOG_LEVEL": 0,
            "LOCK_FILE_NAME": str(Path(tempfile.mkdtemp()) / "lock"),
        },
    )
    django.setup()


def main() -> None:
    name, port, smtp_port, mail_file, count = sys.argv[1:]
    configure(name, port, smtp_port)
    from django.core.management import call_command
    from django.db import connection
    from post_office import mail
    from post_office.models import Email, EmailTemplate

    call_command("migrate", verbosity=0)
    Email.objects.all().delete()
    EmailTemplate.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE post_office_email")
    source = json.loads(Path(mail_file).read_text())
    began = time.perf_counter()
    template = EmailTemplate.objects.create(
        name="t", subject=source["subject"], content=source["text"], html_content=source["html"]
    )
    for first in range(0, int(count), 500):
        mail.send_many(
            [
                {
                    "recipients": [f"p{number}@customer.example"],
                    "sender": source["sender"],
                    "template": template,
                    "context": {name: f"{value}{number}" for name, value in source["own"].items()},
                    "headers": source["headers"],
                }
                for number in range(first, min(first + 500, int(count)))
            ]
        )
    call_command("send_queued_mail", processes=PROCESSES, verbosity=0)
    took = time.perf_counter() - began
    assert Email.objects.filter(status=0).count() == int(count), "not all of them were sent"
    print(took)


if __name__ == "__main__":
    main()
