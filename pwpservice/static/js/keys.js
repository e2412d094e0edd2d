/* Page-wide keys for staff pages. Everything here is also reachable with Tab, arrows, Space and Enter.
   data-key="x" on a link or button follows it; on a field, focuses it; data-key="3 n" gives it two keys. Several may
   share a key: the first one in view answers, and the page before the header. data-sign marks the one button that Ctrl+Enter presses. A table with data-rows has J and K.
   Never while typing; all single keys are off when body[data-shortcuts=off] (a setting of the account, WCAG 2.1.4). */
(function () {
  'use strict';

  var all = function (selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); };
  var NOT_TYPING = /^(radio|checkbox|button|submit|reset|image|file|range|color)$/;

  function isTyping(element) {
    if (!element || !element.tagName) return false;
    if (element.isContentEditable || /^(TEXTAREA|SELECT)$/.test(element.tagName)) return true;
    return element.tagName === 'INPUT' && !NOT_TYPING.test(element.type);
  }

  function isField(element) {
    return /^(TEXTAREA|SELECT)$/.test(element.tagName) || (element.tagName === 'INPUT' && !/^(radio|checkbox|button|submit)$/.test(element.type));
  }

  function isInView(element) { return element.getClientRects().length > 0; }

  function areOn() { return document.body.dataset.shortcuts !== 'off'; }

  function target(key) {
    var found = all('[data-key]').filter(function (element) {
      return element.dataset.key.toLowerCase().split(' ').indexOf(key) >= 0 && isInView(element);
    });
    return found.filter(function (element) { return !element.closest('.app-header'); })[0] || found[0];
  }

  function press(element) {
    element.focus();
    if (!isField(element)) element.click();
    else if (element.select) element.select();
  }

  /* Ctrl+Enter is a chord, so it works while typing and with single keys off. It presses; it never skips a check. */
  function sign(event) {
    var button = document.querySelector('[data-sign]');
    if (!button) return;
    event.preventDefault();
    button.click();
  }

  /* J and K move through rows; the link of the row takes focus, so Enter opens it. */
  function move(step) {
    var rows = all('table[data-rows] tbody tr').filter(function (row) { return row.querySelector('a') && isInView(row); });
    if (!rows.length) return false;
    var here = document.activeElement && document.activeElement.closest ? document.activeElement.closest('tr') : null;
    var at = rows.indexOf(here);
    if (at < 0) at = rows.findIndex(function (row) { return row.classList.contains('is-on'); });
    var next = rows[Math.max(0, Math.min(rows.length - 1, at + step))];
    rows.forEach(function (row) { row.classList.toggle('is-on', row === next); });
    next.querySelector('a').focus({ preventScroll: true });
    next.scrollIntoView({ block: 'nearest' });
    return true;
  }

  document.addEventListener('keydown', function (event) {
    if (event.defaultPrevented || event.isComposing) return;
    var key = event.key.toLowerCase();
    if ((event.ctrlKey || event.metaKey) && key === 'enter') { sign(event); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || !areOn() || isTyping(event.target) || document.querySelector('dialog[open]')) return;
    if (key === 'j' || key === 'k') {
      if (move(key === 'j' ? 1 : -1)) event.preventDefault();
      return;
    }
    var element = target(key);
    if (!element) return;
    event.preventDefault();
    press(element);
  });

  /* Escape leaves a field, so that single keys work again. */
  document.addEventListener('keydown', function (event) {
    if (event.key === 'Escape' && !event.defaultPrevented && isTyping(event.target)) event.target.blur();
  });
}());
