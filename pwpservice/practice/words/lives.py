"""What is particular to one invented life: who matters to them, what they like, what they do. Slots of every other text."""

RELATIONS = (
    "sister", "brother", "partner", "colleague", "neighbour", "best friend", "cousin", "old friend",
)  # fmt: skip
RELATIONS_YOUNGER = (*RELATIONS, "mum", "dad", "aunt", "flatmate")
RELATIONS_OLDER = (*RELATIONS, "daughter", "son", "niece")
HOBBIES = (
    "swimming", "the allotment", "choir", "five-a-side", "the gym", "knitting", "running", "baking",
    "fishing", "drawing", "the book group", "yoga", "the quiz team", "cycling", "guitar", "gardening",
    "photography", "crown green bowls", "board games", "sewing", "badminton", "reading",
)  # fmt: skip
PLACES = (
    "the canal", "the park", "the reservoir", "the rec", "the river path", "the woods", "the old railway",
    "the cricket ground", "the lake", "town",
)  # fmt: skip
CHORES = (
    "the post", "the washing-up", "the spare room", "the ironing", "the kitchen table", "the hoovering",
    "the bills", "the shed", "the cupboard under the stairs", "the paperwork",
)  # fmt: skip
JOBS = (
    "Works full time, warehouse shifts", "Teaching assistant, term time", "Works full time, office",
    "Works part time, supermarket", "Care worker, rotating shifts", "Self-employed, plumber",
    "Off sick since last month", "Not working, on Universal Credit", "At home with children", "Works full time, call centre", "Delivery driver, early starts",
    "Part time, school kitchen", "On a phased return to work", "Carer for a parent",
    "Works full time, hospital porter", "Works nights, distribution centre",
    "Self-employed, hairdresser", "Works full time, council offices", "Between jobs since spring",
)  # fmt: skip
JOBS_YOUNGER = (
    "Student, second year", "Student, final year", "Works part time, café", "Apprentice, joinery", "Works full time, shop",
    "Between jobs since spring", "Works part time, supermarket", "Works full time, call centre", "Student nurse, placements",
)  # fmt: skip
JOBS_OLDER = (
    "Retired",
    "Retired",
    "Retired",
    "Retired, volunteers on Tuesdays",
    "Retired, carer for a partner",
    "Part time, charity shop",
)
MEDICATION = (
    "None", "None", "None", "None", "None", "Sertraline 50 mg, as prescribed",
    "Sertraline 100 mg, as prescribed", "Citalopram 20 mg, as prescribed",
    "Fluoxetine 20 mg, as prescribed", "Mirtazapine 15 mg at night", "Propranolol when needed",
    "Prescribed sertraline, not taking it", "Citalopram 10 mg, started last month",
)  # fmt: skip
NEEDS = (
    "Interpreter: Polish", "Interpreter: Urdu", "Interpreter: Bengali", "Interpreter: Portuguese",
    "Interpreter: Arabic", "Interpreter: Romanian", "Hearing aid: speak clearly, face to camera",
    "Uses hearing aid, prefers phone amplifier", "Dyslexia: materials by audio",
    "Large print booklets", "Step-free room", "Autistic: send agenda before the call",
    "ADHD: short sections, text reminder", "Breastfeeding: may need to pause", "Shift worker: check rota first",
    "Stammer: allow more time", "Chronic pain: breaks in longer calls", "Reads little English: go through booklets aloud",
)  # fmt: skip
BEST_TIMES = (
    "", "", "", "Mornings", "Mornings", "Afternoons", "After 15:00", "Before school run, 09:00 to 11:00",
    "Lunch hour, 12:00 to 13:00", "Not Fridays", "After night shift, from 13:00", "Any weekday",
)  # fmt: skip
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
TIMES = (
    "before breakfast", "at 10:00", "after lunch", "straight after work", "at 17:30", "before the school run",
    "mid-morning", "after tea", "at 11:00", "on the way home",
)  # fmt: skip
WORRIES = (
    "money", "work", "the children", "health", "being late", "the house", "exams", "what people think",
    "parents getting older", "the rent", "driving", "the news",
)  # fmt: skip
EVENTS = (
    "redundancy in {month}", "a separation last year", "a bereavement in {month}", "moving house in {month}",
    "a new manager started", "a health scare in {month}",
    "night shifts began", "a car accident in {month}", "caring for mum full time",
    "debt letters in {month}", "a court date was set", "a complaint at work in {month}",
    "an operation in {month}", "the hours at work were cut",
)  # fmt: skip
EVENTS_YOUNGER = (
    "starting university", "leaving home in {month}", "exams in {month}", "a break-up in {month}", "the baby was born",
    "a friend's accident", "night shifts began", "a new manager started", "a bereavement in {month}",
)  # fmt: skip
EVENTS_OLDER = (
    "retiring in {month}", "children left home", "a bereavement in {month}", "an operation in {month}", "a fall in {month}",
    "moving house in {month}", "a health scare in {month}", "giving up the car",
)  # fmt: skip
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
PAGES = ("4 to 7", "8 to 13", "14 to 17", "18 to 22", "23 to 27", "28 to 31")
