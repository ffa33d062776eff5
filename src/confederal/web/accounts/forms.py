"""What people type on the pages about themselves."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from confederal.kernel.envelope import BadKey, check_key
from confederal.kernel.state import State
from confederal.web.accounts.models import Handle


class Address(forms.Form):
    """A mail address."""

    address = forms.EmailField(
        label=_("Mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )


class EightDigits(forms.Form):
    """A code from a mail."""

    code = forms.CharField(
        label=_("Code"),
        max_length=12,
        help_text=_("Eight digits from the mail."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class Called(forms.Form):
    """What somebody is called inside a body."""

    handle = forms.CharField(
        label=_("What you are called inside"),
        max_length=60,
        required=False,
        help_text=_(
            "A name of your choice; only people of this body see it. Empty: your pseudonym is shown."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    unlisted = forms.BooleanField(label=_("Leave me out of lists inside the body"), required=False)

    def __init__(self, *args: Any, state: State, who: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.state, self.who = state, who

    def clean_handle(self) -> str:
        handle = " ".join(unicodedata.normalize("NFKC", self.cleaned_data["handle"]).split())
        if re.search(r"[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]", handle):
            raise forms.ValidationError(_("Leave out the signs that cannot be seen."))
        others = Handle.objects.filter(body=self.state.body).exclude(member=self.who)
        taken = {same(name) for name in others.values_list("handle", flat=True)}
        known = {
            same(who)
            for who in (*self.state.members, *self.state.places, *self.state.guests)
            if who != self.who
        }
        if handle and same(handle) in taken | known:
            raise forms.ValidationError(_("Somebody here is called so already."))
        return handle

    def save(self) -> None:
        """Keeps it, or what was kept before is gone."""
        body, who = self.state.body, self.who
        if self.cleaned_data["handle"]:
            told = {"handle": self.cleaned_data["handle"], "unlisted": self.cleaned_data["unlisted"]}
            Handle.objects.update_or_create(body=body, member=who, defaults=told)
        else:
            Handle.objects.filter(body=body, member=who).delete()


def same(name: str) -> str:
    """A name as it is compared with others: `Ana` and `ＡＮＡ` are one."""
    return unicodedata.normalize("NFKC", name).casefold().strip()


class Key(forms.Form):
    """A key id, as a device writes it."""

    key = forms.CharField(max_length=400, widget=forms.HiddenInput)
    proof = forms.RegexField(r"^(?:[0-9a-f]{2})*$", max_length=4000, required=False, widget=forms.HiddenInput)
    """The key's own signature; a device adds it when the answer to the form asks for it."""

    def clean_key(self) -> str:
        keyid: str = self.cleaned_data["key"]
        try:
            check_key(keyid)
        except BadKey as bad:
            raise forms.ValidationError(_("This device made no key that can be used.")) from bad
        return keyid


class Manner(forms.Form):
    """In which language."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
