"""M206 to M210: reliable recovery of each ethnic group. Who was not asked is in none."""

from reporting.dimensions import ETHNIC_GROUPS, letters_of
from reporting.metrics.measure import Better, Placed
from reporting.metrics.shapes import share
from reporting.metrics.wording import COULD_RECOVER, COULD_RECOVER_WORDS, NOT_PAIRED

MEASURES = tuple(
    share(
        f"reliable-recovery-{group.lower()}",
        f"M{number}",
        f"Reliable recovery: {label}",
        "those that recovered and improved reliably",
        out_of=f"{COULD_RECOVER_WORDS}, of the group: {label}",
        of=f"{COULD_RECOVER} AND p.ethnicity IN ({letters_of(group)})",
        where="p.is_reliably_recovered",
        placed=Placed.ENDED,
        missing=NOT_PAIRED,
        better=Better.HIGHER,
    )
    for number, (group, (label, _)) in enumerate(ETHNIC_GROUPS.items(), start=206)
)
