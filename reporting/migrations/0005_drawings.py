"""Parts of pages that are drawn after each count, for whoever asks first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reporting", "0004_files_of_a_return_end")]

    operations = [
        migrations.CreateModel(
            name="Drawing",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("said", models.TextField()),
                ("drawn_at", models.DateTimeField()),
            ],
        ),
    ]
