"""The rules of publication that a newsroom begins with, where it sees and may change them."""

from django.db import migrations


def forwards(apps, schema_editor):
    apps.get_model("claims", "Gate").objects.get_or_create(section=None)


class Migration(migrations.Migration):
    dependencies = [("claims", "0011_gate")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
