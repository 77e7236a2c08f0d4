import { describe, expect, it } from 'vitest';
import { IMPORT_ENTITIES } from '../schema.ts';
import { REFERENCES, TRANSFORMS } from './presets/preset.ts';
import { identityOf, mappingOf, PRESETS, presetById, recognise, unknownHeaders } from './presets.ts';

const split = (headers: string) => headers.split(',');
const LINES = split('INVENTORYRELID,Product Name,List Price,Quantity,Total,Discount,Total After Discount,Tax,Net Total,BOOKID');

describe('the list of presets', () => {
  it('has unique ids, known entities, transforms and references, and its own headers recognised as itself', () => {
    expect(new Set(PRESETS.map(({ id }) => id)).size).toBe(PRESETS.length);
    for (const preset of PRESETS) {
      expect(IMPORT_ENTITIES).toContain(preset.entity);
      for (const column of Object.values(preset.columns)) {
        if (column.transform) expect(TRANSFORMS).toContain(column.transform);
        if (column.role === 'reference')
          expect([preset.id, column.field, column.field in REFERENCES]).toEqual([preset.id, column.field, true]);
      }
      const headers = [...Object.keys(preset.columns), ...preset.ignored];
      expect([preset.id, preset.match(headers)]).toEqual([preset.id, 1]);
      if (!preset.fileName) expect(recognise(headers)?.preset.id).toBe(preset.id);
    }
  });
  it('imports what is pointed to before what points to it', () => {
    const lowest = (entity: string) =>
      Math.min(...PRESETS.filter((preset) => preset.entity === entity && preset.vendor === 'zoho').map(({ order }) => order));
    for (const preset of PRESETS.filter(({ vendor }) => vendor === 'zoho'))
      for (const column of Object.values(preset.columns)) {
        const target = column.role === 'reference' ? REFERENCES[column.field] : undefined;
        if (target && target !== preset.entity) expect([preset.id, lowest(target) < preset.order]).toEqual([preset.id, true]);
      }
  });
});

describe('recognising a file', () => {
  it.each([
    [
      'hubspot.contacts',
      'Record ID,First Name,Last Name,Email,Phone Number,Mobile Phone Number,Job Title,Company Name,Contact owner,Lifecycle Stage,Lead Status,Create Date,Original Source,Associated Company IDs',
    ],
    ['hubspot.deals', 'Deal Name,Associated Company,Associated Contact,Amount,Deal Stage'],
    ['hubspot.notes', 'Activity date,Note body,Associated Contact,Associated Company'],
    [
      'pipedrive.persons',
      'Person - Name*,Person - First name,Person - Last name,Person - Phone,Person - Email (Work),Person - Email (Home),Organization - Name*,Organization - Address,Deal - Title,Deal - Value,Activity - Subject*,Activity - Due date,Note - Content*',
    ],
    [
      'pipedrive.activities',
      'Activity - Subject,Activity - Type,Activity - Due date,Activity - Due time,Activity - Done,Activity - Note,Activity - Assigned to user,Deal - Title,Person - Name,Person - Email,Organization - Name',
    ],
    ['salesforce.lead_report', 'Lead Source,First Name,Last Name,Email,Phone,Lead Status,Owner Alias,Created Date'],
    [
      'salesforce.opportunity_report',
      'Opportunity Owner,Account Name,Opportunity Name,Stage,Fiscal Period,Amount Currency,Amount,Close Date',
    ],
    ['salesforce.contacts', 'Id,IsDeleted,MasterRecordId,AccountId,LastName,FirstName,Salutation,Email,OwnerId,CreatedDate'],
    [
      'zoho_crm.contacts',
      'Record Id,First Name,Last Name,Account Name,Account Name.id,Email,Mobile,Mailing Street,Mailing City,Mailing State,Mailing Zip',
    ],
    [
      'mailchimp.audience',
      'Email Address,First Name,Last Name,Favourite Colour,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LATITUDE,LONGITUDE,GMTOFF,DSTOFF,TIMEZONE,CC,REGION,LAST_CHANGED,LEID,EUID,NOTES,TAGS',
    ],
    ['brevo.contacts', 'EMAIL,LASTNAME,FIRSTNAME,SMS,EMAIL_BLACKLISTED,SMS_BLACKLISTED,ADDED_TIME,MODIFIED_TIME'],
  ])('%s', (id, headers) => {
    expect(recognise(split(headers))).toMatchObject({ preset: { id }, byName: false });
  });
  it('needs the name where three files have the same header row, and says that it went by it', () => {
    expect(recognise(LINES)).toBeNull();
    expect(recognise(LINES, 'export.csv')).toBeNull();
    expect(recognise(LINES, 'export/Invoice_Line_Items.csv')).toMatchObject({ preset: { entity: 'invoice_line' }, byName: true });
    expect(recognise(LINES, 'C:\\Invoices\\Sales_Order_Line_Items.csv')).toMatchObject({ preset: { entity: 'order_line' } });
    expect(recognise(LINES, 'Purchase_Order_Line_Items.csv')).toMatchObject({ preset: { entity: 'purchase_order_line' } });
  });
  it('does not mind case, spaces or the order of columns, and is not sure of too little', () => {
    expect(recognise(split(' stage ,deal  name,DEAL STAGE,amount'))?.preset.id).toBe('hubspot.deals');
    expect(recognise(split('name,phone,city'))).toBeNull();
    expect(recognise([])).toBeNull();
    expect(recognise(['', ''])).toBeNull();
  });
});

describe('using a preset', () => {
  const mailchimp = presetById('mailchimp.audience');
  const headers = split('Email Address,First Name,First Name (2),Favourite Colour,MEMBER_RATING,LEID,TAGS');
  it('maps what it knows and names what it does not', () => {
    if (!mailchimp) throw new Error('no such preset');
    expect(mappingOf(mailchimp, headers)).toEqual([
      { header: 'Email Address', field: 'email', transform: 'email' },
      { header: 'First Name', field: 'firstName' },
      { header: 'TAGS', field: 'tags', transform: 'tags' },
    ]);
    expect(unknownHeaders(mailchimp, headers)).toEqual(['First Name (2)', 'Favourite Colour']);
  });
  it('knows rows again by what the file has', () => {
    const of = (id: string, list: string) => {
      const preset = presetById(id);
      return preset && identityOf(preset, split(list));
    };
    expect(of('hubspot.contacts', 'Record ID,Email,Lifecycle Stage')).toBe('externalId');
    expect(of('pipedrive.persons', 'Person - Name,Person - Email')).toBe('email');
    expect(of('hubspot.deals', 'Deal Name,Deal Stage')).toBe('row');
    expect(of('zoho.potentials', 'Potential Name,Stage,LEADID')).toBe('lead');
    expect(presetById('nothing')).toBeNull();
  });
});
