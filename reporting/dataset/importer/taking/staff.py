"""The clinicians an old system names: an account for each, which nobody signs in to."""

from collections.abc import Collection, Mapping, Sequence

from reporting.dataset import codes
from reporting.dataset.importer.bundles import SourceRow, Taken, Taking
from reporting.dataset.importer.taking import keys
from reporting.dataset.importer.taking.keys import Keys
from staff.actions import old_clinicians
from staff.actions.old_clinicians import Clinician


def take(rows: Sequence[SourceRow], *, taking: Taking) -> Taken:
    """Whoever the files name with a qualification. Somebody who works here since is left as they
    are.
    """
    taken = Taken()
    grades = _grades(rows)
    known = Keys(taking.provider, taking.run)
    known.load({keys.STAFF: grades})
    fresh = [name for name in grades if known.of(keys.STAFF, name) is None]
    _make({name: grades[name] for name in fresh}, known=known, taking=taking)
    regraded = {}
    for name in grades.keys() - set(fresh):
        found = known.of(keys.STAFF, name)
        if found is not None and found.fingerprint != keys.part(grades[name]):
            regraded[found.target_id] = grades[name]
            fingerprint = keys.part(grades[name])
            known.keep(keys.STAFF, name, target_id=found.target_id, fingerprint=fingerprint)
    changed = old_clinicians.regrade_clinicians(grades=regraded, by=taking.by, now=taking.now)
    known.save()
    taken.made["staff"] += len(fresh)
    taken.changed["staff"] += len(changed)
    taken.kept["staff"] += len(regraded) - len(changed)
    taken.unchanged["staff"] += len(grades) - len(fresh) - len(regraded)
    return taken


def accounts(named: Collection[str], *, known: Keys, taking: Taking) -> Mapping[str, int]:
    """The account of each of these, made where nothing has named them yet."""
    missing = [name for name in sorted(named) if known.of(keys.STAFF, name) is None]
    if missing:
        keys.wait_for_other_hands()
        known.load({keys.STAFF: missing})
        missing = [name for name in missing if known.of(keys.STAFF, name) is None]
    grades = dict.fromkeys(missing, codes.QUALIFICATION.of_code(""))
    _make(grades, known=known, taking=taking)
    found = {name: known.of(keys.STAFF, name) for name in named}
    return {name: key.target_id for name, key in found.items() if key is not None}


def _make(grades: Mapping[str, str], *, known: Keys, taking: Taking) -> None:
    if not grades:
        return
    made = old_clinicians.bring_in_clinicians(
        clinicians=[Clinician(name, grade) for name, grade in grades.items()],
        provider=taking.provider,
        by=taking.by,
        now=taking.now,
    )
    for (name, grade), pk in zip(grades.items(), made, strict=True):
        known.keep(keys.STAFF, name, target_id=pk, fingerprint=keys.part(grade))


def _grades(rows: Sequence[SourceRow]) -> dict[str, str]:
    """Of each the first qualification of this step, else any."""
    found: dict[str, str] = {}
    for row in rows:
        # Who is still in training has the day on which that is to end, and no other.
        is_planned = bool(row["QualPlannedCompletionDate"]) and not row["QualAwardedDate"]
        grade = codes.grade_of(row["QualAttainLevelIAPT"], awarded=not is_planned)
        name = row["CarePersLocalId"]
        if name and found.get(name, "OTHER") == "OTHER":
            found[name] = grade
    return found
