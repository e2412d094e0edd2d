"""Words that must not exist: levels of risk, registry hosts, places on one machine."""

import re

import pytest
from django.apps import apps

from tests.architecture.tower import ROOT, TOWER, modules, named, tracked

# "risk level", "risk score", "high-risk patient", "low risk": none of them, in any spelling.
_LEVELS = re.compile(
    r"\b(low|medium|moderate|high|severe)[\s_-]+risk\b"
    r"|\brisk[\s_-]+(level|score|rating|rank|band|grade|category)s?\b",
    re.IGNORECASE,
)
# Sentences that say that there is none.
_DENIALS = re.compile(r"\b(no|never|not|nor|nobody)\b|without", re.IGNORECASE)
_HOSTS = re.compile(
    r"\b(pypi\.org|pythonhosted\.org|registry\.npmjs\.org|npmjs\.com|crates\.io|proxy\.golang\.org)",
    re.IGNORECASE,
)
_PLACES = re.compile(r"(?<![\w.])/(work|root|home/[a-z]\w*)/")
_TEXT = {
    ".py",
    ".html",
    ".md",
    ".toml",
    ".txt",
    ".in",
    ".lock",
    ".yml",
    ".yaml",
    ".sh",
    ".js",
    ".css",
}


def test_no_stored_field_is_a_level_of_risk() -> None:
    named_so = [
        field.name
        for model in apps.get_models()
        if model._meta.app_label in TOWER
        for field in model._meta.get_fields()
        if _LEVELS.search(field.name.replace("_", " "))
    ]

    assert named_so == []


def test_no_stored_choice_or_label_is_a_level_of_risk() -> None:
    ranked = [
        f"{model._meta.label}.{field.name}: {value} {label}"
        for model in apps.get_models()
        if model._meta.app_label in TOWER
        for field in model._meta.concrete_fields
        for value, label in (field.flatchoices or ())
        if _LEVELS.search(str(label))
        or _LEVELS.search(str(value).replace("_", " "))
        or ("risk" in field.name and str(value).lower() in {"low", "medium", "moderate", "high"})
    ]

    assert ranked == []


def test_no_page_and_no_sentence_of_the_code_speaks_of_a_level_of_risk() -> None:
    templates = sorted((ROOT / "templates").rglob("*.html"))
    spoken = [
        f"{named(path)}:{number}: {line.strip()}"
        for path in (*templates, *modules())
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if _LEVELS.search(line) and not _DENIALS.search(line)
    ]

    assert spoken == []


@pytest.mark.parametrize(
    ("pattern", "what"), [(_HOSTS, "a package registry"), (_PLACES, "a place")]
)
def test_no_tracked_file_names_a_registry_or_a_place_on_one_machine(
    pattern: re.Pattern[str], what: str
) -> None:
    this = ROOT / "tests/architecture/test_words.py"
    found = [
        f"{named(path)}:{number}: names {what}: {line.strip()[:80]}"
        for path in tracked()
        if path.suffix in _TEXT and path != this
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]

    assert found == []


def test_the_locks_name_no_address() -> None:
    locks = sorted((ROOT / "requirements").glob("*.lock"))

    assert locks
    assert [path.name for path in locks if "http" in path.read_text(encoding="utf-8")] == []
    assert not {"uv.lock", "pylock.toml"} & {path.name for path in tracked()}


def test_every_dependency_says_why_it_is_there() -> None:
    unexplained = [
        f"{path.name}: {line}"
        for path in sorted((ROOT / "requirements").glob("*.in"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith(("#", "-r"))
        if not re.fullmatch(r"\S+\s+#\s+\S.+", line)
    ]

    assert unexplained == []
