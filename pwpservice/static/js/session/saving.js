/* Autosave. "Draft saved" is shown only for an answer that carries the new version (safety S-D6). What could not be saved stays on the
   page, in memory alone, and is tried again every 10 seconds; leaving then warns. */
import { all, say } from './dom.js';
import { renewKey, send } from './sending.js';

const AFTER_CHOICE = 250;
const AFTER_TYPING = 800;
const AT_LATEST = 4000;
const RETRY = 10000;
const FRESH = 60000;

const WHY = {
  0: 'The connection dropped.',
  400: 'Something in the text cannot be kept: type that part by hand.',
  401: 'You have been signed out. Sign in again in a new tab, then come back and press Try now.',
  403: 'You signed in again elsewhere.',
  413: 'The text is too long to be sent. Shorten it.',
};
/* Trying the same again helps only where the text was not the reason. */
const isWorthRetrying = (status) => status === 0 || status >= 500;

export function watchSaving(form) {
  const saved = document.getElementById('saved');
  const box = document.getElementById('unsaved');
  const state = { dirty: false, busy: null, stopped: Boolean(document.querySelector('#conflict .app-card')), leaving: false, savedAt: 0, since: 0, timer: 0, retry: 0, needsKey: false };

  function changed(delay) {
    state.dirty = true;
    if (!state.since) state.since = Date.now();
    if (state.stopped) return;
    clearTimeout(state.timer);
    state.timer = setTimeout(save, Math.max(0, Math.min(delay, state.since + AT_LATEST - Date.now())));
  }

  async function save({ isUse = true } = {}) {
    clearTimeout(state.timer);
    clearTimeout(state.retry);
    while (state.busy) await state.busy;
    if (!state.dirty) return true;
    state.busy = once(isUse);
    const isSaved = await state.busy;
    state.busy = null;
    return isSaved;
  }

  async function once(isUse) {
    if (state.needsKey) state.needsKey = !(await renewKey(form));
    if (state.needsKey) return failed({ status: 401, data: {} });
    state.dirty = false;
    state.since = 0;
    const url = `${form.dataset.base}draft`;
    let answer = await send(url, new URLSearchParams(new FormData(form)), { isUse });
    if (answer.status === 403 && await renewKey(form)) answer = await send(url, new URLSearchParams(new FormData(form)), { isUse });
    return answer.status === 200 && answer.data.version ? succeeded(answer.data) : failed(answer);
  }

  function succeeded(data) {
    form.elements.draft_version.value = data.version;
    state.savedAt = Date.now();
    box.replaceChildren();
    showErrors({});
    say(saved, data.saved);
    return true;
  }

  function failed(answer) {
    state.dirty = true;
    if (answer.data.conflict) {
      state.stopped = true;
      box.replaceChildren();
      // Parsed, not written in: what the server drew is shown, and nothing in it can run.
      const panel = new DOMParser().parseFromString(answer.data.conflict, 'text/html').body;
      document.getElementById('conflict').replaceChildren(...panel.childNodes);
      document.querySelector('#conflict button').focus();
      return false;
    }
    state.needsKey = answer.status === 401 || answer.status === 403;
    showErrors(answer.data.errors || {});
    const words = answer.data.message || Object.values(answer.data.errors || {})[0] || WHY[answer.status] || 'Our server did not answer as it should.';
    alertNotSaved(words, answer.status);
    if (isWorthRetrying(answer.status)) state.retry = setTimeout(() => save({ isUse: false }), RETRY);
    return false;
  }

  function alertNotSaved(words, status) {
    const last = saved.textContent.replace('Draft saved ', '') || 'this page was opened';
    const panel = document.getElementById('not-saved').content.cloneNode(true);
    panel.querySelector('[data-since]').textContent = last;
    panel.querySelector('[data-why]').textContent = words;
    panel.querySelector('[data-again]').hidden = !isWorthRetrying(status);
    panel.querySelector('[data-sign-in]').hidden = status !== 401;
    panel.querySelector('button').addEventListener('click', () => save());
    box.replaceChildren(panel);
    say(saved, '');
  }

  function showErrors(errors) {
    all('[data-error]', form).forEach((place) => {
      const words = errors[place.dataset.error] || '';
      if (place.dataset.fromScript || words) {
        place.textContent = words;
        place.hidden = !words;
        place.dataset.fromScript = 'yes';
        const field = document.getElementById(`id_${place.dataset.error}`);
        if (field && words) field.setAttribute('aria-describedby', place.id);
      }
    });
  }

  /* Nothing is signed or left behind on an old sign-in: the draft is saved first, then the form goes. */
  form.addEventListener('submit', (event) => {
    const button = event.submitter;
    const isFresh = !state.dirty && !state.busy && Date.now() - state.savedAt < FRESH;
    if (state.leaving || isFresh || (button && button.name === 'keep_both')) { state.leaving = true; return; }
    event.preventDefault();
    state.dirty = true;
    if (state.stopped) document.querySelector('#conflict button').focus();
    else save().then((isSaved) => (isSaved ? go(button) : box.querySelector('button') || document.querySelector('#conflict button')).focus());
  });

  /* A form cannot be sent again from within its own submit event: this runs after it. */
  function go(button) {
    state.leaving = true;
    form.requestSubmit(button);
    return button;
  }
  window.addEventListener('pageshow', () => { state.leaving = false; });
  window.addEventListener('beforeunload', (event) => {
    if (!state.leaving && (state.dirty || state.busy)) event.preventDefault();
  });
  form.addEventListener('change', (event) => { if (event.target.name) changed(AFTER_CHOICE); });
  form.addEventListener('input', (event) => { if (event.target.name) changed(AFTER_TYPING); });
}
