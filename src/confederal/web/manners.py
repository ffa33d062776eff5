"""Manners of every page: what is never logged, how faults are told, what every template is given."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin

from confederal.web import office


class Forms(TemplatesSetting):
    """Forms are drawn with our own parts, labels and errors tied to their fields."""

    form_template_name = "parts/form.html"
    field_template_name = "parts/field.html"


class Impersonal(logging.Formatter):
    """Says where in the code something failed, and what kind of fault it was: no addresses, names or values."""

    def format(self, record: logging.LogRecord) -> str:
        told = f"{self.formatTime(record)} {record.levelname} {record.name} {record.module}:{record.lineno}"
        if record.exc_info and record.exc_info[1] is not None:
            last = traceback.extract_tb(record.exc_info[2])[-3:]
            where = " < ".join(
                f"{frame.name} {frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in last[::-1]
            )
            told += f" {type(record.exc_info[1]).__name__} in {where}"
        return told


class TooOften(Exception):
    """Something costly was asked for too often; the page says to wait."""


class Manners(MiddlewareMixin):
    """Pages of members are kept in no shared cache, and ask no other feature of the device than keys."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, office.Busy):
            answer = render(request, "errors/busy.html", status=503)
            answer.headers["Retry-After"] = "5"
            return answer
        return locked_out(request) if isinstance(exception, TooOften) else None

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response.headers.setdefault("Cache-Control", "private, no-store")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(self), geolocation=(), microphone=(), payment=(), usb=()"
        )
        return response


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """What every template is given."""
    return {"demo": settings.DEMO, "office_now": office.main().now()}


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without this session's token: the session ended, or another site sent it."""
    return render(request, "errors/csrf.html", status=403)


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Too many wrong tries from one place: wait."""
    return render(request, "errors/locked_out.html", status=429)


View = Callable[..., HttpResponse]


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is no such page, or it is not yours: the two look alike."""
    return render(request, "errors/not_found.html", status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/bad_request.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/not_found.html", status=403)


def failed(request: HttpRequest) -> HttpResponse:
    """Something went wrong here; nothing was half written."""
    return render(request, "errors/failed.html", status=500)
