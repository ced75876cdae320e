"""The hand-written page for gunicorn, or by itself: `python -m bench.floors.server`."""

from __future__ import annotations

import os

from flask import Flask

from bench.floors.database import opened
from bench.floors.page import create_app
from bench.service import KEY


def app() -> Flask:
    return create_app(opened(os.environ["FLOOR_URL"]), KEY.encode())


if __name__ == "__main__":
    import waitress

    server = waitress.create_server(app(), host="127.0.0.1", port=0, threads=8)
    print(f"http://127.0.0.1:{server.effective_port}", flush=True)
    server.run()
