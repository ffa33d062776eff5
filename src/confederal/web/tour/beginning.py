"""The beginning of the demo: tables, River City, its people's accounts, and a copy to come back to."""

from __future__ import annotations

from pathlib import Path

from confederal.records.home import Home
from confederal.web.serving import prepare


def begin(folder: Path) -> None:
    """Puts River City into this empty folder, or leaves the one that stands there. Raises FileExistsError."""
    prepare()
    from confederal.web.tour import cast, pristine  # Django is set up now

    home = Home(folder)
    begun = (folder / cast.SCENE).exists()
    if home.there and not begun:
        raise FileExistsError(f"{folder} keeps records that are not the demo's; choose an empty folder")
    if not begun:
        cast.settle(home)
        pristine.keep(folder)
