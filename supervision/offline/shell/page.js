(function () {
  'use strict';

  var form = document.getElementById('open');
  var words = document.getElementById('words');
  var said = document.getElementById('said');
  var sealed = document.getElementById('sealed');

  function bytes(text) {
    return Uint8Array.from(atob(text), function (one) { return one.charCodeAt(0); });
  }

  function key(typed) {
    var plain = new TextEncoder().encode(typed.trim().normalize('NFKC'));
    return crypto.subtle.importKey('raw', plain, 'PBKDF2', false, ['deriveKey']).then(function (from) {
      var how = { name: 'PBKDF2', hash: 'SHA-256', salt: bytes(sealed.dataset.salt), iterations: Number(sealed.dataset.rounds) };
      return crypto.subtle.deriveKey(how, from, { name: 'AES-GCM', length: 256 }, false, ['decrypt']);
    });
  }

  function show(plain) {
    document.getElementById('copy').innerHTML = new TextDecoder().decode(plain);
    form.remove();
    document.getElementById('heading').focus();
  }

  window.addEventListener('beforeprint', function () {
    document.querySelectorAll('details').forEach(function (one) { one.open = true; });
  });

  form.addEventListener('submit', function (event) {
    event.preventDefault();
    if (!window.crypto || !crypto.subtle) {
      said.textContent = 'This browser cannot open the copy. Use Edge, Chrome, Firefox or Safari.';
      return;
    }
    said.textContent = 'Opening';
    key(words.value).then(function (found) {
      return crypto.subtle.decrypt({ name: 'AES-GCM', iv: bytes(sealed.dataset.nonce) }, found, bytes(sealed.textContent));
    }).then(show).catch(function () {
      said.textContent = 'These words do not open it. Check capitals and spaces, and try again.';
      words.select();
    });
  });
}());
