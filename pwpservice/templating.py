"""The Jinja2 environment: our templates first, the macros of nhsuk-frontend-jinja behind them."""

from functools import lru_cache
from typing import Any

from django.templatetags.static import static
from django.utils.translation import ngettext
from django_htmx.jinja import htmx_script
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader

from caseload import chips
from portal import spoken
from pwpservice import display, form_rendering
from referrals.paths import path_to

NHSUK = PackageLoader("nhsuk_frontend_jinja")
# What a file is called with its hash is read once, when a process starts: fifteen times a page.
static_path = lru_cache(maxsize=512)(static)


def environment(**options: Any) -> Environment:
    """What settings name as the environment of every page.

    The NHS.UK macros read parameters nobody gave, so a misspelt name prints as nothing; the tests'
    environment makes such a name an error in our own templates.
    """
    options.update(
        loader=ChoiceLoader([options["loader"], NHSUK]),
        undefined=ChainableUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made = Environment(**options)  # noqa: S701 - autoescape is on, just above
    # What patients read can be served in other languages: `_("Question %(n)d", n=3)`.
    made.install_gettext_callables(spoken.sentence, ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(
        url=path_to,
        static=static_path,
        htmx_script=htmx_script,
        chip=chips.chip,
        icon=chips.icon,
        plain=spoken.plain,
        as_dialled=spoken.as_dialled,
        field_parts=form_rendering.parts,
        form_errors=form_rendering.summary,
    )
    made.filters.update(display.FILTERS)
    return made
