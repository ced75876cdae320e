"""One page of the manual."""

from __future__ import annotations

from typing import NamedTuple

FLOW = "flows/loan.yaml"
FORM = "forms/request.yaml"
SITE = "flows/site.yaml"


class Manual(NamedTuple):
    """
    A problem code explained. The example changes one file of `library/`: `wrong` gives the problem, `right` does not.

    Attributes:
        text: what is wrong and why it matters; one paragraph or more.
        wrong, right: whole lines, indented as in the file. An empty `right`: the file should not be there.
        file: the file that holds them; one that ends in "/" is a folder.
        instead_of: the lines of the library that both replace; None: the library has `right`, "": they are the whole
            file.
    """

    code: str
    text: str
    wrong: str
    right: str
    file: str = FLOW
    instead_of: str | None = None
