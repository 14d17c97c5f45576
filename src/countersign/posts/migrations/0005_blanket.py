from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def _id() -> Any:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _of(table: str, related_name: str) -> Any:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name=related_name, to=f"posts.{table}"
    )


class Migration(migrations.Migration):
    dependencies = [("posts", "0004_saved_views")]
    operations = [
        migrations.CreateModel(
            name="Blanket",
            fields=[
                ("id", _id()),
                ("author", models.CharField(max_length=64)),
                ("state", models.CharField(max_length=16)),
                ("hash", models.CharField(blank=True, max_length=64)),
                ("title", models.CharField(max_length=120)),
                ("category", models.CharField(max_length=60)),
                ("language", models.CharField(max_length=8)),
                ("accounts", models.JSONField()),
                ("findings", models.JSONField(default=list)),
                ("through_pause", models.BooleanField(default=False)),
                ("starts", models.DateTimeField()),
                ("ends", models.DateTimeField()),
                ("submitted_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_why", models.TextField(blank=True)),
            ],
            options={
                "indexes": [models.Index(fields=["state", "ends"], name="blanket_by_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends__gt", models.F("starts"))), name="blanket_ends_after_it_starts"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BlanketAnswer",
            fields=[
                ("id", _id()),
                ("blanket", _of("blanket", "answers")),
                ("key", models.CharField(max_length=120)),
                ("category", models.CharField(max_length=32)),
                ("words", models.TextField(blank=True)),
                ("reason", models.TextField(blank=True)),
                ("person", models.CharField(max_length=64)),
                ("seq", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("seq", "key"), name="blanket_answered_once_per_signature")
                ],
            },
        ),
        migrations.CreateModel(
            name="Filling",
            fields=[
                ("id", _id()),
                (
                    "post",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="filling", to="posts.post"
                    ),
                ),
                ("blanket", _of("blanket", "fillings")),
                ("blanket_hash", models.CharField(max_length=64)),
                ("revision_hash", models.CharField(max_length=64, unique=True)),
                ("person", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("confirmed_by", models.CharField(blank=True, max_length=64)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("report", models.CharField(blank=True, max_length=64)),
            ],
            options={"indexes": [models.Index(fields=["confirmed_at", "at"], name="filling_open")]},
        ),
        migrations.CreateModel(
            name="AfterAction",
            fields=[
                ("id", _id()),
                ("filling", _of("filling", "notes")),
                ("person", models.CharField(max_length=64)),
                ("note", models.TextField()),
                ("at", models.DateTimeField()),
            ],
        ),
    ]
