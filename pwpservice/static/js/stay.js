/* Two minutes before an unused sign-in ends, ask; when it has ended, cover the page but keep what was typed.
   Typing counts as use and is told to the server at most once a minute. Signing in again in another tab, as the same
   person, uncovers the page with a fresh form token; as anyone else, the page is loaded anew and nothing is kept. */
(function () {
  'use strict';

  var dialog = document.getElementById('still-there');
  if (!dialog || !dialog.showModal) return;
  var warnAfter = dialog.dataset.warn * 1000;
  var endAfter = dialog.dataset.end * 1000;
  var MINUTE = 60000;
  var used = Date.now();
  var asked = 0;

  function part(name) { return dialog.querySelector('[data-part="' + name + '"]'); }

  function show(name) {
    ['warning', 'ended'].forEach(function (each) { part(each).hidden = each !== name; });
    dialog.setAttribute('aria-labelledby', 'still-there-' + name);
    document.body.classList.toggle('is-away', name === 'ended');
    if (!dialog.open) dialog.showModal();
    part(name).querySelector('button').focus();
  }

  function hide() {
    document.body.classList.remove('is-away');
    if (dialog.open) dialog.close();
  }

  function token() { return document.querySelector('input[name="csrfmiddlewaretoken"]').value; }

  /* Tell the server somebody is here. */
  function stay() {
    return fetch(dialog.dataset.stay, { method: 'POST', headers: { 'X-CSRFToken': token() }, credentials: 'same-origin' }).then(function (answer) {
      if (answer.status === 204) { used = Date.now(); hide(); } else if (answer.status === 401 || answer.status === 403) { look(); }
    }).catch(function () { /* no connection: the clock goes on, and the page says what it could not save */ });
  }

  /* Is anybody signed in on this browser, and is it the same person? Asking is not use. */
  function look() {
    asked = Date.now();
    return fetch(dialog.dataset.look, { headers: { 'X-Not-Use': '1' }, credentials: 'same-origin' }).then(function (answer) {
      return answer.text();
    }).then(function (text) {
      var found = new DOMParser().parseFromString(text, 'text/html');
      var who = found.body.dataset.staff;
      if (!who) { show('ended'); return; }
      if (who !== document.body.dataset.staff) { window.location.reload(); return; }
      var fresh = found.querySelector('input[name="csrfmiddlewaretoken"]').value;
      Array.prototype.forEach.call(document.querySelectorAll('input[name="csrfmiddlewaretoken"]'), function (input) { input.value = fresh; });
      if (document.body.classList.contains('is-away')) { used = Date.now(); hide(); }
    }).catch(function () { show('ended'); });
  }

  function tick() {
    var unused = Date.now() - used;
    if (unused >= endAfter) { if (Date.now() - asked >= MINUTE) look(); } else if (unused >= warnAfter && !dialog.open) show('warning');
  }

  part('warning').querySelector('button').addEventListener('click', stay);
  part('ended').querySelector('button').addEventListener('click', look);
  dialog.addEventListener('cancel', function (event) { event.preventDefault(); stay(); });
  document.addEventListener('input', function () { if (Date.now() - used >= MINUTE) { used = Date.now(); stay(); } });
  document.addEventListener('htmx:afterRequest', function (event) {
    if (event.detail.xhr.status === 401) look();
    else if (event.detail.successful && !event.detail.requestConfig.headers['X-Not-Use']) used = Date.now();
  });
  document.addEventListener('app:signed-out', look);
  document.addEventListener('visibilitychange', function () { if (!document.hidden) tick(); });
  window.setInterval(tick, 5000);
}());
