import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { worldRegionOf } from '#platform/shared/countries.ts';
import { SIZE_BANDS, STANDARD_INDUSTRIES } from '../schema.ts';
import { industryOf } from './industries.ts';
import { bandOf, bandOfText } from './sizes.ts';
import { understoodCompany } from './understand.ts';

describe('sizes', () => {
  it.each([
    ['51-200', '51-200'],
    ['51 – 200 employees', '51-200'],
    ['11 to 50', '11-50'],
    ['1-9', '1-10'],
    ['10-49', '11-50'],
    ['50-249', '51-200'],
    ['250 - 999', '501-1000'],
    ['ca. 300 Mitarbeiter', '201-500'],
    ['1.200', '1001-5000'],
    ['1,200 people', '1001-5000'],
    ['10,001+', '10001+'],
    ['10.000+', '10001+'],
    ['500+', '501-1000'],
    ['mehr als 5000', '5001-10000'],
    ['< 50', '11-50'],
    ['moins de 10', '1-10'],
    ['2k', '1001-5000'],
    ['1.5k', '1001-5000'],
    ['7', '1-10'],
    ['freelancer', '1-10'],
    ['Einzelunternehmer', '1-10'],
    ['200-51', null],
    ['many', null],
    ['0', null],
    ['', null],
  ])('%s', (text, band) => {
    expect(bandOfText(text)).toBe(band);
  });
  it('put every number of people into one band, and larger numbers never into a smaller one', () => {
    expect([1, 10, 11, 50, 51, 200, 201, 500, 501, 1000, 1001, 5000, 5001, 10_000, 10_001].map(bandOf)).toEqual(
      ['1-10', '1-10', '11-50', '11-50', '51-200', '51-200', '201-500', '201-500', '501-1000', '501-1000'].concat([
        '1001-5000',
        '1001-5000',
        '5001-10000',
        '5001-10000',
        '10001+',
      ]),
    );
    const people = fc.integer({ min: 1, max: 1_000_000 });
    const place = (count: number) => SIZE_BANDS.indexOf(bandOf(count) ?? '1-10');
    fc.assert(
      fc.property(people, people, (one, other) => {
        expect(place(Math.max(one, other))).toBeGreaterThanOrEqual(place(Math.min(one, other)));
        expect(bandOfText(String(one))).toBe(bandOf(one));
      }),
    );
  });
  it('answer any text with a band or nothing', () => {
    fc.assert(fc.property(fc.string(), (text) => bandOfText(text) === null || SIZE_BANDS.includes(bandOfText(text) ?? '1-10')));
  });
});

describe('industries', () => {
  it.each([
    ['Maschinenbau', 'machinery'],
    ['Machinery', 'machinery'],
    ['Mechanical Engineering', 'machinery'],
    ['IT-Dienstleistungen', 'software_it'],
    ['Information Technology', 'software_it'],
    ['Software', 'software_it'],
    ['Logiciel informatique', 'software_it'],
    ['Chemische Industrie', 'chemicals'],
    ['Pharma', 'pharma'],
    ['Kunststofftechnik', 'plastics'],
    ['Lebensmittel', 'food'],
    ['Food & Beverages', 'food'],
    ['Agroalimentaire', 'food'],
    ['Automobilindustrie', 'automotive'],
    ['Banking', 'finance'],
    ['Financial Services', 'finance'],
    ['Versicherungen', 'insurance'],
    ['Government/Military', 'public'],
    ['Consulting', 'legal_consulting'],
    ['Communications', 'telecom'],
    ['Großhandel', 'wholesale'],
    ['Einzelhandel', 'retail'],
    ['Bouw', 'construction'],
    ['Edilizia', 'construction'],
    ['Enseignement', 'education'],
    ['Spedition', 'transport_logistics'],
    ['Manufacturing', 'other_manufacturing'],
    ['C28', 'machinery'],
    ['NACE 62.01', 'software_it'],
    ['F', null],
    ['Service Provider', null],
    ['???', null],
    ['', null],
  ])('%s', (text, industry) => {
    expect(industryOf(text)).toBe(industry);
  });
  it('know their own names, and each NACE division once', () => {
    for (const { value, label } of STANDARD_INDUSTRIES) expect([industryOf(value), industryOf(label)]).toEqual([value, value]);
    const divisions = STANDARD_INDUSTRIES.flatMap((one) => one.divisions);
    expect(new Set(divisions).size).toBe(divisions.length);
  });
});

describe('parts of the world', () => {
  it.each([
    ['DE', 'dach'],
    ['Deutschland', 'dach'],
    ['Allemagne', 'dach'],
    ['Alemania', 'dach'],
    ['Oostenrijk', 'dach'],
    ['The Netherlands', 'benelux'],
    ['UK', 'uk_ireland'],
    ['England', 'uk_ireland'],
    ['USA', 'north_america'],
    ['United States', 'north_america'],
    ['Brasil', 'latin_america'],
    ['Svizzera', 'dach'],
    ['Südkorea', 'east_asia'],
    ['Atlantis', null],
    ['XX', null],
    ['', null],
  ])('%s', (country, region) => {
    expect(worldRegionOf(country)).toBe(region);
  });
});

describe('what is understood', () => {
  it('follows from what is written, and leaves alone what somebody set', () => {
    const told = { employee_count: 120, industry: 'Maschinenbau', country: 'Germany', region: null, stated: [] };
    expect(understoodCompany(told)).toEqual({ size_band: '51-200', standard_industry: 'machinery', world_region: 'dach' });
    expect(understoodCompany({ ...told, employee_count: null, size_text: '11-50' }).size_band).toBe('11-50');
    expect(understoodCompany({ ...told, standard_industry: 'energy', stated: ['standardIndustry'] }).standard_industry).toBe('energy');
  });
});
