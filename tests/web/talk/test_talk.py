"""The talk beside a proposal: comments, files, quick polls; none of it record."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from tests.web.conftest import settled
from tests.web.people import Member

from confederal.charter.template import load
from confederal.kernel.matters import Resolution
from confederal.stories.together import Together
from confederal.web import office
from confederal.web.accounts.leaving import forgotten, gathered
from confederal.web.talk import files, views
from confederal.web.talk.models import Answer, Attachment, Comment, Poll

pytestmark = pytest.mark.django_db


def talking(world: Together) -> tuple[str, Member, Member]:
    """A proposal of a co-op, and two of its members; its address."""
    world.found_assembly("harbour", load("worker_coop"), 14)
    step = world.raise_and_support("harbour", Resolution(), "Longer breaks")
    settled(world)
    here = f"/b/{world.bodies['harbour']}/q/{step}/"
    return here, Member(world, ("harbour", "m3")), Member(world, ("harbour", "m4"))


def posted(member: Member, path: str, **form: object) -> HttpResponse:
    """A plain form, sent."""
    answer = member.client.post(path, form)
    assert isinstance(answer, HttpResponse)
    return answer


def attached(member: Member, here: str, name: str, content: bytes) -> HttpResponse:
    """A file, attached."""
    return posted(member, f"{here}talk/attach/", file=SimpleUploadedFile(name, content))


def test_a_comment_is_said_changed_and_deleted_by_its_author_alone(world: Together) -> None:
    here, ana, ben = talking(world)
    size = office.main().desk.size(here.split("/")[2])
    answer = posted(ana, f"{here}talk/", words="<b>Half an hour</b> is too short.")
    assert answer.status_code == 303
    one = Comment.objects.get()
    assert answer["Location"] == f"{here}#comment-{one.pk}"
    page = ben.sees(here)
    assert "&lt;b&gt;Half an hour" in page
    assert "m3 of harbour" in page
    assert "Talk is not our record" in page
    assert f"talk/edit/{one.pk}/" not in page
    ben.sees(f"{here}talk/edit/{one.pk}/", 404)
    assert posted(ben, f"{here}talk/delete/comment/{one.pk}/").status_code == 404
    assert "Half an hour" in ana.sees(f"{here}talk/edit/{one.pk}/")
    assert posted(ana, f"{here}talk/edit/{one.pk}/", words="An hour, then.").status_code == 303
    page = ben.sees(here)
    assert "An hour, then." in page
    assert "Half an hour" not in page
    assert "changed" in page
    assert posted(ana, f"{here}talk/delete/comment/{one.pk}/").status_code == 303
    assert not Comment.objects.exists()
    assert office.main().desk.size(here.split("/")[2]) == size, "nothing of it is record"


def test_what_was_typed_is_kept_where_it_cannot_be_taken(
    world: Together, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, ana, _ = talking(world)
    monkeypatch.setattr(views, "AN_HOUR", 1)
    posted(ana, f"{here}talk/", words="One.")
    answer = posted(ana, f"{here}talk/", words="Two, and a long thought with it.")
    assert answer.status_code == 422
    told = answer.content.decode()
    assert "within an hour" in told
    assert "Two, and a long thought with it." in told
    assert Comment.objects.count() == 1


def test_members_of_another_body_and_strangers_find_nothing(world: Together) -> None:
    here, ana, _ = talking(world)
    world.found_assembly("tide", load("worker_coop"), 9)
    settled(world)
    tom = Member(world, ("tide", "m1"))
    attached(ana, here, "plan.txt", b"a plan")
    file = Attachment.objects.get()
    for path in (f"{here}talk/", f"{here}talk/file/{file.pk}/"):
        tom.sees(path, 404)
    assert posted(tom, f"{here}talk/", words="Hello").status_code == 404
    other = here.replace(here.split("/")[2], world.bodies["tide"])
    tom.sees(f"{other}talk/file/{file.pk}/", 404)


def a_photo() -> bytes:
    """A photo with a place, a camera and an orientation in it."""
    picture = Image.new("RGB", (40, 20), (200, 30, 30))
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SecretCamera"
    exif[0x8825] = {1: "N", 2: (41.0, 23.0, 0.0)}
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=b"taken by Ana")
    return out.getvalue()


def test_a_photo_loses_its_metadata_and_stands_upright(world: Together) -> None:
    here, ana, ben = talking(world)
    photo = a_photo()
    assert b"SecretCamera" in photo
    assert attached(ana, here, "C:\\photos\\Ana's füll name.JPEG", photo).status_code == 303
    kept = Attachment.objects.get()
    assert kept.name == "Ana-s-full-name.jpg"
    answer = ben.client.get(f"{here}talk/file/{kept.pk}/")
    assert answer["Content-Disposition"] == 'attachment; filename="Ana-s-full-name.jpg"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "image/jpeg"
    for trace in (b"SecretCamera", b"Exif", b"taken by"):
        assert trace not in answer.content
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert picture.size == (20, 40), "turned as the photo was held"
        assert not picture.getexif()


def a_document(ending: str, **inside: bytes) -> bytes:
    """An office document with these files in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in inside.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), content)
        if ending in ("docx", "xlsx"):
            archive.writestr("[Content_Types].xml", b"<Types/>")
        else:
            archive.writestr("mimetype", files.OFFICE[ending])
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("virus.exe", b"MZ\x90"),
        ("page.html", b"<script>alert(1)</script>"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"),
        ("photo.jpg", b"<html>no photo</html>"),
        ("photo.png", b"\x89PNG\r\n\x1a\n"),
        ("plan.pdf", b"<html>no pdf</html>"),
        ("letter.txt", b"\xff\xfe\x00w"),
        ("empty.txt", b""),
        ("table.xlsx", b"no archive"),
        ("macros.docx", a_document("docx", word__vbaProject_bin=b"x")),
        ("wrong.odt", a_document("ods")),
        ("noending", b"text"),
        ("large.txt", b"a" * (files.LARGEST + 1)),
    ],
)
def test_what_is_not_taken(name: str, content: bytes) -> None:
    with pytest.raises(files.NotTaken):
        files.made_safe(name, content)


@pytest.mark.parametrize(
    ("name", "content", "kept"),
    [
        ("plan.PDF", b"%PDF-1.7 ...", "plan.pdf"),
        ("../../etc/passwd.txt", b"lines", "passwd.txt"),
        ("list.csv", "a;b\n1;ü".encode(), "list.csv"),
        ("letter.odt", a_document("odt"), "letter.odt"),
        ("table.xlsx", a_document("xlsx"), "table.xlsx"),
        ('x"\r\nSet-Cookie: a=b.txt', b"lines", "x-Set-Cookie-a-b.txt"),
        ("....txt", b"lines", "file.txt"),
    ],
)
def test_what_is_taken_and_under_which_name(name: str, content: bytes, kept: str) -> None:
    assert files.made_safe(name, content).name == kept


def test_a_picture_of_too_many_pixels_is_not_opened() -> None:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    with pytest.raises(files.NotTaken):
        files.made_safe("bomb.png", out.getvalue())


def test_what_is_transparent_stays_so_and_what_is_written_in_a_drawing_goes() -> None:
    drawing = Image.new("P", (4, 4), 0)
    words = PngInfo()
    words.add_text("Author", "Ana of Harbour")
    out = io.BytesIO()
    drawing.save(out, "PNG", pnginfo=words, transparency=0)
    assert b"Ana of Harbour" in out.getvalue()
    safe = files.made_safe("plan.png", out.getvalue())
    assert b"Ana of Harbour" not in safe.content
    with Image.open(io.BytesIO(safe.content)) as picture:
        assert picture.convert("RGBA").getchannel("A").getextrema() == (0, 0)


def test_a_packed_document_is_not_unpacked_to_be_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", b"a" * 50_000_000)
    monkeypatch.delattr(zipfile.ZipFile, "read")
    with pytest.raises(files.NotTaken):
        files.made_safe("letter.odt", out.getvalue())


def test_there_is_room_for_so_much_and_no_more(world: Together, monkeypatch: pytest.MonkeyPatch) -> None:
    here, ana, ben = talking(world)
    monkeypatch.setattr(files, "A_MEMBER", 10)
    assert attached(ana, here, "one.txt", b"12345678").status_code == 303
    answer = attached(ana, here, "two.txt", b"12345678")
    assert answer.status_code == 422
    assert "Delete some" in answer.content.decode()
    assert attached(ben, here, "three.txt", b"12345678").status_code == 303


def test_a_quick_poll_shows_numbers_only_and_binds_nobody(world: Together) -> None:
    here, ana, ben = talking(world)
    assert posted(ana, f"{here}talk/ask/", words="When?", options="Monday").status_code == 422
    assert posted(ana, f"{here}talk/ask/", words="When?", options="Monday\nFriday").status_code == 303
    poll = Poll.objects.get()
    for member, option in ((ana, 0), (ben, 0), (ben, 1), (ben, 7)):
        posted(member, f"{here}talk/answer/{poll.pk}/", option=str(option))
    assert sorted(Answer.objects.values_list("member", "option")) == [("m3", 0), ("m4", 1)]
    page = ana.sees(here)
    assert "binds nobody" in page
    assert "2 answers" in page
    assert posted(ben, f"{here}talk/end/{poll.pk}/").status_code == 404
    assert posted(ana, f"{here}talk/end/{poll.pk}/").status_code == 303
    assert posted(ben, f"{here}talk/answer/{poll.pk}/", option="0").status_code == 404


def test_who_leaves_is_forgotten_here(world: Together) -> None:
    here, ana, ben = talking(world)
    posted(ana, f"{here}talk/", words="One.")
    posted(ben, f"{here}talk/", words="Two.")
    attached(ana, here, "plan.txt", b"a plan")
    posted(ben, f"{here}talk/ask/", words="When?", options="Monday\nFriday")
    posted(ana, f"{here}talk/answer/{Poll.objects.get().pk}/", option="0")
    parts: list[Any] = [part for _who, part in gathered.send(None, account=ana.account)]
    told = next(part["talk"] for part in parts if "talk" in part)
    assert [one["words"] for one in told[0]["comments"]] == ["One."]
    assert [one["name"] for one in told[0]["files"]] == ["plan.txt"]
    forgotten.send(None, body=here.split("/")[2], member="m3")
    assert [one.words for one in Comment.objects.all()] == ["Two."]
    assert not Attachment.objects.exists()
    assert not Answer.objects.exists()
    assert Poll.objects.exists()
