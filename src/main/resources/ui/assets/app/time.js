// Times as people say them, in their own language and zone.

const DAY = 24 * 60 * 60 * 1000;
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const date = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

function daysAgo(time) {
  const midnight = new Date();
  midnight.setHours(0, 0, 0, 0);
  return Math.ceil((midnight.getTime() - time.getTime()) / DAY);
}

/** @param {string} iso */
export function shortTime(iso) {
  const time = new Date(iso);
  return daysAgo(time) <= 0 ? clock.format(time) : date.format(time);
}

/** @param {string} iso */
export function longTime(iso) {
  return full.format(new Date(iso));
}

/**
 * The heading under which something of that time is listed.
 *
 * @param {string} iso
 */
export function period(iso) {
  const days = daysAgo(new Date(iso));
  if (days <= 0) {
    return 'Today';
  }
  if (days === 1) {
    return 'Yesterday';
  }
  return days <= 7 ? 'Last seven days' : 'Earlier';
}
