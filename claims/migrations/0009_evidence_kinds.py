"""Evidence of five kinds, looks for what it quotes, and retractions. What was added before counts as seen then."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


TABLE = "claims_evidence"


def seen_when_added(apps, schema_editor):
    """Past the guard of append-only rows, which every `migrate` puts back at its end."""
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    if is_postgresql:
        schema_editor.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER")
    else:
        schema_editor.execute(f'DROP TRIGGER IF EXISTS "{TABLE}_no_update"')
    apps.get_model("claims", "Evidence").objects.update(accessed_at=models.F("added_at"))
    if is_postgresql:
        schema_editor.execute(f"ALTER TABLE {TABLE} ENABLE TRIGGER USER")


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0002_kept_files'),
        ('claims', '0008_acts_as_data'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='QuotationCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_found', models.BooleanField()),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Retraction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.TextField()),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.AddField(
            model_name='evidence',
            name='accessed_at',
            field=models.DateTimeField(default=django.utils.timezone.now, help_text='When it was seen or, of an interview, when it was held.'),
        ),
        migrations.RunPython(seen_when_added, migrations.RunPython.noop),
        migrations.AddField(
            model_name='evidence',
            name='file',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='archive.keptfile'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='file_name',
            field=models.CharField(blank=True, help_text='As it was called when handed in.', max_length=255),
        ),
        migrations.AddField(
            model_name='evidence',
            name='interviewed_by',
            field=models.CharField(blank=True, max_length=255, verbose_name='by whom'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='interviewee',
            field=models.CharField(blank=True, max_length=255, verbose_name='with whom'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='kind',
            field=models.CharField(choices=[('url', 'web page'), ('file', 'file'), ('document', 'document page'), ('interview', 'interview'), ('data_set', 'data set')], default='url', max_length=10),
        ),
        migrations.AddField(
            model_name='evidence',
            name='locator',
            field=models.CharField(blank=True, help_text='Where in it: paragraph, minute, table, row and column.', max_length=255),
        ),
        migrations.AddField(
            model_name='evidence',
            name='page_number',
            field=models.PositiveIntegerField(blank=True, help_text='Of the document, from 1.', null=True),
        ),
        migrations.AddField(
            model_name='evidence',
            name='reliability',
            field=models.TextField(blank=True, help_text='How far it can be relied on, for colleagues.'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='version',
            field=models.CharField(blank=True, help_text='Of the data set, as its makers say.', max_length=100),
        ),
        migrations.AlterField(
            model_name='evidence',
            name='page',
            field=models.ForeignKey(blank=True, help_text='What the archive has of it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='archive.page'),
        ),
        migrations.AlterField(
            model_name='evidence',
            name='quotation',
            field=models.TextField(blank=True, help_text='The words that matter, as they stand there.'),
        ),
        migrations.AlterField(
            model_name='evidence',
            name='url',
            field=models.URLField(blank=True, max_length=1000, validators=[django.core.validators.URLValidator(schemes=['http', 'https'])], verbose_name='address'),
        ),
        migrations.AddIndex(
            model_name='evidence',
            index=models.Index(fields=['claim', 'id'], name='evidence_of_claim'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('file', None), ('kind', 'url'), models.Q(('url', ''), _negated=True)), models.Q(('file__isnull', False), ('kind', 'file'), ('url', '')), models.Q(('file__isnull', False), ('kind', 'document'), ('page_number__gte', 1), ('url', '')), models.Q(('file', None), ('kind', 'interview'), ('url', ''), models.Q(('interviewee', ''), _negated=True), models.Q(('interviewed_by', ''), _negated=True)), models.Q(('kind', 'data_set'), models.Q(models.Q(('url', ''), _negated=True), ('file__isnull', False), _connector='OR')), _connector='OR'), name='evidence_has_what_its_kind_needs'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'document'), ('page_number', None), _connector='OR'), models.Q(('kind', 'interview'), models.Q(('interviewed_by', ''), ('interviewee', '')), _connector='OR'), models.Q(('kind', 'data_set'), ('version', ''), _connector='OR')), name='evidence_has_nothing_of_other_kinds'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('url', ''), _negated=True), models.Q(('title', ''), _negated=True), _connector='OR'), name='evidence_can_be_named_to_readers'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('file', None), ('file_name', '')), models.Q(('file__isnull', False), models.Q(('file_name', ''), _negated=True)), _connector='OR'), name='evidence_file_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(('accessed_at__lte', models.F('added_at'))), name='evidence_was_seen_before_it_was_added'),
        ),
        migrations.AddField(
            model_name='quotationcheck',
            name='copy',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='archive.copy'),
        ),
        migrations.AddField(
            model_name='quotationcheck',
            name='evidence',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='quotation_checks', to='claims.evidence'),
        ),
        migrations.AddField(
            model_name='retraction',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='retraction',
            name='evidence',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='retraction', to='claims.evidence'),
        ),
        migrations.AddConstraint(
            model_name='quotationcheck',
            constraint=models.UniqueConstraint(fields=('evidence', 'copy'), name='one_look_in_each_copy'),
        ),
        migrations.AddConstraint(
            model_name='quotationcheck',
            constraint=models.UniqueConstraint(condition=models.Q(('copy', None)), fields=('evidence',), name='one_look_in_the_file'),
        ),
        migrations.AddField(
            model_name='notice',
            name='occasion',
            field=models.CharField(blank=True, help_text='What happened, where it is to be told once only.', max_length=100),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(condition=models.Q(('occasion', ''), _negated=True), fields=('claim', 'person', 'occasion'), name='one_notice_of_one_occasion'),
        ),
    ]
