"""The years from 2007 that the packaged calendar knows."""

from django.db import migrations

from luoshi.calendar.packaged import add_years, packaged_years
from luoshi.kit import clock


def load(apps, schema_editor):  # noqa: ARG001
    """Every year of the package."""
    notices, days = (apps.get_model("calendar", name) for name in ("HolidayNotice", "SpecialDay"))
    add_years(notices, days, packaged_years(), at=clock.now())


def unload(apps, schema_editor):  # noqa: ARG001
    """Take them back; the tables go next."""
    apps.get_model("calendar", "HolidayNotice").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("calendar", "0001_initial")]

    operations = [migrations.RunPython(load, unload)]
