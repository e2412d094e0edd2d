"""What was done in a treatment session, by intervention and by how far the course has come."""

from caseload.models import Intervention

_I = Intervention

FIRST: dict[Intervention, tuple[str, ...]] = {
    _I.BEHAVIOURAL_ACTIVATION: (
        "Five-areas diagram drawn together; saw how staying in keeps mood low. Activity diary started.",
        "Explained behavioural activation: outside in. Listed what has stopped since {event}.",
        "Mapped a usual {day}: most of it on the sofa. Sorted lost activities into routine, pleasurable, necessary.",
        "Went through the low mood cycle with own examples. Picked the easiest thing to bring back: {hobby}.",
        "Shared how doing less feeds tiredness. Baseline diary agreed, no changes yet.",
    ),
    _I.COGNITIVE_RESTRUCTURING: (
        "Introduced the link of thought, feeling and action with last {day} as the example.",
        "Thought record explained. First three columns done together for the call with {relation}.",
        "Looked at thinking habits; recognised all-or-nothing and mind reading straight away.",
        "Found the hot thought: “I always let people down”. Belief 80%.",
    ),
    _I.WORRY_MANAGEMENT: (
        "Mapped the worry cycle. Recognised checking with {relation} as what keeps it going.",
        "Told practical worries from “what ifs” with this week's list. Two thirds were “what ifs”.",
        "Worry diary introduced; worry about {worry} rated 8 of 10. Worry time explained.",
        "Went through how tension and planning feed each other. Chose a time and a chair for worry time.",
    ),
    _I.PROBLEM_SOLVING: (
        "Listed problems and put them in three groups. Chose {worry} as one that can be acted on.",
        "Went through the seven steps. Problem narrowed to one sentence.",
        "Separated what can be changed this month from what cannot. {Worry} first.",
    ),
    _I.PANIC_MANAGEMENT: (
        "Drew the panic circle from the last attack. New to see that the rush passes by itself.",
        "Explained fight or flight; matched each symptom. Listed safety behaviours: water, exits, {relation}.",
        "Went through what a heart attack is and is not, GP tests clear. Panic diary started.",
    ),
    _I.GRADED_EXPOSURE: (
        "Explained how avoiding keeps fear up. Ladder of ten steps made, rated 20 to 95.",
        "Four conditions of exposure: graded, prolonged, repeated, without distraction. First step chosen.",
        "Ladder begun together; {place} alone stands at the top.",
    ),
    _I.EXPOSURE_RESPONSE_PREVENTION: (
        "OCD cycle drawn. Rituals take about {minutes} minutes a day. Ladder of triggers made.",
        "Explained exposure with no ritual afterwards. First target: the front door.",
    ),
    _I.SLEEP: (
        "Sleep diary explained; about five hours of seven in bed asleep. Rise time set.",
        "Went through what drives sleep. Caffeine, naps and screens listed.",
    ),
}
MIDDLE: dict[Intervention, tuple[str, ...]] = {
    _I.BEHAVIOURAL_ACTIVATION: (
        "Diary shows mood 2 points better on days with {hobby}. Added one necessary task.",
        "Broke {chore} into four small steps. Put the first in the diary.",
        "Balanced the week: too many chores, nothing pleasant. Two activities with {relation} added.",
        "Looked at mornings: alarm across the room, clothes out the night before.",
        "Planned around the shifts; activities moved to after sleep.",
        "Noticed the dip on {day}. Planned that afternoon in detail: what, where, when, who.",
        "Graded {hobby}: half an hour first, with {relation}.",
        "Worked out what to do when motivation is nil: five minutes, then choose.",
    ),
    _I.COGNITIVE_RESTRUCTURING: (
        "Evidence for and against “they think I'm useless”. Belief 75% to 40%.",
        "Worked on one record line by line. Balanced thought: “I had a bad week, not a bad life”.",
        "Looked at the rule behind it: must never say no. Small test planned.",
        "Went through the call with {relation} again; missed that {relation} rang back first.",
        "Practised the balanced thought with {day}'s example. Quicker than last time.",
        "Two records compared: same thought, different day. Found the trigger: {relation}'s silence.",
        "Tested “nobody would come”: three said yes.",
        "Sorted facts from opinions in the email from work.",
    ),
    _I.WORRY_MANAGEMENT: (
        "Took {worry} through the worry tree. One action came out, the rest can wait.",
        "Reviewed worry time: half the list no longer mattered by evening.",
        "Reassurance plan shared with {relation}. Agreed words: “put it on the list”.",
        "Practised letting a “what if” about {worry} be there for five minutes. 8 to 5.",
        "Looked at over-preparing. One email to be sent after a single read.",
        "Worked on uncertainty: three small things to leave open this week.",
        "Problem solving for the practical worry: rent letter. First call planned.",
    ),
    _I.PROBLEM_SOLVING: (
        "Eight ideas for {worry}, two kept. Plan in four steps with dates.",
        "Reviewed the first step: half worked. Chose the second best idea.",
        "Wrote what to say to the manager; practised twice.",
        "Plan checked for what could get in the way. {relation} can drive on {day}.",
        "Second problem chosen: {worry}. Same sheet, done half alone.",
        "Letter to the landlord drafted together. Goes out on {day}.",
        "Weighed asking {relation} against the paid option; asks first.",
    ),
    _I.PANIC_MANAGEMENT: (
        "Over-breathed together for a minute, then waited. Fear 70 to 25, no collapse.",
        "Went through the attack on {day}: eight minutes, nothing done to stop it.",
        "Compared predictions and what happened in the diary. “Never fainted yet.”",
        "Planned the supermarket at four o'clock, trolley to the back aisle first.",
        "Spun on the chair together on video. Dizziness known now, not danger.",
        "Looked at what happens just before: coffee, hurry, no breakfast.",
        "Bus planned stop by stop; no phone calls on the way.",
        "Talked about standing still when dizzy instead of sitting down.",
    ),
    _I.GRADED_EXPOSURE: (
        "Reviewed ratings: peak 75, 30 after forty minutes. Step repeated before moving on.",
        "Moved to the next step, without {relation}. Planned what to do if fear peaks: stay.",
        "Found a hidden safety behaviour: phone in hand. To be left in the bag.",
        "Shortened gaps: daily rather than twice a week.",
        "Checked the ladder; two steps swapped.",
        "Practised on video: stood at the door until fear fell from 60 to 30.",
        "Went through what was feared and what came: nothing of it.",
        "Planned {place} at a busy time, twice this week.",
        "Fear stays higher on tired days; same step, no skipping.",
    ),
    _I.EXPOSURE_RESPONSE_PREVENTION: (
        "Ratings fall faster each day: 80, 70, 45. Next rung chosen.",
        "Worked with {relation} on the call about not joining the checks.",
        "Practised leaving the kitchen after one look, together on video.",
        "Looked at reassurance from {relation} as a ritual of its own.",
        "Wrote the next three rungs; the bin comes before the post.",
        "Talked about doubt: uncertain is not unsafe. Stayed with it on the call.",
    ),
    _I.SLEEP: (
        "Efficiency 68% to 78%. Bedtime moved fifteen minutes earlier.",
        "Getting up when awake is the hard part. Chair, blanket and radio ready.",
        "Looked at the weekend lie-in and Sunday night. Rise time kept.",
        "Worry at three in the morning: notebook by the kettle, back to bed when sleepy.",
        "Compared two weeks of diary: fewer naps, deeper nights.",
        "Bedroom gone through: phone, light, {relation}'s television. Two changes agreed.",
        "Planned the first week of the new shifts; rise time shifted by an hour.",
    ),
}
LATE: dict[Intervention, tuple[str, ...]] = {
    _I.BEHAVIOURAL_ACTIVATION: (
        "Looked back over the diary: what lifts mood is people and {place}. Started the staying-well plan.",
        "Goals checked: first met, second half way. Kept what works, dropped the star chart.",
        "Worked out early signs: unopened post, early nights. First step if they come: ring {relation}.",
    ),
    _I.COGNITIVE_RESTRUCTURING: (
        "Does the record in the head now. Early signs and helpful questions on one page.",
        "Went back to the first hot thought: belief 20%. Staying-well plan begun.",
    ),
    _I.WORRY_MANAGEMENT: (
        "Worry down to twenty minutes most days. Planned for {month}, when it usually rises.",
        "Goals reviewed. Uses the tree without the sheet. Early signs listed with {relation}.",
    ),
    _I.PROBLEM_SOLVING: (
        "Used the steps alone for a second problem. Wrote them on a card.",
        "Reviewed what changed: hours sorted, budget works. Staying-well plan.",
    ),
    _I.PANIC_MANAGEMENT: (
        "No full attack for three weeks. Top of the list done: {place} alone. Staying-well plan.",
        "Goes without water and sits anywhere. Talked through a set-back and what to do.",
    ),
    _I.GRADED_EXPOSURE: (
        "Top two steps done. Planned how to keep practising, once a week at least.",
        "Ladder finished but one. Staying-well plan and set-backs.",
    ),
    _I.EXPOSURE_RESPONSE_PREVENTION: (
        "Rituals down to ten minutes. Rules for a bad day written with {relation}.",
    ),
    _I.SLEEP: ("Sleeps six and a half hours. Rise time stays; plan for bad nights.",),
}
OBSERVED = (
    "Sounds brighter.", "Tearful at the start, settled.", "“It helps to see it on paper”.",
    "Asked good questions.", "Tired, answers short.", "Laughed about the first week.",
    "Found the booklet wordy; read two pages together.", "“I thought I'd be worse at this”.",
    "{Relation} has noticed a change.", "Work is the hard part.", "Keen to go on.",
    "Not sure it fits; agreed to try one more week.", "Mood mixed, two good days.",
    "Appetite back.", "Sleep still broken.", "Quieter than last time.", "Has told {relation} about the calls.",
    "“Small is fine, I get that now”.", "Rang from the car, private.", "Says Sundays are worst.",
    "Pleased with {day}.", "Worried about the coming week.", "Wants shorter tasks.",
    "Proud of not cancelling.", "Back to work on Monday.", "Less time on the phone at night.",
)  # fmt: skip
ENDINGS = (
    "Scores gone through together. Staying-well plan complete, ready to finish.",
    "Reviewed the goals: both met. Knows how to come back.",
    "Last session. What worked, early signs and first steps written down.",
    "Looked at the chart from start to now. Agreed to end; booster not wanted.",
)
STAYING_WELL = (
    "Keep the staying-well plan on the fridge; look at it once a month.",
    "One check-in with {relation} a month. Self-refer again if two early signs last two weeks.",
    "Keep {hobby} going. Read the plan if mood dips for a fortnight.",
    "Practise once a week; bring the booklet out again if needed.",
)
