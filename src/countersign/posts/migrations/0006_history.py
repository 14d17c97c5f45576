import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evidence', '0001_initial'),
        ('posts', '0005_blanket'),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoryRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', models.CharField(max_length=64)),
                ('kind', models.CharField(blank=True, max_length=16)),
                ('name', models.CharField(max_length=200)),
                ('path', models.CharField(blank=True, max_length=1000)),
                ('size_bytes', models.BigIntegerField()),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('person', models.CharField(blank=True, max_length=64)),
                ('made_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('reading', 'Reading'), ('asking', 'Asking'), ('tried', 'Tried'), ('taken', 'Taken'), ('refused', 'Refused'), ('discarded', 'Discarded')], default='waiting', max_length=10)),
                ('lease_until', models.DateTimeField(null=True)),
                ('tries', models.PositiveIntegerField(default=0)),
                ('questions', models.JSONField(default=list)),
                ('answers', models.JSONField(default=dict)),
                ('read', models.PositiveIntegerField(default=0)),
                ('fresh', models.PositiveIntegerField(default=0)),
                ('known', models.PositiveIntegerField(default=0)),
                ('repeated', models.PositiveIntegerField(default=0)),
                ('faulty', models.PositiveIntegerField(default=0)),
                ('faults', models.JSONField(default=list)),
                ('first_at', models.DateTimeField(null=True)),
                ('last_at', models.DateTimeField(null=True)),
                ('manifest', models.CharField(blank=True, max_length=64)),
                ('why', models.CharField(blank=True, max_length=300)),
                ('why_values', models.JSONField(default=dict)),
                ('seq', models.BigIntegerField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'lease_until'], name='history_due')],
            },
        ),
        migrations.CreateModel(
            name='HistoryItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('remote_id', models.CharField(max_length=500)),
                ('commitment', models.CharField(max_length=64)),
                ('salt', models.BinaryField()),
                ('begins', models.PositiveIntegerField()),
                ('size_bytes', models.PositiveIntegerField()),
                ('neutral', models.JSONField(null=True)),
                ('piece', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='history_items', to='evidence.content')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='posts.historyrun')),
            ],
            options={
                'indexes': [models.Index(fields=['remote_id'], name='history_by_item')],
            },
        ),
    ]
