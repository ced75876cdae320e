"""One step of the procedure as one would write it by hand in Flask and SQL: its page, its checks, its transaction."""

import hmac
import json
import secrets
import time

from flask import Flask, abort, g, redirect, render_template, request
from sqlalchemy import Engine, text

from bench.floors.checks import CHOICES, said, wrong
from bench.floors.database import begun
from engine.web import security

NEXT, LIVE = "/espace_expert/recapitulatif", "id_hash = :id and dead_at is null and seen_at > :idle"
CASE = text(f"select c.* from sessions join cases c using (family) where {LIVE}")
TOKEN = text("select case_id from history where token = :token")
KEEP = text("update cases set body = :body, revision = :read + 1, touched_at = :at where id = :id and revision = :read")
NOTE = text("insert into history values (:id, :read + 1, :at, 'informations', 'continuer', :token)")


def create_app(engine: Engine, key: bytes) -> Flask:
    app = Flask(__name__)
    app.config["TRUSTED_HOSTS"] = ["127.0.0.1"]

    @app.after_request
    def dress(answer):
        answer.headers.update({**security.headers(production=True), "Cache-Control": "no-store"})
        return answer

    def found(tx):
        shown = hmac.digest(key, request.cookies.get("__Host-parcours", "").encode(), "sha256").hex()
        row = tx.execute(CASE, {"id": shown, "idle": time.time_ns() // 1000 - 72 * 3600 * 10**6}).first() or abort(404)
        g.csrf = hmac.digest(key, row.family.encode(), "sha256").hex()
        return row, json.loads(row.body)

    def page(row, case, faults):
        given = {"visit": row.revision, "csrf": g.csrf, "token": secrets.token_urlsafe(16), "choices": CHOICES}
        return render_template("informations.html", case=case, faults=faults, **given), 422 if faults else 200

    @app.route("/espace_expert/informations", methods=["GET", "POST"])
    def form():
        with begun(engine, "BEGIN" if request.method == "GET" else "BEGIN IMMEDIATE") as tx:
            row, case = found(tx)
            if request.method == "GET":
                return page(row, case, {})
            if request.headers.get("Origin") or not hmac.compare_digest(g.csrf, request.form["_csrf"]):
                abort(403)
            token, late = request.form["_token"], request.form["_visit"] != str(row.revision)
            if late or tx.execute(TOKEN, {"token": token}).first():
                return redirect(NEXT, 303)
            case |= said(request.form)
            if faults := wrong(case):
                return page(row, case, faults)
            kept = {"id": row.id, "read": row.revision, "at": time.time_ns() // 1000}
            tx.execute(KEEP, {**kept, "body": json.dumps(case)})
            tx.execute(NOTE, {**kept, "token": token})
            return redirect(NEXT, 303)

    return app
