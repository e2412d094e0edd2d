"""Assessment notes, risk sections, supervision decisions, letters and what else stands on a timeline."""

ASSESSED = (
    "Problem statement and goals agreed. {statement_short} Impact mostly on {domain}. Alcohol {alcohol}. "
    "Options discussed; chose guided self-help.",
    "Went through what brings {them} here now. Main impact on {domain}. No drugs, alcohol {alcohol}. "
    "Expects “tools, not tablets”. Suitable for Step 2, chose guided self-help.",
    "Triggers, body, behaviour and thoughts mapped. Hardest: {domain}. Alcohol {alcohol}. Treatment choices explained, "
    "prefers {medium}.",
    "First time asking for help. Impact on {domain}. Alcohol {alcohol}. Decided together on guided self-help with {medium} calls.",
    "Had counselling years ago, found it helpful. Hardest hit: {domain}. Alcohol {alcohol}. Wants something practical.",
    "Rang from work, private room. Main problem and goals agreed, impact on {domain}. Alcohol {alcohol}.",
)  # fmt: skip
ASSESSED_ONLY = (
    "Main need is {need}. Not a fit for Step 2 now; options discussed and agreed.",
    "Went through the problem and what has been tried. Prefers {need}. Details given, letter to GP.",
    "Not able to use self-help at present. Agreed {need} first, may come back.",
)
OTHER_NEEDS = (
    "bereavement support", "relationship counselling", "the drug and alcohol service", "Step 3 CBT",
    "the community mental health team", "debt advice", "the carers' centre", "the perinatal team",
    "trauma-focused therapy",
)  # fmt: skip
DOMAINS = (
    "work",
    "sleep",
    "home",
    "friendships",
    "family life",
    "study",
    "the children",
    "getting out",
)
ALCOHOL = (
    "none",
    "under 5 units a week",
    "weekends only",
    "about 10 units a week",
    "cut down since spring",
)
# The plan | how it is told when done | how when not done.
ASSESSMENT_PLANS = (
    "Read the first booklet, pages 4 to 7 | read the booklet | booklet not opened",
    "Diary for three days | kept the diary for two days | diary not started",
    "Write down two goals | goals written down | goals only thought about",
    "Note when it is worst and what is going on | noted when it is worst: evenings | nothing noted",
    "Read about the cycle, own example on page 6 | own example written on page 6 | pages not read",
    "Ask {relation} what has changed | asked {relation} | did not ask {relation}",
)
MEDIUM_WORDS = {
    "PHONE": "phone", "VIDEO": "video", "IN_PERSON": "face-to-face", "TEXT": "chat", "EMAIL": "email",
    "OTHER": "other",
}  # fmt: skip

KEEPS_SAFE = (
    "{Relation} and the dog.", "“I couldn't do that to my {relation}.”", "Faith, and {relation} living close by.",
    "The children. Wants to see them grow up.", "Having plans for {month}.", "Knows it passes by morning.",
    "{Hobby}, and talking to {relation}.", "Would never act on it; afraid of pain.",
    "Looks after {relation}, is needed.", "The cat, music, ringing {relation}.", "Hope that this works.",
)  # fmt: skip
SAFETY_AGREED = (
    "Ring {relation} first, then Samaritans 116 123. Crisis line number in the phone.",
    "Steps written down: out of the room, ring {relation}, crisis line. Asked again next time.",
    "Will tell {relation} tonight. Crisis line and 999 gone through.",
    "Goes to {relation}'s when evenings are bad. Has the crisis line number.",
    "Knows steps by heart: walk, ring {relation}, 111 option 2. Checked at each call.",
    "Keeps the safety plan card in the wallet. Same steps as before.",
)
PASSING_WORDS = (
    "Thoughts of not being here on two evenings, no plan, gone by morning.",
    "“Wish I could sleep and not wake up.” No plan, no wish to act.",
    "Passing thoughts after the argument with {relation}. None since.",
)
MEANS_AGREED = (
    "{Relation} keeps the tablets; weekly supply from the pharmacy",
    "spare tablets go back to the pharmacy on {day}",
)
CONCERNS = (
    "Children hear the arguments. Health visitor already involved; agreed to ring her together.",
    "Former partner has been outside the house. Safety advice given, police number at hand.",
    "Not eating properly most days; GP to check weight.",
)
ACTIONS_PLANNED = (
    "Safety check call", "Safety check call, go through the steps again", "Check call after the weekend",
    "Ring to ask how the evening plan went",
)  # fmt: skip
ACTIONS_SAME_DAY = (
    "Tell the GP today",
    "Talk it through with the duty senior",
    "Ring back before close",
)
ACTIONS_DONE = (
    "Rang as agreed. No thoughts since, steps known.", "Spoke for ten minutes. Thoughts fewer, plan stays.",
    "Reached at second try. Safe, with {relation}.", "GP rang back, appointment on {day}.",
    "Discussed with senior: continue, ask each time.",
)  # fmt: skip
FLAG_CLOSED = (
    "Asked in full: passing thoughts, no plan or intent. Safety plan agreed, asked again next time.",
    "Known and unchanged, safety plan stands. {Relation} aware.",
    "Gone through together. No plan, means or intent; steps written down.",
    "Read the question as wanting to sleep; no thoughts of ending life. Plan agreed all the same.",
    "No wish to act. Crisis numbers given, GP told in the letter.",
    "Talked through, keeps to the steps. Supervisor told at the weekly meeting.",
)

CONTINUE = (
    "Keep activities small, review in four weeks.", "On track. Goals are clear, carry on.",
    "Scores moving. Ask about the evenings.", "Good engagement; staying-well plan when scores hold.",
    "Check sleep next time, then carry on.", "Continue; involve {relation} if wanted.",
    "Slow but steady. One task less each week.", "Carry on, ask what got in the way.",
    "Medication review with GP suggested; continue.", "Practise daily rather than weekly.",
    "Stay with one intervention. Review in four weeks.",
)  # fmt: skip
CHANGES = (
    "Change to problem solving for the shifts, two sessions.", "Two extra sessions, then decide on step up.",
    "Try video so that sheets can be shared.", "Add sleep work before going on.",
    "Step 3 if PHQ-9 has not moved in two sessions.",
)  # fmt: skip
QUESTIONS = (
    "Is it the treatment or the shifts? Would problem solving fit better?",
    "Scores stuck although the plan is done. Step up, or two more sessions?",
    "Misses every second call. Offer evenings, or is it avoidance?",
    "Should {relation} join a session?", "How far do I go with sleep before returning to mood?",
    "Second opinion on the descriptor: worry or health anxiety?",
    "Is it time to end? Would like a booster, below threshold twice.",
    "How to pace exposure with the pain condition?",
)  # fmt: skip
SPOKE_AFTER_MISS = (
    "Rang back at {clock}, spoke: forgot, no concern. Rebooked.", "Text answered at {clock}: stuck at work. Rebooked.",
    "Rang at {clock}: phone was flat. Fine, new time agreed.", "{Relation} took a message; rang back at {clock}, all well.",
    "Reached at {clock}: ill with a stomach bug. Same time next week.",
)  # fmt: skip
RECEIVED_WORDS = {
    "SELF": "By web form. Asks for help with {about}.",
    "GP": "GP letter: {about}, no acute concern noted.",
    "PRIMARY_CARE": "Practice nurse: {about}.",
    "HOSPITAL": "Liaison team after an attendance: {about}.",
    "MATERNITY": "Health visitor: {about} since the birth.",
    "VOLUNTARY": "Advice centre: {about}.",
    "SOCIAL_CARE": "Housing officer: {about}.",
    "EMPLOYER": "Occupational health: {about}, still at work.",
    "STEPPED_DOWN": "From Step 3: residual {about}.",
    "OTHER_SERVICE": "From the neighbouring service after a move: {about}.",
    "OTHER": "Single point of access: {about}.",
}
ABOUT = (
    "low mood",
    "worry and sleep",
    "anxiety",
    "stress",
    "panic",
    "low mood and anxiety",
    "not coping",
)
CORRECTIONS = (
    "The next appointment is by phone, not video.", "It was {relation} who rang, not a neighbour.",
    "Booklet sent was the second, not the first.", "Medication dose is 50 mg, not 100 mg.",
)  # fmt: skip
REMINDERS = (
    "Ring the surgery about the medication review", "Send the worry booklet in large print",
    "Ask employment adviser for a date", "Book interpreter for the next two sessions",
    "Post the relapse booklet", "Check that the GP letter has gone",
)  # fmt: skip
