"""Kinds of decision whose rooms are not built: they have a word, and are refused as not in this edition."""

from __future__ import annotations

from confederal.kernel.identity import Digest
from confederal.kernel.matters.matter import MatterBase


class _Later(MatterBase, frozen=True):
    """Named so that nobody mistakes another matter for it; never half-effective."""

    text: Digest | None = None

    finished = False


class Plan(_Later, frozen=True, tag="plan"):
    """A plan of production, line by line (R32); the planning room proposes it."""


class Budget(_Later, frozen=True, tag="budget"):
    """A budget or the division of a surplus; the accounts room computes it."""


class Emergency(_Later, frozen=True, tag="emergency"):
    """More bodies drawn in, enumerated acts, an end (R65, R66)."""


class Technology(_Later, frozen=True, tag="technology"):
    """A change of technology with its dossier on health and ecology (R69)."""


class Training(_Later, frozen=True, tag="training"):
    """A training plan that answers a skill held by too few (R45, R68)."""


class Directive(_Later, frozen=True, tag="directive"):
    """What a defence council is told to do, by the unions it serves (R62)."""


class Fund(_Later, frozen=True, tag="fund"):
    """A levelling, strike or solidarity fund with rules and no strings (R14, R29)."""
