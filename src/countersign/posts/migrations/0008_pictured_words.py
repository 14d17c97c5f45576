from typing import Any

from django.db import migrations, models


def want_what_is_there(apps: Any, schema_editor: Any) -> None:
    """Pictures that were taken in before are read like those that come."""
    media, words = apps.get_model("posts", "Media"), apps.get_model("posts", "PicturedWords")
    there = media.objects.filter(mime__startswith="image/").values_list("sha256", "sent", "added_at")
    batch = {}
    for sha256, content, added_at in there.iterator(chunk_size=1000):
        batch[sha256] = words(sha256=sha256, content=content, wanted_at=added_at)
        if len(batch) == 1000:
            words.objects.bulk_create(batch.values(), ignore_conflicts=True)
            batch = {}
    words.objects.bulk_create(batch.values(), ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [
        ("posts", "0007_fitted"),
    ]

    operations = [
        migrations.CreateModel(
            name="PicturedWords",
            fields=[
                ("sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("content", models.CharField(max_length=64)),
                ("known", models.BooleanField(null=True)),
                ("words", models.TextField(blank=True)),
                ("read_by", models.CharField(blank=True, max_length=120)),
                ("said_by", models.CharField(blank=True, max_length=64)),
                ("wanted_at", models.DateTimeField()),
                ("lease_until", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("known__isnull", True)), fields=["wanted_at"], name="picture_to_be_read"
                    )
                ],
            },
        ),
        migrations.RunPython(want_what_is_there, migrations.RunPython.noop),
    ]
