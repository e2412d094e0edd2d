/* A call attempt by one key: "10:31 no answer" comes back from the server and joins the line. */
import { send } from './sending.js';

export function watchAttempts(form, refresh) {
  const line = document.getElementById('attempts');
  if (!line) return;
  form.addEventListener('click', async (event) => {
    const button = event.target.closest('button[name="attempt"]');
    if (!button) return;
    event.preventDefault();
    const body = new URLSearchParams({ attempt: button.value });
    ['csrfmiddlewaretoken', 'token'].forEach((name) => body.set(name, form.elements[name].value));
    /* Counted as it is pressed, so that the next key is not kept waiting; taken back if it was not logged. */
    line.dataset.count = Number(line.dataset.count) + 1;
    refresh();
    const answer = await send(`${form.dataset.base}attempt`, body);
    if (answer.status === 200) {
      line.textContent = [line.textContent, answer.data.line].filter(Boolean).join(', ');
    } else {
      line.dataset.count = Number(line.dataset.count) - 1;
      line.textContent = `${line.textContent} Not logged: ${answer.data.message || 'try again'}.`.trim();
    }
    refresh();
  });
}
