"""Beginning again without a shell: this browser lets its cases go, or everything that is kept is erased."""

from __future__ import annotations

from engine.language.urls import Address
from engine.store import cases, sessions
from engine.web.context import WebContext


def begin_again(context: WebContext, flow: str, entry: str) -> str | None:
    """
    This browser lets go of every case of the flow, each of which stays as it is.

    Returns:
        The address of the entry, or of the flow's first where there is none of that name; None: there is no such flow.
    """
    hosted = context.catalogue.flows.get(flow)
    if hosted is None:
        return None
    family, limits = context.browser().family, context.application.settings.limits
    with context.application.database.write() as tx:
        for _, case in cases.held(tx, family, flow, context.service.now(), limits):
            sessions.let_go(tx, family, case.id)
    name = entry if entry in hosted.entries else next(iter(hosted.entries))
    return context.links.address(Address("entry", flow, name))
