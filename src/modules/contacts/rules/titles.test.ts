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
    // French
    ['Directrice des achats', 'purchasing', 'director'],
    ['Directeur Général', 'general_management', 'c_level'],
    ['PDG', 'general_management', 'c_level'],
    ['DAF', 'finance', 'director'],
    ['Responsable logistique', 'logistics', 'manager'],
    ['Chef de projet informatique', 'it', 'manager'],
    ['Chef des ventes', 'sales', 'head'],
    ['Ingénieur qualité', 'quality', 'staff'],
    ['Stagiaire marketing', 'marketing', 'junior'],
    ['Assistante de direction', 'general_management', 'staff'],
    ['Comptable', 'finance', 'staff'],
    // Spanish
    ['Director General', 'general_management', 'c_level'],
    ['Directora de Recursos Humanos', 'hr', 'director'],
    ['Jefe de compras', 'purchasing', 'head'],
    ['Gerente de ventas', 'sales', 'manager'],
    ['Consejero delegado', 'general_management', 'c_level'],
    ['Responsable de calidad', 'quality', 'manager'],
    ['Becaria', 'other', 'junior'],
    // Italian
    ['Amministratore Delegato', 'general_management', 'c_level'],
    ['Direttore vendite', 'sales', 'director'],
    ['Responsabile acquisti', 'purchasing', 'manager'],
    ['Capo reparto produzione', 'production', 'head'],
    ['Titolare', 'general_management', 'owner'],
    ['Ingegnere', 'engineering', 'staff'],
    // Dutch
    ['Hoofd Inkoop', 'purchasing', 'head'],
    ['Algemeen directeur', 'general_management', 'c_level'],
    ['Verkoopmanager', 'sales', 'manager'],
    ['Eigenaar', 'general_management', 'owner'],
    ['Teamleider klantenservice', 'customer_service', 'manager'],
    ['Boekhouder', 'finance', 'staff'],
    // Several roles in one title
    ['Founder, Head of Sales', 'general_management', 'owner'],
    ['Head of Sales and Marketing', 'sales', 'head'],
    ['Leiter Einkauf und Logistik', 'purchasing', 'head'],
    ['Projektmanager / Prokurist', 'operations', 'vp'],
    ['Director, Sales & Marketing', 'sales', 'director'],
    ['Geschäftsführer, Leiter Vertrieb', 'general_management', 'c_level'],
    ['Finance & Administration Manager', 'finance', 'manager'],
    ['Inhaber | Meister', 'general_management', 'owner'],
    ['R&D Manager', 'research', 'manager'],
    // Who works for somebody has not that somebody's say
    ['Assistant to the CEO', 'other', 'junior'],
    ['Sekretärin der Geschäftsführung', 'general_management', 'staff'],
    ['Executive Assistant to the Vice President', 'general_management', 'junior'],
    ['Leiter:in Personal (m/w/d)', 'hr', 'head'],
    ['Sr. Buyer', 'purchasing', 'senior'],
    ['xyz 123', null, null],
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
