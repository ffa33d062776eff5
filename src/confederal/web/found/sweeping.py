"""What nobody finished is deleted: drafts of foundings, uploaded lists, practice copies. One of the server's chores."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils import timezone

from confederal.web.found import practising
from confederal.web.found.models import Draft
from confederal.web.people import uploaded

DRAFTS: Final = 30
"""Days a draft is kept."""


def sweep() -> None:
    """Deletes what nobody finished in time."""
    uploaded.sweep()
    Draft.objects.filter(made__lt=timezone.now() - timedelta(days=DRAFTS)).delete()
    practising.sweep()
