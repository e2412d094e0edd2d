/* The caseload's swaps: say when one takes long or fails, and offer the plain link. And the Print button. */
(function () {
  'use strict';

  var SLOW = 5000;
  var timer = 0;

  function tell(words) {
    var note = document.getElementById('late');
    if (!note) return;
    note.hidden = !words;
    if (words) note.querySelector('span').textContent = words;
  }

  function isOurs(event) { return event.target.closest && event.target.closest('#list'); }

  document.addEventListener('htmx:beforeRequest', function (event) {
    if (!isOurs(event)) return;
    window.clearTimeout(timer);
    document.getElementById('said').textContent = 'Loading';
    timer = window.setTimeout(function () { tell('Still loading.'); }, SLOW);
  });

  document.addEventListener('htmx:afterRequest', function () {
    window.clearTimeout(timer);
    tell('');
  });

  /* Signed out meanwhile: the plain page leads to sign-in and back. */
  document.addEventListener('htmx:responseError', function (event) {
    if (!isOurs(event)) return;
    if (event.detail.xhr.status === 401) window.location.reload();
    else window.setTimeout(function () { tell('Not loaded.'); }, 0);
  });

  document.addEventListener('htmx:sendError', function (event) {
    if (isOurs(event)) window.setTimeout(function () { tell('Not loaded. The connection dropped.'); }, 0);
  });

  /* On a phone the views stand in one row: browsers that know no scroll-initial-target start it at its left. */
  var current = document.querySelector('#views [aria-current]');
  if (current) {
    var row = current.closest('ul');
    row.scrollLeft = Math.max(row.scrollLeft, current.offsetLeft + current.offsetWidth - row.offsetLeft - row.clientWidth);
  }

  var print = document.querySelector('[data-print]');
  if (print) {
    print.hidden = false;
    print.addEventListener('click', function () { window.print(); });
  }
}());
