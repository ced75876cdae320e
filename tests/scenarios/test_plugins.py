"""Services and effects of a plug-in that is installed: asked outside the transaction, called through the outbox."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from types import ModuleType

import pytest
from pypdf import PdfReader
from sqlalchemy import text

from engine.cli import main
from engine.core.case import Case
from engine.language.load import load_catalogue
from engine.problems import EngineError
from engine.registry import Made, Registry, default_registry
from engine.service.steps.plugins import AT_ONCE
from engine.store import cases, mailbox
from tests.conftest import WriteFlow
from tests.support.plugins import installed
from tests.support.service_under_test import ServiceUnderTest

PLUGIN = '''
"""What a town's plug-in may be: it remembers what it was asked, and does what a test tells it."""

from engine.registry import effect, service

asked, called = [], []
answer = lambda siret: "connu"
deliver = lambda key, given: None


@service("entreprises", values=["connu", "radie"], timeout=0.3)
def entreprises(siret):
    asked.append(siret)
    return answer(siret)


@effect("courrier", parameters=["destinataire"], optional=["cle", "lettre", "total", "jour"])
def courrier(key, given):
    called.append((key, dict(given)))
    return deliver(key, given)
'''
FLOW = """
    parcours: 1
    flow: guichet
    title: Une carte d'entreprise
    version: "1"
    language: fr
    timezone: Europe/Paris
    values: {prix: {type: number, title: Prix, multipleOf: 0.01, x-unit: €}}
    facts:
      entreprise: {service: entreprises, with: [siret], values: [connu, radie], otherwise: inconnu}
      cle_saisie: {code: cle, typed: cle_tapee, of: case}
    entries: {demande: {state: saisie}}
    states:
      saisie:
        title: Votre entreprise
        form: saisie
        transitions:
          suite:
            label: Continuer
            first_of:
              - guard: entreprise == "radie"
                refuse: {field: siret, message: Cette entreprise est radiée.}
              - {guard: entreprise == "inconnu", target: attente_humaine}
              - {target: courrier, effects: [{set: {prix: 12.5}}]}
          plus_tard: {label: Plus tard, skip_form: true, target: attente_humaine}
      attente_humaine: {title: Un agent regardera, final: true}
      courrier:
        title: Attendez une lettre
        content: "Votre clé vient par la poste avant le {deadline}."
        sections: [{when: entreprise == "connu", content: Votre entreprise est connue.}]
        form: cle
        on_enter:
          - code: {name: cle, length: 10, lives: 60 days}
          - call:
              effect: courrier
              with: {destinataire: nom, total: prix, jour: naissance, cle: cle, lettre: {document: lettre}}
        timeout: {after: 60 days, target: expiree, effects: [{call: {effect: courrier, with: {destinataire: nom}}}]}
        reminders: [{before: 10 days, effects: [{call: {effect: courrier, with: {destinataire: siret}}}]}]
        transitions:
          entrer:
            label: Entrer
            first_of:
              - {guard: cle_saisie == "valid", target: ouverte, effects: [{spend: cle}]}
              - {refuse: {field: cle_tapee, message: Ce n'est pas la clé.}}
      ouverte: {title: Votre carte est prête, final: true}
      expiree: {title: Trop tard, final: true}
    documents:
      lettre:
        title: Votre clé
        content: |
          Madame, Monsieur {nom}, voici votre clé, à saisir avant le {deadline} :

          {cle}

          Prix : {prix}
        show: [siret]
"""
FORMS = {
    "saisie": """
        type: object
        required: [siret, nom]
        properties:
          siret: {type: string, title: SIRET}
          nom: {type: string, title: Nom}
          naissance: {type: string, format: date, title: Date de naissance}
          mot: {type: string, title: Mot de passe, x-secret: true}
    """,
    "cle": "{type: object, required: [cle_tapee], properties: {cle_tapee: {type: string, title: Clé, x-widget: code}}}",
}
ADDS = ("entreprises", "courrier")


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    installed(tmp_path / "installed", monkeypatch, "demo_guichet", PLUGIN, adds=ADDS)
    default_registry()
    yield sys.modules["demo_guichet"]
    del sys.modules["demo_guichet"]


@pytest.fixture
def service(tmp_path: Path, write_flow: WriteFlow, plugin: ModuleType) -> Iterator[ServiceUnderTest]:
    write_flow("guichet", FLOW, FORMS)
    service = ServiceUnderTest(tmp_path / "data", tmp_path, default_registry())
    yield service
    service.close()


def ask(service: ServiceUnderTest, siret: str = "732", **more: str) -> str:
    person = service.person()
    person.open("/guichet/start/demande")
    return person.press("Continuer", siret=siret, nom="Émile Gérard", **more).h1


def kept(service: ServiceUnderTest) -> Case:
    """The case that was begun last."""
    with service.parcours.database.read() as tx:
        row = tx.execute(text("select id from cases order by begun_at desc, touched_at desc limit 1")).one()
        found = cases.load(tx, row[0])
    assert found
    return found


# -- services


def test_a_fact_is_what_the_service_answers(service: ServiceUnderTest, plugin: ModuleType) -> None:
    person = service.person()
    person.open("/guichet/start/demande")
    page = person.press("Continuer", siret="732", nom="Émile")
    assert page.h1 == "Attendez une lettre"
    assert "Votre entreprise est connue." in page.text  # a `when` reads the answer as it was kept
    assert plugin.asked == ["732"]  # once for the two decisions of the step, and for no page that is shown
    person.open("/guichet/courrier")
    assert plugin.asked == ["732"]
    assert kept(service).heard() == {"entreprise": "connu"}


def test_a_refusal_by_a_service_keeps_nothing(service: ServiceUnderTest, plugin: ModuleType) -> None:
    plugin.answer = lambda siret: "radie"
    person = service.person()
    person.open("/guichet/start/demande")
    page = person.press("Continuer", siret="732", nom="Émile")
    assert page.errors == ["Cette entreprise est radiée."]
    with service.parcours.database.read() as tx:
        assert tx.execute(text("select count(*) from cases")).scalar() == 0
    plugin.answer = lambda siret: "connu"
    assert person.press("Continuer", siret="732", nom="Émile").h1 == "Attendez une lettre"
    assert plugin.asked == ["732", "732"]  # each step asks afresh


def test_a_service_is_asked_only_where_a_guard_that_is_tried_names_it(
    service: ServiceUnderTest, plugin: ModuleType
) -> None:
    person = service.person()
    person.open("/guichet/start/demande")
    person.press("Continuer", siret="", nom="Émile")  # a faulty form
    assert person.press("Plus tard").h1 == "Un agent regardera"
    assert plugin.asked == []


def hang(_: str) -> str:
    threading.Event().wait()
    return "connu"


def fail(siret: str) -> str:
    raise ValueError(f"the company {siret} of Émile Gérard")


def leave(siret: str) -> str:
    raise SystemExit(siret)


NO_ANSWERS: dict[str, tuple[Callable[[str], object], str]] = {
    "it hangs": (hang, "late: no answer within 0.3 s"),
    "it raises": (fail, "ValueError at "),
    "it wants to end the process": (leave, "SystemExit at "),
    "another answer": (lambda siret: f"inconnu {siret}", "its answer is none of its values"),
    "no text": (lambda siret: True, "its answer is none of its values"),
    "nothing": (lambda siret: None, "its answer is none of its values"),
    "what cannot be kept in a set": (lambda siret: ["connu"], "its answer is none of its values"),
}


@pytest.mark.parametrize("why", NO_ANSWERS)
def test_a_service_that_gives_no_answer_gives_what_the_fact_says_otherwise(
    service: ServiceUnderTest, plugin: ModuleType, caplog: pytest.LogCaptureFixture, why: str
) -> None:
    plugin.answer, told = NO_ANSWERS[why]
    assert ask(service, "73282932000074") == "Un agent regardera"
    assert kept(service).heard() == {"entreprise": "inconnu"}
    (line,) = [record.getMessage() for record in caplog.records if "entreprises" in record.getMessage()]
    assert line.startswith(f"service entreprises: {told}")
    assert "73282932000074" not in caplog.text
    assert "Gérard" not in caplog.text


def test_an_answer_that_the_fact_does_not_list_is_its_otherwise(
    tmp_path: Path, write_flow: WriteFlow, plugin: ModuleType
) -> None:
    few = FLOW.replace("values: [connu, radie]", "values: [radie]").replace(
        'sections: [{when: entreprise == "connu", content: Votre entreprise est connue.}]\n        ', ""
    )
    write_flow("guichet", few, FORMS)
    service = ServiceUnderTest(tmp_path / "data", tmp_path, default_registry())
    assert ask(service) == "Un agent regardera"
    service.close()


def test_no_transaction_is_open_while_a_service_is_asked(service: ServiceUnderTest, plugin: ModuleType) -> None:
    held = []

    def look(siret: str) -> str:
        with service.parcours.database.write() as tx:  # a step's own would keep it out
            held.append(tx.execute(text("select count(*) from cases")).scalar())
        return "connu"

    plugin.answer = look
    assert ask(service) == "Attendez une lettre"
    assert held == [0]


def test_twenty_posts_to_a_service_that_hangs_leave_the_server_to_others(
    tmp_path: Path, write_flow: WriteFlow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that wait are fewer than the server's threads, whatever is posted; and it ends while they hang."""
    installed(tmp_path / "slow", monkeypatch, "demo_slow", PLUGIN.replace("timeout=0.3", "timeout=20"), adds=ADDS)
    registry = default_registry()
    write_flow("guichet", FLOW, FORMS)
    service = ServiceUnderTest(tmp_path / "data", tmp_path, registry)
    plugin, go_on = sys.modules["demo_slow"], threading.Event()
    plugin.answer = lambda siret: "connu" if go_on.wait() else "radie"
    service.serve()
    people = [service.person() for _ in range(20)]
    for person in people:
        person.open("/guichet/start/demande")
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda p=p: found.append(p.press("Continuer", siret="1", nom="A").h1), daemon=True)
        for p in people
    ]
    for thread in threads:
        thread.start()
    other = service.person()
    assert other.open("/procedures").status == 200
    assert other.open("/guichet/start/demande").status == 200
    assert sum(thread.is_alive() for thread in threads) >= AT_ONCE  # none of these is over
    go_on.set()
    for thread in threads:
        thread.join(60)
    assert len(found) == 20
    assert set(found) <= {"Attendez une lettre", "Un agent regardera"}
    assert found.count("Attendez une lettre") >= AT_ONCE
    service.close()
    del sys.modules["demo_slow"]


def test_the_bar_says_what_a_service_has_said_and_which_calls_wait(
    service: ServiceUnderTest, plugin: ModuleType
) -> None:
    def refuse(key: str, given: object) -> None:
        raise OSError("no post today for Émile Gérard")

    plugin.deliver = refuse
    person = service.person()
    page = person.open("/guichet/start/demande")
    assert "not asked yet – the service entreprises of siret, last:" in page.body.decode()
    page = person.press("Continuer", siret="732", nom="Émile Gérard")
    assert "connu – the service entreprises of siret, last:" in page.body.decode()
    assert "courrier is called" in page.body.decode()
    service.worker.post()
    page = person.open("/guichet/courrier")
    assert "courrier is called again: " in page.body.decode()
    assert "effect courrier: OSError at " in page.body.decode()
    assert "no post today" not in page.body.decode()
    box = person.open("/_dev/mails")
    assert "call courrier" in box.body.decode()


# -- what developer mode shows of what a call has made


def test_developer_mode_shows_what_a_call_has_made(service: ServiceUnderTest, plugin: ModuleType) -> None:
    plugin.deliver = lambda key, given: Made(f"Lettre à {given['destinataire']}", given["lettre"])
    ask(service)
    service.worker.post()
    person = service.person()
    box = person.open("/_dev/mails")
    assert "call <code>courrier</code>" in box.body.decode()
    assert "No mail yet" not in box.body.decode()
    page = person.follow("Lettre à Émile Gérard")
    assert page.headers["Content-Type"] == "application/pdf"
    assert page.body == plugin.called[0][1]["lettre"]
    assert service.mails() == []


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(b"a,b\r\n\xff\n", "text/csv"), (b"<script>1</script>", "text/html"), (b"", "image/png")],
)
def test_it_is_shown_byte_for_byte_and_does_nothing(
    service: ServiceUnderTest, plugin: ModuleType, content: bytes, media_type: str
) -> None:
    plugin.deliver = lambda key, given: Made("Un\nfichier", content, media_type)
    ask(service)
    service.worker.post()
    person = service.person()
    person.open("/_dev/mails")
    page = person.follow("Un fichier")
    assert (page.body, page.headers["Content-Type"].partition(";")[0]) == (content, media_type)
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_a_call_that_is_not_there_has_made_nothing(service: ServiceUnderTest) -> None:
    assert service.person().open("/_dev/mails/7/made").status == 404


def test_in_production_what_a_call_has_made_is_kept_nowhere(
    tmp_path: Path, write_flow: WriteFlow, plugin: ModuleType
) -> None:
    plugin.deliver = lambda key, given: Made("Lettre", given["lettre"])
    write_flow("guichet", FLOW, FORMS)
    service = ServiceUnderTest(tmp_path / "data", tmp_path, default_registry(), dev=False, base_url="http://127.0.0.1")
    ask(service)
    service.worker.post()
    assert len(plugin.called) == 1
    with service.parcours.database.read() as tx:
        assert mailbox.made(tx) == mailbox.copies(tx) == []
    service.close()


def test_developer_modes_bar_names_the_plug_ins_that_are_samples(
    tmp_path: Path, write_flow: WriteFlow, plugin: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = "from engine.registry import service\nasks = service('ecoles', ['x'], sample=True)(str)\n"
    installed(tmp_path / "sample", monkeypatch, "demo_sample", sample, adds=("asks",))
    write_flow("guichet", FLOW, FORMS)
    service = ServiceUnderTest(tmp_path / "data", tmp_path, default_registry())
    page = service.person().open("/guichet/start/demande")
    (said,) = page.tree.xpath("//*[@data-dev='plugins']")
    assert "service ecoles" in said.text_content()
    assert "entreprises" not in said.text_content()
    service.close()


# -- effects


def letter_of(given: dict[str, object]) -> str:
    content = given["lettre"]
    assert isinstance(content, bytes)
    words = " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    return " ".join(words.replace("\N{NO-BREAK SPACE}", " ").split())


def test_a_call_is_made_with_typed_values_a_code_and_a_letter(service: ServiceUnderTest, plugin: ModuleType) -> None:
    ask(service, naissance="12/05/1980")
    assert plugin.called == []  # nothing leaves before the step is committed
    service.worker.post()
    ((_, given),) = plugin.called
    code = given.pop("cle")
    letter = letter_of(given)
    assert f"{code[:5]} {code[5:]}" in letter
    assert "Émile Gérard" in letter
    assert "12,50 €" in letter
    assert "22 janvier 2027" in letter  # the deadline
    del given["lettre"]
    assert given == {"destinataire": "Émile Gérard", "total": Decimal("12.5"), "jour": date(1980, 5, 12)}


def test_the_code_of_a_letter_opens_what_it_was_made_for(service: ServiceUnderTest, plugin: ModuleType) -> None:
    person = service.person()
    person.open("/guichet/start/demande")
    person.press("Continuer", siret="732", nom="Émile Gérard")
    service.worker.post()
    code = plugin.called[0][1]["cle"]
    assert person.press("Entrer", cle_tapee=f"{code[:5]} {code[5:]}").h1 == "Votre carte est prête"


def test_what_is_not_given_is_handed_over_as_none(service: ServiceUnderTest, plugin: ModuleType) -> None:
    ask(service)
    service.worker.post()
    assert plugin.called[0][1]["jour"] is None


def test_a_call_that_fails_is_made_again_with_the_same_key_and_the_same_letter(
    service: ServiceUnderTest, plugin: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(key: str, given: dict[str, object]) -> None:
        raise OSError(f"no post for {given['destinataire']}")

    plugin.deliver = refuse
    ask(service)
    for wait in (0, 30, 60, 120):
        service.advance(seconds=wait)
        service.worker.post()
        service.worker.post()  # not before its time
    plugin.deliver = lambda key, given: None
    service.advance(hours=1)
    service.worker.post()
    service.advance(hours=1)
    service.worker.post()
    assert len(plugin.called) == 5
    assert len({key for key, _ in plugin.called}) == 1
    assert len({given["cle"] for _, given in plugin.called}) == 1
    assert len({letter_of(given) for _, given in plugin.called}) == 1
    assert "effect courrier: OSError at " in caplog.text
    assert "Gérard" not in caplog.text
    with service.parcours.database.read() as tx:
        assert mailbox.unsent(tx) == []
        (row,) = tx.execute(text("select put, error, state from outbox")).all()
    assert tuple(row) == (None, None, "sent")  # what it was handed is erased


def test_two_cases_and_two_calls_of_one_case_have_keys_of_their_own(
    service: ServiceUnderTest, plugin: ModuleType
) -> None:
    ask(service)
    ask(service, "733")
    service.worker.post()
    service.advance(days=51)
    service.worker.work()  # the reminder
    service.advance(days=10)
    service.worker.work()  # the timeout
    keys = [key for key, _ in plugin.called]
    assert len(keys) == len(set(keys)) == 6
    assert [given["destinataire"] for _, given in plugin.called][2:] == ["732", "733", "Émile Gérard", "Émile Gérard"]


def test_a_call_seals_the_way_back(service: ServiceUnderTest, plugin: ModuleType) -> None:
    ask(service)
    case = kept(service)
    assert case.sealed == len(case.trail) - 1
    assert case.bound


def test_an_effect_that_hangs_is_tried_later_and_holds_up_no_mail(
    tmp_path: Path, write_flow: WriteFlow, monkeypatch: pytest.MonkeyPatch
) -> None:
    hanging = PLUGIN.replace('"jour"])', '"jour"], timeout=0.2)')
    installed(tmp_path / "hanging", monkeypatch, "demo_hangs", hanging, adds=ADDS)
    write_flow("guichet", FLOW, FORMS)
    service = ServiceUnderTest(tmp_path / "data", tmp_path, default_registry())
    sys.modules["demo_hangs"].deliver = lambda key, given: hang("")
    ask(service)
    service.worker.post()
    with service.parcours.database.read() as tx:
        ((state, error),) = [(one.state, one.error) for one in mailbox.unsent(tx)]
    assert state == "waiting"
    assert error
    assert "effect courrier: late: no answer within 0.2 s" in error
    service.close()
    del sys.modules["demo_hangs"]


def test_a_call_keeps_its_personal_values_nowhere_but_in_the_outbox(
    service: ServiceUnderTest, plugin: ModuleType
) -> None:
    """Neither the code nor a secret is in the database; the plug-in is handed no secret."""
    ask(service, mot="sesame ouvre toi")
    service.worker.post()
    code = plugin.called[0][1]["cle"]
    dump = b"".join(path.read_bytes() for path in service.database.parent.glob("parcours.db*"))
    assert code.encode() not in dump
    assert b"sesame" not in dump
    assert "sesame" not in str(plugin.called)


def test_the_operator_sees_a_call_that_fails_and_has_it_tried_again(
    service: ServiceUnderTest, plugin: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(key: str, given: object) -> None:
        raise OSError("no post for Émile Gérard")

    plugin.deliver = refuse
    ask(service)
    service.worker.post()
    database = ["--database", service.settings.database]
    assert main(["outbox", "list", *database]) == 0
    told = capsys.readouterr().out
    assert "waiting" in told
    assert "call courrier" in told
    assert "effect courrier: OSError at " in told
    assert "Gérard" not in told
    plugin.deliver = lambda key, given: None
    assert main(["outbox", "retry", "all", *database]) == 0
    service.now = datetime.now(UTC) + timedelta(minutes=1)  # the command has the machine's clock
    service.worker.post()
    assert len({key for key, _ in plugin.called}) == 1
    assert len(plugin.called) == 2


# -- a plug-in that is not there


def test_a_flow_that_names_what_is_not_installed_does_not_load(tmp_path: Path, write_flow: WriteFlow) -> None:
    write_flow("guichet", FLOW, FORMS)
    problems = load_catalogue(tmp_path, registry=bare_registry()).problems
    assert sorted({problem.code for problem in problems}) == ["unknown-effect", "unknown-service"]


def test_the_cases_of_a_version_whose_plug_in_is_gone_stay(
    service: ServiceUnderTest, tmp_path: Path, write_flow: WriteFlow, caplog: pytest.LogCaptureFixture
) -> None:
    person = service.person()
    person.open("/guichet/start/demande")
    person.press("Continuer", siret="732", nom="Émile Gérard")
    service.close()
    without = FLOW[: FLOW.index("    values:")] + WITHOUT
    write_flow("guichet", without, {})
    for form in (tmp_path / "forms").iterdir():
        form.unlink()
    later = ServiceUnderTest(tmp_path / "data", tmp_path, bare_registry())
    later.advance(hours=1)
    later.worker.work()
    with later.parcours.database.read() as tx:
        (waits,) = mailbox.unsent(tx)
    assert waits.state == "waiting"
    assert kept(later).state == "courrier"
    with pytest.raises(EngineError, match='no service named "entreprises" is installed'):
        later.parcours.machines.of("guichet", kept(later).version)
    assert later.person().open("/guichet/start/demande").h1 == "Fermé"
    later.close()


WITHOUT = """
    entries: {demande: {state: ferme}}
    states: {ferme: {title: Fermé, final: true}}
"""


def bare_registry() -> Registry:
    """What there is without any plug-in."""
    return default_registry()._replace(services={}, effects={})


# -- a document that is handed over, in the language of the case

IN_TWO_LANGUAGES = """
    parcours: 1
    flow: guichet
    title: {fr: Une carte, en: A card}
    version: "1"
    language: fr
    languages: [fr, en]
    timezone: Europe/Paris
    settings: {signature: {fr: La mairie, en: The town hall}}
    entries: {demande: {state: saisie}}
    states:
      saisie:
        title: {fr: Saisie, en: Entry}
        form: saisie
        transitions:
          suite:
            label: {fr: Continuer, en: Continue}
            target: fin
            effects: [{call: {effect: courrier, with: {destinataire: signature, lettre: {document: lettre}}}}]
      fin: {title: {fr: Fin, en: End}, final: true}
    documents:
      lettre:
        title: {fr: Votre carte, en: Your card}
        content:
          fr: "Bonjour {nom}, [écrivez-nous](entry:demande). {signature}"
          en: "Hello {nom}, [write to us](entry:demande). {signature}"
        show: [taille]
"""
SIZES = """
    type: object
    required: [nom, taille]
    properties:
      nom: {type: string, title: {fr: Nom, en: Name}}
      taille: {type: string, title: {fr: Taille, en: Size}, oneOf: [{const: g, title: {fr: Grande, en: Large}}]}
"""


@pytest.mark.parametrize(
    ("before", "button", "says", "signed"),
    [
        ("", "Continuer", ["Votre carte", "Bonjour Zoé", "Taille Grande", "établi le"], "La mairie"),
        ("/en", "Continue", ["Your card", "Hello Zoé", "Size Large", "2026"], "The town hall"),
    ],
)
def test_a_document_that_is_handed_over_has_the_language_of_the_page(
    tmp_path: Path, write_flow: WriteFlow, plugin: ModuleType, before: str, button: str, says: list[str], signed: str
) -> None:
    write_flow("guichet", IN_TWO_LANGUAGES, {"saisie": SIZES})
    service = ServiceUnderTest(tmp_path / "data", tmp_path, default_registry())
    person = service.person()
    person.open(f"{before}/guichet/start/demande")
    person.press(button, nom="Zoé", taille="g")
    service.worker.post()
    ((_, given),) = plugin.called
    assert given["destinataire"] == signed
    letter = letter_of(given)
    for said in [*says, signed]:
        assert said in letter
    content = given["lettre"]
    assert isinstance(content, bytes)
    (page,) = PdfReader(BytesIO(content)).pages
    leads = [link.get_object()["/A"]["/URI"] for link in page["/Annots"]]
    assert f"http://127.0.0.1{before}/guichet/start/demande" in leads
    service.close()
