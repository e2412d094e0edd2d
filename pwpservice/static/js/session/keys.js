/* One-key choices. A key acts only inside its group; opening check, attendance and call attempts share one set of keys.
   Choosing with mouse, touch, arrows or Space never moves focus. */
import { all, inView, isTyping, pathOf } from './dom.js';

export function focusGroup(form, name) {
  const inputs = all(`input[name="${name}"]`, form).filter((one) => !one.disabled && inView(one));
  const input = inputs.find((one) => one.checked) || inputs[0];
  if (input) input.focus({ focusVisible: true });
  return Boolean(input);
}

const byKey = (root, key) => all('[data-k]', root).find((one) => one.dataset.k === key && !one.disabled && inView(one));

function found(target, key) {
  const group = target.closest('[data-pick]');
  const own = group && byKey(group, key);
  if (own) return own;
  const start = target.closest('[data-start]');
  if (!start) return null;
  return ['#id_opening', '#id_attempt', '#id_attendance'].map((id) => start.querySelector(id))
    .map((part) => part && byKey(part, key)).find(Boolean);
}

function choose(element) {
  element.checked = element.type === 'checkbox' ? !element.checked : true;
  element.focus();
  element.dispatchEvent(new Event('change', { bubbles: true }));
}

function moveOn(form, next, element) {
  const then = element.closest('[data-then]');
  if (element.name === 'opening' && element.value === 'all') focusGroup(form, 'attendance');
  else if (element.name === 'opening') focusGroup(form, 'opening_identity');
  else if (element.name === 'attendance') next.afterAttendance(pathOf(form));
  else if (element.name === 'risk_asked') next.afterRisk(element.value === 'REVIEWED');
  else if (then) document.getElementById(then.dataset.then).focus();
}

function backspace(event, next) {
  const group = event.target.closest('#id_risk_asked, #id_risk_thoughts');
  if (!group) return;
  event.preventDefault();
  next.backToGrid();
}

export function watchKeys(form, next) {
  form.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    /* Enter in a field or on a choice never signs: Ctrl+Enter does. */
    if (event.key === 'Enter' && event.target.tagName === 'INPUT') { event.preventDefault(); return; }
    if (isTyping(event.target)) return;
    if (event.key === 'Backspace') { backspace(event, next); return; }
    const element = found(event.target, event.key.toLowerCase());
    if (!element) return;
    event.preventDefault();
    event.stopPropagation();
    if (element.tagName === 'BUTTON') { element.click(); return; }
    choose(element);
    moveOn(form, next, element);
  });
  /* WSAS: a digit moves on to the next box. */
  all('[data-digit]', form).forEach((box, at, boxes) => box.addEventListener('input', () => {
    if (/^[0-8]$/.test(box.value) && boxes[at + 1]) boxes[at + 1].focus();
  }));
  /* A link of the error summary goes to the first thing to answer in a group. */
  all('.nhsuk-error-summary a').forEach((link) => link.addEventListener('click', (event) => {
    const target = document.querySelector(link.getAttribute('href'));
    const field = target && (target.matches('input, textarea') ? target : (target.closest('tr') || target).querySelector('input, textarea, button'));
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.scrollIntoView({ block: 'center' });
  }));
}
