"""What the image is built from has everything that the settings name."""

from pathlib import Path

from django.conf import settings

from tests.architecture.tower import ROOT


def test_every_package_of_the_service_is_let_into_the_image():
    let_in = {
        line.removeprefix("!").strip("/")
        for line in Path(ROOT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    }
    ours = {app for app in settings.INSTALLED_APPS if (ROOT / app / "__init__.py").exists()}

    assert ours - let_in == set()
