"""A field to choose one of very many, drawn in one go: a thousand options one by one take half a second."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class LongSelect(forms.Select):
    """A `<select>` with flat choices, drawn without a template for each of them."""

    def render(
        self, name: str, value: Any, attrs: Mapping[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        chosen = set(map(str, self.format_value(value)))
        drawn = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        selected = format_html(" {}", "selected")
        options = (
            (option, selected if str(option) in chosen else "", label) for option, label in self.choices
        )
        inside = format_html_join("", '<option value="{}"{}>{}</option>', options)
        return format_html("<select{}>{}</select>", flatatt(drawn), inside)
