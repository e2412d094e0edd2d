"""/supervision/skills/ and /supervision/hours/: under supervision's own names."""

from django.urls import path

from supervision.views import hours, skills, skills_groups

urlpatterns = [
    path("skills/", skills.mine, name="skills"),
    path("skills/new/", skills_groups.new, name="skills_group_new"),
    path("skills/<str:group>/", skills_groups.change, name="skills_group"),
    path("skills/<str:group>/end", skills_groups.end, name="skills_group_end"),
    path("skills/<str:group>/<str:planned_on>/", skills.session, name="skills_session"),
    path("skills/<str:group>/<str:planned_on>/move", skills.move, name="skills_move"),
    path("skills/<str:group>/<str:planned_on>/not-held", skills.not_held, name="skills_not_held"),
    path("skills/<str:group>/<str:planned_on>/stand-in", skills.stand_in, name="skills_stand_in"),
    path("skills/<str:group>/<str:planned_on>/correct", skills.correct, name="skills_correct"),
    path("hours/", hours.show, name="hours"),
    path("hours/evidence/", hours.own_evidence, name="evidence"),
    path("hours/evidence/table", hours.own_csv, name="evidence_csv"),
    path("hours/<int:supervisee>/", hours.evidence_of, name="evidence_of"),
    path("hours/<int:supervisee>/table", hours.csv_of, name="evidence_of_csv"),
]
