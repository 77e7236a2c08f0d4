import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JOB_FUNCTIONS, SENIORITIES } from '../schema.ts';
import { positionOf } from './titles.ts';

describe('positionOf', () => {
  it.each([
    ['CEO', 'general_management', 'c_level'],
    ['Chief Financial Officer', 'finance', 'c_level'],
    ['CTO', 'engineering', 'c_level'],
    ['Managing Director', 'general_management', 'c_level'],
    ['Geschäftsführerin', 'general_management', 'c_level'],
    ['Geschäftsführender Gesellschafter', 'general_management', 'owner'],
    ['Founder & CEO', 'general_management', 'c_level'],
    ['VP Sales EMEA', 'sales', 'vp'],
    ['Vice President, Marketing', 'marketing', 'vp'],
    ['President', 'general_management', 'c_level'],
    ['Director of Procurement', 'purchasing', 'director'],
    ['Head of IT', 'it', 'head'],
    ['Leiterin Einkauf', 'purchasing', 'head'],
    ['Einkaufsleiter', 'purchasing', 'head'],
    ['Vertriebsleiter Süd', 'sales', 'head'],
    ['Abteilungsleiter Qualitätssicherung', 'quality', 'head'],
    ['IT-Leiter', 'it', 'head'],
    ['Werksleiter', 'production', 'head'],
    ['Einkäufer:in', 'purchasing', 'staff'],
    ['Marketing Manager', 'marketing', 'manager'],
    ['Teamleiter Kundendienst', 'customer_service', 'manager'],
    ['Senior Software Engineer', 'it', 'senior'],
    ['Accountant', 'finance', 'staff'],
    ['Buchhalterin', 'finance', 'staff'],
    ['Marketing Intern', 'marketing', 'junior'],
    ['Praktikant im Vertrieb', 'sales', 'junior'],
    ['HR Business Partner', 'hr', 'staff'],
    ['Manager', 'other', 'manager'],
    ['Zauberer', null, null],
    ['', null, null],
  ])('%s', (title, jobFunction, seniority) => {
    expect(positionOf(title)).toEqual({ jobFunction, seniority });
  });

  it('answers every text with a known word or nothing, the same for any spelling of case', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), (title) => {
        const { jobFunction, seniority } = positionOf(title);
        expect(jobFunction === null || JOB_FUNCTIONS.includes(jobFunction)).toBe(true);
        expect(seniority === null || SENIORITIES.includes(seniority)).toBe(true);
        expect(jobFunction === null).toBe(seniority === null);
      }),
    );
  });
});
