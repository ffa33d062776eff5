"""The pages of a big federation: how long a page takes, how many votes a second are accepted, what a page weighs.

    ./confederal bench web [--bodies 100] [--members 500] [--proposals 1500] [--delegates 1000] [--home DIR]

The federation is written with real keys through the desk into a home (once: with --home it is kept and used again),
served by `confederal serve` in a process of its own, and asked over HTTP from this one, on the same machine. A member
of five bodies looks at their pages; then members of one assembly vote, each with their own key and session, from
eight connections at once.
"""

import argparse
import base64
import http.client
import json
import math
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from confederal.charter.template import load
from confederal.kernel import act as a
from confederal.kernel.ballot import Way
from confederal.kernel.body import Charter, Key
from confederal.kernel.envelope import SeedKey
from confederal.kernel.identity import DAY
from confederal.kernel.matters import Mandating, Resolution
from confederal.kernel.minute_book import sealed
from confederal.records.home import Home
from confederal.stories.housed import settle
from confederal.stories.together import Motion, Together

COUNCIL = "congress"
VOTERS = 400


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--bodies", type=int, default=100)
    parser.add_argument("--members", type=int, default=500)
    parser.add_argument("--proposals", type=int, default=1_500)
    parser.add_argument("--delegates", type=int, default=1_000)
    parser.add_argument("--instructed", type=int, default=60, help="proposals each body has instructed on")
    parser.add_argument("--asked", type=int, default=60, help="how often each page is asked for")
    parser.add_argument("--home", type=Path, help="keep the federation here, or use the one that is here")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        home = chosen.home or Path(temporary) / "home"
        facts = built(home, chosen)
        sessions = signed_in(home, facts)
        with served(home) as (port, server):
            warm(server)
            pages(port, sessions["five"], facts, chosen.asked)
            votes(port, sessions, facts)
            weight(port, sessions["five"], facts)


# The federation


def built(home: Path, chosen: argparse.Namespace) -> dict[str, Any]:
    """The federation in this home; what one has to know of it. Told once and kept beside the books."""
    told = home / "bench.json"
    if told.exists():
        facts: dict[str, Any] = json.loads(told.read_text())
        return facts
    start = time.perf_counter()
    world = Together()
    names = [f"branch {number:03}" for number in range(chosen.bodies)]
    with world.quietly():
        for name in names:
            charter = replace(
                load("worker_coop"),
                title=name.capitalize(),
                between_meetings=True,
                admission_by_assembly=False,
            )
            signing = VOTERS if name == names[1] else 12
            world.found_assembly(name, charter, chosen.members, founders=signing)
    say(f"{len(names)} assemblies of {chosen.members} members", start)
    federate(world, names, chosen.delegates // chosen.bodies)
    say(f"a congress with {len(world.state(COUNCIL).places):,} delegates", start)
    propose(world, names, math.ceil(chosen.proposals / chosen.bodies))
    say(f"{len(world.state(COUNCIL).open_questions):,} proposals before it", start)
    instruct(world, names, chosen.instructed)
    say(f"{sum(map(len, world.state(COUNCIL).mandates.values())):,} instructions", start)
    vote = world.raise_and_support(names[1], Resolution(), "A vote of all of us")
    world.at(world.opens_at(names[1], vote))
    world.done(names[1], "m1", a.VoteOpened(vote, (Way.NAMED,), world.now + 3 * DAY))
    settle(world, Home(home))
    facts = {
        "bodies": [world.bodies[name] for name in names],
        "council": world.bodies[COUNCIL],
        "vote": vote,
        "proposal": min(world.state(COUNCIL).open_questions),
        "voters": min(VOTERS, chosen.members),
        "seat": next(iter(sorted(world.state(names[0]).live))),
        "meeting": max(world.state(names[0]).sittings),
    }
    told.write_text(json.dumps(facts))
    say("written to disk", start)
    return facts


def say(words: str, start: float) -> None:
    print(f"  {words} ({time.perf_counter() - start:,.0f} s)", flush=True)


def federate(world: Together, names: list[str], each: int) -> None:
    charter = council_charter()
    world.begin_council(COUNCIL, charter, names)
    world.decide_together(world.join_together(COUNCIL, names))
    members = [f"m{number}" for number in range(7, each + 7)]  # the first six hold offices
    motions = [world.delegation(name, COUNCIL, *members) for name in names]
    closed = world.decide_together(motions)
    world.seats_accepted(COUNCIL, dict(zip(names, closed, strict=True)))


def council_charter() -> Charter:
    """A delegate for every started fifty members, and no body with fewer than its members give it."""
    return replace(
        load("congress"),
        title="National congress",
        delegation_key=Key.PER_STARTED,
        started=50,
        cap_votes=0,
    )


def propose(world: Together, names: list[str], each: int) -> None:
    motions = [
        world.proposal(name, COUNCIL, f"Proposal {number + 1} of {name}", Resolution())
        for name in names
        for number in range(each)
    ]
    world.decide_together(motions)


def instruct(world: Together, names: list[str], each: int) -> None:
    wanted = set(islice(sorted(world.state(COUNCIL).open_questions), each))
    motions = []
    for name in names:
        for step in sorted(world.state(name).open_questions):
            matter = world.state(name).questions[step].matter
            if isinstance(matter, Mandating) and matter.question in wanted:
                motions.append(Motion(name, step=step))
    world.decide_together(motions)


# Who looks


def signed_in(home: Path, facts: dict[str, Any]) -> dict[str, Any]:
    """Accounts and sessions written beside the books: one of five bodies, and so many voters."""
    os.environ.update(
        CONFEDERAL_HOME=str(home), CONFEDERAL_LOOPBACK="1", DJANGO_SETTINGS_MODULE="confederal.web.settings"
    )
    from django.db import transaction
    from tests.web.sessions import session  # it sets Django up with what stands above

    from confederal.web.accounts.models import Link

    Link.objects.filter(body__in=facts["bodies"][:5]).delete()  # of an earlier run in the same home
    with transaction.atomic():
        five = session(*((body, "m1") for body in facts["bodies"][:5]))
        voting = {
            f"m{number}": session((facts["bodies"][1], f"m{number}"))
            for number in range(2, facts["voters"] + 1)
        }
    return {"five": five, "voters": voting}


@contextmanager
def served(home: Path) -> Iterator[tuple[int, int]]:
    """The server of that home in a process of its own: its port, and its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "confederal", "serve", "--home", str(home), "--port", str(port)]
    start = time.perf_counter()
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    print(f"  {server.stdout.readline().strip()} ({time.perf_counter() - start:.1f} s)", flush=True)
    try:
        yield port, server.pid
    finally:
        server.terminate()
        server.wait(10)


def warm(server: int) -> None:
    """Waits until the clerk has gone round once: he reads every record from its beginning when a server starts."""
    start, before = time.perf_counter(), -1.0
    time.sleep(12)  # his first round begins ten seconds after the start
    while (used := cpu_seconds(server)) - before > 0.1:
        before = used
        time.sleep(1.5)
    say(f"warm, after {used:.0f} s of computing", start)


def cpu_seconds(process: int) -> float:
    """The seconds a process has computed so far."""
    told = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


# What is measured


def asked(port: int, session: str, path: str) -> Callable[[], tuple[float, float, int, int]]:
    """A function that asks for a page: seconds to the first byte, to the last, status, bytes."""
    line = http.client.HTTPConnection("127.0.0.1", port)

    def once() -> tuple[float, float, int, int]:
        start = time.perf_counter()
        line.request("GET", path, headers={"Cookie": f"sessionid={session}", "Accept-Encoding": "gzip"})
        answer = line.getresponse()
        first = time.perf_counter() - start
        size = len(answer.read())
        return first, time.perf_counter() - start, answer.status, size

    return once


def pages(port: int, session: str, facts: dict[str, Any], times: int) -> None:
    body, council = facts["bodies"][0], facts["council"]
    paths = {
        "Home": "/",
        "body": f"/b/{body}/",
        "proposals": f"/b/{body}/q/",
        "people": f"/b/{body}/people/",
        "meetings": f"/b/{body}/meetings/",
        "decisions": f"/b/{body}/decisions/",
        "rules": f"/b/{body}/rules/",
        "record": f"/b/{body}/record/",
        "seat": f"/b/{body}/seats/{facts['seat']}/",
        "by what right": f"/b/{body}/right/{facts['seat']}/",
        "council": f"/b/{council}/",
        "council proposals": f"/b/{council}/q/",
        "congress": f"/b/{council}/congress/",
        "council proposal": f"/b/{council}/q/{facts['proposal']}/",
        "its bodies": f"/b/{council}/q/{facts['proposal']}/bodies/",
        "asked of us": f"/b/{body}/asked/",
        "map": "/map/",
        "poster": f"/b/{body}/meetings/{facts['meeting']}/poster.pdf",
        "agenda": f"/b/{body}/meetings/{facts['meeting']}/agenda.pdf",
        "minutes": f"/b/{body}/meetings/{facts['meeting']}/minutes.pdf",
        "tally sheet": f"/b/{facts['bodies'][1]}/q/{facts['vote']}/tally.pdf",
        "480 ballots": f"/b/{facts['bodies'][1]}/q/{facts['vote']}/ballots.pdf",
        "form on paper": f"/b/{council}/q/{facts['proposal']}/instruction.pdf",
    }
    print(f"{'page':20}{'first byte p50':>16}{'p95':>8}{'whole p95':>12}{'kB':>7}")
    for name, path in paths.items():
        ask = asked(port, session, path)
        warm = ask()
        if warm[2] != 200:
            print(f"{name:20}  answers {warm[2]}")
            continue
        found = [
            ask() for _ in range(min(times, 6) if path.endswith(".pdf") else times)
        ]  # papers have a rate
        first, whole = sorted(one[0] for one in found), sorted(one[1] for one in found)
        reach = 0.150
        mark = "" if at(whole, 0.95) <= reach else "   NOT reached (150 ms)"
        if name == "Home" and at(first, 0.95) > 0.050:
            mark = "   NOT reached (50 ms to the first byte)"
        print(
            f"{name:20}{1000 * at(first, 0.5):13.1f} ms{1000 * at(first, 0.95):8.1f}{1000 * at(whole, 0.95):12.1f}"
            f"{found[0][3] / 1000:7.1f}{mark}"
        )


def at(values: list[float], share: float) -> float:
    """The value below which this share lies."""
    return values[min(len(values) - 1, int(share * len(values)))]


def votes(port: int, sessions: dict[str, Any], facts: dict[str, Any]) -> None:
    body, step = facts["bodies"][1], facts["vote"]
    waiting = list(sessions["voters"].items())
    secret = csrf_cookie(port, waiting[0][1])
    prepared = [(session, envelope(body, step, who)) for who, session in waiting]
    accepted: list[int] = []

    def voter(share: list[tuple[str, bytes]]) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port)
        for session, signed in share:
            sent = json.dumps({"body": body, "envelope": base64.b64encode(signed).decode(), "then": "/"})
            headers = {
                "Cookie": f"sessionid={session}; csrftoken={secret}",
                "X-CSRFToken": secret,
                "Content-Type": "application/json",
            }
            line.request("POST", "/record/", sent, headers)
            answer = line.getresponse()
            told = answer.read()
            accepted.append(answer.status)
            if answer.status != 200 and len(accepted) < 3:
                print(told.decode()[:600])

    threads = [threading.Thread(target=voter, args=(prepared[rank::8],)) for rank in range(8)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - start
    good = accepted.count(200)
    rate = good / took
    print(
        f"votes: {good:,} of {len(prepared):,} accepted in {took:.2f} s, {rate:,.0f}/s   reach 300/s   "
        f"{'reached' if rate >= 300 and good == len(prepared) else 'NOT reached'}"
    )


def envelope(body: str, step: int, who: str) -> bytes:
    key: SeedKey = Together().key("branch 001", who)
    payload = a.Payload(1, body, who, int(time.time() * 1000), now_in(body), a.Voted(step, ("for",)))
    return sealed(payload, key)


CLOCK: dict[str, int] = {}


def now_in(body: str) -> int:
    if "now" not in CLOCK:
        CLOCK["now"] = Home(Path(os.environ["CONFEDERAL_HOME"])).now()
    return CLOCK["now"]


def page(port: int, session: str, path: str) -> bytes:
    line = http.client.HTTPConnection("127.0.0.1", port)
    line.request("GET", path, headers={"Cookie": f"sessionid={session}"})
    return line.getresponse().read()


def csrf_cookie(port: int, session: str) -> str:
    line = http.client.HTTPConnection("127.0.0.1", port)
    line.request("GET", "/", headers={"Cookie": f"sessionid={session}"})
    answer = line.getresponse()
    answer.read()
    found = re.search(r"csrftoken=([^;]+)", answer.getheader("Set-Cookie") or "")
    assert found is not None
    return found.group(1)


def weight(port: int, session: str, facts: dict[str, Any]) -> None:
    """What a first visit of Home brings: the page and everything it names, compressed as it is sent."""
    body = page(port, session, "/").decode()
    named = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', body))
    script, total = 0, asked(port, session, "/")()[3]
    for path in sorted(named):
        size = asked(port, session, path)()[3]
        total += size
        if path.endswith(".js"):
            script += size
    marks = (
        "reached" if total <= 150_000 else "NOT reached",
        "reached" if script <= 60_000 else "NOT reached",
    )
    print(
        f"first visit {total / 1000:.1f} kB (reach 150: {marks[0]}), of it script {script / 1000:.1f} kB"
        f" (reach 60: {marks[1]}), {len(named) + 1} requests"
    )


if __name__ == "__main__":
    main()
