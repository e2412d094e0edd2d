/* Log a session: keys, running totals, what is still needed, and saving. Everything here is a preview or a shortcut: the
   page works without it, and the server computes everything again. Nothing is kept in browser storage. */
import { watchGrids, nextItem, previousItem } from './session/grid.js';
import { watchKeys, focusGroup } from './session/keys.js';
import { showParts, riskIsOpen } from './session/parts.js';
import { showNeeded } from './session/needed.js';
import { watchSaving } from './session/saving.js';
import { watchAttempts } from './session/attempts.js';

const form = document.getElementById('log');

function refresh() {
  showParts(form);
  showNeeded(form);
}

/* Where the keys lead next, in the order a call goes. */
const next = {
  afterAttendance(path) {
    if (path === 'seen') (nextItem(form) || focusAfterAnswers)();
    else focusGroup(form, path === 'missed' ? 'follow_up' : 'next');
  },
  afterGrid: focusAfterGrid,
  afterRisk(reviewed) {
    if (reviewed) focusGroup(form, 'risk_thoughts');
    else if (!focusGroup(form, 'plan_done')) document.getElementById('id_did').focus();
  },
  backToGrid() { previousItem(form); },
};

function focusAfterGrid() {
  focusGroup(form, riskIsOpen() ? 'risk_thoughts' : 'risk_asked');
}

/* All was answered before the call. Digits meant for the grid must not answer what is asked about risk: the section takes
   focus, and its first question at the next Tab. */
function focusAfterAnswers() {
  if (riskIsOpen()) document.getElementById('risk-questions').focus();
  else focusAfterGrid();
}

/* On opening, the first thing that is still to be answered. A summary of errors takes focus itself. */
function begin() {
  if (form.dataset.hasErrors) return;
  const chosen = (name) => form.querySelector(`[name="${name}"]:checked`);
  if (document.getElementById('id_opening') && !chosen('opening') && !chosen('attendance')) focusGroup(form, 'opening');
  else if (!chosen('attendance')) focusGroup(form, 'attendance');
  else if (form.dataset.path === 'seen') next.afterAttendance('seen');
}

watchGrids(form, next);
watchKeys(form, next);
watchAttempts(form, refresh);
form.addEventListener('change', refresh);
form.addEventListener('input', refresh);
refresh();
watchSaving(form);
begin();
