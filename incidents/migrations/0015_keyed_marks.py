"""Rows and requests are known by marks that only the portal can make, with a secret of each organisation.

A mark is taken over the plain digest of before, so what came in earlier is known by its mark too, without its words.
Turning back leaves the marks: the older code would take a file from before for a new one.
"""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import core.encryption
from core.encryption import encrypt
from core.isolation import TenantPolicy
from incidents.delivery.marks import PREFIX, as_bytes, mark, new_secret

BATCH = 5_000
ROWS = (
    "select id, source_ref from incidents_incident where organisation_id = %s and import_run_id is not null"
    " and source_ref ~ '^h:[0-9a-f]{24}(#[0-9]+)?$' order by id limit %s"
)
KEEP_ROWS = (
    "update incidents_incident i set source_ref = d.ref from unnest(%s::bigint[], %s::text[]) d (id, ref)"
    " where i.id = d.id"
)
REQUESTS = "select id, fingerprint from incidents_apirequest where organisation_id = %s"
KEEP_REQUEST = "update incidents_apirequest set fingerprint = %s where id = %s"
CONCERNED = (
    "select organisation_id from incidents_incident where import_run_id is not null and source_ref like 'h:%'"
    " union select organisation_id from incidents_apirequest"
)


def key_the_marks(apps, editor):
    """Turn plain digests into marks, an organisation at a time."""
    with editor.connection.cursor() as cursor:
        cursor.execute(CONCERNED)
        for (organisation,) in cursor.fetchall():
            secret = _secret(cursor, organisation)
            _key_rows(cursor, organisation, secret)
            cursor.execute(REQUESTS, [organisation])
            rows = [(mark(secret, fingerprint), pk) for pk, fingerprint in cursor.fetchall()]
            cursor.executemany(KEEP_REQUEST, rows)


def _secret(cursor, organisation):
    secret = new_secret()
    cursor.execute(
        "insert into incidents_deliverykey (organisation_id, secret, made_at) values (%s, %s, now())",
        [organisation, encrypt(secret)],
    )
    return as_bytes(secret)


def _key_rows(cursor, organisation, secret):
    while True:
        cursor.execute(ROWS, [organisation, BATCH])
        rows = cursor.fetchall()
        if not rows:
            return
        cursor.execute(KEEP_ROWS, [[pk for pk, _ in rows], [_marked(secret, ref) for _, ref in rows]])


def _marked(secret, ref):
    """Keep the number of a row that was alike."""
    digest, sign, number = ref.removeprefix("h:").partition("#")
    return PREFIX + mark(secret, digest) + sign + number


class Migration(migrations.Migration):
    dependencies = [("incidents", "0014_keys_of_removal"), ("participants", "0004_api_tokens")]

    operations = [
        migrations.AlterField(  # changes no table; on the way back the column needs a value for the rows that are there
            model_name="importrun",
            name="sha256",
            field=models.CharField(default="", max_length=64, verbose_name="controlegetal"),
        ),
        migrations.RemoveField(model_name="importrun", name="sha256"),
        migrations.CreateModel(
            name="DeliveryKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("secret", core.encryption.EncryptedTextField(verbose_name="geheim")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="gemaakt op")),
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="participants.organisation",
                        verbose_name="organisatie",
                    ),
                ),
            ],
            options={"verbose_name": "geheim van leveringen", "verbose_name_plural": "geheimen van leveringen"},
        ),
        TenantPolicy("incidents_deliverykey"),
        migrations.RunPython(key_the_marks, migrations.RunPython.noop),
    ]
