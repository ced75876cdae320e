"""Threats met at the service's door: each test is named after its row in docs/security.md."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from urllib.parse import urlencode, urlsplit

import pytest
from pypdf import PdfReader

from tests.support import expert
from tests.support.expert import ANSWER, EMAIL, IDENTITY, PASSWORD
from tests.support.person import Person
from tests.support.service_under_test import ServiceUnderTest, text_of


def rows(service: ServiceUnderTest) -> list[tuple[str, str, int]]:
    with sqlite3.connect(service.database) as connection:
        found = connection.execute("select id, state, revision from cases order by id").fetchall()
    connection.close()
    return found


def dump(service: ServiceUnderTest) -> str:
    """Every table as text; not the developer mode's copies of mails, which production does not keep."""
    connection = sqlite3.connect(service.database)
    lines = [line for line in connection.iterdump() if 'INSERT INTO "mailbox"' not in line]
    connection.close()
    return "\n".join(lines)


# -- step order


def standing(service: ServiceUnderTest, state: str) -> Person:
    """Someone whose case stands in a state."""
    person = service.person()
    match state:
        case "identifiants":
            expert.accept(person)
        case "bloque_unique":
            expert.accept(person)
            expert.identify(person, "certificat@exemple.fr")
        case "informations":
            expert.accept(person)
            expert.identify(person)
        case "recapitulatif":
            expert.to_recap(person)
        case "attente_activation":
            expert.preregister(person)
        case "adresse":
            expert.preregister(service.person())
            expert.give_code(person, expert.code_in(service))
        case "espace_cree":
            expert.create(service, person)
        case "mon_espace":
            expert.create(service, person)
            person.press("Accéder à mon espace")
    assert person.page.path == f"/espace_expert/{state}"
    return person


STATES = [
    "identifiants",
    "bloque_unique",
    "informations",
    "recapitulatif",
    "attente_activation",
    "adresse",
    "espace_cree",
    "mon_espace",
]


@pytest.mark.parametrize("state", STATES)
def test_step_order_only_what_the_state_declares_with_a_label_is_accepted(
    service: ServiceUnderTest, state: str
) -> None:
    person = standing(service, state)
    flow = service.parcours.catalogue.flows["espace_expert"]
    names = {name for s in flow.states.values() for name in s.transitions}
    names |= {"timeout", "reminder", "modify", "begin", "@timeout", "@automatic", "to_espace_cree", "trigger", ""}
    declared = {t.name for t in flow.states[state].transitions.values() if t.label}
    if flow.states[state].back:
        declared.add("back")
    before = rows(service)
    page = person.page
    for name in sorted(names - declared - {""}):
        person.page = page
        person.press(None, event=name)
        assert rows(service) == before, f"{name} was accepted in {state}"
    for elsewhere in sorted(set(flow.states) - {state}):
        # The same form sent to another state's address: a step of another state, or one that « Modifier » reaches.
        if elsewhere in {"conditions", "identifiants", "informations"}:
            continue
        person.page = page
        url, pairs = person.filled(None)
        url = url.replace(urlsplit(url).path, f"/espace_expert/{elsewhere}")
        person._send("POST", url, urlencode([*pairs, ("_event", "continuer")]).encode())
        assert rows(service) == before, f"a post to {elsewhere} changed a case that stands in {state}"


def test_step_order_a_resumes_event_creates_no_account(service: ServiceUnderTest) -> None:
    person = standing(service, "attente_activation")
    page = person.press(None, event="activer")
    assert page.path == "/espace_expert/attente_activation"
    assert [state for _, state, _ in rows(service)] == ["attente_activation"]
    assert 'INSERT INTO "numbers"' not in dump(service)


# -- mass assignment


def test_mass_assignment_fields_of_no_form_are_ignored_and_never_stored(service: ServiceUnderTest) -> None:
    person = service.person()
    expert.to_conditions(person)
    url, pairs = person.filled(None, accepte=True, _answer=person.page.captcha())
    extra = {"state": "espace_cree", "numero_abonne": "0000000666", "revision": "9", "email": "pirate@exemple.fr"}
    person.page = person._send("POST", url, urlencode([*pairs, *extra.items()]).encode())
    assert person.page.path == "/espace_expert/identifiants"
    assert not person.page.value("email")
    assert "pirate" not in dump(service)
    assert "0000000666" not in dump(service)


# -- activation code


def test_activation_code_stands_in_no_table(service: ServiceUnderTest) -> None:
    expert.preregister(service.person())
    committed = dump(service)
    code = expert.code_in(service)
    person = service.person()
    sent = dump(service)
    expert.give_code(person, code.lower())
    between = dump(service)
    person.press("Continuer", email_saisi=EMAIL)
    after = dump(service)
    for when, text in {"committed": committed, "sent": sent, "between screens": between, "after": after}.items():
        assert code.lower() not in text.lower(), when


def test_activation_code_of_another_request_does_not_open_this_one(service: ServiceUnderTest) -> None:
    expert.preregister(service.person())
    expert.preregister(service.person(), "autre@exemple.fr")
    person = service.person()
    page = expert.activate(person, expert.code_in(service, "autre@exemple.fr"), EMAIL)
    assert page.status == 422
    assert page.path.startswith("/espace_expert/adresse")


# -- secrets


def test_secrets_stand_nowhere(service: ServiceUnderTest, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    person = service.person()
    texts: dict[str, str] = {}

    def keep(name: str) -> None:
        texts[f"page {name}"] = person.page.body.decode()
        texts[f"tables {name}"] = dump(service)

    expert.accept(person)
    person.press("Continuer", email="x", mot_de_passe=PASSWORD, mot_de_passe_confirmation=PASSWORD)
    keep("refused")
    expert.identify(person)
    keep("identified")
    person.press("Étape précédente", reponse=ANSWER, nom="Martin")
    keep("back")
    person.press("Continuer")
    person.press("Continuer", **{**IDENTITY, "telephone": "?"})
    keep("refused again")
    person.press("Continuer", **IDENTITY)
    keep("recap")
    person.press("Valider")
    keep("waiting")
    mail = service.mails()[-1]
    texts["mail"] = mail.as_string() + text_of(mail)
    expert.activate(person, expert.code_in(service))
    keep("created")
    pdf = person.open("/espace_expert/document/recapitulatif").body
    texts["pdf"] = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    other = service.person()
    expert.sign_in(other, password=PASSWORD + "1")
    expert.sign_in(other)
    texts["tables signed in"] = dump(service)
    texts["logs"] = caplog.text
    for place, text in texts.items():
        assert PASSWORD not in text, place
        assert ANSWER not in text, place


# -- CAPTCHA


def test_captcha_an_answer_is_tried_once(service: ServiceUnderTest) -> None:
    person = service.person()
    expert.to_conditions(person)
    page = person.page
    answer = page.captcha()
    assert person.press("Continuer", accepte=True, _answer="??????").status == 422
    person.page = page
    url, pairs = person.filled("Continuer", accepte=True, _answer=answer)
    other = [("_token", "another-token-of-a-step") if name == "_token" else (name, value) for name, value in pairs]
    again = person._send("POST", url, urlencode(other).encode())
    assert again.status == 422, "the image was used up by the wrong answer"


def test_captcha_20_at_once_one_passes(service: ServiceUnderTest) -> None:
    person = service.person()
    expert.to_conditions(person)
    url, pairs = person.filled("Continuer", accepte=True, _answer=person.page.captcha())
    cookies = person.cookies()
    start = threading.Barrier(20)

    def post(n: int) -> int:
        own = [("_token", f"token-of-click-{n:03}") if name == "_token" else (name, value) for name, value in pairs]
        start.wait()
        client = service.app.test_client(use_cookies=False)
        answer = client.post(url, data=urlencode(own), headers=raw(cookies))
        return int(answer.status_code)

    with ThreadPoolExecutor(20) as pool:
        statuses = list(pool.map(post, range(20)))
    assert sorted(statuses) == [303] + [422] * 19


def test_captcha_its_answer_is_in_no_page_cookie_or_table(service: ServiceUnderTest) -> None:
    person = service.person()
    page = expert.to_conditions(person)
    answer = page.captcha()
    tree = page.tree
    for bar in tree.xpath("//*[@data-dev]"):
        bar.getparent().remove(bar)
    assert answer not in tree.text_content()
    assert answer not in person.cookies()
    assert answer not in dump(service)


# -- sessions


def raw(cookies: str) -> dict[str, str]:
    return {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}


def test_sessions_looking_writes_no_row(service: ServiceUnderTest) -> None:
    before = dump(service)
    client = service.app.test_client(use_cookies=False)
    for _ in range(300):
        for path in (
            "/",
            "/espace_expert/presentation",
            "/espace_expert/start/creation",
            "/espace_expert/identifiants",
        ):
            assert client.get(path).status_code in {200, 302, 303}
    browsing = service.parcours.service
    for _ in range(10_000):
        browsing.open_entry(browsing.browser(None), "espace_expert", "connexion")
    assert dump(service) == before


def test_sessions_an_id_dies_when_its_successor_is_seen(service: ServiceUnderTest) -> None:
    person = service.person()
    expert.to_conditions(person)
    planted = person.cookies()
    person.solve("Continuer", accepte=True)
    assert person.cookies() != planted, "ids rotate when a case begins"
    expert.identify(person)
    client = service.app.test_client(use_cookies=False)
    answer = client.get("/espace_expert/informations", headers={"Cookie": planted}, follow_redirects=False)
    assert answer.status_code == 303, "whoever planted the first id holds nothing"
    assert "Set-Cookie" in answer.headers


@pytest.mark.parametrize("step", ["begin", "seal", "activate", "sign in", "sign out"])
def test_sessions_the_second_of_two_clicks_loses_nothing(service: ServiceUnderTest, step: str) -> None:
    """Two posts with the old cookie; the first answer, with its Set-Cookie, never reaches the browser."""
    person = service.person()
    fields: dict[str, str | bool] = {}
    if step == "begin":
        expert.to_conditions(person)
        button, fields, state = "Continuer", {"accepte": True, "_answer": person.page.captcha()}, "identifiants"
    elif step == "seal":
        expert.to_recap(person)
        button, state = "Valider", "attente_activation"
    elif step == "activate":
        expert.preregister(service.person())
        expert.give_code(person, expert.code_in(service))
        button, fields, state = "Continuer", {"email_saisi": EMAIL}, "espace_cree"
    elif step == "sign in":
        expert.create(service, service.person())
        person.open("/espace_expert/start/connexion")
        button, state = "Entrer", "mon_espace"
        fields = {"email_saisi": EMAIL, "mot_de_passe_saisi": PASSWORD}
    else:
        expert.create(service, person)
        person.press("Accéder à mon espace")
        button, state = "Se déconnecter", ""
    url, pairs = person.filled(button, **fields)
    cookies, body = person.cookies(), urlencode(pairs)
    client = service.app.test_client(use_cookies=False)
    first = client.post(url, data=body, headers=raw(cookies))
    revisions = rows(service)
    second = client.post(url, data=body, headers=raw(cookies))
    assert (first.status_code, second.status_code) == (303, 303)
    assert rows(service) == revisions, "one effect"
    # What the browser is left with: the second answer's cookie, or its old one.
    left = second.headers.get("Set-Cookie", cookies).split(";")[0]
    page = client.get(second.headers["Location"], headers={"Cookie": left})
    if state:
        assert second.headers["Location"].endswith(f"/espace_expert/{state}")
        assert page.status_code == 200, "nobody loses the case"
    else:
        gone = client.get("/espace_expert/mon_espace", headers={"Cookie": left})
        assert gone.status_code == 303, "and nobody stays signed in"


def test_sessions_a_handed_over_request_is_let_go_by_who_held_it(service: ServiceUnderTest) -> None:
    first = service.person()
    expert.preregister(first)
    owner = service.person()
    expert.activate(owner, expert.code_in(service))
    assert owner.page.path == "/espace_expert/espace_cree"
    assert first.open("/espace_expert/espace_cree").path != "/espace_expert/espace_cree"


@pytest.mark.parametrize(
    ("minutes", "held"), [(29, True), (31, False)], ids=["29 minutes idle: held", "31 minutes idle: let go"]
)
def test_sessions_a_sign_in_ends_when_idle(service: ServiceUnderTest, minutes: int, held: bool) -> None:
    expert.create(service, service.person())
    person = service.person()
    expert.sign_in(person)
    service.advance(minutes=minutes)
    assert (person.open("/espace_expert/mon_espace").path == "/espace_expert/mon_espace") is held


def test_sessions_a_sign_in_ends_after_12_hours_however_busy(service: ServiceUnderTest) -> None:
    expert.create(service, service.person())
    person = service.person()
    expert.sign_in(person)
    for _ in range(35):
        service.advance(minutes=20)
        assert person.open("/espace_expert/mon_espace").path == "/espace_expert/mon_espace"
    service.advance(minutes=20)
    assert person.open("/espace_expert/mon_espace").path != "/espace_expert/mon_espace"


# -- sign-in


def test_sign_in_five_wrong_then_a_pause_in_which_even_the_right_one_is_refused(service: ServiceUnderTest) -> None:
    expert.create(service, service.person())
    person = service.person()
    for n in range(5):
        assert expert.sign_in(person, password=PASSWORD + str(n)).status == 422
    assert expert.sign_in(person).status == 429
    assert "10 h 15" in person.page.text, "until when is said"
    service.advance(minutes=15)
    assert expert.sign_in(person).status == 200


def test_sign_in_a_right_try_clears_the_count_of_its_address(service: ServiceUnderTest) -> None:
    expert.create(service, service.person())
    for _ in range(3):
        person = service.person()
        assert [expert.sign_in(person, password=f"{PASSWORD}{number}").status for number in range(4)] == [422] * 4
        assert expert.sign_in(person).h1 == "Mon espace"


def test_sign_in_what_was_typed_is_counted_by_its_hash_alone(service: ServiceUnderTest) -> None:
    expert.sign_in(service.person(), "quelqu.un@exemple.fr")
    assert "quelqu.un" not in dump(service)


def test_sign_in_before_the_activation_is_refused_as_unknown(service: ServiceUnderTest) -> None:
    expert.preregister(service.person())
    person = service.person()
    waiting = expert.sign_in(person).errors
    unknown = expert.sign_in(person, "personne@exemple.fr").errors
    assert waiting == unknown
    assert waiting


# -- CSRF


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "https://ailleurs.example"}, 403),
        ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "https://127.0.0.1"}, 403),
        ({"Origin": "http://127.0.0.1", "Sec-Fetch-Site": "same-origin"}, 303),
    ],
    ids=[
        "another site",
        "another origin",
        "a sandboxed frame",
        "our host by another scheme",
        "our own: the token is right",
    ],
)
def test_csrf_a_post_from_elsewhere_changes_nothing(
    service: ServiceUnderTest, headers: dict[str, str], status: int
) -> None:
    person = service.person()
    expert.to_recap(person)
    url, pairs = person.filled("Valider")
    client = service.app.test_client(use_cookies=False)
    answer = client.post(url, data=urlencode(pairs), headers={**raw(person.cookies()), **headers})
    assert answer.status_code == status
    state = rows(service)[0][1]
    assert state == ("attente_activation" if status == 303 else "recapitulatif")


def test_csrf_a_stale_token_of_our_own_shows_the_present_state(service: ServiceUnderTest) -> None:
    person = service.person()
    expert.to_recap(person)
    url, pairs = person.filled("Valider")
    pairs = [("_csrf", "0" * 40) if name == "_csrf" else (name, value) for name, value in pairs]
    client = service.app.test_client(use_cookies=False)
    own = {"Sec-Fetch-Site": "same-origin"}
    answer = client.post(url, data=urlencode(pairs), headers={**raw(person.cookies()), **own})
    assert answer.status_code == 303
    assert rows(service)[0][1] == "recapitulatif"
