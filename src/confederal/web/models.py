"""What all subjects keep together, beside the records: how often something was asked lately."""

from __future__ import annotations

from django.db import models


class Asked(models.Model):
    """How often one thing was asked by one place or account in one window of time. A keyed hash and no name."""

    what = models.CharField(max_length=200, primary_key=True)
    """What is counted, of whom (keyed), and the number of the window."""
    times = models.PositiveIntegerField(default=0)
    until = models.FloatField(db_index=True)
    """Unix seconds after which nobody needs it."""
