/* Which parts of the page are shown: by attendance, by single answers, and the risk section. */
import { all, answersOf, chosen, pathOf, say, totalOf, typed } from './dom.js';

const show = (element, isShown) => element && element.classList.toggle('is-shown', Boolean(isShown));
const CONCERNS = ['risk_self_neglect', 'risk_from_others', 'risk_to_others', 'risk_children'];

export const riskIsOpen = () => document.getElementById('risk').classList.contains('is-shown');

/* Item 9 above 0, or left out of a questionnaire that was begun and left. */
function isRequired(form, phq9) {
  const ninth = phq9[8];
  const wasLeft = typed(form, 'not_done') !== '' && phq9.some((one) => one !== null);
  return ninth > 0 || (ninth === null && wasLeft);
}

function isWorse(form, prefix) {
  const at = document.getElementById(`id_${prefix}`).dataset.worseAt;
  const total = totalOf(answersOf(form, prefix));
  return at !== undefined && total !== null && total >= Number(at);
}

function why(form, phq9, words) {
  const line = document.getElementById('risk-line');
  if (phq9[8] > 0) return `Item 9 is ${phq9[8]} (${words}). Ask now.`;
  if (isRequired(form, phq9)) return 'Item 9 was not answered. Ask now.';
  const total = totalOf(phq9);
  if (total !== null && total >= Number(line.dataset.promptsAt)) return `PHQ-9 is ${total}. Ask about risk.`;
  if (isWorse(form, 'phq9') || isWorse(form, 'gad7')) return 'Scores are reliably worse. Ask about risk.';
  return '';
}

/* The words of an answer, from the column heading of the grid: "several days". */
function answerWords(ninth) {
  const heading = document.querySelectorAll('#phq9 thead th.c')[ninth];
  return heading ? heading.textContent.split(', ')[1] : '';
}

function showRisk(form) {
  const phq9 = answersOf(form, 'phq9');
  const required = isRequired(form, phq9);
  const words = phq9[8] > 0 ? answerWords(phq9[8]) : '';
  const nothingNew = form.querySelector('[name="risk_asked"][value="NOTHING_NEW"]');
  nothingNew.disabled = required;
  if (required) nothingNew.checked = false;
  document.getElementById('risk-line').hidden = required;
  show(document.getElementById('risk'), required || chosen(form, 'risk_asked') === 'REVIEWED');
  say(document.getElementById('risk-why'), why(form, phq9, words));
  form.querySelector('[data-item9]').classList.toggle('is-item9', phq9[8] > 0);
  const answer = document.getElementById('risk-answer');
  say(answer, phq9[8] > 0
    ? `${answer.dataset.who} answered ${words} (${phq9[8]}) to thoughts of being better off dead or of hurting themselves.` : '');
}

/* A plan, an intent, or means for a plan: stay on the call; the first outcome is no longer one. */
function showUrgency(form) {
  const [plan, means, intent] = ['risk_plan', 'risk_means', 'risk_intent'].map((name) => chosen(form, name));
  const stay = plan === 'yes' || intent === 'yes' || (means === 'yes' && plan === '');
  show(document.getElementById('stay'), stay);
  const agreed = form.querySelector('[name="risk_outcome"][value="SAFETY_PLAN"]');
  agreed.disabled = stay;
  agreed.closest('label').hidden = stay;
  if (stay) agreed.checked = false;
  show(document.getElementById('means-agreed'), means === 'yes' && plan === 'no' && document.getElementById('risk').dataset.meansAsk);
  const isConcern = CONCERNS.some((name) => chosen(form, name) === 'yes');
  show(document.getElementById('concern'), isConcern || chosen(form, 'risk_past_attempts') === 'YES_NEW');
  show(document.getElementById('safeguarding-asked'), isConcern);
  show(document.getElementById('safeguarding'), isConcern && chosen(form, 'risk_safeguarding') === 'yes');
  /* The number stands there once: in the line above, or where it is needed now. */
  document.getElementById('duty-line').hidden = stay;
}

/* Which therapy and to whom, beside the list of what was used: these choices are folded away. */
function sayGiven(form) {
  const words = (name) => form.elements[name].selectedOptions[0].textContent;
  say(document.getElementById('given'), `Recorded as: ${words('therapy')}, ${words('format').toLowerCase()}.`);
}

export function showParts(form) {
  const path = pathOf(form);
  form.dataset.path = path;
  all('[data-when]', form).forEach((part) => show(part, path && part.dataset.when.split(' ').includes(path)));
  all('[data-if]', form).forEach((part) => show(part, chosen(form, part.dataset.if) === part.dataset.is));
  const ending = form.querySelector('[name="next"][value="ending"]');
  ending.closest('label').hidden = path === 'cancelled';
  showRisk(form);
  showUrgency(form);
  sayGiven(form);
}
