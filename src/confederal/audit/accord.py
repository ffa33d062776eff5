"""What is known of another body, as it stands in a decision about it: the terms of joining it, a party to an agreement.

A decision names the other body's rules and keys as they are, so that whoever reads the record later sees what was
agreed to; here they are taken down in one way, whoever asks: a page, the terminal, a story.
"""

from __future__ import annotations

from confederal.kernel.attestation import digest_of
from confederal.kernel.body import Charter
from confederal.kernel.identity import BodyId, Id, KeyId
from confederal.kernel.matters import Joining
from confederal.kernel.matters.agreement import Party
from confederal.kernel.state import State


def joining(council: BodyId, charter: Charter, host_key: KeyId, side: Id | None = None) -> Joining:
    """The matter of joining that council under its charter as it is now, on this side where it has sides."""
    return Joining(
        council=council,
        name=charter.title,
        host_key=host_key,
        charter=digest_of(charter),
        leave_notice_days=charter.leave_notice_days,
        side=side,
        standing_days=charter.standing_days,
    )


def party(body: BodyId, ours: State, there: State | None) -> Party | None:
    """A body as party to an agreement: by its own record where that is kept here, else by what ours says of it.

    None where nothing is known of it.
    """
    if there is not None:
        return Party(body, there.charter.title, there.host_key)
    link = ours.affiliations.get(body) or ours.bodies.get(body)
    return None if link is None else Party(body, link.name, link.host_key)
