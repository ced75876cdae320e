"""What a stranger gets: the wheel alone, in an empty environment, run in an empty folder."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from engine.shipped import shipped
from tests.support import simplifie
from tests.support.expert import EMAIL, activate, preregister
from tests.support.installed import build_wheel, install, parcours, run
from tests.support.old_database import OldFile
from tests.support.production_site import until
from tests.support.server_process import serving
from tests.support.service_under_test import codes_in, text_of
from tests.support.smtp_server import relaying


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return install(wheel, tmp_path_factory.mktemp("environment"))


def test_all_that_is_served_travels_in_it_and_nothing_else(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for folder in ("flows", "forms", "templates"):
        files = [path for path in (shipped() / folder).rglob("*") if path.is_file()]
        assert {f"engine/_shipped/{path.relative_to(shipped())}" for path in files} <= names
    revisions = (shipped() / "engine" / "store" / "migrations").rglob("*.py")
    assert {path.relative_to(shipped()).as_posix() for path in revisions} <= names
    assert {"engine/py.typed", "engine/language/flow.schema.json", "engine/web/static/style.css"} <= names
    samples = (shipped() / "examples" / "plugins" / "parcours_samples").glob("*.py")
    assert {f"parcours_samples/{path.name}" for path in samples} <= names
    assert {name.split("/")[0].partition("-")[0] for name in names} == {"engine", "parcours", "parcours_samples"}


def test_the_engine_comes_from_the_wheel_and_loads_no_server_until_it_is_asked(installed: Path, tmp_path: Path) -> None:
    asked = "import engine, sys; print(engine.__file__); print('flask' in sys.modules or 'sqlalchemy' in sys.modules)"
    place, loaded = run(installed / "bin" / "python", "-c", asked, cwd=tmp_path).split()
    assert Path(place).is_relative_to(installed)
    assert loaded == "False"


def test_it_migrates_a_database_of_an_older_version(installed: Path, tmp_path: Path) -> None:
    path = OldFile(tmp_path).path
    told = run(parcours(installed), "migrate", "--database", f"sqlite:///{path}", cwd=tmp_path)
    assert told == "the database was migrated from schema 2 to revision 0004\n"


def test_the_samples_come_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    asked = (
        "import parcours_samples; from engine.registry import default_registry; "
        "print(parcours_samples.__file__); print(*default_registry().samples(), sep=',')"
    )
    place, samples = run(installed / "bin" / "python", "-c", asked, cwd=tmp_path).splitlines()
    assert Path(place).is_relative_to(installed)
    assert samples == "format siren,service account_holdings,service companies,effect post"


def test_it_serves_the_simplified_procedure_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    with relaying() as relay, serving(tmp_path, command=(parcours(installed),), **relay.settings) as served:
        person, firm = served.person(), served.person()
        page = person.open("/espace_simplifie/presentation")
        assert page.h1 == "Créer votre espace en mode simplifié"
        (said,) = page.tree.xpath("//*[@data-dev='plugins']")
        assert "service companies" in said.text_content()
        assert person.follow("Commencer").h1 == "Indiquez l'entreprise"
        assert "a cessé son activité" in simplifie.describe(person, siren="100 000 025").errors[0]

        simplifie.ask(person)
        (code,) = codes_in(text_of(relay.mails.get(timeout=60)), 10)
        simplifie.prove(person, code)
        (code,) = codes_in(text_of(relay.mails.get(timeout=60)), 20)
        firm.open("/espace_simplifie/start/confirmation")
        firm.press("Envoyer la réponse", code_confirmation=code, decision=simplifie.CONFIRMED)
        relay.mails.get(timeout=60)  # that it is confirmed
        until(lambda: "Lettre à" in firm.open("/_dev/mails").body.decode(), "the letter")
        letter = firm.follow("Lettre à Boulangerie Émile & Fils").body
        assert simplifie.activate(person, simplifie.code_of(letter)).h1 == "Votre espace est créé"


def test_it_serves_the_expert_procedure_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    with relaying() as relay, serving(tmp_path, command=(parcours(installed),), **relay.settings) as served:
        person = served.person()
        assert person.open("/").status == 200
        page = person.open("/espace_expert/presentation")
        assert page.h1 == "Créer votre espace en mode expert"
        style = page.tree.xpath("//link[@rel='stylesheet']/@href")[0]
        assert person.open(style).headers["Content-Type"].startswith("text/css")

        person = served.person()
        preregister(person)
        mail = relay.mails.get(timeout=60)
        (code,) = codes_in(text_of(mail))
        assert activate(person, code).h1 == "Votre espace est créé"
        pdf = person.follow("Sauvegardez ou imprimez récapitulatif")
        assert EMAIL in "".join(page.extract_text() for page in PdfReader(BytesIO(pdf.body)).pages)
        assert {path.name for path in tmp_path.iterdir()} == {"serve.log", "var"}
