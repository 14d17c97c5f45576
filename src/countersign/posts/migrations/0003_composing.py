from typing import Any

import django.db.models.deletion
from django.db import migrations, models

KEY = {"auto_created": True, "primary_key": True, "serialize": False, "verbose_name": "ID"}


def id_field() -> tuple[str, Any]:
    return ("id", models.BigAutoField(**KEY))


class Migration(migrations.Migration):
    dependencies = [("posts", "0002_indexes")]
    operations = [
        migrations.AddField("media", "duration_s", models.FloatField(null=True)),
        migrations.AddField("media", "checked", models.CharField(blank=True, max_length=12)),
        migrations.AddField("media", "captions", models.CharField(blank=True, max_length=64)),
        migrations.AddField("media", "captions_sha256", models.CharField(blank=True, max_length=64)),
        migrations.AddField("attempt", "part", models.PositiveSmallIntegerField(default=0)),
        migrations.RemoveConstraint("attempt", "created_once_per_placement"),
        migrations.AddConstraint(
            "attempt",
            models.UniqueConstraint(
                fields=["placement", "part"],
                condition=models.Q(op="create", outcome="published"),
                name="created_once_per_placement",
            ),
        ),
        migrations.CreateModel(
            "Part",
            [
                id_field(),
                ("number", models.PositiveSmallIntegerField()),
                ("remote_id", models.CharField(max_length=500)),
                ("url", models.CharField(blank=True, max_length=2000)),
                ("published_at", models.DateTimeField()),
                ("gone_at", models.DateTimeField(null=True)),
                ("sameness", models.CharField(blank=True, max_length=32)),
                ("comparison", models.JSONField(default=dict)),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "placement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="posts.placement"
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="posts.revision"
                    ),
                ),
            ],
            options={
                "ordering": ("number",),
                "constraints": [models.UniqueConstraint(fields=("placement", "number"), name="parts_are_numbered")],
            },
        ),
        migrations.AddField("draft", "template", models.BooleanField(default=False)),
        migrations.AddField("draft", "title", models.CharField(blank=True, max_length=200)),
        migrations.AddField("draft", "saved_by", models.CharField(blank=True, max_length=64)),
        migrations.AddField("draft", "first_reply", models.TextField(blank=True)),
        migrations.AddField("draft", "card", models.JSONField(null=True)),
        migrations.AddIndex("draft", models.Index(fields=["template", "title"], name="draft_templates")),
        migrations.CreateModel(
            "Shared",
            [
                id_field(),
                ("person", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="shared", to="posts.draft"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person"], name="draft_shared_with")],
                "constraints": [models.UniqueConstraint(fields=("draft", "person"), name="draft_shared_once")],
            },
        ),
        migrations.CreateModel(
            "Remark",
            [
                id_field(),
                ("person", models.CharField(max_length=64)),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="remarks", to="posts.draft"
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["draft", "at"], name="remark_by_draft")]},
        ),
        migrations.CreateModel(
            "Slot",
            [
                id_field(),
                ("name", models.CharField(max_length=80, unique=True)),
                ("weekdays", models.JSONField()),
                ("at", models.TimeField()),
            ],
            options={"ordering": ("at", "name")},
        ),
    ]
