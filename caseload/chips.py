"""Chips: a word, an icon and a shade for each reason and state, never a colour alone.

Red is for risk, and as an outline for reliable worsening; nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from clinical.reason import Reason

_LINE = 'fill="none" stroke="currentColor" stroke-width="1.7"'

# Drawn on 16 by 16. Literals of this file: nothing anybody typed reaches them.
ICONS: Mapping[str, SafeString] = MappingProxyType(
    {
        "bars": SafeString(f'<path d="M2 14V9M6 14V6M10 14V3M14 14V1" {_LINE}/>'),
        "calendar": SafeString(
            f'<rect x="1.5" y="3" width="13" height="11.5" rx="1" {_LINE}/>'
            f'<path d="M1.5 6.5h13M5 1v3.5M11 1v3.5" {_LINE}/>'
        ),
        "clock": SafeString(
            f'<circle cx="8" cy="8" r="6.5" {_LINE}/><path d="M8 4v4.4l3 1.8" {_LINE}/>'
        ),
        "cross": SafeString(f'<path d="m3 3 10 10M13 3 3 13" {_LINE}/>'),
        "eye": SafeString(
            f'<path d="M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8Z" {_LINE}/>'
            '<circle cx="8" cy="8" r="2" fill="currentColor"/>'
        ),
        "flat": SafeString(f'<path d="M1 6h14M1 10h14" {_LINE}/>'),
        "gap": SafeString(
            f'<rect x="2" y="2" width="12" height="12" stroke-dasharray="3 2" {_LINE}/>'
        ),
        "letter": SafeString(
            f'<rect x="1" y="3" width="14" height="10" rx="1" {_LINE}/>'
            f'<path d="m1 4 7 5 7-5" {_LINE}/>'
        ),
        "mark": SafeString(
            f'<circle cx="8" cy="8" r="6.8" {_LINE}/><path d="M8 4v5" {_LINE}/>'
            '<circle cx="8" cy="11.6" r="1.1" fill="currentColor"/>'
        ),
        "note": SafeString(
            f'<rect x="2.5" y="1.5" width="11" height="13" rx="1" {_LINE}/>'
            f'<path d="M5 5.5h6M5 8.5h6M5 11.5h3.5" {_LINE}/>'
        ),
        "people": SafeString(
            f'<circle cx="5.5" cy="5" r="2.5" {_LINE}/>'
            f'<path d="M1 14c0-3 2-5 4.5-5S10 11 10 14" {_LINE}/>'
            f'<path d="M10.5 3a2.3 2.3 0 0 1 0 4.5M11.5 9.5c2 .3 3.5 2 3.5 4.5" {_LINE}/>'
        ),
        "person": SafeString(
            f'<circle cx="8" cy="5" r="3" {_LINE}/>'
            f'<path d="M2.5 15c0-3.5 2.5-5.5 5.5-5.5s5.5 2 5.5 5.5" {_LINE}/>'
        ),
        "phone": SafeString(
            '<path d="M4 1.5 2 3c0 6 5 11 11 11l1.5-2-3-2.5-1.8 1.2C8 10 6 8 5.3 6.3L6.5 4.5Z" '
            f'stroke-linejoin="round" {_LINE}/>'
        ),
        "plus": SafeString(f'<path d="M8 2v12M2 8h12" {_LINE}/>'),
        "rise": SafeString(f'<path d="M2 13 8 6l2.5 3L14 4M10 3h5v5" {_LINE}/>'),
        "tick": SafeString(f'<path d="m2 8.5 4 4 8-9" {_LINE}/>'),
        "triangle": SafeString(
            f'<path d="M8 1 15.5 14.5H.5Z" stroke-linejoin="round" {_LINE}/>'
            f'<path d="M8 5.5v4.2" {_LINE}/>'
            '<circle cx="8" cy="12" r="1.1" fill="currentColor"/>'
        ),
        "video": SafeString(
            f'<rect x="1" y="4" width="9.5" height="8.5" rx="1" {_LINE}/>'
            f'<path d="m10.5 8 4.5-3v6.500Z" stroke-linejoin="round" {_LINE}/>'
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Look:
    """How one reason or state is drawn; `icon` is empty for plain information."""

    label: str
    shade: str
    icon: str = ""


_REASONS: Mapping[Reason, tuple[str, str]] = {
    Reason.RISK: ("risk", "triangle"),
    Reason.DETERIORATING: ("worse", "rise"),
    Reason.NOT_IMPROVING: ("flat", "flat"),
    Reason.HIGH_SCORES: ("flat", "bars"),
    Reason.OVERDUE_CONTACT: ("late", "clock"),
    Reason.MISSED_SESSION: ("missed", "cross"),
    Reason.SCHEDULED_REVIEW: ("late", "eye"),
    Reason.READY_FOR_DECISION: ("good", "tick"),
    Reason.NO_NEXT_APPOINTMENT: ("plain", "calendar"),
    Reason.NEW_ASSESSMENT: ("new", "plus"),
    Reason.DATA_GAP: ("plain", "gap"),
    Reason.COULD_NOT_BE_CHECKED: ("late", "mark"),
}

# Reasons in their own words, then the states that lists show beside a person.
LOOKS: Mapping[str, Look] = MappingProxyType(
    {reason.value: Look(reason.label, *drawn) for reason, drawn in _REASONS.items()}
    | {
        "overdue": Look("Overdue", "late", "clock"),
        "signed": Look("Signed", "good", "tick"),
        "unsigned": Look("Unsigned", "plain"),
        "priority": Look("Priority", "plain"),
        "reminder": Look("Reminder", "plain"),
        "paused": Look("Paused", "plain"),
        "asked": Look("Still wants help?", "plain"),
        "unanswered": Look("No reply", "late", "clock"),
        # How a figure stands against its standard
        "meets": Look("Meets", "good", "tick"),
        "close": Look("Close", "plain"),
        "misses": Look("Below", "late", "mark"),
    }
)


@lru_cache(maxsize=64)
def icon(name: str) -> SafeString:
    """A small drawing beside words that say the same; screen readers pass it by."""
    return format_html(
        '<svg class="app-icon" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true" '
        'focusable="false">{}</svg>',
        ICONS[name],
    )


@lru_cache(maxsize=512)
def chip(code: str, label: str = "") -> SafeString:
    """The chip of a reason or state, in its own words or in those given ("Signed 10:59")."""
    look = LOOKS[code]
    return format_html(
        '<strong class="nhsuk-tag app-chip app-chip--{}">{}{}</strong>',
        look.shade,
        icon(look.icon) if look.icon else "",
        label or look.label,
    )


@lru_cache(maxsize=256)
def label_chips(names: tuple[str, ...]) -> SafeString:
    """The service's own labels as information; nothing where there is none."""
    return format_html_join(
        "",
        ' <span class="nhsuk-tag app-chip app-chip--plain">{}</span>',
        ((name,) for name in names),
    )
