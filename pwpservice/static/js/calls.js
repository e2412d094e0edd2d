/* Log a call: one key an answer, and the next field after it. The page works without it. */
import { focusGroup, watchKeys } from './session/keys.js';

const form = document.getElementById('call');
const nothing = () => {};

watchKeys(form, { afterAttendance: nothing, afterRisk: nothing, backToGrid: nothing });
if (!form.dataset.hasErrors) focusGroup(form, 'caller');
