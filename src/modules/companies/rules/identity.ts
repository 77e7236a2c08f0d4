/**
 * The host that a domain, an address of a page or a mail address names, without `www.`, in lower case; null where it names none.
 * `https://www.Acme.com/about` → `acme.com`, `info@acme.com` → `acme.com`.
 */
export function hostOf(given: string | null | undefined): string | null {
  const host = (given ?? '')
    .trim()
    .toLowerCase()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, '')
    .replace(/^.*@/, '')
    .replace(/[/?#:].*$/s, '')
    .replace(/^www\d?\./, '')
    .replace(/\.$/, '');
  return /^[\p{L}\p{N}]([\p{L}\p{N}-]*\.)+[\p{L}][\p{L}\p{N}-]+$/u.test(host) ? host : null;
}

export interface Known {
  id: string;
  nameKey: string;
  domain: string | null;
}

export interface Asked {
  nameKey: string | null;
  domain: string | null;
}

/**
 * Which of the known companies is meant; null where it would be a guess. Name and domain together decide, since many companies share a
 * website and many share a name: a company of the same name is only taken for the same where neither knows another domain.
 * @param known oldest first: of several without a domain the oldest is meant
 */
export function sameCompany(asked: Asked, known: readonly Known[]): string | null {
  const { nameKey, domain } = asked;
  if (nameKey === null) return onlyOne(known.filter((one) => domain !== null && one.domain === domain));
  const named = known.filter((one) => one.nameKey === nameKey);
  if (domain === null) return named.find((one) => one.domain === null)?.id ?? onlyOne(named);
  return named.find((one) => one.domain === domain)?.id ?? onlyOne(named.filter((one) => one.domain === null));
}

function onlyOne(found: readonly Known[]): string | null {
  return found.length === 1 ? (found[0]?.id ?? null) : null;
}
