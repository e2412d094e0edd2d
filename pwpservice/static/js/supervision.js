/* Supervision: only Ctrl+Enter and the button save a decision, a key that chooses one leads to what it asks, and what is
   missing has the focus: whoever types on after a refusal would choose another decision. The page works without this. */
(function () {
  'use strict';

  var form = document.getElementById('decide');
  if (!form) return;

  var missing = form.querySelector('[aria-invalid="true"], .nhsuk-textarea--error, .nhsuk-input--error, .nhsuk-select--error');
  if (missing) missing.focus();

  /* What one decision is due by, unless somebody has set a day themselves. */
  var due = form.elements.due_on;
  var usual = due ? due.value : '';
  form.addEventListener('change', function (event) {
    if (event.target.name !== 'code' || !due) return;
    var days = [usual].concat(Array.prototype.map.call(form.querySelectorAll('[data-due]'), function (one) { return one.dataset.due; }));
    if (days.indexOf(due.value) >= 0) due.value = event.target.dataset.due || usual;
  });

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
