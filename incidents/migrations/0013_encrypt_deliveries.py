"""What a delivered file brings along may hold anything: it is encrypted. A poster hangs at a place of its own."""

from django.db import migrations

import core.encryption
from core.encryption import decrypt, encrypt
from core.isolation import SameOrganisation

FIELDS = {
    "importrun": {
        "columns": (list, "kolommen"),
        "mapping": (dict, "betekenis van kolommen"),
        "words": (dict, "betekenis van woorden"),
        "notes": (list, "opmerkingen"),
    },
    "importmapping": {
        "columns": (dict, "betekenis van kolommen"),
        "words": (dict, "betekenis van woorden"),
    },
}


def _rewrite(editor, convert):
    """Rewrite each field of each row: there are some files an organisation a year."""
    with editor.connection.cursor() as cursor:
        for model, fields in FIELDS.items():
            for name, (kind, _) in fields.items():
                cursor.execute(f"SELECT id, {name} FROM incidents_{model}")  # noqa: S608  names of our own
                rows = [(convert(text, kind), pk) for pk, text in cursor.fetchall()]
                cursor.executemany(f"UPDATE incidents_{model} SET {name} = %s WHERE id = %s", rows)  # noqa: S608
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # turning back alters these tables in the same transaction


def encrypt_all(apps, editor):
    """Encrypt; nothing is an empty text."""
    _rewrite(editor, lambda text, kind: "" if text in ("", "{}", "[]") else encrypt(text))


def decrypt_all(apps, editor):
    """Turn back."""
    _rewrite(editor, lambda text, kind: decrypt(text) or ("[]" if kind is list else "{}"))


class Migration(migrations.Migration):
    dependencies = [("incidents", "0012_encrypt_unknown_words")]

    operations = [
        SameOrganisation("incidents_posterlink", "unit_id", "incidents_unit"),
        *(
            migrations.AlterField(
                model_name=model,
                name=name,
                field=core.encryption.EncryptedJSONField(blank=True, default=default, verbose_name=label),
            )
            for model, fields in FIELDS.items()
            for name, (default, label) in fields.items()
        ),
        migrations.RunPython(encrypt_all, decrypt_all),
    ]
