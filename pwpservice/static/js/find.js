/* Find a patient: arrows move in the list under the field, Enter opens the person chosen, Escape closes it.
   Without a choice, Enter sends the form: the server opens the record if only one person fits. */
(function () {
  'use strict';

  var field = document.getElementById('find');
  var place = document.getElementById('find-results');
  if (!field || !place) return;

  function options() { return Array.prototype.slice.call(place.querySelectorAll('[role="option"]')); }

  function chosen() { return place.querySelector('[aria-selected="true"]'); }

  function choose(option) {
    options().forEach(function (one) { one.setAttribute('aria-selected', one === option ? 'true' : 'false'); });
    if (option) {
      field.setAttribute('aria-activedescendant', option.id);
      option.scrollIntoView({ block: 'nearest' });
    } else field.removeAttribute('aria-activedescendant');
  }

  /* The field owns a list only while one is there. */
  function note() {
    var list = place.querySelector('[role="listbox"]');
    field.setAttribute('aria-expanded', list ? 'true' : 'false');
    if (list) field.setAttribute('aria-controls', list.id);
    else field.removeAttribute('aria-controls');
    choose(null);
  }

  function close() {
    place.textContent = '';
    note();
  }

  function move(step) {
    var all = options();
    if (!all.length) return;
    var at = all.indexOf(chosen()) + step;
    choose(all[at < 0 ? all.length - 1 : at % all.length]);
  }

  field.setAttribute('role', 'combobox');
  field.setAttribute('aria-autocomplete', 'list');
  note();

  /* Too little to search for: whatever was shown for more letters goes, and nothing is sent. */
  document.body.addEventListener('htmx:configRequest', function (event) {
    if (event.target === field && field.value.trim().length < 3) {
      event.preventDefault();
      close();
    }
  });
  document.body.addEventListener('htmx:afterSwap', function (event) {
    if (event.target === place) note();
  });

  field.addEventListener('keydown', function (event) {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      move(event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'Enter' && chosen()) {
      event.preventDefault();
      window.location.assign(chosen().dataset.path);
    } else if (event.key === 'Escape' && place.firstElementChild) {
      event.preventDefault();
      close();
    }
  });

  place.addEventListener('mousedown', function (event) { event.preventDefault(); });
  place.addEventListener('click', function (event) {
    var option = event.target.closest('[role="option"]');
    if (option) window.location.assign(option.dataset.path);
  });
  field.addEventListener('blur', close);
}());
