"""Static files: nothing calls another host, no font is fetched, no source map is promised."""

import re
from pathlib import Path

from tests.walks import walked

ROOT = Path(__file__).resolve().parents[2] / "pwpservice/static"
OURS = [
    p for p in ROOT.rglob("*") if p.suffix in {".css", ".js", ".svg"} and "vendor" not in p.parts
]
VENDORED = ROOT / "vendor/nhsuk-frontend-10.6.1"
TEXTS = [p for p in ROOT.rglob("*") if p.suffix in {".css", ".js"}]
# Names of vocabularies, never fetched.
NAMESPACES = ("http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink")


def short(path):
    return str(path.relative_to(ROOT))


@walked("path", TEXTS, ids=short)
def test_no_file_calls_another_host(path):
    text = path.read_text()
    for name in NAMESPACES:
        text = text.replace(name, "")

    assert not re.search(r"url\(\s*[\"']?(https?:)?//", text)
    assert not re.search(r"https?://", text)
    assert "@import" not in text


@walked("path", TEXTS, ids=short)
def test_no_file_fetches_a_font_or_promises_a_source_map(path):
    text = path.read_text()

    assert "@font-face" not in text
    assert "sourceMappingURL" not in text


@walked("path", [p for p in TEXTS if p.suffix == ".css"], ids=short)
def test_every_picture_a_stylesheet_names_is_there(path):
    named = re.findall(r"url\([\"']?([^\"')]+)", path.read_text())

    missing = [n for n in named if not n.startswith("data:") and not (path.parent / n).exists()]
    assert missing == []


def test_the_copied_files_keep_their_licence_and_hold_no_logo():
    assert "MIT License" in (VENDORED / "LICENCE.txt").read_text()
    assert {p.name for p in (VENDORED / "images").iterdir()} == {
        "nhsuk-icon-arrow-down.svg",
        "nhsuk-icon-arrow-up-down.svg",
        "nhsuk-icon-arrow-up.svg",
        "nhsuk-icon-cross.svg",
    }


@walked("path", [p for p in OURS if p.suffix == ".js"], ids=short)
def test_our_scripts_write_nothing_to_browser_storage_and_evaluate_nothing(path):
    text = path.read_text()

    for forbidden in (
        "localStorage",
        "setItem",
        "indexedDB",
        "document.cookie",
        "eval(",
        "Function(",
    ):
        assert forbidden not in text
    assert "innerHTML" not in text


@walked("path", OURS, ids=short)
def test_our_own_files_stay_short(path):
    assert len(path.read_text().splitlines()) <= 400
