/* Supervision: only Ctrl+Enter and the button save a decision, and a key that chooses one leads to what it asks. The page
   works without this. */
(function () {
  'use strict';

  var form = document.getElementById('decide');
  if (!form) return;

  form.addEventListener('keydown', function (event) {
    if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && event.target.tagName === 'INPUT') event.preventDefault();
  });

  /* After keys.js, which pressed the choice: the next thing typed is what it asks for first. */
  document.addEventListener('keydown', function (event) {
    var chosen = document.activeElement;
    if (!event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (chosen.form !== form || !chosen.hasAttribute('data-asks') || chosen.dataset.key !== event.key.toLowerCase()) return;
    form.elements[chosen.dataset.asks.split(' ')[0]].focus();
  });
}());
