"""`confederal charter`: the rules of a body in plain words, with its own numbers filled in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from confederal.audit.words import KEYS, KINDS
from confederal.audit.words import number_of as n
from confederal.charter.article import Article
from confederal.charter.articles import ARTICLES
from confederal.charter.template import Unsuitable, load, names
from confederal.cli.home import NotUnderstood, at_home, home_of, plain_errors
from confederal.cli.telling import as_json, plain, refused, wrapped
from confederal.kernel.body import Charter, Key, Stray, Uncovered


@click.command("charter")
@click.argument("body", required=False)
@at_home
@click.option("--template", metavar="NAME", help="Of a template instead; --template list names them.")
@click.option("--numbers", is_flag=True, help="Only the body's own numbers.")
@click.option("--json", "json_", is_flag=True, help="Answer as JSON.")
def command(body: str | None, folder: Path | None, template: str | None, numbers: bool, json_: bool) -> None:
    """Print the rules of BODY: the articles, the same everywhere, with the numbers this body chose.

    Under each paragraph marked ○ stands why it only declares as yet, and which part of the system will enforce it;
    all others are enforced, by every reader of every record.

    \b
    Examples:
      confederal charter harbour
      confederal charter --template worker_coop
      confederal charter --template list

    \b
    Exit status:
      0  printed
      2  not understood
    """
    if template == "list":
        click.echo("\n".join(names()))
        return
    with plain_errors():
        charter, electors = chosen(body, folder, template)
        if json_:
            as_json({"numbers": plain(charter), "articles": [article_json(article) for article in ARTICLES]})
            return
        for line in printed(charter, electors, numbers_only=numbers):
            click.echo(line)


def chosen(body: str | None, folder: Path | None, template: str | None) -> tuple[Charter, int | None]:
    """The charter that was asked for, and how many may vote under it (None for a template)."""
    if (body is None) == (template is None):
        raise NotUnderstood("name a BODY or a --template (--template list names them)")
    if template is not None:
        try:
            return load(template), None
        except Unsuitable as unsuitable:
            refused(unsuitable.objections, head="There is no such template.")
            raise SystemExit(2) from unsuitable
    assert body is not None
    home = home_of(folder)
    state = home.state(home.body(body))
    return state.charter, len(state.electors(None, home.now()))


def article_json(article: Article) -> dict[str, object]:
    return {
        "name": article.name,
        "chapter": article.chapter,
        "words": article.words,
        "sources": list(article.sources),
        "paragraphs": [plain(paragraph) for paragraph in article.paragraphs],
    }


def printed(charter: Charter, electors: int | None, *, numbers_only: bool) -> Iterator[str]:
    """The charter as lines."""
    yield click.style(f"The rules of {charter.title}", bold=True)
    yield (
        f"{charter.kind} of the form {charter.form.replace('_', ' ')};"
        f" dates in {charter.time_zone}; money in {charter.currency}"
    )
    chapter = ""
    for article in ARTICLES:
        ours = list(OWN[article.name](charter, electors)) if article.name in OWN else []
        if numbers_only and not ours:
            continue
        if article.chapter != chapter:
            chapter = article.chapter
            yield f"\n{click.style(chapter.upper(), bold=True)}"
        yield from of_article(article, ours, numbers_only=numbers_only)


def of_article(article: Article, ours: list[str], *, numbers_only: bool) -> Iterator[str]:
    """One article: its words, its paragraphs, our numbers under it."""
    title, _, words = article.words.partition("\n")
    yield f"\n{click.style(title, bold=True)}  [{article.name}]"
    if not numbers_only:
        yield wrapped(" ".join(words.split()), "  ")
        for paragraph in sorted(article.paragraphs, key=lambda paragraph: paragraph.number):
            mark = " " if paragraph.enforced else "○"
            yield wrapped(paragraph.words, "       ", f"  {mark} ¶{paragraph.number} ")
            if not paragraph.enforced:
                yield wrapped(
                    f"declares only: {paragraph.because} (will be kept by: {paragraph.room})", "       "
                )
    for sentence in ours:
        yield wrapped(sentence, "      ", "    → ")


# Our own numbers, under the article they belong to


def quorum(charter: Charter, electors: int | None) -> Iterator[str]:
    least = f"{charter.quorum_least} or {charter.quorum_share} of those who may vote, whichever is more"
    yield f"A decision needs {least}, and never more than a majority of them, to take part."
    yield f"Reserved matters need {charter.reserved_quorum} of them, and never more than a majority."
    if electors is not None:
        who = n(electors, "delegate" if charter.kind == "council" else "member")
        yield (
            f"With {who} now that is {charter.quorum(electors)};"
            f" for reserved matters {charter.quorum(electors, reserved=True)}."
        )
    yield (
        f"Notice is {n(charter.notice_days, 'day')}, urgent {n(charter.urgent_hours, 'hour')};"
        f" full texts are there {n(charter.reading_days, 'day')} before."
    )
    yield (
        f"A vote by device is open for up to {n(charter.voting_days, 'day')};"
        f" a wrong count can be mended for {n(charter.appeal_days, 'day')}."
    )
    between = "are held" if charter.between_meetings else "are not held"
    yield f"Votes between meetings {between}. An ordinary decision takes {charter.decides}."


def convening(charter: Charter, electors: int | None) -> Iterator[str]:
    yield (
        f"A proposal comes to the agenda with the support of {n(charter.support, 'member')}; {charter.petition}"
        f" of us make a meeting exist, within {n(charter.petition_days, 'day')}."
    )
    if electors:
        yield (
            f"With {electors} now: {charter.supporters(electors)} for"
            f" the agenda, {charter.petitioners(electors)} for a meeting."
        )


def secrecy(charter: Charter, electors: int | None) -> Iterator[str]:
    yield (
        f"{charter.secrecy_on_demand} of us make a vote secret;"
        f" {charter.count_on_demand} may ask for paper instead of hands."
    )


def seats(charter: Charter, electors: int | None) -> Iterator[str]:
    for office in charter.offices:
        kind = "" if office.power else " (a task, not an office of power)"
        yield f"{office.name}: {n(office.seats, 'seat')}{kind}."
    if not charter.offices:
        yield "No offices: whoever is needed is elected for it."


def terms(charter: Charter, electors: int | None) -> Iterator[str]:
    yield (
        f"A term is {n(charter.term_days, 'day')}, at most {charter.consecutive_terms} in a row;"
        f" {charter.cross_office_years} of any six years in all offices together."
    )


def recalls(charter: Charter, electors: int | None) -> Iterator[str]:
    if electors:
        yield f"With {electors} now, {n(charter.petitioners(electors), 'signature')} put a recall to the vote."


def members(charter: Charter, electors: int | None) -> Iterator[str]:
    how = (
        "by a decision of the assembly"
        if charter.admission_by_assembly
        else "by two keepers of the member list"
    )
    yield (
        f"New members are admitted {how}. Who acted for an"
        f" employer waits {n(charter.cooling_off_days, 'day')}."
    )


def keys(charter: Charter, electors: int | None) -> Iterator[str]:
    yield (
        f"A lost key is replaced on the word of {n(charter.vouchers, 'co-worker')},"
        f" after {n(charter.recovery_hours, 'hour')}."
    )


def mandates(charter: Charter, electors: int | None) -> Iterator[str]:
    if charter.kind != "council":
        return
    stray = {
        Stray.AS_MANDATED: "is counted as instructed",
        Stray.VOID: "is not counted",
        Stray.COUNTED: "is counted as cast, and shown",
    }
    uncovered = {
        Uncovered.ABSTAIN: "its delegates abstain",
        Uncovered.REFER_BACK: "it is sent back",
        Uncovered.FREE: "its delegates decide on the spot",
    }
    yield (
        f"A vote against the instruction {stray[charter.stray]};"
        f" where a body gave none, {uncovered[charter.uncovered]}."
    )
    if charter.credentials_each_sitting:
        yield "At every congress each delegate takes their place first, when credentials are looked at."
    yield f"A body's word is good for {n(charter.freshness_days, 'day')}."


def accord(charter: Charter, electors: int | None) -> Iterator[str]:
    yield f"Joining takes {charter.decides_joining}."
    if charter.kind != "council":
        return
    yield f"Votes: {KEYS[charter.delegation_key]}."
    if charter.delegation_key is Key.PER_STARTED:
        yield f"That number is {charter.started}."
    if charter.brackets:
        told = "; ".join(
            f"{'more' if bracket.up_to >= 2**53 - 1 else f'up to {bracket.up_to}'}: {bracket.votes}"
            for bracket in charter.brackets
        )
        yield f"By members: {told}."
    if charter.cap_votes:
        yield f"No body has more than {n(charter.cap_votes, 'vote')}."
    yield (
        f"Members count after {n(charter.standing_days, 'day')}; a body"
        f" leaves with {n(charter.leave_notice_days, 'day')} of notice."
    )


def ratifying(charter: Charter, electors: int | None) -> Iterator[str]:
    if charter.ratified:
        kinds = ", ".join(KINDS.get(word, word) for word in charter.ratified)
        yield (
            f"Goes back down to be confirmed: {kinds}; by"
            f" {charter.ratified_by}, within {n(charter.ratify_days, 'day')}."
        )


def sides(charter: Charter, electors: int | None) -> Iterator[str]:
    if charter.sides:
        yield f"Sides, each with its own majority: {', '.join(charter.sides)}."


def commissions(charter: Charter, electors: int | None) -> Iterator[str]:
    if charter.ends_day:
        yield f"It ends {n(charter.ends_day, 'day')} after its founding. Its tasks: {'; '.join(charter.tasks)}."


def minorities(charter: Charter, electors: int | None) -> Iterator[str]:
    yield f"What was not adopted can be raised again after {n(charter.retable_days, 'day')}."


def expulsion(charter: Charter, electors: int | None) -> Iterator[str]:
    yield f"It takes {charter.decides_expulsion}; an appeal can be made for {n(charter.appeal_days, 'day')}."


def law(charter: Charter, electors: int | None) -> Iterator[str]:
    yield (
        f"Our own numbers are changed by {charter.decides_charter};"
        f" closing ourselves down takes {charter.decides_closing}, twice."
    )


def sections(charter: Charter, electors: int | None) -> Iterator[str]:
    if charter.sections:
        yield f"Sections that may sit apart and are counted together: {', '.join(charter.sections)}."


OWN = {
    "one_member_one_vote": members,
    "convened_by_right": convening,
    "quorum_and_notice": quorum,
    "secret_ballot": secrecy,
    "seats_by_election": seats,
    "bound_by_mandate": mandates,
    "recall_at_any_time": recalls,
    "terms_and_rotation": terms,
    "no_one_acts_alone": keys,
    "commissions_end": commissions,
    "free_accord": accord,
    "hands_off_other_bodies": sections,
    "ratified_from_below": ratifying,
    "united_front": sides,
    "minorities_are_heard": minorities,
    "expulsion_for_conduct": expulsion,
    "entrenched": law,
}
"""Article → the sentences with this body's own numbers. A test sees that every number of a charter is told."""
