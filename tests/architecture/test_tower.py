"""The import contracts hold, and no model relation points up the tower."""

import os
import subprocess
import sys

from django.apps import apps

from tests.architecture.tower import ROOT, TOWER, edge_modules, named


def test_a_package_imports_only_what_stands_below_it() -> None:
    command = "from importlinter import cli; cli.lint_imports_command()"

    linted = subprocess.run(
        [sys.executable, "-c", command],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "pwpservice.settings"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert linted.returncode == 0, linted.stdout


def test_every_package_of_the_tower_exists_and_is_under_contract() -> None:
    contracts = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    # Strangers to each other: side by side, in either order.
    top_first = ", ".join(f'"{package}"' for package in reversed(TOWER)).replace(
        '"portal", "supervision"', '"supervision | portal"'
    )

    assert all((ROOT / package / "__init__.py").is_file() for package in TOWER)
    assert f"layers = [{top_first}]" in contracts


def test_no_model_relation_points_up_the_tower() -> None:
    pointing_up = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in apps.get_models()
        if model._meta.app_label in TOWER
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model
        if field.related_model._meta.app_label in TOWER
        if TOWER.index(field.related_model._meta.app_label) > TOWER.index(model._meta.app_label)
    ]

    assert pointing_up == []


def test_the_edge_of_one_package_is_not_imported_by_another_module() -> None:
    """Views call actions; nothing but the sitemap and the task registry knows the edge."""
    edges = {named(path).removesuffix(".py").replace("/", ".") for path in edge_modules()}

    assert edges  # the contract in pyproject.toml does the rest
