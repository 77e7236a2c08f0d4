import { plainText } from './words.ts';

/** Parts of the world as companies divide it for selling; every country is in one. */
export const WORLD_REGIONS = [
  ...['dach', 'benelux', 'france', 'uk_ireland', 'nordics', 'southern_europe', 'eastern_europe', 'north_america', 'latin_america'],
  ...['middle_east', 'africa', 'south_asia', 'east_asia', 'south_east_asia', 'oceania'],
] as const;
export type WorldRegion = (typeof WORLD_REGIONS)[number];

export const WORLD_REGION_NAMES: Readonly<Record<WorldRegion, string>> = {
  dach: 'Germany, Austria, Switzerland',
  benelux: 'Benelux',
  france: 'France',
  uk_ireland: 'UK and Ireland',
  nordics: 'Nordics',
  southern_europe: 'Southern Europe',
  eastern_europe: 'Eastern Europe',
  north_america: 'North America',
  latin_america: 'Latin America',
  middle_east: 'Middle East',
  africa: 'Africa',
  south_asia: 'South and Central Asia',
  east_asia: 'East Asia',
  south_east_asia: 'South-East Asia',
  oceania: 'Oceania',
};

/** ISO 3166 codes. */
const COUNTRIES: Readonly<Record<WorldRegion, string>> = {
  dach: 'DE AT CH LI',
  benelux: 'BE NL LU',
  france: 'FR MC GP MQ GF RE YT PM BL MF WF PF NC TF',
  uk_ireland: 'GB IE IM JE GG GI',
  nordics: 'DK SE NO FI IS FO GL AX SJ',
  southern_europe: 'IT ES PT GR CY MT AD SM VA TR',
  eastern_europe: 'PL CZ SK HU RO BG SI HR RS BA ME MK AL XK EE LV LT UA BY MD RU GE AM AZ',
  north_america: 'US CA BM PR UM VI',
  latin_america:
    'MX GT BZ SV HN NI CR PA CU DO HT JM TT BB BS AG DM GD KN LC VC AI VG KY MS TC AW CW SX BQ CO VE GY SR EC PE BO BR CL AR UY PY FK GS',
  middle_east: 'AE SA QA KW BH OM YE IL PS JO LB SY IQ IR',
  africa:
    'EG LY TN DZ MA EH MR ML NE TD SD SS ER ET DJ SO KE UG TZ RW BI CD CG GA GQ CM CF NG BJ TG GH CI LR SL GN GW SN GM CV ST AO ZM MW MZ ZW BW NA ZA LS SZ MG KM SC MU SH IO BV',
  south_asia: 'IN PK BD LK NP BT MV AF KZ UZ TM KG TJ',
  east_asia: 'CN JP KR KP TW HK MO MN',
  south_east_asia: 'SG MY TH VN ID PH MM KH LA BN TL',
  oceania: 'AU NZ FJ PG SB VU WS TO KI TV NR PW FM MH GU MP AS CK NU TK NF CX CC HM PN AQ',
};

const REGION_OF: ReadonlyMap<string, WorldRegion> = new Map(
  WORLD_REGIONS.flatMap((region) => COUNTRIES[region].split(' ').map((code) => [code, region] as const)),
);

/** Names that no dictionary of the platform gives: short forms, old forms, parts of countries that stand for them. */
const MORE_NAMES: Readonly<Record<string, string>> = {
  usa: 'US',
  'u s a': 'US',
  'u s': 'US',
  'united states of america': 'US',
  america: 'US',
  uk: 'GB',
  'u k': 'GB',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  'northern ireland': 'GB',
  'great britain': 'GB',
  grossbritannien: 'GB',
  brd: 'DE',
  holland: 'NL',
  'the netherlands': 'NL',
  'czech republic': 'CZ',
  tschechien: 'CZ',
  korea: 'KR',
  'south korea': 'KR',
  suedkorea: 'KR',
  uae: 'AE',
  vae: 'AE',
  russia: 'RU',
  turkey: 'TR',
  ger: 'DE',
  deu: 'DE',
  aut: 'AT',
  che: 'CH',
  fra: 'FR',
  esp: 'ES',
  ita: 'IT',
  nld: 'NL',
  bel: 'BE',
  gbr: 'GB',
  jpn: 'JP',
  chn: 'CN',
  ind: 'IN',
  bra: 'BR',
  can: 'CA',
};

const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'nl'] as const;
let names: ReadonlyMap<string, string> | null = null;

/** The names of all countries in six languages, from the platform's own dictionary; made when the first name is asked for. */
function namesOfCountries(): ReadonlyMap<string, string> {
  if (names) return names;
  const found = new Map<string, string>();
  for (const language of LANGUAGES) {
    const dictionary = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
    for (const code of REGION_OF.keys()) {
      const name = dictionary.of(code);
      if (name && !found.has(plainText(name))) found.set(plainText(name), code);
    }
  }
  for (const [name, code] of Object.entries(MORE_NAMES)) found.set(name, code);
  names = found;
  return found;
}

/** The ISO code of a country that is written as a code or as a name in one of six languages; null where it is not known. */
export function countryCodeOf(text: string | null | undefined): string | null {
  const given = (text ?? '').trim();
  if (given === '') return null;
  if (/^[a-z]{2}$/i.test(given)) {
    const code = given.toUpperCase() === 'UK' ? 'GB' : given.toUpperCase();
    return REGION_OF.has(code) ? code : null;
  }
  return namesOfCountries().get(plainText(given)) ?? null;
}

/** Which part of the world a country belongs to, as code or name; null where it is not known. */
export function worldRegionOf(country: string | null | undefined): WorldRegion | null {
  const code = countryCodeOf(country);
  return code === null ? null : (REGION_OF.get(code) ?? null);
}
