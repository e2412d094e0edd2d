/* The score grid: a digit fills the focused item and moves on, Backspace goes back; running totals and today's point. */
import { all, answersOf, say, totalOf } from './dom.js';

const rowsOf = (form) => all('.app-q tbody tr', form);

function focusItem(row) {
  (row.querySelector('input:checked') || row.querySelector('input')).focus();
}

/* A function that focuses the first item without an answer, or nothing when all are answered. */
export function nextItem(form) {
  const row = rowsOf(form).find((one) => !one.querySelector('input:checked'));
  return row ? () => focusItem(row) : null;
}

export function previousItem(form) {
  const rows = rowsOf(form);
  focusItem(rows[rows.length - 1]);
}

function change(table, total) {
  if (table.dataset.first === undefined) return 'First score.';
  const first = Number(table.dataset.first);
  const reliable = Number(table.dataset.reliable);
  const moved = total - first;
  const from = moved === 0 ? `Same as first (${first})` : `${moved < 0 ? 'Down' : 'Up'} ${Math.abs(moved)} from first (${first})`;
  if (moved <= -reliable) return `${from}: reliable improvement.`;
  return moved >= reliable ? `${from}: reliable worsening.` : `${from}: no reliable change.`;
}

function band(table, total) {
  const bands = table.dataset.bands.split(';').map((one) => one.split(':'));
  const found = bands.filter((one) => total >= Number(one[0])).pop();
  return { level: found[1], word: found[2] };
}

function before(table) {
  if (table.dataset.first === undefined) return 'Not asked before';
  return `First ${table.dataset.first}, last time ${table.dataset.prev}`;
}

function showTotal(form, table) {
  const prefix = table.dataset.m;
  const answers = answersOf(form, prefix);
  const total = totalOf(answers);
  const box = document.getElementById(`total-${prefix}`);
  const given = answers.filter((one) => one !== null);
  const severity = box.querySelector('.app-sev');
  const shade = total === null ? { level: 0, word: `${given.length} of ${answers.length}` } : band(table, total);
  say(box.querySelector('b'), given.length ? String(given.reduce((sum, one) => sum + one, 0)) : '–');
  severity.className = `app-sev app-sev--${shade.level}`;
  say(severity, shade.word);
  const where = total >= Number(table.dataset.cut) ? 'At or above threshold.' : 'Below threshold.';
  say(box.querySelector('.js-change'), total === null ? before(table) : `${change(table, total)} ${where}`);
  showToday(prefix, total);
}

function showToday(prefix, total) {
  const point = document.querySelector(`#today-${prefix}-side .js-today`);
  if (!point) return;
  if (total === null) { point.setAttribute('hidden', ''); return; }
  const { x, t, b, mx } = point.dataset;
  const y = Number(t) + (b - t) * (1 - total / mx);
  point.removeAttribute('hidden');
  point.setAttribute('transform', `translate(${x} ${y})`);
}

export function watchGrids(form, next) {
  const rows = rowsOf(form);
  const question = document.getElementById('say');
  rows.forEach((row, at) => {
    row.addEventListener('focusin', () => {
      rows.forEach((one) => one.classList.toggle('is-here', one === row));
      say(question, row.dataset.full);
    });
    row.addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (/^[0-3]$/.test(event.key)) {
        event.preventDefault();
        event.stopPropagation();
        const radio = row.querySelector(`input[value="${event.key}"]`);
        radio.checked = true;
        radio.dispatchEvent(new Event('change', { bubbles: true }));
        if (rows[at + 1]) focusItem(rows[at + 1]);
        else next.afterGrid();
      } else if (event.key === 'Backspace') {
        event.preventDefault();
        if (rows[at - 1]) focusItem(rows[at - 1]);
      }
    });
  });
  const tables = all('.app-q', form);
  form.addEventListener('change', (event) => {
    const table = event.target.closest('.app-q');
    if (table) showTotal(form, table);
  });
  tables.forEach((table) => showTotal(form, table));
}
