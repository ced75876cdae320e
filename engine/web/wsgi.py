"""The service for a server that starts processes of its own: `gunicorn 'engine.web.wsgi:app()'`."""

from __future__ import annotations

import os

from flask import Flask

from engine.application import Parcours, load_folder, settings_of
from engine.problems import EngineError, render
from engine.web.app import create_app


def app() -> Flask:
    """
    The service of the current folder, as the environment sets it. Timers and mails are left to `parcours worker`.

    Raises:
        BadSettings, EngineError: a setting or a flow is wrong; told in whole, so nothing is served.
    """
    folder, catalogue = load_folder()
    if catalogue.problems:
        raise EngineError("\n\n".join(render(problem) for problem in catalogue.problems))
    settings = settings_of(os.environ, dev=False, folder=folder, database=None, address="")
    return create_app(Parcours(settings, catalogue))
