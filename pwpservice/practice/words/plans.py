"""What is agreed until next time. Each item: the plan | how it is told when done | how when not done."""

from caseload.models import Intervention

_I = Intervention


def items(*lines: str) -> tuple[tuple[str, str, str], ...]:
    """Each line in its three parts."""
    return tuple(
        (plan, done, undone) for plan, done, undone in (line.split(" | ") for line in lines)
    )


_BA = items(
    "Walk round {place} on {day} {time} | walked round {place}, felt a bit lighter after | the walk did not happen",
    "Ring {relation} on {day} | rang {relation}, talked for half an hour | did not ring {relation}",
    "Activity diary, three days | kept the diary on most days | diary left blank",
    "Ten minutes on {chore} {time} | made a start on {chore} | {chore} still waiting",
    "{Hobby} once, however short | went back to {hobby} once | {hobby} not yet",
    "Up by 08:30 four mornings | up on time most mornings | mornings still slow",
    "Two activities from the pleasant list | did two things from the list | list not looked at",
    "Meet {relation} for a coffee | met {relation}, stayed longer than planned | coffee with {relation} put off",
    "Cook one proper meal, {day} | cooked on {day} and ate it at the table | lived on toast",
    "Grade the list: routine, pleasurable, necessary | list graded before the call | list not graded",
    "Shower and dress before the school run | dressed by nine each day | stayed in pyjamas",
    "One necessary task {time}, then a break | got the necessary task done | necessary task avoided",
    "Phone off at 22:00 | phone off on time | scrolled past midnight",
    "Reply to three messages | replied to friends | messages unanswered",
)
_CR = items(
    "Thought record once a day | filled in the thought record | thought record not started",
    "Catch one hot thought at work and rate it | caught a hot thought and rated it | could not catch the thought in time",
    "Evidence for and against, one thought | worked through the evidence on paper | evidence columns left empty",
    "Ask: what would I say to a friend? | asked the friend question twice | forgot the question when it mattered",
    "Write a balanced thought and re-rate belief | wrote a balanced thought, belief down to half | balanced thought felt false",
    "Notice all-or-nothing words for three days | noticed “always” and “never” a lot | did not notice the words",
    "Test the prediction about {day} | tested the prediction: it did not come true | prediction not tested",
    "Keep the balanced thought on the phone screen | looked at the balanced thought daily | took it off the phone",
    "Compare mood before and after, two records | compared two records | one record only, no ratings",
    "Look for the thought behind cancelling plans | found the thought behind cancelling | cancelled again",
)
_WORRY = items(
    "Worry time, 18:30 for 20 minutes | kept worry time most evenings | worry time skipped",
    "Write worries down, leave them until worry time | wrote worries down and left them | carried the worries all day",
    "Sort the list: can I do something about it? | sorted the list into real and what-if | list not sorted",
    "One worry through the worry tree | took one worry through the tree | tree not used",
    "Let one “what if” about {worry} pass | let one “what if” go by | got pulled in by {worry}",
    "Ask {relation} for no reassurance until {day} | held off asking {relation} | asked {relation} several times",
    "Act on one practical worry {time} | dealt with one practical worry | practical worry put off",
    "Check the bank on {day} only | checked once | checked daily",
    "Attention to what I am doing, ten minutes | practised attention on the bus | practice forgotten",
    "Open letters the day they come | opened letters on the day | letters in the drawer",
    "No looking things up after 21:00 | stopped looking things up late | searched until one",
    "Leave one small thing unplanned | left the weekend unplanned | planned every hour",
)
_PROBLEM_SOLVING = items(
    "Write the problem in one sentence | wrote it in one sentence | too many problems in one",
    "List every solution, good and bad | listed eight solutions | list stopped at two",
    "Strengths and weaknesses of the top two | compared the top two | comparison not done",
    "Ring the council about {worry} | rang, was given a date | phone call avoided",
    "First step on {day}: find the letter | found the letter | letter not found",
    "Ask {relation} for help with lifts | asked {relation}, who said yes | did not ask",
    "Email manager about hours | emailed manager | email still in drafts",
    "See the employment adviser | met the employment adviser | adviser not rung yet",
    "Make a budget with {relation} | budget drawn up | budget not started",
    "Review how the step went, next steps in the booklet | reviewed it in the booklet | booklet not opened",
)
_PANIC = items(
    "Panic diary: where, what went through my mind, how long | kept the panic diary | diary not kept",
    "Stay in the shop until fear halves | stayed in the shop, fear halved in twelve minutes | left the shop early",
    "Queue at the till without water | queued without the bottle | took the water along",
    "Bus two stops {time} | took the bus two stops | bus avoided",
    "Spin on the chair one minute, rate it | did the spinning, dizzy but fine | could not face the spinning",
    "Sit in the middle, not near the door | sat in the middle row | sat by the door",
    "Run up the stairs, let heart race | ran the stairs twice | stairs not tried",
    "Walk to {place} alone | walked to {place} alone | went with {relation}",
    "Drop one safety behaviour at work | dropped the chair-holding | held on as before",
    "Read about the vicious circle, write own version | drew own vicious circle | pages not read",
)
_EXPOSURE = items(
    "Step 3 on the ladder, four times | did step 3 four times | step 3 tried once",
    "Stand at {place} for 30 minutes | stood it out, fear from 80 to 35 | left after ten minutes",
    "Rate fear before, peak, after | rated every practice | no ratings",
    "Go without {relation} once | went without {relation} | took {relation} along",
    "Photos each day until bored | looked at photos daily, bored by Friday | put the photos away",
    "Main road, one junction, {day} | drove one junction | took the back road",
    "Same step again, no headphones | repeated it without headphones | kept headphones in",
    "Speak once in Thursday's meeting | spoke in the meeting | stayed quiet",
    "Sit in the waiting room ten minutes | sat it out | turned back at the door",
    "Write the next two steps | wrote the next steps | next steps still to do",
)
_ERP = items(
    "Touch the letterbox, wait 45 minutes | waited 45 minutes, urge fell by half | washed after ten minutes",
    "One check of the hob, leave, rate | left after one check | went back twice",
    "{relation} says “that's OCD” instead of checking | {relation} held off | {relation} checked",
    "Send the message unread | sent three without rereading | reread each one",
    "List of rituals, easiest first | list made | list not started",
    "Delay washing by 15 minutes | delayed each time | could not delay",
    "Same exposure daily, diary | practised five days | practised once",
    "Leave the thought alone, do not test it | left the thought alone | went over it for an hour",
)
_SLEEP = items(
    "Sleep diary all week | sleep diary complete | sleep diary for two nights",
    "Up at 07:00 whatever the night | up at seven daily | slept in at the weekend",
    "Out of bed after 20 minutes awake | got up when awake | lay there",
    "Bed at 23:30, not before | kept to half past eleven | in bed by nine",
    "No nap after work | no naps | napped on three days",
    "Last coffee at noon | no coffee after twelve | coffee at four",
    "Screens out of the bedroom | phone charged downstairs | phone in bed",
    "Wind-down half hour | read before bed | worked until late",
)
_RELAPSE = items(
    "Finish the staying-well plan | staying-well plan finished | plan half done",
    "Show {relation} the early signs list | {relation} has the list | list not shown",
    "One check-in a month in the diary | first check-in in the diary | no check-in set",
    "Keep {hobby} every week | kept {hobby} up | missed {hobby}",
    "Write what worked on one page | wrote the page | page not written",
    "Set-back plan: first three steps | set-back steps written | steps not chosen",
)
PLANS: dict[Intervention, tuple[tuple[str, str, str], ...]] = {
    _I.BEHAVIOURAL_ACTIVATION: _BA,
    _I.COGNITIVE_RESTRUCTURING: _CR,
    _I.WORRY_MANAGEMENT: _WORRY,
    _I.PROBLEM_SOLVING: _PROBLEM_SOLVING,
    _I.PANIC_MANAGEMENT: _PANIC,
    _I.GRADED_EXPOSURE: _EXPOSURE,
    _I.EXPOSURE_RESPONSE_PREVENTION: _ERP,
    _I.SLEEP: _SLEEP,
    _I.RELAPSE_PREVENTION: _RELAPSE,
}
OBSTACLES = (
    "shifts changed at short notice", "“felt like homework”", "slept badly all week", "children off school",
    "a cold", "forgot until Sunday", "no energy by evening", "“no point on my own”", "rain every day",
    "booklet left at work", "{relation} was ill", "overtime", "a bad day on {day}", "did not believe it would help",
    "visitors all weekend", "pain flared up", "lost the sheet", "an argument with {relation}", "felt watched",
    "too many steps at once", "bank holiday threw the routine", "a letter about {worry}",
)  # fmt: skip
READING = (
    "Booklet pages {pages}.", "Read pages {pages}, note one question.", "Pages {pages} by {day}.",
    "Worksheet on page {page}.", "Sheets sent by post today.", "Section {part} of the booklet.",
    "Listen to track {part} of the audio.",
)  # fmt: skip
