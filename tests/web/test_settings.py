"""Settings that a mistake in would be costly."""

from __future__ import annotations

import pytest

from confederal.web.settings import database


def test_how_to_reach_the_database_is_taken_whole() -> None:
    """The line to it is encrypted for accounts as it is for the records."""
    made = database("postgresql://ana:p%40ss@db.example:6432/books?sslmode=verify-full&connect_timeout=5")
    assert made["OPTIONS"] == {"sslmode": "verify-full", "connect_timeout": "5"}
    assert (made["HOST"], made["PORT"], made["NAME"]) == ("db.example", "6432", "books")
    assert (made["USER"], made["PASSWORD"]) == ("ana", "p@ss")
    assert made["CONN_HEALTH_CHECKS"]


def test_a_socket_is_named_in_the_query() -> None:
    made = database("postgresql://postgres@/postgres?host=%2Frun%2Fpostgres")
    assert made["HOST"] == "/run/postgres"
    assert made["OPTIONS"] == {}


def test_other_databases_are_refused() -> None:
    with pytest.raises(ValueError, match="postgresql://"):
        database("mysql://localhost/books")
