/* Small helpers shared by the parts of the session page. */
export const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));

export const isTyping = (element) => /^(TEXTAREA|SELECT)$/.test(element.tagName)
  || (element.tagName === 'INPUT' && !/^(radio|checkbox|button|submit)$/.test(element.type));

export const inView = (element) => element.getClientRects().length > 0;

/* The value chosen in a group of radios or in a list, or ''. */
export function chosen(form, name) {
  const found = form.querySelector(`input[name="${name}"]:checked, select[name="${name}"]`);
  return found ? found.value : '';
}

/* What was typed in a field, without spaces around it. */
export function typed(form, name) {
  const field = form.querySelector(`[name="${name}"]`);
  return field ? field.value.trim() : '';
}

const NOT_MISSED = { ATTENDED: 'seen', LATE_SEEN: 'seen', SERVICE_CANCELLED: 'cancelled' };

/* Which part of the page follows from attendance: seen, missed, cancelled, or nothing yet. */
export function pathOf(form) {
  const attendance = chosen(form, 'attendance');
  return attendance && (NOT_MISSED[attendance] || 'missed');
}

/* The answers of one questionnaire in order, null where there is none. */
export function answersOf(form, prefix) {
  return all(`#${prefix} tbody tr`, form).map((row) => {
    const radio = row.querySelector('input:checked');
    return radio ? Number(radio.value) : null;
  });
}

export const totalOf = (answers) => (answers.includes(null) ? null : answers.reduce((sum, one) => sum + one, 0));

/* Change words only when they differ, so that a screen reader hears them once. */
export function say(element, words) {
  if (element && element.textContent !== words) element.textContent = words;
}
