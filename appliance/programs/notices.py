"""What accounts are told by mail: the words that each notice begins with, to be changed like any other template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Notice:
    """`name` is its program's, too (spec/ICTCORE.md 10)."""

    name: str
    subject: str
    body: str


NOTICES: Mapping[str, Notice] = {
    each.name: each
    for each in (
        Notice(
            "faxtoemail_faxreceived",
            "Fax from [fax:party]",
            "<p>A fax of [fax:pages] pages came from [fax:party]. It is attached as a PDF.</p>",
        ),
        Notice(
            "emailtofax_emailreceived",
            "Your fax to [fax:party] is on its way: [fax:title]",
            "<p>Your mail &quot;[fax:title]&quot; was taken and goes to [fax:party] as a fax of [fax:pages] pages."
            " You will be told what becomes of it.</p>",
        ),
        Notice(
            "emailtofax_faxsent",
            "Your fax to [fax:party] was sent: [fax:title]",
            "<p>Your fax &quot;[fax:title]&quot; of [fax:pages] pages was sent to [fax:party].</p>",
        ),
        Notice(
            "emailtofax_faxfailed",
            "Your fax to [fax:party] was not sent: [fax:title]",
            "<p>Your fax &quot;[fax:title]&quot; to [fax:party] was not sent: [fax:reason].</p>",
        ),
    )
}
