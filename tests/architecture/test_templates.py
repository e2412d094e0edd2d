"""Templates keep to the content policy and to their size, and no title names a patient."""

import re
from pathlib import Path

from tests.walks import walked

ROOT = Path(__file__).resolve().parents[2] / "templates"
PAGES = sorted(p for p in ROOT.rglob("*.html"))
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
TITLE = re.compile(r"\{% block title %\}(.*?)\{% endblock %\}", re.DOTALL)
PERSONAL = re.compile(r"patient|person|name|nhs|born|referral|banner", re.IGNORECASE)


def short(path):
    return str(path.relative_to(ROOT))


def markup(path):
    return COMMENT.sub("", path.read_text())


@walked("path", PAGES, ids=short)
def test_no_inline_style_script_or_handler(path):
    text = markup(path)

    assert not re.search(r"\sstyle\s*=", text)
    assert "<style" not in text
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", text)
    assert not re.search(r"\bhx-on|javascript:|\bhx-vals=[\"']js:", text)


@walked("path", PAGES, ids=short)
def test_no_template_is_longer_than_a_screen_or_two(path):
    assert len(path.read_text().splitlines()) <= 120


@walked("path", PAGES, ids=short)
def test_no_title_names_a_patient(path):
    for title in TITLE.findall(markup(path)):
        inserted = " ".join(re.findall(r"\{\{.*?\}\}", title))
        assert not PERSONAL.search(inserted), title


@walked("path", PAGES, ids=short)
def test_nothing_is_marked_safe_in_a_template(path):
    assert not re.search(r"\|\s*safe\b|autoescape false", markup(path))


@walked("path", PAGES, ids=short)
def test_no_link_leads_nowhere_or_to_another_host(path):
    text = markup(path)

    assert not re.search(r"href=[\"']#?[\"']", text)
    assert not re.search(r"(href|src|action|hx-get|hx-post)=[\"'](https?:)?//", text)


# Their address is a secret of one person, and browsers hide the origin there: portal/views/door.py.
# The cookie of a self-referral never comes along from another site: portal/views/refer_door.py.
BY_LINK = {
    f"portal/{name}.html"
    for name in (
        *("start", "question", "support", "check", "answer"),
        *("refer_start", "refer_step", "refer_check", "refer_sent", "refer_begun"),
    )
}


@walked("path", [one for one in PAGES if short(one) not in BY_LINK], ids=short)
def test_every_post_form_carries_its_token(path):
    forms = re.findall(r"<form[^>]*>.*?</form>", markup(path), re.DOTALL)

    for form in forms:
        if re.search(r"method=[\"']post[\"']", form):
            assert "csrf_input" in form, form[:120]


@walked("path", PAGES, ids=short)
def test_every_template_begins_by_saying_what_it_is_for(path):
    assert path.read_text().startswith("{# ")
