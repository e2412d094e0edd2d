"""The phrases of messages, a language each: neutral, of nobody's health, of no person.

Where a language is not here, English is sent. Before a service goes live, somebody who speaks the
language reads its phrases.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from clinical import wording
from clinical.working_days import local
from portal.models import MessageKind

_K = MessageKind


@dataclass(frozen=True, slots=True)
class Phrases:
    """What is said in one language. `{who}` is the service's name, `{when}` the appointment."""

    when: Callable[[datetime], str]
    said: Mapping[MessageKind, str]
    subjects: Mapping[MessageKind, str]
    # How long it takes, by the service's own figures; how to change it; help at once.
    most_wait: str
    change_on: str
    yes_or_no: str
    or_ring: str
    help_now: str
    ring: str
    ring_on: str
    confirm_or_cancel: str
    confirm: str
    cancel: str
    no_more_texts: str
    no_more_emails: str


def _english(at: datetime) -> str:
    return f"{wording.long_date(local(at).date())} at {wording.clock(at)}"


_POLISH_DAYS = ("poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela")
_POLISH_MONTHS = (
    *("stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia"),
    *("września", "października", "listopada", "grudnia"),
)


def _polish(at: datetime) -> str:
    there = local(at)
    day = _POLISH_DAYS[there.weekday()]
    return f"{day}, {there.day} {_POLISH_MONTHS[there.month - 1]}, godz. {there:%H:%M}"


_ARABIC_DAYS = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")
_ARABIC_MONTHS = (
    *("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس"),
    *("سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"),
)


def _arabic(at: datetime) -> str:
    there = local(at)
    day = _ARABIC_DAYS[there.weekday()]
    return f"{day} {there.day} {_ARABIC_MONTHS[there.month - 1]} الساعة {there:%H:%M}"


ENGLISH = Phrases(
    when=_english,
    said={
        _K.REMINDER: "{who}: you have an appointment on {when}.",
        _K.QUESTIONNAIRE: "{who}: there is a short form to fill in before your appointment: {link} "
        "It asks for your date of birth first.",
        _K.NUDGE: "{who}: the short form for your appointment is still open: {link} "
        "If you have no time for it, we do it together.",
        _K.MISSED: "{who}: we are sorry that we missed you.",
        _K.EXPERIENCE: "{who}: how was it for you? A short form: {link}",
        _K.RECEIVED: "{who}: thank you, your form is here. We read it on the next working day, "
        "then we get in touch.",
        _K.FIRST_FORM: "{who}: we were asked to get in touch with you. A short form helps us to "
        "get ready: {link} You do not have to fill it in. It asks for your date of birth first.",
        _K.WAITING: "{who}: you are on our list, and we have not forgotten you.",
        _K.OPT_IN: "{who}: you are on our list. Do you still want to hear from us?",
        _K.OPT_IN_AGAIN: "{who}: we asked whether you still want to hear from us.",
        _K.HELP_ELSEWHERE: "{who}: as agreed, the numbers you asked for: {link}.",
    },
    subjects={
        _K.REMINDER: "Your appointment",
        _K.QUESTIONNAIRE: "A short form before your appointment",
        _K.NUDGE: "A short form before your appointment",
        _K.MISSED: "Sorry that we missed you",
        _K.EXPERIENCE: "How was it for you?",
        _K.RECEIVED: "Your form is here",
        _K.FIRST_FORM: "A short form, if you like",
        _K.WAITING: "You are on our list",
        _K.OPT_IN: "Do you still want to hear from us?",
        _K.OPT_IN_AGAIN: "Do you still want to hear from us?",
        _K.HELP_ELSEWHERE: "The numbers you asked for",
    },
    most_wait="Most people are seen {low} to {high} weeks after they ask.",
    change_on="To wait longer, or if your number changes, ring {phone}.",
    yes_or_no="Reply YES or NO, or use {answer} You stay on the list until we have talked.",
    or_ring="Or ring {phone}.",
    help_now="In danger: ring 999. For help at any hour: ring 111.",
    ring="Please get in touch to arrange another time.",
    ring_on="Please ring {phone} to arrange another time.",
    confirm_or_cancel="Reply YES to confirm or CANCEL to cancel, or use {answer}",
    confirm="Reply YES to confirm, or use {answer}",
    cancel="Reply CANCEL to cancel, or use {answer}",
    no_more_texts="Reply STOP for no more texts.",
    no_more_emails="For no more emails: {answer}",
)

POLISH = Phrases(
    when=_polish,
    said={
        _K.REMINDER: "{who}: przypominamy o umówionym terminie: {when}.",
        _K.QUESTIONNAIRE: "{who}: prosimy o wypełnienie krótkiego formularza przed spotkaniem: "
        "{link} Na początku trzeba podać datę urodzenia.",
        _K.NUDGE: "{who}: krótki formularz przed spotkaniem jest nadal dostępny: {link} "
        "Jeśli brakuje czasu, wypełnimy go razem.",
        _K.MISSED: "{who}: niestety nie udało nam się porozmawiać.",
        _K.EXPERIENCE: "{who}: prosimy o krótką opinię: {link}",
        _K.RECEIVED: "{who}: dziękujemy, formularz dotarł. Przeczytamy go w najbliższym dniu "
        "roboczym, a potem się odezwiemy.",
        _K.FIRST_FORM: "{who}: poproszono nas o kontakt. Krótki formularz pomoże nam się "
        "przygotować: {link} Wypełnienie nie jest konieczne. Na początku trzeba podać datę "
        "urodzenia.",
        _K.WAITING: "{who}: są Państwo na naszej liście, pamiętamy o tym.",
        _K.OPT_IN: "{who}: są Państwo na naszej liście. Czy nadal mamy się odezwać?",
        _K.OPT_IN_AGAIN: "{who}: pytaliśmy, czy nadal mamy się odezwać.",
        _K.HELP_ELSEWHERE: "{who}: jak ustalono, oto numery, o które Państwo prosili: {link}.",
    },
    subjects={
        _K.REMINDER: "Umówiony termin",
        _K.QUESTIONNAIRE: "Krótki formularz przed spotkaniem",
        _K.NUDGE: "Krótki formularz przed spotkaniem",
        _K.MISSED: "Nie udało nam się porozmawiać",
        _K.EXPERIENCE: "Prosimy o krótką opinię",
        _K.RECEIVED: "Formularz dotarł",
        _K.FIRST_FORM: "Krótki formularz dla chętnych",
        _K.WAITING: "Są Państwo na naszej liście",
        _K.OPT_IN: "Czy nadal mamy się odezwać?",
        _K.OPT_IN_AGAIN: "Czy nadal mamy się odezwać?",
        _K.HELP_ELSEWHERE: "Numery, o które Państwo prosili",
    },
    most_wait="Większość osób czeka od {low} do {high} tygodni.",
    change_on="Aby odczekać dłużej lub podać nowy numer, prosimy o telefon: {phone}.",
    yes_or_no="Odpowiedz 1 (tak) lub 2 (nie) albo użyj {answer} "
    "Nikt nie znika z listy bez rozmowy.",
    or_ring="Można też zadzwonić: {phone}.",
    help_now="W niebezpieczeństwie: 999. Pomoc o każdej porze: 111.",
    ring="Prosimy o kontakt, aby ustalić nowy termin.",
    ring_on="Prosimy o telefon pod numer {phone}, aby ustalić nowy termin.",
    confirm_or_cancel="Odpowiedz 1, aby potwierdzić, lub 2, aby odwołać, albo użyj {answer}",
    confirm="Odpowiedz 1, aby potwierdzić, albo użyj {answer}",
    cancel="Odpowiedz 2, aby odwołać, albo użyj {answer}",
    no_more_texts="Odpowiedz STOP, aby nie otrzymywać SMS-ów.",
    no_more_emails="Aby nie otrzymywać e-maili: {answer}",
)

ARABIC = Phrases(
    when=_arabic,
    said={
        _K.REMINDER: "{who}: لديك موعد يوم {when}.",
        _K.QUESTIONNAIRE: "{who}: نرجو تعبئة نموذج قصير قبل موعدك: {link} "
        "سيُطلب منك تاريخ ميلادك أولاً.",
        _K.NUDGE: "{who}: النموذج القصير قبل موعدك ما زال متاحاً: {link} "
        "إذا لم يكن لديك وقت فسنملؤه معاً.",
        _K.MISSED: "{who}: نأسف لأننا لم نتمكن من التحدث معك.",
        _K.EXPERIENCE: "{who}: نرجو إبداء رأيك في هذا النموذج القصير: {link}",
        _K.RECEIVED: "{who}: شكراً، وصل نموذجك. سنقرؤه في يوم العمل التالي ثم نتواصل معك.",
        _K.FIRST_FORM: "{who}: طُلب منا التواصل معك. نموذج قصير يساعدنا على الاستعداد: {link} "
        "تعبئته ليست إلزامية. سيُطلب منك تاريخ ميلادك أولاً.",
        _K.WAITING: "{who}: أنت على قائمتنا، ولم ننسَك.",
        _K.OPT_IN: "{who}: أنت على قائمتنا. هل ما زلت تريد أن نتواصل معك؟",
        _K.OPT_IN_AGAIN: "{who}: سألناك إن كنت ما زلت تريد أن نتواصل معك.",
        _K.HELP_ELSEWHERE: "{who}: كما اتفقنا، هذه الأرقام التي طلبتها: \u2066{link}\u2069.",
    },
    subjects={
        _K.REMINDER: "موعدك",
        _K.QUESTIONNAIRE: "نموذج قصير قبل موعدك",
        _K.NUDGE: "نموذج قصير قبل موعدك",
        _K.MISSED: "لم نتمكن من التحدث معك",
        _K.EXPERIENCE: "نرجو إبداء رأيك",
        _K.RECEIVED: "وصل نموذجك",
        _K.FIRST_FORM: "نموذج قصير إذا رغبت",
        _K.WAITING: "أنت على قائمتنا",
        _K.OPT_IN: "هل ما زلت تريد أن نتواصل معك؟",
        _K.OPT_IN_AGAIN: "هل ما زلت تريد أن نتواصل معك؟",
        _K.HELP_ELSEWHERE: "الأرقام التي طلبتها",
    },
    most_wait="ينتظر معظم الناس من {low} إلى {high} أسابيع.",
    change_on="إذا أردت الانتظار أكثر أو تغيّر رقمك فاتصل على \u2066{phone}\u2069.",
    yes_or_no="أجب بالرقم 1 لنعم أو 2 للا، أو استخدم \u2066{answer}\u2069 "
    "تبقى على القائمة حتى نتحدث معك.",
    or_ring="أو اتصل على \u2066{phone}\u2069.",
    help_now="في خطر: \u2066999\u2069. للمساعدة في أي ساعة: \u2066111\u2069.",
    ring="يُرجى التواصل معنا لتحديد موعد جديد.",
    # The marks keep the groups of a number in the order in which they are dialled.
    ring_on="يُرجى الاتصال على الرقم \u2066{phone}\u2069 لتحديد موعد جديد.",
    confirm_or_cancel="أجب بالرقم 1 للتأكيد أو 2 للإلغاء، أو استخدم {answer}",
    confirm="أجب بالرقم 1 للتأكيد، أو استخدم {answer}",
    cancel="أجب بالرقم 2 للإلغاء، أو استخدم {answer}",
    no_more_texts="أجب بكلمة STOP لإيقاف الرسائل.",
    no_more_emails="لإيقاف رسائل البريد: {answer}",
)

LANGUAGES: Mapping[str, Phrases] = MappingProxyType({"en": ENGLISH, "pl": POLISH, "ar": ARABIC})
