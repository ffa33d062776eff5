"""What may be attached and how it is made safe: few types, checked by their content; pictures lose their metadata."""

from __future__ import annotations

import io
import re
import unicodedata
import warnings
import zipfile
from typing import Final

from django.utils.translation import gettext as _
from msgspec import Struct
from PIL import Image, ImageOps, UnidentifiedImageError

LARGEST: Final = 5 * 1024 * 1024
"""Bytes a file may have."""
A_MEMBER: Final = 25 * 1024 * 1024
"""Bytes one member may attach in one body, all files together."""
A_BODY: Final = 500 * 1024 * 1024
"""Bytes kept for one body."""
PIXELS: Final = 40_000_000

PICTURES: Final = {"JPEG": ("jpg", "image/jpeg"), "PNG": ("png", "image/png"), "WEBP": ("webp", "image/webp")}
OFFICE: Final = {
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
PLAIN: Final = {
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "md": "text/plain; charset=utf-8",
}
ACCEPTED: Final = (".jpg", ".jpeg", ".png", ".webp", ".pdf", *(f".{name}" for name in (*OFFICE, *PLAIN)))


class Safe(Struct, frozen=True):
    """A file as it is kept and handed out."""

    name: str
    kind: str
    content: bytes


class NotTaken(Exception):
    """A file that is not taken; the message says why, and what would mend it."""


def made_safe(name: str, content: bytes) -> Safe:
    """The file as it is kept. Raises NotTaken."""
    if len(content) > LARGEST:
        raise NotTaken(_("The file is too large: 5 MB at most. Make it smaller, or attach a part."))
    if not content:
        raise NotTaken(_("The file is empty."))
    ending = name.rpartition(".")[2].lower()
    if ending in ("jpg", "jpeg", "png", "webp"):
        return picture(name, content)
    if ending == "pdf" and content[:5] == b"%PDF-":
        return Safe(safe_name(name, "pdf"), "application/pdf", content)
    if ending in OFFICE and is_office(ending, content):
        return Safe(safe_name(name, ending), OFFICE[ending], content)
    if ending in PLAIN and is_text(content):
        return Safe(safe_name(name, ending), PLAIN[ending], content)
    if ending in ("pdf", *OFFICE, *PLAIN):
        raise NotTaken(_("The file is not what its name says. Save it again, then attach it."))
    raise NotTaken(
        _(
            "This type of file is not taken. Taken are pictures (JPEG, PNG, WebP), PDF, text, tables and documents."
        )
    )


def picture(name: str, content: bytes) -> Safe:
    """A picture drawn anew: no place, no camera, no name stays in it. Raises NotTaken."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=tuple(PICTURES)) as opened:
                form = opened.format or ""
                if opened.width * opened.height > PIXELS:
                    raise NotTaken(_("The picture has too many pixels: 40 million at most."))
                upright = ImageOps.exif_transpose(opened)
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
        Warning,
    ) as wrong:
        raise NotTaken(
            _("This is no picture we can read. Save it as JPEG, PNG or WebP, then attach it.")
        ) from wrong
    if form == "JPEG" and upright.mode not in ("RGB", "L"):
        upright = upright.convert("RGB")
    elif "transparency" in upright.info:
        upright = upright.convert("RGBA")
    bare = upright.copy()
    bare.info = {}
    out = io.BytesIO()
    bare.save(out, format=form, **({"quality": 88} if form != "PNG" else {}))
    ending, kind = PICTURES[form]
    return Safe(safe_name(name, ending), kind, out.getvalue())


def is_office(ending: str, content: bytes) -> bool:
    """Whether a file is such a document: an archive that says so itself, without programs in it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if any("vbaproject" in name.lower() for name in names) or len(names) > 5_000:
                return False
            if ending in ("docx", "xlsx"):
                return "[Content_Types].xml" in names
            if "mimetype" not in names:
                return False
            with archive.open("mimetype") as told:  # so many letters and no more: it may be packed to burst
                return told.read(100).decode("ascii", "replace") == OFFICE[ending]
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError):
        return False


def is_text(content: bytes) -> bool:
    """Whether this is plain text in UTF-8."""
    try:
        return "\0" not in content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False


def safe_name(name: str, ending: str) -> str:
    """A name under which a file may be saved anywhere: no folder, no trick, the right ending.

    >>> safe_name("../../Überstunden – März?.PDF", "pdf")
    'Uberstunden-Marz.pdf'
    """
    stem = re.split(r"[/\\]", name)[-1].rpartition(".")[0]
    bare = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    clean = re.sub(r"[^A-Za-z0-9_-]+", "-", bare).strip("-_.")[:60]
    return f"{clean or 'file'}.{ending}"
