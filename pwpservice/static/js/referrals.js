/* Referrals: the row that is open is marked, and focus goes to the person's heading. Only Ctrl+Enter and the button save. The page works
   without this. */
(function () {
  'use strict';

  document.addEventListener('htmx:afterSwap', function (event) {
    if (event.target.id !== 'pane' && !document.getElementById('pane')) return;
    var path = window.location.pathname;
    Array.prototype.forEach.call(document.querySelectorAll('#queue tbody tr'), function (row) {
      var link = row.querySelector('a');
      var isOpen = !!link && link.pathname === path;
      row.classList.toggle('is-on', isOpen);
      if (link && isOpen) link.setAttribute('aria-current', 'true');
      else if (link) link.removeAttribute('aria-current');
    });
  });

  document.addEventListener('htmx:afterSettle', function (event) {
    var heading = event.target.id === 'pane' && document.getElementById('h-pane');
    if (heading) heading.focus();
  });

  document.addEventListener('keydown', function (event) {
    var field = event.target;
    if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && field.tagName === 'INPUT' && field.form && field.form.id === 'triage') event.preventDefault();
  });
}());
