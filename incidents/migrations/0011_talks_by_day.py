"""An organisation arranges its own number of talks: they are told apart by their days after the report."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("incidents", "0010_delivery")]

    operations = [
        migrations.RemoveConstraint(model_name="aftercaretalk", name="talk_once"),
        migrations.RemoveField(model_name="aftercaretalk", name="moment"),
        migrations.AddField(
            model_name="aftercaretalk",
            name="after_days",
            field=models.PositiveSmallIntegerField(default=3, verbose_name="dagen na de melding"),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="aftercaretalk",
            constraint=models.UniqueConstraint(
                fields=("incident", "after_days"),
                name="talk_once",
                violation_error_message="Dit gesprek staat er al. Wijzig het bestaande gesprek.",
            ),
        ),
    ]
