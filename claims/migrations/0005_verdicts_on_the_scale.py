"""Verdicts point to the newsroom's scale."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0004_scale_and_states")]
    operations = [
        migrations.AlterField(
            model_name='verdict',
            name='rating',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='verdicts', to='claims.rating'),
        ),
    ]
