// Runs before the first paint, so that a dark page never flashes white. A file of its own, because inline scripts are refused.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem('truce.colour-scheme');
  } catch {}
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
