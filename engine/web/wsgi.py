"""The service for a server that starts processes of its own: `gunicorn 'engine.web.wsgi:app()'`."""

from __future__ import annotations

from flask import Flask

from engine.application import Application
from engine.delivery.folder import load_folder
from engine.settings import read_settings
from engine.web.app import create_app


def app() -> Flask:
    """
    The service of the current folder, as the environment sets it. Timers and mails are left to `parcours worker`.

    Raises:
        BadSettings, EngineError: a setting or a flow is wrong, so nothing is served; all of them are in the message.
    """
    folder, catalogue = load_folder()
    settings = read_settings(folder=folder)
    return create_app(Application(settings, catalogue))
