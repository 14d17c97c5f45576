from typing import Any

import django.db.models.deletion
from django.db import migrations, models


GRAVITY = {"clear": 0, "review": 1, "block": 2}


def weigh_what_is_there(apps: Any, schema_editor: Any) -> None:
    """Revisions that were kept before stand where they belong when a queue is sorted."""
    revisions = apps.get_model("posts", "Revision")
    for revision in revisions.objects.exclude(findings=[]).only("findings").iterator(chunk_size=1000):
        gravity = max((GRAVITY.get(found["severity"], 0) for found in revision.findings), default=0)
        if gravity:
            revisions.objects.filter(pk=revision.pk).update(gravity=gravity)


class Migration(migrations.Migration):
    dependencies = [
        ("posts", "0008_pictured_words"),
    ]

    operations = [
        migrations.CreateModel(
            name="Comparison",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("running", "Running"),
                            ("paused", "Paused"),
                            ("read", "Read"),
                            ("done", "Done"),
                            ("cancelled", "Cancelled"),
                            ("failed", "Failed"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("lease_until", models.DateTimeField(null=True)),
                ("token", models.PositiveIntegerField(default=0)),
                ("faults", models.PositiveSmallIntegerField(default=0)),
                ("after", models.BigIntegerField(default=0)),
                ("done", models.PositiveBigIntegerField(default=0)),
                ("total", models.PositiveBigIntegerField(default=0)),
                ("busy_s", models.FloatField(default=0.0)),
                ("index", models.CharField(blank=True, max_length=64)),
                ("manifest", models.CharField(blank=True, max_length=64)),
                ("why", models.CharField(blank=True, max_length=32)),
                ("both", models.PositiveBigIntegerField(default=0)),
                ("differing", models.PositiveBigIntegerField(default=0)),
                ("gained", models.JSONField(default=dict)),
                ("lost", models.JSONField(default=dict)),
                ("graver", models.PositiveBigIntegerField(default=0)),
                ("milder", models.PositiveBigIntegerField(default=0)),
            ],
        ),
        migrations.AddField(
            model_name="revision",
            name="gravity",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.CreateModel(
            name="Opinion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("finding", models.CharField(max_length=300)),
                ("category", models.CharField(max_length=32)),
                ("state", models.CharField(max_length=16)),
                ("base_url", models.CharField(max_length=300)),
                ("model", models.CharField(max_length=200)),
                ("structured", models.BooleanField()),
                ("prompt", models.CharField(max_length=32)),
                ("hidden", models.JSONField(default=dict)),
                ("request", models.CharField(max_length=64)),
                ("person", models.CharField(max_length=64)),
                ("mandate", models.CharField(blank=True, max_length=64)),
                ("at", models.DateTimeField()),
                ("seq", models.BigIntegerField(null=True)),
                ("answer", models.CharField(blank=True, max_length=64)),
                ("stance", models.CharField(blank=True, max_length=16)),
                ("reason", models.TextField(blank=True)),
                ("quote", models.TextField(blank=True)),
                ("misquoted", models.BooleanField(default=False)),
                ("why", models.CharField(blank=True, max_length=32)),
                ("told_at", models.DateTimeField(null=True)),
                ("told_seq", models.BigIntegerField(null=True)),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="opinions", to="posts.revision"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Difference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(max_length=16)),
                ("ref", models.CharField(max_length=160)),
                ("before", models.CharField(max_length=200)),
                ("later", models.CharField(max_length=200)),
                ("scores_before", models.JSONField(default=dict)),
                ("scores_later", models.JSONField(default=dict)),
                ("gained", models.CharField(blank=True, max_length=200)),
                ("lost", models.CharField(blank=True, max_length=200)),
                ("change", models.SmallIntegerField(default=0)),
                (
                    "comparison",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="differences", to="posts.comparison"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Label",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=8)),
                ("hash", models.CharField(max_length=64)),
                ("where", models.CharField(max_length=120)),
                ("key", models.CharField(max_length=200)),
                ("category", models.CharField(max_length=32)),
                ("start", models.PositiveIntegerField(null=True)),
                ("end", models.PositiveIntegerField(null=True)),
                (
                    "verdict",
                    models.CharField(
                        choices=[("right", "Right"), ("wrong", "Wrong"), ("missed", "Missed")], max_length=8
                    ),
                ),
                ("by", models.CharField(blank=True, max_length=8)),
                ("why_key", models.CharField(blank=True, max_length=64)),
                ("version", models.CharField(blank=True, max_length=64)),
                ("person", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("seq", models.BigIntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["hash", "where"], name="label_by_text"),
                    models.Index(fields=["category", "verdict"], name="label_by_category"),
                ],
                "constraints": [models.UniqueConstraint(fields=("seq", "key"), name="said_once_in_a_row")],
            },
        ),
        migrations.CreateModel(
            name="Rescreening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("running", "Running"),
                            ("paused", "Paused"),
                            ("read", "Read"),
                            ("done", "Done"),
                            ("cancelled", "Cancelled"),
                            ("failed", "Failed"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("lease_until", models.DateTimeField(null=True)),
                ("token", models.PositiveIntegerField(default=0)),
                ("faults", models.PositiveSmallIntegerField(default=0)),
                ("after", models.BigIntegerField(default=0)),
                ("done", models.PositiveBigIntegerField(default=0)),
                ("total", models.PositiveBigIntegerField(default=0)),
                ("busy_s", models.FloatField(default=0.0)),
                ("index", models.CharField(blank=True, max_length=64)),
                ("manifest", models.CharField(blank=True, max_length=64)),
                ("why", models.CharField(blank=True, max_length=32)),
                ("offered", models.CharField(max_length=120)),
                ("screen", models.JSONField()),
                ("sources", models.JSONField(default=list)),
                ("source", models.PositiveSmallIntegerField(default=0)),
                ("texts", models.PositiveBigIntegerField(default=0)),
                ("unread", models.PositiveBigIntegerField(default=0)),
                ("severities", models.JSONField(default=dict)),
                ("categories", models.JSONField(default=dict)),
                ("seq", models.BigIntegerField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["state", "lease_until"], name="rescreening_due")],
            },
        ),
        migrations.CreateModel(
            name="Outcome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(max_length=16)),
                ("ref", models.CharField(max_length=160)),
                ("seen", models.CharField(max_length=200)),
                ("scores", models.JSONField(default=dict)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="outcomes", to="posts.rescreening"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="comparison",
            name="before",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="posts.rescreening"
            ),
        ),
        migrations.AddField(
            model_name="comparison",
            name="later",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="posts.rescreening"
            ),
        ),
        migrations.CreateModel(
            name="Asking",
            fields=[
                (
                    "opinion",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="asking",
                        serialize=False,
                        to="posts.opinion",
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("lease_until", models.DateTimeField(null=True)),
                ("tries", models.PositiveIntegerField(default=0)),
                ("answer", models.CharField(blank=True, max_length=64)),
                ("trouble", models.CharField(blank=True, max_length=32)),
                ("lost", models.BooleanField(default=False)),
                ("done_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["done_at", "due_at"], name="asking_due")],
            },
        ),
        migrations.AddIndex(
            model_name="opinion",
            index=models.Index(fields=["revision", "finding"], name="opinion_on_a_finding"),
        ),
        migrations.AddConstraint(
            model_name="opinion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "asked")), fields=("revision", "finding"), name="asked_once_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="opinion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "told"), _negated=True),
                    models.Q(models.Q(("answer", ""), _negated=True), models.Q(("stance", ""), _negated=True)),
                    _connector="OR",
                ),
                name="an_opinion_has_an_answer",
            ),
        ),
        migrations.AddIndex(
            model_name="difference",
            index=models.Index(fields=["comparison", "change"], name="difference_by_change"),
        ),
        migrations.AddConstraint(
            model_name="difference",
            constraint=models.UniqueConstraint(fields=("comparison", "source", "ref"), name="differs_once"),
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.UniqueConstraint(fields=("run", "source", "ref"), name="read_once_in_a_run"),
        ),
        migrations.AddIndex(
            model_name="comparison",
            index=models.Index(fields=["state", "lease_until"], name="comparison_due"),
        ),
        migrations.RunPython(weigh_what_is_there, migrations.RunPython.noop),
    ]
