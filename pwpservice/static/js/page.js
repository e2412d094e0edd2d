/* Small things every page shares: an error summary takes focus, a form is sent once, nothing stays in browser storage. */
(function () {
  'use strict';

  var summary = document.querySelector('.nhsuk-error-summary');
  if (summary) {
    summary.setAttribute('tabindex', '-1');
    summary.focus();
  }

  /* htmx notes the last address in session storage; addresses name references, so not even that is kept. */
  function forget() { try { window.sessionStorage.removeItem('htmx-current-path-for-history'); } catch (refused) { /* no storage at all */ } }
  forget();
  ['htmx:pushedIntoHistory', 'htmx:replacedInHistory', 'htmx:historyRestore'].forEach(function (name) {
    document.addEventListener(name, function () { window.setTimeout(forget, 0); });
  });

  /* A second press of the same button while the first is on its way is ignored; coming back by Back allows it again. */
  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method !== 'post' || form.hasAttribute('hx-post')) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = 'yes';
  });
  window.addEventListener('pageshow', function () {
    Array.prototype.forEach.call(document.querySelectorAll('form[data-sent]'), function (form) { delete form.dataset.sent; });
  });
}());
