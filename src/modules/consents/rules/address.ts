/** One plain address, as a mail server takes it. The same as `plainSql`. */
const PLAIN = /^[^\s@"'<>()[\],;:\\]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;
/** The same for PostgreSQL, but for the lengths: it takes twenty times as long for a pattern that counts. */
export const PLAIN_SQL = '^[^\\s@"\'<>()\\[\\],;:\\\\]+@[a-z0-9]([a-z0-9.-]*[a-z0-9])?$';

export const normalised = (email: string): string => email.trim().toLowerCase();
export const isPlainAddress = (email: string): boolean => PLAIN.test(email);

/** `m***@firm.de`: enough for the owner to know it, nothing for others. */
export function masked(email: string): string {
  const [local = '', domain = ''] = email.split('@');
  return `${local.slice(0, 1)}***@${domain}`;
}
