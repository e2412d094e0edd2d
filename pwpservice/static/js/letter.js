/* A referral is typed: one key answers about harm, Ctrl+Enter saves; Enter in a field never does. */
import { watchKeys } from './session/keys.js';

const form = document.getElementById('letter');
const nothing = () => {};

watchKeys(form, { afterAttendance: nothing, afterRisk: nothing, backToGrid: nothing });
if (!form.dataset.hasErrors) document.getElementById('id_source').focus();
