"""`confederal serve`: the pages of a home, for a hall or for the world."""

from __future__ import annotations

import os
from pathlib import Path

import click

from confederal.cli.home import NotUnderstood, at_home, home_of
from confederal.records.home import VARIABLE

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@click.command("serve")
@at_home
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, help="The port to listen on.")
@click.option("--name", "names", multiple=True, help="A name under which the pages are reached. Repeatable.")
@click.option(
    "--certificate",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="HTTPS: the certificate.",
)
@click.option("--key", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="HTTPS: its key.")
@click.option("--behind-proxy", is_flag=True, help="A proxy on this machine ends HTTPS.")
def command(
    folder: Path | None,
    host: str,
    port: int,
    names: tuple[str, ...],
    certificate: Path | None,
    key: Path | None,
    behind_proxy: bool,
) -> None:
    """Serve the pages of a home.

    On this machine alone (the default) nothing else is needed. Beyond it members sign with keys that browsers only
    give out over HTTPS: name a certificate and its key, or serve behind a proxy that ends HTTPS.
    """
    if host not in LOOPBACK and certificate is None and not behind_proxy:
        raise NotUnderstood(
            f"{host} is beyond this machine: HTTPS is needed. Give --certificate and --key, or --behind-proxy"
        )
    home = home_of(folder)
    os.environ[VARIABLE] = str(home.folder.absolute())
    os.environ["CONFEDERAL_HOSTS"] = ",".join((*names, host, "localhost", "127.0.0.1", "[::1]"))
    os.environ["CONFEDERAL_LOOPBACK"] = "0" if certificate is not None or behind_proxy else "1"
    os.environ["CONFEDERAL_PROXY"] = "1" if behind_proxy else "0"
    from confederal.web.serving import serve  # the settings are read from what stands above

    serve(host, port, certificate, key, lambda address: click.echo(f"Confederal is at {address}"))
