// Who is looking, for the pages that do not find it out anyway.

import { get } from './api.js';
import { showAccount } from './shell.js';

/** Shows the name; without one the page works too. */
export async function lookWho() {
  try {
    const me = await get('api/me');
    showAccount(me.display_name || me.name);
  } catch {
    showAccount(null);
  }
}
