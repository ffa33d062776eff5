"""What the scripts of the pages say: the same English words stand in them, and a test compares."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import check_for_language, gettext_noop, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

SPOKEN: Final = (
    gettext_noop("Nothing was signed: the passkey was not used."),
    gettext_noop("This device could not sign. Nothing was sent."),
    gettext_noop("No connection. Nothing was signed; what you typed is still here. Try again."),
    gettext_noop("This could not be prepared. Nothing was signed; what you typed is still here. Try again."),
    gettext_noop("Sign in again and go on"),
    gettext_noop("You are no longer signed in. What you typed is kept on this device."),
    gettext_noop(
        "The server asked this device to sign something else than this form says."
        " Nothing was signed. Tell your co-workers."
    ),
    gettext_noop("Sign this?"),
    gettext_noop("What exactly is signed"),
    gettext_noop("Sign"),
    gettext_noop("Not now"),
    gettext_noop("The key you sign with here is not on this device"),
    gettext_noop("Nothing was signed yet. You can:"),
    gettext_noop("open this page on the device that has the key;"),
    gettext_noop("have co-workers vouch for a new key, if the old one is lost;"),
    gettext_noop("say it at the tellers' table: it counts the same."),
    gettext_noop("Or type the line of your paper card, for this once"),
    gettext_noop("It begins with CONFEDERAL1. It is used for this step and not kept."),
    gettext_noop("Sign with the card"),
    gettext_noop("This is no card: a sign is wrong or missing. Compare it with the paper."),
    gettext_noop("This is a card, but not of the key you sign with here."),
    gettext_noop("Nothing was signed."),
    gettext_noop("This browser knows no passkeys. Choose a key on this device."),
    gettext_noop("No passkey could be made here. Choose a key on this device."),
    gettext_noop("This passkey cannot be used here. Choose a key on this device."),
    gettext_noop(
        "Signed, but not sent yet: there is no connection."
        " It is kept on this device and sent as soon as possible."
    ),
    gettext_noop("This step could not be taken. Nothing was recorded."),
    gettext_noop("What waited on this device was sent."),
    gettext_noop("A step that waited on this device was not taken:"),
    gettext_noop("Send now"),
    gettext_noop("Not sent yet: something you signed waits on this device."),
    gettext_noop("See it"),
    gettext_noop("Throw it away"),
    gettext_noop("What you had typed here is back."),
    gettext_noop("Too many tries from here. Wait a quarter of an hour."),
    gettext_noop("This page is too old. Reload it and try again."),
    gettext_noop("This browser cannot make a key: it is too old, or the address does not begin with https."),
    gettext_noop("The passkey was not used."),
    gettext_noop("Read it with the camera"),
    gettext_noop("Stop the camera"),
    gettext_noop("The camera cannot be used here."),
)


@cache_control(public=True, max_age=3600)
def spoken(request: HttpRequest, language: str) -> JsonResponse:
    """What the scripts say, in that language, by the English words."""
    if not check_for_language(language):
        raise Http404
    with override(language):
        return JsonResponse({words: _(words) for words in SPOKEN})
