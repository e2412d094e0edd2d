/* Plain pages use nhsuk-frontend's own script: show and hide a password, focus of the error summary. */
import { initAll } from '../vendor/nhsuk-frontend-10.6.1/nhsuk-frontend.min.js';

initAll();
