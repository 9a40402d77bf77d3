// Runs before anything is drawn, so that a chosen theme does not begin with a flash of the other.
(() => {
  try {
    const chosen = localStorage.getItem('imbi-assistant.theme');
    if (chosen === 'light' || chosen === 'dark') {
      document.documentElement.dataset.theme = chosen;
    }
  } catch {
    // Without storage the system's theme it is.
  }
})();
