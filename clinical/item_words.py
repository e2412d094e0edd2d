"""The words of PCL-5, PHQ-15 and PSWQ as published, and short ones for lists.

All are in the public domain. Spelling is the form's own.
"""

Words = tuple[tuple[str, str], ...]

PCL5_STEM = "In the past month, how much were you bothered by"
PCL5_OPTIONS = ("not at all", "a little bit", "moderately", "quite a bit", "extremely")
PCL5: Words = (
    (
        "Repeated, disturbing, and unwanted memories of the stressful experience?",
        "Unwanted memories",
    ),
    ("Repeated, disturbing dreams of the stressful experience?", "Disturbing dreams"),
    (
        "Suddenly feeling or acting as if the stressful experience were actually happening again "
        "(as if you were actually back there reliving it)?",
        "As if it were happening again",
    ),
    (
        "Feeling very upset when something reminded you of the stressful experience?",
        "Upset by reminders",
    ),
    (
        "Having strong physical reactions when something reminded you of the stressful experience "
        "(for example, heart pounding, trouble breathing, sweating)?",
        "Physical reactions to reminders",
    ),
    (
        "Avoiding memories, thoughts, or feelings related to the stressful experience?",
        "Avoiding memories or feelings",
    ),
    (
        "Avoiding external reminders of the stressful experience (for example, people, places, "
        "conversations, activities, objects, or situations)?",
        "Avoiding people or places",
    ),
    (
        "Trouble remembering important parts of the stressful experience?",
        "Trouble remembering parts of it",
    ),
    (
        "Having strong negative beliefs about yourself, other people, or the world (for example, "
        "having thoughts such as: I am bad, there is something seriously wrong with me, no one "
        "can be trusted, the world is completely dangerous)?",
        "Strong negative beliefs",
    ),
    (
        "Blaming yourself or someone else for the stressful experience or what happened after it?",
        "Blaming self or others",
    ),
    (
        "Having strong negative feelings such as fear, horror, anger, guilt, or shame?",
        "Strong negative feelings",
    ),
    ("Loss of interest in activities that you used to enjoy?", "Loss of interest"),
    ("Feeling distant or cut off from other people?", "Cut off from others"),
    (
        "Trouble experiencing positive feelings (for example, being unable to feel happiness or "
        "have loving feelings for people close to you)?",
        "Few positive feelings",
    ),
    ("Irritable behavior, angry outbursts, or acting aggressively?", "Irritable or angry"),
    (
        "Taking too many risks or doing things that could cause you harm?",
        "Taking too many risks",
    ),
    ('Being "superalert" or watchful or on guard?', "On guard"),
    ("Feeling jumpy or easily startled?", "Jumpy"),
    ("Having difficulty concentrating?", "Difficulty concentrating"),
    ("Trouble falling or staying asleep?", "Trouble sleeping"),
)

PHQ15_STEM = (
    "During the past 4 weeks, how much have you been bothered by any of the following problems?"
)
PHQ15_OPTIONS = ("not bothered at all", "bothered a little", "bothered a lot")
PHQ15: Words = (
    ("Stomach pain", "Stomach pain"),
    ("Back pain", "Back pain"),
    ("Pain in your arms, legs, or joints (knees, hips, etc.)", "Pain in arms, legs or joints"),
    (
        "Menstrual cramps or other problems with your periods (WOMEN ONLY)",
        "Problems with periods",
    ),
    ("Headaches", "Headaches"),
    ("Chest pain", "Chest pain"),
    ("Dizziness", "Dizziness"),
    ("Fainting spells", "Fainting"),
    ("Feeling your heart pound or race", "Heart pounding"),
    ("Shortness of breath", "Short of breath"),
    ("Pain or problems during sexual intercourse", "Pain during sex"),
    ("Constipation, loose bowels, or diarrhea", "Bowels"),
    ("Nausea, gas, or indigestion", "Nausea or indigestion"),
    ("Feeling tired or having low energy", "Tired, low energy"),
    ("Trouble sleeping", "Trouble sleeping"),
)

PSWQ_STEM = "How typical or characteristic of you is each of these?"
PSWQ_OPTIONS = (
    "1, not at all typical of me",
    "2",
    "3, somewhat typical of me",
    "4",
    "5, very typical of me",
)
PSWQ: Words = (
    (
        "If I do not have enough time to do everything, I do not worry about it.",
        "Not worried when short of time",
    ),
    ("My worries overwhelm me.", "Overwhelmed by worries"),
    ("I do not tend to worry about things.", "Does not tend to worry"),
    ("Many situations make me worry.", "Many situations"),
    ("I know I should not worry about things, but I just cannot help it.", "Cannot help it"),
    ("When I am under pressure I worry a lot.", "Worries under pressure"),
    ("I am always worrying about something.", "Always about something"),
    ("I find it easy to dismiss worrisome thoughts.", "Easy to dismiss worries"),
    (
        "As soon as I finish one task, I start to worry about everything else I have to do.",
        "From one task to the next",
    ),
    ("I never worry about anything.", "Never worries"),
    (
        "When there is nothing more I can do about a concern, I do not worry about it any more.",
        "Stops when nothing can be done",
    ),
    ("I have been a worrier all my life.", "All my life"),
    ("I notice that I have been worrying about things.", "Notices worrying"),
    ("Once I start worrying, I cannot stop.", "Cannot stop"),
    ("I worry all the time.", "All the time"),
    ("I worry about projects until they are all done.", "Until projects are done"),
)
