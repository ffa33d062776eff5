"""BLT, the format of Hill's and most STV programs.

    3 2              candidates, seats
    -2               withdrawn candidates (optional)
    [tie 3 1 2]      the order in which ties are broken (droop); other options are passed over
    4 1 2 0          four papers: first candidate 1, then 2
    1 1=3 2 0        an equal rank (OpenSTV, OpaVote); Hill wrote 1 (1 3) 2 0
    1 3 - 2 0        a skipped rank (OpaVote)
    0
    "Castor"         names, then the title

Comments are `# …` to the end of the line and `/* … */`. Papers may carry a name in
parentheses, and run over several lines. Names are also read as Scotland's councils write them:
without quotation marks, with a party beside them, or with commas at the ends of lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from confederal.counting.formats.digits import block
from confederal.counting.formats.election import (
    LARGEST,
    Election,
    UnreadableError,
    distinct,
    marked,
    shown,
    whole,
)
from confederal.counting.method import Ballots, UncountableError

Token = tuple[int, str]


def read(lines: Sequence[str]) -> Election:
    """The election in these lines. Raises UnreadableError naming the line."""
    return _Reader(lines).election()


def read_bytes(data: bytes) -> Election | None:
    """The plain and common case without making a million lines of it; None if it is not, whatever it is."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    if b"\r" in data[:100]:
        data = data.replace(b"\r\n", b"\n")
    head = re.match(rb"([0-9]{1,9})[ \t]+([0-9]{1,9})[ \t]*\n", data)
    end = data.find(b"\n0\n")
    if head is None or end < head.end() or not 1 <= int(head[1]) <= LARGEST or int(head[2]) < 1:
        return None
    papers = block(data, int(head[1]), ended=True, start=head.end(), stop=end + 1)
    if papers is None:
        return None
    try:
        lines = data[end + 3 :].decode().split("\n")
        strings = _one_a_line(_strings(lines, 0), int(head[1]))
        names = _names(strings, int(head[1]), len(lines))
    except (UnicodeDecodeError, UnreadableError):
        return None
    title = strings[len(names)][1] if len(strings) > len(names) else ""
    return Election(
        Ballots.from_array(names, papers[1], papers[0], title=title, seats=int(head[2])),
        "BLT",
        ids=tuple(str(number) for number in range(1, len(names) + 1)),
    )


class _Reader:
    """Token by token, with the number of the line each stands on."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = _without_comments(lines)
        self.at = 0
        self.tokens = self._tokens()
        self.waiting: list[Token] = []
        self.withdrawn: list[int] = []
        self.tie: list[Token] = []
        self.nicks: dict[str, int] = {}

    def _tokens(self) -> Iterator[Token]:
        for number, line in enumerate(self.lines, start=1):
            self.at = number
            text = re.sub(r"(?<!\s)\s*=\s*", "=", line) if "=" in line else line
            if '"' not in text:
                text = text.replace(",", " ")
            for part in re.findall(r"\([^()]*\)|[()\[\]]|\"[^\"]*\"?|[^\s\[\]()]+", text):
                yield number, part

    def next(self, expected: str) -> Token:
        if self.waiting:
            return self.waiting.pop()
        token = next(self.tokens, None)
        if token is None:
            raise UnreadableError(max(1, len(self.lines)), f"the file ends where {expected} should be")
        return token

    def election(self) -> Election:
        line, text = self.next("the number of candidates")
        candidates = whole(text, line, "the number of candidates", 1, LARGEST)
        line, text = self.next("the number of seats")
        seats = whole(text, line, "the number of seats", 1)
        self._options(candidates)
        rows, counts = self._papers(candidates)
        strings = _one_a_line(_strings(self.lines, self.at), candidates)
        names = _names(strings, candidates, len(self.lines))
        title = strings[candidates][1] if len(strings) > candidates else ""
        gone = [names[number - 1] for number in self.withdrawn]
        lot = None
        if self.tie:
            numbers = [whole(text, line, "a candidate", 1, candidates) for line, text in self.tie]
            lot = tuple(names[number - 1] for number in dict.fromkeys(numbers))
        return Election(
            marked(names, rows, counts, withdrawn=gone, title=title, seats=seats),
            "BLT",
            lot=lot,
            ids=tuple(str(number) for number in range(1, candidates + 1)),
        )

    def _options(self, candidates: int) -> None:
        """Withdrawn candidates and bracketed options, up to the first paper."""
        while True:
            line, text = self.next("the first paper")
            if re.fullmatch(r"-\d+", text):
                self.withdrawn.append(whole(text[1:], line, "a withdrawn candidate", 1, candidates))
            elif re.fullmatch(r"\+\d+", text):
                raise UnreadableError(line, f"{text}: candidates elected beforehand are not counted here")
            elif text == "[":
                self._bracket(line, candidates)
            else:
                self.waiting.append((line, text))
                return

    def _bracket(self, line: int, candidates: int) -> None:
        inside: list[Token] = []
        while True:
            at, text = self.next(f"the ] that closes the [ of line {line}")
            if text == "]":
                break
            inside.append((at, text))
        if not inside:
            return
        word = inside[0][1].lower()
        if word == "tie":
            self.tie = [
                (at, str(self._number(text, at, candidates))) for at, text in inside[1:] if text != "0"
            ]
        elif word == "nick":
            self.nicks = {text: number for number, (_, text) in enumerate(inside[1:], start=1)}
        elif word == "withdrawn":
            self.withdrawn += [self._number(text.lstrip("-"), at, candidates) for at, text in inside[1:]]
        elif word in ("one", "order", "include", "elected"):
            raise UnreadableError(
                line, f"the option [{word}] changes what the papers mean and is not read here"
            )

    def _number(self, text: str, line: int, candidates: int) -> int:
        if text in self.nicks:
            return self.nicks[text]
        return whole(text, line, "a candidate", 1, candidates)

    def _papers(self, candidates: int) -> tuple[list[list[tuple[int, int]]], list[int]]:
        rows: list[list[tuple[int, int]]] = []
        counts: list[int] = []
        unended = _no_paper_ends(self.lines)
        while True:
            line, text = self.next("a paper, or the 0 after the last one")
            if text.startswith("("):
                count = 1
            else:
                count = whole(text, line, "how many papers")
                if count == 0 and not self._more_on(line):
                    return rows, counts
            row = self._paper(line, candidates, unended)
            if count:
                rows.append(row)
                counts.append(count)

    def _more_on(self, line: int) -> bool:
        """Whether something else stands on the line: `0 1 2 0` are no papers, `0` alone ends them."""
        token = next(self.tokens, None)
        if token is None:
            return False
        self.waiting.append(token)
        if token[0] == line and not token[1].startswith('"'):
            return True
        self.at = line
        return False

    def _paper(self, start: int, candidates: int, unended: bool) -> list[tuple[int, int]]:
        row: list[tuple[int, int]] = []
        rank = 0
        while True:
            if unended and not self._more_on(start):
                return row
            line, text = self.next(f"the 0 that ends the paper of line {start}")
            if text == "0":
                return row
            rank += 1
            if text in ("-", "_"):
                continue
            if text.startswith('"'):
                raise UnreadableError(line, f"a name, {shown(text)}, before the 0 that ends the papers")
            alike = text[1:-1].split() if text.startswith("(") and text.endswith(")") else text.split("=")
            row += [(self._number(part, line, candidates) - 1, rank) for part in alike if part]


def _no_paper_ends(lines: Sequence[str]) -> bool:
    """Whether no line of the papers ends in 0, as in files where the paper ends with its line."""
    ends, papers = 0, 0
    for line in lines[1:]:
        parts = line.split()
        if not parts or parts[0].startswith(("-", "[", "(")):
            continue
        if parts[0].startswith('"'):
            break
        if parts == ["0"]:
            ends += 1
        elif parts[-1] == "0":
            return False
        else:
            papers += 1
    return ends == 1 and papers > 0


def _without_comments(lines: Sequence[str]) -> list[str]:
    """The lines with comments blanked, so that every line keeps its number."""
    cleaned = []
    inside = False
    for line in lines:
        if not inside and ("#" not in line and "/*" not in line):
            cleaned.append(line)
            continue
        if not inside and re.match(ALTERNATIVE, line):
            cleaned.append(line)
            continue
        kept, at, quoted = [], 0, False
        for match in re.finditer(r'"|#|/\*|\*/', line):
            if inside:
                if match[0] == "*/":
                    inside, at = False, match.end()
            elif match[0] == '"':
                quoted = not quoted
            elif not quoted and match[0] == "/*":
                kept.append(line[at : match.start()])
                inside = True
            elif not quoted and match[0] == "#":
                kept.append(line[at : match.start()])
                at = len(line)
                break
        cleaned.append(" ".join(kept) if inside else " ".join((*kept, line[at:])))
    return cleaned


ALTERNATIVE = r"\s*#\s*ALTERNATIVE NAME\s+\d+\s*:\s*(.*)"  # as some wrote names after PrefLib's fashion


def _strings(lines: Sequence[str], start: int) -> list[list[tuple[int, str]]]:
    """What is written after the papers (names, title, remarks), a list for each line of it, with its number.

    Mostly a line holds one string. It may hold several; and one in quotation marks may run over lines.
    """
    found: list[list[tuple[int, str]]] = []
    pending: list[str] = []
    opened = 0
    for number in range(start, len(lines)):
        line = re.sub(r'"[\s,]+$', '"', lines[number].strip())
        if pending and (line.startswith('"') and len(line) > 1):
            found.append([(opened, " ".join(pending)[1:])])  # the mark that should end it was forgotten
            pending = []
        if pending:
            pending.append(line)
            if line.endswith('"'):
                found.append([(opened, " ".join(pending)[1:-1])])
                pending = []
            continue
        if match := re.fullmatch(ALTERNATIVE, line):
            found.append([(number + 1, match[1].strip())])
        elif not line or line.startswith("#"):
            continue
        elif re.fullmatch(r'"[^"]*"([\s,]+"[^"]*")+', line):
            found.append([(number + 1, part) for part in re.findall(r'"([^"]*)"', line)])
        elif line.startswith('"') and line.endswith('"') and len(line) > 1:
            found.append([(number + 1, line[1:-1])])
        elif line.startswith('"'):
            pending, opened = [line], number + 1
        else:
            found.append([(number + 1, line.strip("“”").rstrip(","))])
    if pending:
        found.append([(opened, " ".join(pending)[1:])])
    return [[(number, text.replace('""', '"')) for number, text in line] for line in found]


def _one_a_line(found: list[list[tuple[int, str]]], candidates: int) -> list[tuple[int, str]]:
    """The strings, but of lines that name a candidate and a party only the candidate."""
    alike = len({len(line) for line in found}) == 1
    if len(found) < candidates or (len(found) == candidates and not alike):
        return [string for line in found for string in line]
    heads, rest = found[:candidates], [string for line in found[candidates:] for string in line]
    if all(len(line) == 1 for line in heads):
        inside = [re.fullmatch(r'(.*\S)\s+"([^"]*)"', line[0][1]) for line in heads]
        if candidates > 1 and all(inside):  # "Neil ALEXANDER ""Liberal Democrats"""
            heads = [
                [(line[0][0], match[1]), (line[0][0], match[2])]
                for line, match in zip(heads, inside, strict=True)
                if match
            ]
    column = 0
    if all(len(line) == 2 for line in heads) and _like_parties([line[0][1] for line in heads]):
        column = 0 if _like_parties([line[1][1] for line in heads]) else 1
    return [line[min(column, len(line) - 1)] for line in heads] + rest


def _like_parties(texts: list[str]) -> bool:
    """Whether these are no people: some are the same, or are one word (`SNP`) or none."""
    return len(set(texts)) < len(texts) or any(len(text.split()) < 2 for text in texts)


def _names(strings: list[tuple[int, str]], candidates: int, last: int) -> tuple[str, ...]:
    if len(strings) < candidates:
        raise UnreadableError(
            max(1, last), f"the file ends after {len(strings)} of {candidates} candidates' names"
        )
    try:
        return distinct(
            [text for _, text in strings[:candidates]], [str(n) for n in range(1, candidates + 1)]
        )
    except UncountableError as wrong:
        raise UnreadableError(strings[0][0], str(wrong)) from None


def write(ballots: Ballots, seats: int | None = None) -> str:
    """The ballots as BLT; approvals are written as papers on which all approved are first.

    Raises UncountableError for points, which BLT cannot say.
    """
    if ballots.form == "scored":
        raise UncountableError("BLT has rankings only; points can be written as CSV")
    seats = seats if seats is not None else ballots.seats or 1
    parts = [f"{len(ballots.candidates)} {seats}"]
    parts += [f"-{n}" for n, name in enumerate(ballots.candidates, start=1) if name in ballots.withdrawn]
    if ballots.marks is None and ballots.form == "ranked":
        for row, count in zip((ballots.order + 1).tolist(), ballots.counts.tolist(), strict=True):
            ranking = " ".join(str(name) for name in row if name)
            parts.append(f"{count} {ranking} 0" if ranking else f"{count} 0")
    else:
        parts += [_line(paper, count) for paper, count in ballots.papers()]
    parts.append("0")
    for name in (*ballots.candidates, ballots.title):
        quoted = " ".join(name.split()).replace('"', "'")
        parts.append(f'"{quoted}"')
    return "\n".join(parts) + "\n"


def _line(paper: tuple[tuple[int, int], ...], count: int) -> str:
    ranks: list[str] = []
    last = 0
    for name, mark in paper:
        if mark == last:
            ranks[-1] += f"={name + 1}"
        else:
            ranks += ["-"] * (mark - last - 1)
            ranks.append(str(name + 1))
        last = mark
    return " ".join([str(count), *ranks, "0"])
