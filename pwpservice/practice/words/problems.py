"""Problem statements in the person's words, and goals, by family of problem."""

from clinical.problems import Problem

# {event} {relation} {hobby} {place} {chore} {worry}: filled from the person's life.
_LOW = (
    "Low since {event}. Stopped {hobby}, sees {relation} less, sleeps in. “I have nothing to say to anyone.”",
    "“Everything is an effort.” Flat since {event}; post unopened, meals skipped, stays in most days.",
    "Low mood and tiredness since {event}. Tearful in the mornings, avoids calls, thinks “I am letting {relation} down”.",
    "Lost interest in {hobby} after {event}. In bed by eight, awake at four, then dozes. “I used to be fun.”",
    "Mood dipped after {event}. Keeps busy at work, then nothing at home: sofa, phone, snacks. Feels guilty about {relation}.",
    "“I go through the motions.” Since {event} less washing, less cooking, fewer messages answered. Concentration poor.",
    "Down most days since {event}. Cancels plans with {relation} on the day, then criticises self for it.",
    "Third time low like this. Began with {event}. Knows the pattern: withdraws, stops {hobby}, sleep goes.",
    "Empty and irritable since {event}. Snaps at {relation}, then withdraws. “I don't recognise myself.”",
    "Low and slowed up since {event}. Mornings worst. Does the minimum, leaves {chore}, avoids {place}.",
)
_WORRY = (
    "Worries about {worry} from waking to sleep. Checks with {relation}, makes lists, cannot settle. “My head never stops.”",
    "“What if” thoughts about {worry}, worse since {event}. Tight chest, restless, puts off decisions.",
    "Always a worrier; since {event} it takes hours a day. Reads up on {worry}, asks {relation} for reassurance.",
    "Worry about {worry} and then about worrying. Tense shoulders, broken sleep, snappy by evening.",
    "Since {event} cannot switch off. Plans for every outcome, over-prepares at work, exhausted by Friday.",
    "Lies awake with {worry}. Avoids opening letters, then checks the bank at night. Headaches most days.",
    "“If I don't think it through, something will go wrong.” Worries about {worry}; has stopped {hobby}.",
    "On edge since {event}. Keeps phone in hand in case {relation} rings; imagines the worst if late home.",
    "Worry moves from {worry} to health and back. Stomach in knots, leaves meals, hard to concentrate.",
)
_PANIC = (
    "Panic attacks since {event}: heart races, dizzy, “I'm going to collapse”. Carries water, sits near doors.",
    "First attack in {place}, now three a week. Leaves shops, avoids buses, asks {relation} to come along.",
    "Sudden rushes of fear with tingling hands. Fears a heart attack despite clear tests. Stopped {hobby}.",
    "Attacks at work since {event}. Holds on to the desk, breathes fast, goes outside. Dreads the next one.",
    "“I thought I was dying in the queue.” Plans every journey around exits; no motorways since {event}.",
)
_AVOIDANCE = (
    "Has not been past {place} alone for months. Travels only with {relation}. Fears being trapped and passing out.",
    "Avoids dogs since a bite as a child; crosses roads, will not visit {relation}. Wants to walk to work again.",
    "Cannot face needles; two blood tests missed. Faints or leaves. GP needs the bloods done by next month.",
    "Lifts, trains and crowds avoided since {event}. Shops at seven in the morning. “My world has shrunk.”",
    "Avoids driving on fast roads since {event}. Takes the long way, hands shaking. Needs the car for work.",
)
_OCD = (
    "Checks doors, hob and taps for about an hour before leaving. Goes back if unsure. {relation} helps check.",
    "Washes hands until sore after touching post or bins. Separate clothes for outside. Late for work twice a week.",
    "Unwanted thoughts about harming {relation}; checks memory, avoids knives. Knows it makes no sense. No wish to act.",
    "Rereads and rewrites messages up to twenty times. Needs it to feel right. Work has noticed.",
)
_SOCIAL = (
    "Avoids speaking in meetings; rehearses, blushes, goes over it for days. Turned down a promotion.",
    "Eats lunch in the car. Fears looking stupid. Says no to {relation}'s invitations, drinks before any party.",
    "Dreads phone calls at work, hands shake. Keeps answers short so that nobody notices. Stopped {hobby}.",
)
_TRAUMA = (
    "Nightmares and flashbacks since {event}. Avoids that road. Jumpy, sleeps with the light on, sees {relation} less.",
    "Cannot talk about {event}. Memories come from nowhere; on guard in {place}. Waiting for Step 3 view.",
)
_HEALTH = (
    "Checks pulse and moles daily since {event}. Five GP visits this spring, all clear. Reads symptoms at night.",
    "Convinced a headache is a tumour. Asks {relation} to look, searches online for hours, avoids hospital programmes.",
)
_STRESS = (
    "Cannot cope since {event}. Tearful at work, drops things, sleeps four hours. “I have always been the strong one.”",
    "Stress about {worry} since {event}; stopped {hobby}, skin flared up. Wants “a few tools and someone to talk to”.",
    "Low confidence since {event}. Compares self with {relation}; says yes to everything, then resents it.",
)
_MIXED = (
    "Low since {event}: stopped {hobby}, sees {relation} less, worries at night about {worry}.",
    "Anxious by day, flat by evening since {event}. Puts off {chore}, worries about having put it off.",
    "“Too wound up to rest, too tired to do anything.” Since {event} worries about {worry}, avoids friends.",
)
STATEMENTS: dict[Problem, tuple[str, ...]] = {
    Problem.DEPRESSION: _LOW,
    Problem.RECURRENT_DEPRESSION: _LOW,
    Problem.GENERALISED_ANXIETY: _WORRY,
    Problem.MIXED_ANXIETY_DEPRESSION: _MIXED,
    Problem.PANIC_DISORDER: _PANIC,
    Problem.AGORAPHOBIA: _AVOIDANCE[:1] + _AVOIDANCE[3:4],
    Problem.SPECIFIC_PHOBIA: _AVOIDANCE[1:3] + _AVOIDANCE[4:],
    Problem.OCD: _OCD,
    Problem.SOCIAL_ANXIETY: _SOCIAL,
    Problem.PTSD: _TRAUMA,
    Problem.HEALTH_ANXIETY: _HEALTH,
    Problem.OTHER_ANXIETY: _STRESS,
    Problem.OTHER: _STRESS,
}

_LOW_GOALS = (
    "Back to {hobby} by {month}.", "See {relation} once a week.", "Up by nine on days off.",
    "Cook three evenings a week.", "Open the post the day it comes.", "Out of the house every day.",
    "Answer messages within two days.", "A full week at work.", "Keep {chore} under control.",
    "One thing a week just for pleasure.", "Walk round {place} twice a week.",
)  # fmt: skip
_ANXIOUS_GOALS = (
    "Asleep within half an hour, five nights of seven.", "An evening with {relation} without checking the phone.",
    "Decide small things the same day.", "Back to {hobby} by {month}.", "No more than 30 minutes of worry a day.",
    "Say no once a week.", "Leave work at work.", "Open letters when they come.", "A weekend away in {month}.",
    "Eat breakfast before work.", "Stop looking things up at night.",
)  # fmt: skip
_FEAR_GOALS = (
    "Bus to town alone by {month}.", "Do the weekly shop without leaving.", "Stay in a queue until served.",
    "Drive to {relation}'s by the main road.", "Back to {hobby} by {month}.", "Sit in the middle of the cinema.",
    "Blood test done.", "Leave the house after one check.", "Speak once in each team meeting.",
    "Walk past {place} alone.",
)  # fmt: skip
GOALS: dict[Problem, tuple[str, ...]] = {
    problem: _LOW_GOALS
    if statements is _LOW or statements is _MIXED
    else _ANXIOUS_GOALS
    if statements in (_WORRY, _STRESS, _HEALTH, _TRAUMA)
    else _FEAR_GOALS
    for problem, statements in STATEMENTS.items()
}
