// The caller's credential: kept for this tab alone, and never in an address.

const KEY = 'imbi-assistant.token';

/** Takes the token that the address was opened with, and removes it there. */
export function takeTokenFromAddress() {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const token = fragment.get('token');
  if (token !== null) {
    history.replaceState(history.state, '', location.pathname + location.search);
    signIn(token);
  }
}

/** @returns {string | null} */
export function token() {
  return sessionStorage.getItem(KEY);
}

/** @param {string} token as it was pasted, perhaps with the scheme before it */
export function signIn(token) {
  const bare = token.trim().replace(/^bearer\s+/i, '');
  if (bare) {
    sessionStorage.setItem(KEY, bare);
  }
}

export function signOut() {
  sessionStorage.removeItem(KEY);
}
