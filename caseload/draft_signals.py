"""Does a half-finished form hold something worrying? Asked at every save of a draft (ruling 6,
hazard H36).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from clinical.risk import is_signal, item_nine_words, stay_on_the_call

Fields = Mapping[str, str | list[str]]

_CONCERNS = (
    "risk_self_neglect",
    "risk_from_others",
    "risk_to_others",
    "risk_children",
    "risk_safeguarding",
)


@dataclass(frozen=True, slots=True)
class DraftSignal:
    """What the draft holds, in words, and whether the duty senior must know now."""

    evidence: str
    tell_duty_senior: bool


def signal_in(fields: Fields) -> DraftSignal | None:
    """The signal in these fields, or None. Reads what was typed; validates nothing."""
    item_nine = _digit(fields.get("phq9_9"))
    plan, means, intent = (
        _yes_or_no(fields.get(name)) for name in ("risk_plan", "risk_means", "risk_intent")
    )
    urgent = stay_on_the_call(plan=plan, means=means, intent=intent)
    said = fields.get("risk_thoughts") in {"PASSING", "OFTEN"}
    said |= fields.get("risk_past_attempts") == "YES_NEW"
    said |= any(_yes_or_no(fields.get(name)) for name in _CONCERNS)
    if is_signal(item_nine) and item_nine is not None:
        return DraftSignal(f"{item_nine_words(item_nine, None)}, in an unsigned note", urgent)
    if urgent or said or means:
        return DraftSignal("Risk section of an unsigned note", urgent)
    return None


def _digit(value: str | list[str] | None) -> int | None:
    return int(value) if isinstance(value, str) and value in {"0", "1", "2", "3"} else None


def _yes_or_no(value: str | list[str] | None) -> bool | None:
    return {"yes": True, "no": False}.get(value) if isinstance(value, str) else None
