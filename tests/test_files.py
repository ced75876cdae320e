"""What is read of a folder that is served: files inside it, by whatever links lead there, and nothing else."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from engine import files

SECRET = "SECRET_KEY=7c1f0b5e93d84a26be41f79a0c3d586e"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    site = tmp_path / "site"
    (site / "flows").mkdir(parents=True)
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "x.yaml").write_text(SECRET, encoding="utf-8")
    return site


def mounted(site: Path) -> Path:
    """A ConfigMap: each file is a link to a folder that is replaced whole."""
    flows = site / "flows"
    (flows / "..2026_11_23").mkdir()
    (flows / "..2026_11_23" / "x.yaml").write_text("right", encoding="utf-8")
    (flows / "..data").symlink_to("..2026_11_23")
    (flows / "x.yaml").symlink_to("..data/x.yaml")
    return site


def whole_folder_mounted(site: Path) -> Path:
    site.rename(site.with_name("..data"))
    site.symlink_to("..data")
    (site / "flows" / "x.yaml").write_text("right", encoding="utf-8")
    return site


def chain_inside(site: Path) -> Path:
    (site / "a").write_text("right", encoding="utf-8")
    (site / "b").symlink_to(site / "a")
    (site / "flows" / "x.yaml").symlink_to("../b")
    return site


def flows_elsewhere_inside(site: Path) -> Path:
    (site / "flows").rename(site / "v2")
    (site / "flows").symlink_to("v2")
    (site / "v2" / "x.yaml").write_text("right", encoding="utf-8")
    return site


@pytest.mark.parametrize("made", [mounted, whole_folder_mounted, chain_inside, flows_elsewhere_inside])
def test_links_inside_the_folder_are_followed(site: Path, made: Callable[[Path], Path]) -> None:
    folder = made(site)
    assert files.read(folder / "flows" / "x.yaml", folder, 10) == b"right"
    assert files.is_file(folder / "flows" / "x.yaml", folder)


def to_a_file(site: Path) -> None:
    (site / "flows" / "x.yaml").symlink_to(site.parent / "outside" / "x.yaml")


def by_a_relative_path(site: Path) -> None:
    (site / "flows" / "x.yaml").symlink_to("../../outside/x.yaml")


def through_a_folder(site: Path) -> None:
    (site / "flows").rmdir()
    (site / "flows").symlink_to(site.parent / "outside")


def by_a_chain(site: Path) -> None:
    (site / "first").symlink_to(site.parent / "outside")
    (site / "flows" / "x.yaml").symlink_to("../first/x.yaml")


def to_a_folder_whose_name_begins_alike(site: Path) -> None:
    beside = site.with_name("site-old")
    beside.mkdir()
    (beside / "x.yaml").write_text(SECRET, encoding="utf-8")
    (site / "flows" / "x.yaml").symlink_to(beside / "x.yaml")


def to_the_process(site: Path) -> None:
    (site / "flows" / "x.yaml").symlink_to("/proc/self/environ")


@pytest.mark.parametrize(
    "made",
    [to_a_file, by_a_relative_path, through_a_folder, by_a_chain, to_a_folder_whose_name_begins_alike, to_the_process],
)
def test_a_link_that_leads_out_is_refused_and_what_it_leads_to_never_opened(
    site: Path, made: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    made(site)
    opened: list[object] = []
    monkeypatch.setattr(os, "open", lambda *args, **_: opened.append(args))
    with pytest.raises(files.Unreadable, match="a link leads out of the folder that is served"):
        files.read(site / "flows" / "x.yaml", site, 1000)
    assert opened == []
    assert not files.is_file(site / "flows" / "x.yaml", site)


def test_a_link_that_is_turned_outwards_between_the_look_and_the_opening_is_refused(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was looked at is what is opened; and once more what the name leads to by then."""
    link, outside = site / "flows" / "x.yaml", site.parent / "outside" / "x.yaml"
    (site / "good").write_text("right", encoding="utf-8")
    link.symlink_to("../good")
    really = os.open

    def turned(path: str, flags: int) -> int:
        link.unlink()
        link.symlink_to(outside)
        assert Path(path) == (site / "good").resolve()
        return really(path, flags)

    monkeypatch.setattr(os, "open", turned)
    with pytest.raises(files.Unreadable, match="leads out"):
        files.read(link, site, 1000)


def test_a_folder_on_the_way_that_becomes_a_link_outwards_is_refused(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (site / "flows" / "x.yaml").write_text("right", encoding="utf-8")
    really = os.open

    def turned(path: str, flags: int) -> int:
        (site / "flows").rename(site / "away")
        (site / "flows").symlink_to(site.parent / "outside")
        opened = really(path, flags)  # of the folder outside
        (site / "flows").unlink()
        (site / "away").rename(site / "flows")
        return opened

    monkeypatch.setattr(os, "open", turned)
    with pytest.raises(files.Unreadable, match="replaced while it was opened"):
        files.read(site / "flows" / "x.yaml", site, 1000)


def a_folder(path: Path) -> None:
    path.mkdir()


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_socket(path: Path) -> None:
    here = os.getcwd()
    os.chdir(path.parent)  # a socket's path is 108 bytes at most
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(path.name)
    os.chdir(here)


def a_link_to_nothing(path: Path) -> None:
    path.symlink_to("nowhere")


def a_circle(path: Path) -> None:
    path.symlink_to(path.name)


def nothing(_: Path) -> None:
    pass


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (a_folder, "it is not a file but a folder"),
        (a_pipe, "it is not a file but a named pipe"),
        (a_socket, "it is not a file but a socket"),
        (a_link_to_nothing, "it is a link to a file that is not there"),
        (a_circle, "its links lead in a circle"),
        (nothing, "No such file or directory"),
    ],
)
def test_what_is_not_a_file_is_refused_at_once(site: Path, made: Callable[[Path], None], why: str) -> None:
    made(site / "x.yaml")
    with pytest.raises(files.Unreadable) as refused:
        files.read(site / "x.yaml", site, 10)
    assert refused.value.why == why
    assert refused.value.fix


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/dev/zero", "it is not a file but a device"),
        ("/dev/tty", "it is not a file but a device"),
        ("a\0b", "embedded null byte"),
        ("a" * 300, "File name too long"),
    ],
)
def test_a_file_that_an_operator_names_is_a_file(path: str, why: str) -> None:
    with pytest.raises(files.Unreadable) as refused:
        files.read(Path(path), None, 10)
    assert refused.value.why.lower().startswith(why.lower())


@pytest.mark.parametrize(
    ("name", "why"),
    [
        (os.fsdecode(b"caf\xe9.yaml"), "its name is not UTF-8"),
        ("a\nb.yaml", "its name has characters that cannot be shown"),
        ("a\tb.yaml", "its name has characters that cannot be shown"),
        ("\x1b[31mred.yaml", "its name has characters that cannot be shown"),
        ("\u202elmay.x", "its name has characters that cannot be shown"),
    ],
)
def test_a_name_that_cannot_be_shown_is_refused_with_its_escapes(site: Path, name: str, why: str) -> None:
    (site / name).write_text("x", encoding="utf-8")
    with pytest.raises(files.Unreadable) as refused:
        files.read(site / name, site, 10)
    assert refused.value.why == why
    assert str(refused.value).isprintable()
    assert files.shown(site / name).isprintable()


def test_a_folder_above_may_have_any_name(tmp_path: Path) -> None:
    """Nobody chooses where a disk is mounted."""
    folder = tmp_path / os.fsdecode(b"donn\xe9es\x1b[31m")
    folder.mkdir()
    (folder / "x.yaml").write_text("right", encoding="utf-8")
    assert files.read(folder / "x.yaml", folder, 10) == b"right"


def test_no_more_is_read_than_was_asked_for(site: Path) -> None:
    (site / "x.yaml").write_bytes(b"x" * 1000)
    assert files.read(site / "x.yaml", site, 10) == b"x" * 11, "one byte more says that it is larger"
