"""The manual of what a variant can have wrong with its base."""

from __future__ import annotations

from engine.language.manual.page import Manual

_FILE = "flows/child_loan.yaml"
_HEAD = "extends: loan\nflow: child_loan\ntitle: Borrow children's books\n"

MANUALS = (
    Manual(
        "form-not-asked",
        "A variant changes a form that no state asks, so the change shows nowhere; mostly the name is misspelt. Or it "
        "takes out a form that a state still asks.",
        f"{_HEAD}forms: {{requests: {{properties: {{copies: {{minimum: 2}}}}}}}}\n",
        f"{_HEAD}forms: {{request: {{properties: {{copies: {{minimum: 2}}}}}}}}\n",
        _FILE,
        "",
    ),
    Manual(
        "list-without-ids",
        "A variant gives a map where its base has a list. A map changes items by their ids, so the items that it "
        "changes must have an `id` in the base; else the variant writes the whole list.",
        f"{_HEAD}states: {{request: {{links: {{hours: {{label: When we are open}}}}}}}}\n",
        f"{_HEAD}states: {{request: {{links: [{{label: When we are open, page: hours}}]}}}}\n",
        _FILE,
        "",
    ),
    Manual(
        "not-in-base",
        "A variant takes out something that its base does not have, places an item beside one that is not there, or "
        "changes something under a name that is nearly one of the base. `null` removes a key, an item of a list by its "
        "id, or a field; what it names must be in the base. What has a new name is new, and is written whole: where it "
        "lacks what its kind needs, and the base has nearly that name, the name is misspelt.",
        f"{_HEAD}states: {{check: {{bakc: null}}}}\n",
        f"{_HEAD}states: {{check: {{back: null}}}}\n",
        _FILE,
        "",
    ),
    Manual(
        "unknown-base",
        "A variant `extends` another flow of the same folder. Here there is no flow of that name, its file cannot be "
        "read, or it leads back to this one: flows that extend each other in a circle have no base.",
        _HEAD.replace("extends: loan", "extends: lone"),
        _HEAD,
        _FILE,
        "",
    ),
)
