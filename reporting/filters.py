"""The filters above figures, drawn once for whoever asks the same of the same lists."""

from collections.abc import Mapping

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from reporting.forms.asked import AskedForm
from reporting.remembered import Remembered

# Those of a page or two for each reader of a day.
_DRAWN = Remembered[SafeString](most=128)


def drawn(
    form: AskedForm, path: str, *, more: Mapping[str, str] | None = None, compares: bool = True
) -> SafeString:
    """The form that asks `path`. `more` is what else it keeps in the address; of an empty value
    nothing is kept.
    """
    kept = {name: value for name, value in (more or {}).items() if value}
    key = form.same and (form.same, path, tuple(kept.items()), compares)
    given = {"form": form, "path": path, "more": kept, "compares": compares}
    return _DRAWN.read(key, lambda: SafeString(render_to_string("reporting/filters.html", given)))
