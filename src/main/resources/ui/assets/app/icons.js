// The icons, drawn with strokes in the colour of the text beside them.

const PATHS = {
  menu: 'M4 7h16M4 12h16M4 17h16',
  close: 'M6 6l12 12M18 6L6 18',
  system: 'M4 5h16v11H4zM9 20h6M12 16v4',
  light: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2.5M12 19.5V22M2 12h2.5M19.5 12H22M5 5l1.7 1.7M17.3 17.3L19 19M5 19l1.7-1.7M17.3 6.7L19 5',
  dark: 'M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z',
  plus: 'M12 5v14M5 12h14',
  send: 'M12 19V5M6 11l6-6 6 6',
  stop: 'M7 7h10v10H7z',
  down: 'M12 5v14M6 13l6 6 6-6',
  earlier: 'M15 5l-7 7 7 7',
  later: 'M9 5l7 7-7 7',
  dashboard: 'M4 4h7v7H4zM13 4h7v5h-7zM13 11h7v9h-7zM4 13h7v7H4z',
  chat: 'M4 5h16v11H11l-4.5 4v-4H4z',
  queue: 'M4 6h16M4 12h16M4 18h10',
  logs: 'M6 3h9l4 4v14H6zM14 3v5h5M9 13h7M9 17h5',
  config: 'M4 7h9M17 7h3M4 17h3M11 17h9M13 7a2 2 0 1 0 4 0 2 2 0 0 0-4 0zM7 17a2 2 0 1 0 4 0 2 2 0 0 0-4 0z',
  edit: 'M4 20h4L19 9l-4-4L4 16zM13 7l4 4',
  archive: 'M4 5h16v4H4zM5.5 9v10h13V9M10 13h4',
  restore: 'M4 5h16v4H4zM5.5 9v10h13V9M12 17v-5M9.5 14l2.5-2.5 2.5 2.5',
  trash: 'M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5',
  copy: 'M9 9h11v11H9zM15 9V4H4v11h5',
  check: 'M5 13l4.5 4.5L19 7',
  alert: 'M12 4L2.5 20h19zM12 10v4.5M12 17.2v.1',
  info: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5.5M12 7.7v.1',
  tool: 'M14.5 6.5a4 4 0 0 1 5-3.9l-2.7 2.7 2 2 2.7-2.7a4 4 0 0 1-5.2 5.2L8 18a2 2 0 1 1-2.8-2.8l8.2-8.2z',
  refresh: 'M20 11a8 8 0 0 0-14.5-4M4 4v4h4M4 13a8 8 0 0 0 14.5 4M20 20v-4h-4',
  play: 'M7 4.5v15l12-7.5z',
  open: 'M10 5H5v14h14v-5M14 4h6v6M20 4l-9 9',
  exit: 'M14 4H5v16h9M10 12h11M17 8l4 4-4 4',
  shield: 'M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6z',
  search: 'M11 5a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM15.5 15.5L20 20',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5.5l3.5 2',
};

/**
 * @param {keyof PATHS | string} name
 * @returns {SVGElement} hidden from screen readers: the text beside it says the same
 */
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', PATHS[name] ?? PATHS.info);
  svg.append(path);
  return svg;
}

/** Gives every element of the shell that asks for one its icon. */
export function drawIcons() {
  for (const element of document.querySelectorAll('[data-icon]')) {
    element.prepend(icon(element.dataset.icon));
  }
}
