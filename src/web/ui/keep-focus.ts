const REMEMBERED = 20;

function holdsDialog(node: Node): boolean {
  return node instanceof Element && (node.matches('[role="dialog"]') || node.querySelector('[role="dialog"]') !== null);
}

/**
 * Gives the focus back to where it was when a dialog goes away. Mantine does so for a dialog that stays mounted and is told to
 * close; ours mostly come and go with a condition, and the focus would fall to the page's very start.
 */
export function keepFocus() {
  const recent: HTMLElement[] = [];
  document.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof HTMLElement)) return;
    recent.push(target);
    if (recent.length > REMEMBERED) recent.shift();
  });
  const observer = new MutationObserver((changes) => {
    if (document.activeElement !== document.body) return;
    if (!changes.some((change) => [...change.removedNodes].some(holdsDialog))) return;
    recent.findLast((element) => element.isConnected && element.checkVisibility())?.focus({ preventScroll: true });
  });
  observer.observe(document.body, { childList: true, subtree: true });
}
