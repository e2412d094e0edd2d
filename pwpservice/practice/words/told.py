"""What people told at assessment, a line each: since when, what came before, what is beside it."""

SINCE = (
    "About eight months, slowly worse",
    "Since last autumn; on and off before that",
    "Four months, after a hard winter at work",
    "Two years, worse in the last three months",
    "Since the spring, from one week to the next",
    "Since the teens; this bout about six months",
    "Ten weeks",
    "About a year, with a better summer in between",
    "Eighteen months; it began with broken sleep",
)
# After since when, as they said it themselves.
SINCE_THEN = ("", ", slowly worse", ", from one week to the next", "; worse in the last month")
BEFORE = (
    "First time. No treatment before",
    "First time; read a self-help book last year",
    "One bout at 19, passed by itself",
    "Once, four years ago: six sessions of counselling, helped a little",
    "Low after both births. Health visitor, no therapy",
    "Here in 2021: guided self-help, finished, well for two years",
    "Sertraline in 2019 for a year, helped; no therapy",
    "Group for stress at work in 2020, left after two",
    "Long worrier; computerised CBT once, stopped at the second module",
)
BEFORE_AGAIN = (
    "Third bout. Sertraline helped the last time, no therapy",
    "Twice before, at 22 and 31. Counselling, then CBT, which helped",
    "Most winters since school. Citalopram twice, stopped it each time when well",
    "Two bouts; guided self-help here in 2020, finished",
)
# By what the note of the assessment says.
NOTED = {
    "first time asking for help": "First time. No treatment before",
    "counselling years ago": "Once in the twenties; counselling then helped",
}
ALCOHOL = {
    "alcohol none": "No alcohol, no drugs",
    "alcohol under 5 units a week": "Under 5 units a week, no drugs",
    "alcohol weekends only": "At weekends, about 8 units. No drugs",
    "alcohol about 10 units a week": "About 10 units a week, more when low. No drugs",
    "alcohol cut down since spring": "Cut down since spring, now 4 units. Cannabis given up last year",
}
HEALTH = (
    "Migraine most weeks, paracetamol",
    "Back pain when sitting long",
    "Underactive thyroid, bloods fine in March",
    "Sleeps badly with hot flushes; GP knows",
    "High blood pressure, on tablets",
    "Broken wrist last month, in plaster",
)
WELL = "Nothing else; GP check this year was fine"
VIEWS = (
    "Glad of it: “I have the tools now.” A little wary of winter",
    "Would stop here; wants to know how to come back",
    "Ready, and would like the check-in call",
    "“Better, not fixed.” Fine to end, keeps the diary going",
    "Would have liked two more, agrees to end with the plan written down",
)
