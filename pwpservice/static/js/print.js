/* The print button of a page made for paper. Without script the browser's own Print does the same. */
(function () {
  'use strict';

  var button = document.querySelector('[data-print]');
  if (button) button.addEventListener('click', function () { window.print(); });
}());
