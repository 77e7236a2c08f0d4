import type { CountryCode } from 'libphonenumber-js/min';
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/**
 * A telephone number as it is compared and dialled: E.164 (`+4930123456`) where it can be read, else its digits.
 * @param country two letters: whose numbers lack a country code
 */
export function dialled(raw: string, country: string | null): string {
  const parsed = parsePhoneNumberFromString(raw, country && /^[A-Z]{2}$/.test(country) ? (country as CountryCode) : undefined);
  if (parsed?.isPossible()) return parsed.number;
  return raw.replace(/[^\d+]/g, '') || raw.trim();
}
