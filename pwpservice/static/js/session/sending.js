/* One request to our own server, and what came of it as a plain object. Status 0: nothing came back. */
export async function send(url, body, { isUse = true } = {}) {
  const headers = { Accept: 'application/json' };
  if (!isUse) headers['X-Not-Use'] = '1';
  try {
    const response = await fetch(url, { method: 'POST', body, headers, redirect: 'manual', credentials: 'same-origin' });
    if (response.type === 'opaqueredirect' || response.status === 401) {
      document.dispatchEvent(new CustomEvent('app:signed-out'));
      return { status: 401, data: {} };
    }
    const isJson = (response.headers.get('Content-Type') || '').startsWith('application/json');
    return { status: response.status, data: isJson ? await response.json() : {} };
  } catch (lost) {
    return { status: 0, data: {} };
  }
}

/* Signing in again gives every form a new key: take it from a fresh copy of this page. False while signed out. */
export async function renewKey(form) {
  try {
    const response = await fetch(form.dataset.base, { redirect: 'manual', credentials: 'same-origin', headers: { 'X-Not-Use': '1' } });
    if (response.type === 'opaqueredirect' || !response.ok) return false;
    const fresh = new DOMParser().parseFromString(await response.text(), 'text/html').querySelector('[name="csrfmiddlewaretoken"]');
    if (!fresh) return false;
    form.elements.csrfmiddlewaretoken.value = fresh.value;
    return true;
  } catch (lost) {
    return false;
  }
}
