"""Components and fields: accessible by construction, the same wherever they are used."""

import re
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from django import forms
from django.template import engines
from django.utils.safestring import SafeString

from clinical.measures import GAD7, PHQ9
from pwpservice import form_rendering
from tests.walks import walked

VOID = {"input", "br", "meta", "link", "path", "rect", "circle"}


class Tree(HTMLParser):
    """Every start tag with its attributes, and whether every tag was closed."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.open = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def all(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]

    @property
    def ids(self):
        return [attrs["id"] for _, attrs in self.tags if "id" in attrs]


def draw(source, **given):
    names = {
        "page": "tabs, meter, due_band, details, empty_state, key, foot_bar",
        "patient": "patient_banner",
        "choices": "pick, read_out, score_grid",
        "form": "field, error_summary, field_error, described_by",
    }
    imports = "".join(
        f'{{% from "components/{name}.html" import {what} %}}' for name, what in names.items()
    )
    html = engines["jinja2"].env.from_string(imports + source).render(given)
    tree = Tree(html)
    assert tree.open == []
    assert len(set(tree.ids)) == len(tree.ids)
    return html, tree


class Everything(forms.Form):
    """One field of each type a page may use."""

    text = forms.CharField(label="Reason", help_text="In a line", max_length=80)
    long = forms.CharField(label="What you did", widget=forms.Textarea(attrs={"rows": 3}))
    number = forms.IntegerField(label="Minutes", min_value=1, max_value=240)
    day = forms.DateField(label="By", widget=forms.DateInput(attrs={"type": "date"}))
    one = forms.ChoiceField(
        label="How", choices=[("P", "Phone"), ("V", "Video")], widget=forms.RadioSelect
    )
    some = forms.MultipleChoiceField(
        label="Used",
        choices=[("A", "Activation"), ("W", "Worry")],
        widget=forms.CheckboxSelectMultiple,
    )
    drop = forms.ChoiceField(label="Problem", choices=[("", "Choose"), ("D", "Depression")])
    tick = forms.BooleanField(label="Agreed")
    secret = forms.CharField(label="Password", widget=forms.PasswordInput)
    kept = forms.CharField(widget=forms.HiddenInput, required=False)


NAMES = [name for name in Everything().fields if name != "kept"]
GROUPS = {"one", "some"}


@pytest.mark.parametrize("name", NAMES)
def test_every_field_has_a_label_of_its_own(name):
    html, tree = draw("{{ field(form[name]) }}", form=Everything(), name=name)

    labelled = {attrs.get("for") for attrs in tree.all("label")}
    for tag in ("input", "textarea", "select"):
        assert all(attrs["id"] in labelled for attrs in tree.all(tag))
    assert Everything().fields[name].label in html


@pytest.mark.parametrize("name", NAMES)
def test_an_error_is_tied_to_its_field_once_and_starts_with_the_word(name):
    html, tree = draw("{{ field(form[name]) }}", form=Everything({}), name=name)

    described = [a["aria-describedby"] for _, a in tree.tags if "aria-describedby" in a]
    error_id = f"id_{name}-error"
    assert len(described) == 1
    assert error_id in described[0].split()
    assert error_id in tree.ids
    assert "Error:" in html
    assert "this is still needed." in html


def test_a_hint_and_an_error_are_both_tied_to_the_field():
    _, tree = draw("{{ field(form['text']) }}", form=Everything({}))

    assert tree.all("input")[0]["aria-describedby"] == "id_text-hint id_text-error"


def test_the_error_summary_links_to_every_field_that_needs_an_answer():
    form = Everything({})
    html, tree = draw(
        "{{ error_summary(form, heading='You cannot sign yet') }}"
        "{% for each in form %}{{ field(each) }}{% endfor %}",
        form=form,
    )

    links = [attrs["href"].removeprefix("#") for attrs in tree.all("a")]
    assert links == [f"id_{name}" for name in NAMES]
    assert set(links) <= set(tree.ids)
    assert "You cannot sign yet" in html


def test_there_is_no_summary_without_errors_and_one_for_what_belongs_to_no_field():
    form = Everything({})
    form.add_error(None, "This session was signed at 10:59.")

    assert draw("{{ error_summary(form) }}", form=Everything())[0].strip() == ""
    assert "This session was signed at 10:59." in draw("{{ error_summary(form) }}", form=form)[0]


@pytest.mark.parametrize("name", NAMES)
def test_what_was_typed_is_kept_and_escaped(name):
    typed = {"text": '"><b>', "long": "</textarea><b>", "one": "V", "some": ["W"], "drop": "D"}
    form = Everything(typed | {"number": "x", "day": "soon", "tick": "on", "secret": "s3cret"})

    html, tree = draw("{{ field(form[name]) }}", form=form, name=name)

    assert "<b>" not in html
    if name in GROUPS | {"tick"}:
        assert [a["value"] for a in tree.all("input") if "checked" in a]
    if name == "drop":
        assert [a["value"] for a in tree.all("option") if "selected" in a] == ["D"]
    if name == "secret":
        assert "s3cret" not in html


def test_a_page_may_replace_what_a_field_says():
    parts = form_rendering.parts(Everything()["text"], label="Why", hint="")

    assert parts["label"] == "Why"
    assert parts["hint"] == ""


def test_an_escaped_choice_is_drawn_as_it_is_and_its_equal_as_text():
    class Lists(forms.Form):
        plain = forms.ChoiceField(choices=[("x", "<i>R&D</i>"), (None, "Nothing")])
        made = forms.ChoiceField(choices=[("x", SafeString("<i>R&D</i>"))])

    html, tree = draw("{{ field(form.plain) }}{{ field(form.made) }}", form=Lists({}))

    assert [a["value"] for a in tree.all("option")] == ["x", "", "x"]
    assert '<option value="x">&lt;i&gt;R&amp;D&lt;/i&gt;</option>' in html
    assert '<option value="x"><i>R&D</i></option>' in html


def test_fields_written_by_hand_are_wired_the_same_way():
    form = Everything({})
    html, _ = draw(
        "<p{{ described_by(form['text'], 'extra') }}>{{ field_error(form['text']) }}</p>", form=form
    )

    assert 'aria-describedby="extra id_text-error"' in html
    assert 'id="id_text-error"' in html
    assert "aria-describedby" not in draw("<p{{ described_by(f['text']) }}></p>", f=Everything())[0]


OPTIONS = [
    {"value": "A", "label": "Attended", "key": "a"},
    {"value": "D", "label": "Did not attend", "key": ""},
]


def test_one_key_choices_are_real_radios_with_their_key_printed():
    html, tree = draw("{{ pick('Attendance', 'att', options, chosen='A') }}", options=OPTIONS)

    radios = tree.all("input")
    assert {radio["type"] for radio in radios} == {"radio"}
    assert "checked" in radios[0]
    assert "checked" not in radios[1]
    assert radios[0]["data-k"] == "a"
    assert html.count("<kbd>") == 1
    assert "<legend>Attendance</legend>" in html


def test_nothing_is_chosen_in_advance():
    _, tree = draw("{{ pick('Plan', 'plan', options, is_needed=true) }}", options=OPTIONS)

    assert not [radio for radio in tree.all("input") if "checked" in radio]
    assert "data-need" in tree.all("fieldset")[0]


def test_several_may_be_chosen_where_several_are_asked_for():
    _, tree = draw(
        "{{ pick('Used', 'used', options, chosen=['A', 'D'], type='checkbox') }}", options=OPTIONS
    )

    assert all("checked" in box for box in tree.all("input"))


def test_an_error_of_a_group_is_tied_to_the_group():
    _, tree = draw(
        "{{ pick('Plan', 'plan', options, hint='Ask', error='Say yes or no') }}", options=OPTIONS
    )

    assert tree.all("fieldset")[0]["aria-describedby"] == "id_plan-hint id_plan-error"


@pytest.mark.parametrize("measure", [PHQ9, GAD7])
def test_the_score_grid_asks_every_item_in_its_full_words(measure):
    items = len(measure.items)
    answers = [3] + [None] * (items - 1)
    html, tree = draw(
        "{{ score_grid(measure, 'm', answers, last, first=18, previous=12) }}",
        measure=measure,
        answers=answers,
        last=[0] * items,
    )

    radios = tree.all("input")
    assert len(radios) == items * 4
    assert [radio for radio in radios if "checked" in radio] == [radios[3]]
    assert radios[3]["aria-label"] == f"{measure.items[0].wording} Nearly every day"
    assert {radio["name"] for radio in radios} == {f"m_{n}" for n in range(1, items + 1)}
    assert f'data-cut="{measure.caseness}"' in html
    assert html.count("data-item9") == (1 if measure is PHQ9 else 0)


def test_the_read_out_strip_is_verbatim_and_hidden_from_those_who_hear_the_radios():
    html, _ = draw("{{ read_out(measure) }}", measure=PHQ9)

    assert '<b id="say" aria-hidden="true">Little interest or pleasure in doing things?</b>' in html
    assert "Over the last 2 weeks, how often have you been bothered by" in html


PATIENT = SimpleNamespace(
    alike="",
    name="NAIR, Priya (Ms)",
    born="14-Feb-1992 (34y)",
    gender="Female",
    nhs_number="999 190 8358",
    phone="07700 900 142",
    contact_rule="No voicemail, text yes",
    needs="Interpreter: Polish",
    risk="Check due 11 Jun",
    has_risk_plan=True,
    safety=None,
)


def test_the_banner_keeps_the_order_of_the_nhs_and_says_how_to_make_contact():
    html, _ = draw("{{ patient_banner(p) }}", p=PATIENT)

    said = [PATIENT.name, PATIENT.born, "Female", "999 190 8358", PATIENT.contact_rule]
    assert sorted(said, key=html.index) == said
    assert "Interpreter: Polish" in html
    assert "app-chip--risk" in html
    assert "Check due 11 Jun" in html


def test_without_a_risk_plan_the_banner_says_so_without_red():
    patient = SimpleNamespace(**vars(PATIENT) | {"has_risk_plan": False, "risk": "No risk plan"})
    html, _ = draw("{{ patient_banner(p) }}", p=patient)

    assert "No risk plan" in html
    assert "app-chip--risk" not in html


def test_the_foot_bar_names_the_person_beside_the_button():
    html, _ = draw(
        "{% call foot_bar(p, missing='Still needed: risk') %}<button>Sign</button>{% endcall %}",
        p=PATIENT,
    )

    for words in (PATIENT.name, PATIENT.born, PATIENT.contact_rule, "Still needed: risk"):
        assert words in html


def test_tabs_mark_where_one_is_and_show_a_count_of_nought():
    items = [
        {"label": "Everyone", "path": "?view=everyone", "is_current": True, "count": 0},
        {"label": "Overview", "path": "/", "is_current": False, "count": None},
    ]
    html, tree = draw("{{ tabs(items, 'Views', target='#rows') }}", items=items)

    assert tree.all("a")[0]["aria-current"] == "page"
    assert '<span class="n">0</span>' in html
    assert html.count('class="n"') == 1
    assert tree.all("a")[0]["hx-get"] == "?view=everyone"


def test_things_due_say_who_why_and_what_to_do():
    link = {"label": "Log call", "hidden": "to Sophie Walker", "path": "/x"}
    items = [{"chip": "", "who": "WALKER, Sophie", "why": "23 days", "links": [link]}]
    html, _ = draw("{{ due_band('Before the end of today', items) }}", items=items)

    assert "<span>Before the end of today</span><span>1</span>" in html
    assert 'Log call<span class="nhsuk-u-visually-hidden"> to Sophie Walker</span>' in html


def test_an_empty_state_says_what_would_be_here_with_one_link():
    html, tree = draw("{{ empty_state('No one yet', 'Tom allocates.', '/x', 'See who waits') }}")

    assert "No one yet" in html
    assert len(tree.all("a")) == 1
    assert not draw("{{ empty_state('No one is overdue.', 'Good.') }}")[1].all("a")


def test_details_fold_what_is_not_needed_today():
    html, tree = draw("{% call details('As a table', id='tbl') %}<p>1</p>{% endcall %}")

    assert tree.all("details")[0] == {"class": "nhsuk-details app-details", "id": "tbl"}
    assert "<p>1</p>" in html


def test_chords_are_printed_key_by_key():
    assert draw("{{ key('Ctrl', 'Enter') }}")[0].strip() == "<kbd>Ctrl</kbd> <kbd>Enter</kbd>"


class Plain(forms.Form):
    """Everything that is drawn without the macros of NHS.UK."""

    name = forms.CharField(max_length=40, help_text="As <written>.")
    first = forms.CharField(
        initial="A & B",
        required=False,
        widget=forms.TextInput({"class": "nhsuk-input--width-5", "autocomplete": "off"}),
    )
    on = forms.DateField(required=False, widget=forms.DateInput({"type": "date"}))
    number = forms.IntegerField(min_value=1, widget=forms.NumberInput({"inputmode": "numeric"}))
    text = forms.CharField(help_text="In a line.", widget=forms.Textarea({"rows": 3}))
    more = forms.CharField(required=False, initial="<b>", widget=forms.Textarea)
    which = forms.ChoiceField(choices=[("", "Choose"), ("a", "A & B"), ("c", "C")], initial="a")


_OF_NHS_UK = """
{% from "nhsuk/components/input/macro.jinja" import input %}
{% from "nhsuk/components/select/macro.jinja" import select %}
{% from "nhsuk/components/textarea/macro.jinja" import textarea %}
{% set f = field_parts(bound) %}
{% set common = {
  "id": f.id, "name": f.name, "label": {"text": f.label}, "classes": f.classes,
  "attributes": f.attributes, "hint": {"text": f.hint} if f.hint,
  "errorMessage": {"text": f.error} if f.error
} %}
{% if f.kind == "select" %}{{ select(dict(common, items=f.options)) }}
{% elif f.kind == "textarea" %}
{{ textarea(dict(common, rows=f.rows, value="" if f.value is none else f.value)) }}
{% else %}
{{ input(dict(common, type=f.type, value="" if f.value is none else f.value,
  autocomplete=f.autocomplete, inputmode=f.inputmode, spellcheck=f.spellcheck)) }}
{% endif %}
"""


@walked("given", [None, {}, {"name": "x" * 41, "number": "0", "which": "z"}])
@walked("which", list(Plain.base_fields))
def test_a_field_drawn_plainly_is_the_one_of_nhs_uk(which, given):
    bound = Plain(given)[which]

    ours, of_nhs_uk = draw("{{ field(bound) }}", bound=bound), draw(_OF_NHS_UK, bound=bound)

    assert ours[1].tags == of_nhs_uk[1].tags
    assert _text(ours[0]) == _text(of_nhs_uk[0])


def _text(html):
    return "".join(re.sub(r"<[^>]*>", " ", html).split())
