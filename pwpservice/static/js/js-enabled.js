/* Runs before the page is drawn, so that parts which need script can hide without a flicker. */
document.body.classList.add('js-enabled');
if ('noModule' in HTMLScriptElement.prototype) document.body.classList.add('nhsuk-frontend-supported');
