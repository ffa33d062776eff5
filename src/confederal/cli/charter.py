"""`confederal charter`: the rules of a body in plain words, with its own numbers filled in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from confederal.audit.own_numbers import OWN
from confederal.charter.article import Article
from confederal.charter.articles import ARTICLES
from confederal.charter.template import Unsuitable, load, names
from confederal.cli.home import NotUnderstood, at_home, home_of, plain_errors
from confederal.cli.telling import as_json, plain, refused, wrapped
from confederal.kernel.body import Charter


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


def of_article(article: Article, ours: Sequence[str], *, numbers_only: bool) -> Iterator[str]:
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
