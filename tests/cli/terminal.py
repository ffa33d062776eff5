"""A terminal for the tests: commands typed in a home of its own, and a bakery of three founded in it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from confederal.cli import main


def flat(told: str) -> str:
    """What was printed, with the breaks that only the width of the screen made taken out."""
    return re.sub(r"(?<=\S)\n {4,}(?=[^\s•✗…–])", " ", told)


class Terminal:
    """A home in a fresh folder, and what is typed there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"

    def run(self, *words: str) -> Result:
        """What came of a command; a crash is a failure of the test."""
        result = CliRunner().invoke(main, list(words), env={"CONFEDERAL_HOME": str(self.home)})
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def done(self, *words: str) -> str:
        """What a command printed that must succeed."""
        result = self.run(*words)
        assert result.exit_code == 0, result.output
        return flat(result.output)

    def refused(self, *words: str, status: int = 1) -> str:
        """What a command printed that must be refused with this exit status."""
        result = self.run(*words)
        assert result.exit_code == status, result.output
        return flat(result.output)

    def said(self, *words: str) -> int:
        """The step at which something was recorded."""
        step = re.search(r"Recorded as step (\d+)", self.done("act", *words))
        assert step is not None
        return int(step[1])

    def json(self, *words: str) -> Any:
        result = self.run(*words, "--json")
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    # What is done again and again

    def bakery(self, title: str = "Harbour Bakery", *people: str) -> str:
        """Founds a workplace of three in a practice home; its identity."""
        founders = [word for who in people or ("ana", "ben", "cleo") for word in ("--founder", who)]
        told = self.json("found", "--practice", "--template", "worker_coop", "--title", title, *founders)
        return str(told["body"])

    def meeting(self, body: str, *questions: int, people: tuple[str, str] = ("ana", "ben")) -> int:
        """Waits for the notice and opens the meeting that exists by right: in a small body one signature is enough."""
        self.done("wait", "8d")
        there = str(self.json("read", body)["may_vote"])
        sitting = questions[0]
        opened = self.said(
            body, "--as", people[0], "sitting_opened", f"sitting={sitting}", f"attendance={there}"
        )
        self.said(body, "--as", people[1], "confirmed", f"step={opened}")
        return sitting

    def vote(
        self, body: str, question: int, way: str, tallies: str, tellers: tuple[str, str] = ("ana", "ben")
    ) -> None:
        """Opens the vote at the meeting and has two tell it."""
        first, second = tellers
        self.said(body, "--as", first, "vote_opened", f"question={question}", f"ways={way}", "until=+6h")
        told = self.said(
            body, "--as", first, "count_told", f"question={question}", f"way={way}", f"tallies={tallies}"
        )
        self.said(
            body,
            "--as",
            second,
            "count_confirmed",
            f"told={told}",
            f"question={question}",
            f"tallies={tallies}",
        )

    def secretaries(self, body: str) -> None:
        """Elects ana and cleo secretaries, ben to stand in."""
        step = self.said(
            body, "--as", "ana", "question_raised", "matter=election", "title=Secretaries",
            "office=secretary", "seats=2", "term_days=365", "alternates=1",
        )  # fmt: skip
        for who in ("ana", "ben", "cleo"):
            self.said(body, "--as", who, "candidature_accepted", f"question={step}")
        self.meeting(body, step)
        self.vote(body, step, "box", "ana>ben:2,cleo>ana:1")

    def seat(self, body: str, holder: str, office: str = "secretary") -> str:
        """The seat somebody holds."""
        held = self.json("read", body)["held"]
        return str(
            next(seat["seat"] for seat in held if (seat["holder"], seat["office"]) == (holder, office))
        )
