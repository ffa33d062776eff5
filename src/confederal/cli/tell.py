"""`confederal tell`: tells a story on real books, and says of each expectation whether it held."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from textwrap import fill
from typing import Any

import click

from confederal.stories.telling import Step, Untellable, Verdict
from confederal.stories.told import exit_code, parsed, shipped, text_of, told

MARKS = {
    Verdict.HELD: ("held", "green"),
    Verdict.FAILED: ("DID NOT HOLD", "red"),
    Verdict.NOT_YET: ("not yet", "yellow"),
    Verdict.NOT_UNDERSTOOD: ("NOT UNDERSTOOD", "red"),
    Verdict.TOLD: ("told", None),
}


@click.command("tell")
@click.argument("file", required=False)
@click.option("--json", "as_json", is_flag=True, help="Write one JSON document instead of text.")
@click.option("--list", "listing", is_flag=True, help="Name the stories that come with the software.")
@click.option("--quiet", is_flag=True, help="Print only what did not hold, and the counts.")
def command(file: str | None, as_json: bool, listing: bool, quiet: bool) -> None:
    """Tell a story on real books and check every expectation it states.

    FILE is a story in YAML, or the name of one that comes with the software (see --list). Bodies are founded,
    people with keys raise questions, meet, vote and are counted; every act goes through the desk and is judged by
    the articles. Each step is printed with its day, who, what, and what came of it; for a refusal the article and
    what would mend it. Nothing is left on disk.

    \b
    Three kinds of files are told, recognised by their sections:
      members, events     a federation and its calendar of days
      bodies, story       a chronicle: what was done, and what was ordered from above
      acts                acts of power: no word for it, or its nearest act refused

    Expectations are looked up in the books, never taken from words. A step whose room is not built is "not yet":
    neither passed nor failed. A word that is not known is "not understood", and the story has not held.

    \b
    Exit status:
      0  every stated expectation held (steps that are "not yet" are listed)
      1  one did not hold, or was not understood
      2  the file cannot be told, and why

    \b
    With --json one document is written:
      {"story", "exit", "counts": {verdict: number},
       "steps": [{"when", "who", "what", "way", "verdict", "outcome": [words],
                  "checks": [{"expects", "found", "verdict"}],
                  "refusals": [{"article", "paragraph", "words", "value", "mend"}]}]}
    `way` is "no word" or "refused" for acts against the law, else empty. Verdicts are "held", "did not hold",
    "not yet", "not understood", and for a step without expectations "told".

    \b
    Examples:
      confederal tell river_city_federation
      confederal tell my_story.yaml --json | jq '.steps[] | select(.verdict != "held")'
    """
    if listing:
        click.echo("\n".join(shipped()))
        return
    if file is None:
        raise click.UsageError("Name a story, or --list for those that come with the software.")
    steps: list[Step] = []
    try:
        for step in with_progress(file):
            steps.append(step)
            if not as_json and not (quiet and step.verdict in (Verdict.HELD, Verdict.TOLD, Verdict.NOT_YET)):
                click.echo(words_of(step))
    except Untellable as reason:
        click.echo(f"confederal tell: {reason}", err=True)
        sys.exit(2)
    code = exit_code(steps)
    if as_json:
        click.echo(json.dumps(document(file, steps, code), ensure_ascii=False, indent=2))
    else:
        click.echo(closing_words(steps, code))
    sys.exit(code)


def with_progress(file: str) -> Iterator[Step]:
    """The steps of a story; on a terminal, what is being worked on is shown on one line that is wiped again."""
    shows = sys.stderr.isatty()

    def report(doing: str) -> None:
        if shows:
            click.echo(f"\r\x1b[K… {doing[:100]}", nl=False, err=True)

    for step in told(parsed(text_of(file)), report):
        if shows:
            click.echo("\r\x1b[K", nl=False, err=True)
        yield step


def words_of(step: Step) -> str:
    """One step as a member reads it."""
    head = " · ".join(part for part in (step.when, step.who) if part)
    lines = [click.style(f"{head}: {step.what}" if head else step.what, bold=True)]
    lines += [wrapped(sentence, "  ") for sentence in step.outcome]
    for refusal in dict.fromkeys(step.refusals):
        lines.append(wrapped(f"{refusal.article} ¶{refusal.paragraph}: {refusal.words}", "  ✗ ", "    "))
        lines.append(wrapped(f"found: {refusal.value}; what would mend it: {refusal.mend}", "    "))
    for check in step.checks:
        word, colour = MARKS[check.verdict]
        mark = click.style(f"[{word}]", fg=colour)
        found = "" if check.found == check.expects else f" — {check.found}"
        lines.append(wrapped(f"{mark} {check.expects}{found}", "  ", "      "))
    return "\n".join(lines) + "\n"


def wrapped(words: str, first: str, rest: str | None = None) -> str:
    """Words on lines of a terminal's width."""
    return fill(words, 100, initial_indent=first, subsequent_indent=rest or first, break_on_hyphens=False)


def counts(steps: list[Step]) -> Counter[Verdict]:
    """How many expectations came to what."""
    return Counter(check.verdict for step in steps for check in step.checks)


def closing_words(steps: list[Step], code: int) -> str:
    """The last lines: how many expectations held, and what did not."""
    told_of = counts(steps)
    parts = [f"{told_of[verdict]} {MARKS[verdict][0]}" for verdict in MARKS if told_of[verdict]]
    lines = [f"{len(steps)} steps, {sum(told_of.values())} expectations: {', '.join(parts) or 'none'}."]
    ways = Counter(step.way for step in steps if step.way and step.verdict is not Verdict.FAILED)
    if ways:
        lines.append(f"Against the law: {ways['no word']} without a word for it, {ways['refused']} refused.")
    lines.append("Every stated expectation held." if code == 0 else "Not every stated expectation held.")
    return "\n".join(lines)


def document(file: str, steps: list[Step], code: int) -> dict[str, Any]:
    """The telling as one JSON document; the help of this command describes it."""
    return {
        "story": file,
        "exit": code,
        "counts": {verdict.value: number for verdict, number in sorted(counts(steps).items())},
        "steps": [
            {
                "when": step.when,
                "who": step.who,
                "what": step.what,
                "way": step.way,
                "verdict": step.verdict.value,
                "outcome": list(step.outcome),
                "checks": [
                    {"expects": check.expects, "found": check.found, "verdict": check.verdict.value}
                    for check in step.checks
                ],
                "refusals": [
                    {
                        "article": refusal.article,
                        "paragraph": refusal.paragraph,
                        "words": refusal.words,
                        "value": refusal.value,
                        "mend": refusal.mend,
                    }
                    for refusal in step.refusals
                ],
            }
            for step in steps
        ],
    }
