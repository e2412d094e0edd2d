"""/supervision/skills/: what comes, what is written down and signed, what is put right."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from audit.models import AuditEntry
from clinical.errors import Refused
from clinical.policy import DEFAULT
from staff.models import SupervisionPairing
from supervision.actions.pairings import agree_time
from supervision.models import SkillsGroup, SkillsMember, SkillsSession
from supervision.planning.meeting_times import MeetingTime
from tests.factories import skills
from tests.factories.staff import AbsenceFactory, MembershipFactory, StaffMemberFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

HOME = "/supervision/skills/"


@pytest.fixture
def group(sam, priya, trainee):
    """Sam meets Priya and Tess every second Tuesday at 14:00: last on 26 May, next today."""
    return skills.group(sam, priya, trainee)


def day(group, on="2026-05-26"):
    return f"{HOME}{group.reference}/{on}/"


def page(client, person, path=HOME):
    client.force_login(person)
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def written(group, **more):
    """What the form of a session posts: everybody came."""
    came = {f"came_{place.person_id}": "ATTENDED" for place in group.members.all()}
    return {"minutes": "60", "competences": ["RISK"], "words": ""} | came | more


def test_a_supervisor_sees_what_to_write_down_and_what_comes(client, sam, group):
    html = page(client, sam)

    assert "Tue 26 May, 14:00" in html
    assert "Not written down yet." in html
    assert "Today, 14:00" in html
    assert "With Priya Raman, Tess Young, 60 minutes." in html


def test_a_supervisee_sees_her_sessions_and_by_when_the_next_is_due(
    client, priya, tom, group, today
):
    skills.signed(group, date(2026, 5, 26), priya)

    html = page(client, priya)

    assert "With Sam Okafor, 60 minutes. Attended." in html
    assert "Today, 14:00" in html
    assert "due by" not in html
    SkillsGroup.objects.update(ends_on=today - timedelta(days=1))
    assert "Last on 26 May, due by 9 June. None is planned." in page(client, priya)
    assert "None so far, and none is planned." in page(client, tom)


def test_whoever_is_in_no_group_is_named_and_so_is_a_day_nobody_can_hold(
    client, sam, priya, trainee, group, today
):
    group.members.filter(person=trainee).update(ends_on=today - timedelta(days=1))
    AbsenceFactory(staff=sam, starts_on=today)

    html = page(client, sam)

    assert "Tess Young: in no group for clinical skills." in html
    assert "Cannot be held: Sam Okafor is away." in html


def test_what_was_held_is_signed_with_who_came_and_counts(client, sam, priya, trainee, group):
    client.force_login(sam)
    posted = written(group, consent_noted="on", words="Pace of the first ten minutes.")
    posted |= {f"came_{trainee.pk}": "APOLOGIES", f"how_{priya.pk}": "RECORDING"}

    assert client.post(day(group), posted).status_code == 302

    html = page(client, priya, day(group))
    assert "Attended, 60 minutes" in html
    assert "Recording of a session" in html
    assert "Asking about risk and acting on it" in html
    assert "Pace of the first ten minutes." in html
    assert "Signed by Sam Okafor" in html
    entry = AuditEntry.objects.get(event="SKILLS_SIGNED")
    assert (entry.staff_id, entry.changes["came"]) == (sam.pk, ["", 1])
    assert client.post(day(group), posted).status_code == 404


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"minutes": "300"}, "Give 15 to 240 minutes."),
        ({"competences": []}, "Choose at least one thing that was discussed."),
        ({"competences": ["JUGGLING"]}, "Choose from the list shown."),
        ({"how": "RECORDING"}, "Note that the patient agreed"),
        ({"how": "ROLE_PLAY", "came": "APOLOGIES"}, "Work is looked at with whoever came."),
        ({"came": ""}, "Say whether Priya Raman came."),
        ({"words": "x" * 2001}, "2000 characters at most. This has 2001."),
    ],
)
def test_a_session_that_cannot_be_signed_keeps_what_was_typed(
    client, sam, priya, group, changed, said
):
    client.force_login(sam)
    parts = {name: changed[name] for name in ("how", "came") if name in changed}
    rest = {name: value for name, value in changed.items() if name not in parts}
    posted = written(group, **{"words": "Kept as typed."} | rest)
    posted |= {f"{name}_{priya.pk}": value for name, value in parts.items()}

    answer = client.post(day(group), posted)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert said in html
    assert posted["words"][:60] in html
    assert not SkillsSession.objects.exists()


def test_a_session_moves_and_both_days_are_shown(client, sam, priya, group):
    client.force_login(sam)

    answer = client.post(f"{day(group)}move", {"to": "2026-06-11", "at": "10:00"})

    assert answer.status_code == 302
    assert "Thu 11 Jun, 10:00" in page(client, priya)
    assert "Moved from Tue 26 May." in page(client, priya)


@pytest.mark.parametrize(
    ("what", "posted", "said"),
    [
        ("move", {"to": "2026-06-13", "at": "10:00"}, "The service is closed that day."),
        ("move", {"to": "2026-09-01", "at": "10:00"}, "within four weeks"),
        ("move", {"to": "2026-06-11", "at": "07:00"}, "The service is open 09:00 to 17:00."),
        ("move", {"to": "soon", "at": "ten"}, "Give the time like 14:00."),
        ("not-held", {"why": " "}, "Say why it is not held."),
        ("not-held", {"why": "x" * 201}, "at most 200 characters"),
    ],
)
def test_what_moves_a_session_is_refused_beside_what_was_typed(
    client, sam, group, what, posted, said
):
    client.force_login(sam)

    answer = client.post(f"{day(group)}{what}", posted)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert said in html
    assert all(value.strip() in html for value in posted.values())


def test_a_session_that_is_not_held_says_why_to_everybody_in_it(client, sam, priya, group):
    client.force_login(sam)

    client.post(f"{day(group)}not-held", {"why": "Sam was ill."})

    assert AuditEntry.objects.filter(event="SKILLS_MOVED").count() == 1
    assert "Not held: Sam was ill." in page(client, priya)
    assert "0 of 4 held in the last 8 weeks" in page(client, sam)
    assert client.post(f"{day(group)}move", {"to": "2026-06-11", "at": "10:00"}).status_code == 422


def test_somebody_stands_in_for_a_day_leads_it_and_signs_it(client, sam, leah, priya, group):
    client.force_login(sam)

    answers = [client.post(f"{day(group)}stand-in", {"leader": leah.pk}) for _ in range(2)]

    assert [one.status_code for one in answers] == [302, 302]
    assert AuditEntry.objects.filter(event="SKILLS_MOVED").count() == 1
    assert "Leah Morgan stands in for Sam Okafor." in page(client, priya)
    assert client.post(day(group), written(group)).status_code == 404
    assert "Write down" in page(client, leah)
    assert client.post(day(group), written(group)).status_code == 302
    assert SkillsSession.objects.get().signed_by == leah
    assert page(client, sam).count("Leah Morgan stands in") == 1


def test_who_leads_for_a_day_may_supervise_is_here_and_free(
    client, sam, leah, priya, trainee, group, today
):
    client.force_login(sam)

    def said(who, on="2026-06-09"):
        answer = client.post(f"{day(group, on)}stand-in", {"leader": who.pk})
        return answer.content.decode() if answer.status_code == 422 else ""

    assert "Choose somebody from the list." in said(priya)
    other = skills.group(leah, sam, trainee, starts_on=today, meets_at=time(14, 30))
    assert "Leah Morgan meets somebody else then" in said(leah), "planned, and not a row yet"
    SkillsSession.objects.create(
        group=other,
        supervisor=leah,
        planned_on=today,
        minutes=60,
        starts_at=datetime(2026, 6, 9, 13, 30, tzinfo=UTC),
    )
    assert "Leah Morgan meets somebody else then" in said(leah)
    AbsenceFactory(staff=leah, starts_on=date(2026, 6, 23), ends_on=date(2026, 6, 23))
    assert "Leah Morgan is away on 23 June" in said(leah, "2026-06-23")
    skills.signed(group, date(2026, 5, 26), priya)
    assert "This session is signed" in said(leah, "2026-05-26")
    assert client.post(f"{day(other)}stand-in", {"leader": sam.pk}).status_code == 404


def test_who_came_is_put_right_beside_what_stood_there(client, sam, priya, group):
    skills.signed(group, date(2026, 5, 26), priya)
    client.force_login(sam)
    given = {"person": priya.pk, "attended": "ATTENDED", "minutes": "30", "why": ""}

    refused = client.post(f"{day(group)}correct", given)
    done = client.post(f"{day(group)}correct", given | {"why": "Left early for a risk call."})

    assert (refused.status_code, done.status_code) == (422, 302)
    assert AuditEntry.objects.filter(event="SKILLS_CORRECTED").count() == 1
    assert "Say why it is put right." in refused.content.decode()
    html = page(client, priya, day(group))
    assert "Attended, 30 minutes" in html
    assert "Was “Attended, 60 minutes” until 9 June: Left early for a risk call." in html


def test_a_group_is_arranged_once_and_stands_on_everybodys_page(client, sam, priya, trainee):
    client.force_login(sam)
    assert client.get(f"{HOME}new/").status_code == 200

    answers = [client.post(f"{HOME}new/", _arranged(sam, priya, trainee)) for _ in range(2)]

    assert [one.status_code for one in answers] == [302, 302]
    assert SkillsGroup.objects.count() == 1
    assert AuditEntry.objects.filter(event="SKILLS_ARRANGED").count() == 1
    assert "Wed 17 Jun, 15:00" in page(client, trainee)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"form": "INDIVIDUAL"}, "Individual is with one person."),
        ({"people": []}, "Choose who is supervised."),
        ({"starts_on": "2026-06-14"}, "The service is closed that day."),
        ({"starts_on": "2027-12-01"}, "within the last eight weeks or the next year"),
        ({"meets_at": "16:30"}, "when the service is open"),
        ({"kind": "OF_SUPERVISORS"}, "supervises nobody: this is for supervisors."),
        ({"supervisor": "0"}, "Choose somebody from the list."),
    ],
)
def test_a_group_that_cannot_be_keeps_what_was_typed(client, sam, priya, trainee, changed, said):
    client.force_login(sam)

    answer = client.post(f"{HOME}new/", _arranged(sam, priya, trainee) | changed)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert said in html
    assert f'value="{changed.get("meets_at", "15:00")}"' in html
    assert not SkillsGroup.objects.exists()


def test_a_time_at_which_somebody_has_case_management_is_refused(client, sam, leah, priya, trainee):
    SupervisionPairing.objects.filter(supervisee=priya).update(weekday=2, meets_at="15:30")
    client.force_login(sam)

    answer = client.post(f"{HOME}new/", _arranged(sam, priya, trainee))

    assert answer.status_code == 422
    assert "Sam Okafor meets Priya Raman for case management on Wednesdays" in (
        answer.content.decode()
    )


def test_nobody_is_in_two_groups_at_one_time(client, sam, leah, priya, trainee, tom, group):
    """Sam's group meets every second Tuesday at 14:00, next today; Leah would meet one of its
    people.
    """
    SupervisionPairing.objects.update(weekday=None, meets_at=None)
    client.force_login(leah)
    theirs = {"starts_on": "2026-06-23", "meets_at": "14:30", "every_weeks": "2"}

    def said(*people, **changed):
        answer = client.post(f"{HOME}new/", _arranged(leah, *people) | theirs | changed)
        return answer.content.decode() if answer.status_code == 422 else "Saved"

    assert (
        "Priya Raman meets Sam Okafor for clinical skills on Tuesdays at 14:00 for 60 minutes: the "
        "two would overlap. Choose another time."
    ) in said(priya, tom)
    assert "Sam Okafor meets Priya Raman, Tess Young" in said(tom, trainee, supervisor=sam.pk)
    assert said(priya, tom, starts_on="2026-06-30") == "Saved"
    assert said(trainee, tom, meets_at="15:00", every_weeks="4") == "Saved"
    assert "Leah Morgan meets " in said(
        priya, sam, meets_at="15:45", starts_on="2026-07-21", every_weeks="0"
    )


def test_a_pair_is_refused_a_time_at_which_one_of_them_is_in_a_group(sam, priya, group, now, today):
    meets = MeetingTime(weekday=1, meets_at=time(13, 30), minutes=60)

    with pytest.raises(Refused, match="Sam Okafor meets Priya Raman, Tess Young for clinical"):
        agree_time(
            supervisor=sam,
            supervisee=priya,
            meets=meets,
            begins_on=today,
            by=sam,
            now=now,
            policy=DEFAULT,
        )


def test_other_people_come_from_a_day_on_and_another_time_is_another_group(
    client, sam, priya, tom, group
):
    client.force_login(sam)
    same = _arranged(sam, priya, tom) | {"starts_on": "2026-06-09", "meets_at": "14:00"}

    assert client.post(f"{HOME}{group.reference}/", same).status_code == 302
    assert SkillsGroup.objects.get() == group
    assert client.get(day(group, "2026-06-09")).content.decode().count("Tom Ellis") == 1
    later = same | {"starts_on": "2026-06-24", "meets_at": "11:00"}
    assert client.post(f"{HOME}{group.reference}/", later).status_code == 302
    group.refresh_from_db()
    assert group.ends_on == date(2026, 6, 23)
    assert SkillsGroup.objects.count() == 2


def test_a_group_ends_and_not_before_what_is_signed(client, sam, priya, group):
    skills.signed(group, date(2026, 5, 26), priya)
    client.force_login(sam)
    path = f"{HOME}{group.reference}/end"

    early = client.post(path, {"ends_on": "2026-05-20"})
    assert early.status_code == 422
    assert "The session of 26 May is signed." in early.content.decode()
    assert client.post(path, {"ends_on": "2026-06-01"}).status_code == 302
    assert "Today, 14:00" not in page(client, sam)


def test_what_is_not_theirs_is_not_there(client, sam, leah, tom, priya, group):
    for person, statuses in ((tom, (404, 403)), (leah, (404, 200)), (priya, (200, 403))):
        client.force_login(person)
        asked = (client.get(day(group)), client.get(f"{HOME}{group.reference}/"))
        assert tuple(one.status_code for one in asked) == statuses
        assert client.post(f"{day(group)}not-held", {"why": "Ill"}).status_code == 404
    assert client.get(day(group, "2026-05-27")).status_code == 404
    assert client.get(day(group, "today")).status_code == 404


@pytest.mark.parametrize("path", [HOME, "held", "to write"])
def test_how_much_there_is_costs_no_query(client, sam, north, path, django_assert_max_num_queries):
    group = skills.group(sam)

    def asked(on):
        paths = {"held": day(group, f"{on}"), "to write": day(group)}
        with django_assert_max_num_queries(15) as counted:
            assert client.get(paths.get(path, path)).status_code == 200
        return len(counted.captured_queries)

    def grow(count, on):
        people = StaffMemberFactory.create_batch(count)
        for one in people:
            MembershipFactory(staff=one, team=north)
            skills.signed(skills.group(sam, one), date(2026, 5, 12), one)
            SkillsMember.objects.create(group=group, person=one, starts_on=group.starts_on)
        skills.signed(group, on, *people)
        return on

    client.force_login(sam)
    asked(few_came := grow(2, date(2026, 5, 12)))
    few = asked(few_came)

    assert asked(grow(18, date(2026, 4, 28))) == few


def _arranged(sam, *people):
    return {
        "kind": "SKILLS",
        "form": "GROUP",
        "supervisor": sam.pk,
        "people": [one.pk for one in people],
        "starts_on": "2026-06-17",
        "every_weeks": "2",
        "meets_at": "15:00",
        "minutes": "60",
    }
