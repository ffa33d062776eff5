"""How long the laws are tried: briefly and always alike in the suite, 20,000 examples with CONFEDERAL_LONG=1."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

PATIENT = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example)

settings.register_profile(
    "ci", derandomize=True, max_examples=60, deadline=None, database=None, suppress_health_check=PATIENT
)
settings.register_profile(
    "long",
    max_examples=20_000,
    deadline=None,
    database=None,
    suppress_health_check=PATIENT,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
)
settings.load_profile("long" if os.environ.get("CONFEDERAL_LONG") else "ci")
