from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("post", models.CharField(max_length=64)),
                ("revision", models.CharField(max_length=64)),
                ("kind", models.CharField(max_length=24)),
                ("lease_until", models.DateTimeField(null=True)),
                ("told_at", models.DateTimeField(null=True)),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("revision", "kind"), name="reminded_once")]},
        ),
        migrations.CreateModel(
            name="SingleKeys",
            fields=[
                ("person", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("on", models.BooleanField(default=True)),
            ],
        ),
    ]
