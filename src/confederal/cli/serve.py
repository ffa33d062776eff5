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
@click.option(
    "--own-certificate", is_flag=True, help="HTTPS with a certificate of this home's own: for a hall."
)
@click.option("--behind-proxy", is_flag=True, help="A proxy on this machine ends HTTPS.")
def command(
    folder: Path | None,
    host: str,
    port: int,
    names: tuple[str, ...],
    certificate: Path | None,
    key: Path | None,
    own_certificate: bool,
    behind_proxy: bool,
) -> None:
    """Serve the pages of a home.

    On this machine alone (the default) nothing else is needed. Beyond it members sign with keys that browsers only
    give out over HTTPS. There are three ways to it: a certificate you have (--certificate and --key); one of this
    home's own for a hall without internet (--own-certificate, and --name for every name or address members type in;
    what to do on the phones is printed); or a proxy on this machine that ends HTTPS (--behind-proxy).

    \b
    Examples:
      confederal serve
      confederal serve --host 0.0.0.0 --own-certificate --name 192.168.1.20 --name hall.local
      confederal serve --behind-proxy --name assembly.example.org
    """
    if (certificate is None) != (key is None):
        raise NotUnderstood("--certificate and --key go together")
    if host not in LOOPBACK and certificate is None and not (behind_proxy or own_certificate):
        raise NotUnderstood(
            f"{host} is beyond this machine: HTTPS is needed. Give --own-certificate (a hall), --certificate"
            " and --key, or --behind-proxy"
        )
    home = home_of(folder)
    if own_certificate:
        certificate, key = certificate_of(home.folder, host, names)
    os.environ[VARIABLE] = str(home.folder.absolute())
    os.environ["CONFEDERAL_HOSTS"] = ",".join((*names, host, "localhost", "127.0.0.1", "[::1]"))
    os.environ.setdefault(
        "CONFEDERAL_ADDRESS", address_of(names[0] if names else host, port, certificate, behind_proxy)
    )
    os.environ["CONFEDERAL_LOOPBACK"] = "0" if certificate is not None or behind_proxy else "1"
    os.environ["CONFEDERAL_PROXY"] = "1" if behind_proxy else "0"
    from confederal.web.serving import serve  # the settings are read from what stands above

    serve(host, port, certificate, key, lambda address: click.echo(f"Confederal is at {address}"))


def certificate_of(folder: Path, host: str, names: tuple[str, ...]) -> tuple[Path, Path]:
    """The home's own certificate and key; says what to do on the phones. Raises NotUnderstood without a name."""
    from confederal.web.certificate import own_certificate

    everywhere = host in ("0.0.0.0", "::")  # noqa: S104  # asked for by whoever types it
    reached = [*names, *([] if everywhere else [host])]
    if not reached:
        raise NotUnderstood("say under which name or address members reach this machine: --name 192.168.1.20")
    own = own_certificate(folder, reached)
    click.echo(f"Certificate of our own for {', '.join(reached)}.")
    click.echo("On each phone, once: install the authority below as a trusted certificate, after comparing")
    click.echo("its fingerprint with this one (write it on the wall; do not send it over the same network):")
    click.echo(f"  {own.authority}\n  {own.fingerprint}")
    return own.certificate, own.key


def address_of(name: str, port: int, certificate: Path | None, behind_proxy: bool) -> str:
    """The address members type in, as links in mails name it."""
    if behind_proxy:
        return f"https://{name}"
    scheme = "http" if certificate is None else "https"
    return f"{scheme}://{f'[{name}]' if ':' in name else name}:{port}"
