"""An organisation arranges its own number of talks: they are told apart by their days after the report."""

from django.db import migrations, models

DAYS = """
update incidents_aftercaretalk set after_days = case moment when '72_uur' then 3 when '2_weken' then 14 else 49 end
"""
MOMENTS = """
update incidents_aftercaretalk
set moment = case when after_days <= 3 then '72_uur' when after_days <= 14 then '2_weken' else '6_weken' end
"""


class Migration(migrations.Migration):
    dependencies = [("incidents", "0010_delivery")]

    operations = [
        migrations.RemoveConstraint(model_name="aftercaretalk", name="talk_once"),
        migrations.AddField(
            model_name="aftercaretalk",
            name="after_days",
            field=models.PositiveSmallIntegerField(default=3, verbose_name="dagen na de melding"),
            preserve_default=False,
        ),
        # The default is for the way back, where the column comes again for rows that are there.
        migrations.AlterField(
            model_name="aftercaretalk",
            name="moment",
            field=models.CharField(default="72_uur", max_length=10, verbose_name="gesprek"),
        ),
        migrations.RunSQL(DAYS, MOMENTS),
        migrations.RemoveField(model_name="aftercaretalk", name="moment"),
        migrations.AddConstraint(
            model_name="aftercaretalk",
            constraint=models.UniqueConstraint(
                fields=("incident", "after_days"),
                name="talk_once",
                violation_error_message="Dit gesprek staat er al. Wijzig het bestaande gesprek.",
            ),
        ),
    ]
