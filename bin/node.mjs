// Syntax that every Node of the last years can parse, so that an old one gets a sentence instead of a syntax error.
const LEAST = [20, 19];

/** False, with a sentence on standard error, when this Node is too old. */
export function nodeWillDo() {
  const found = process.versions.node.split('.').map(Number);
  if (found[0] > LEAST[0] || (found[0] === LEAST[0] && found[1] >= LEAST[1])) return true;
  process.stderr.write(
    'Truce could not start: this is Node.js ' +
      process.versions.node +
      ', and Truce needs ' +
      LEAST.join('.') +
      ' or newer.\nInstall the current version from https://nodejs.org and start again.\n',
  );
  process.exitCode = 1;
  return false;
}
