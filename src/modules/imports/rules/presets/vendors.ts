import { externalId, type Preset, type PresetColumn, preset, reference, to } from './preset.ts';

const personName = { 'First Name': to('firstName'), 'Last Name': to('lastName') };

const zohoRecord = {
  'Record Id': externalId,
  'Created Time': to('createdAt', 'instant'),
  'Modified Time': to('updatedAt', 'instant'),
  Description: to('description', 'text'),
  Tag: to('tags', 'tags'),
};
const zohoIgnored = ['Created By.id', 'Created By', 'Modified By.id', 'Modified By', 'Currency', 'Exchange Rate', 'Layout.id', 'Layout', 'Locked', 'Connected To.module', 'Connected To.id'];

/** Zoho's own export of a module, as against its analytics tables. */
const ZOHO_CRM: readonly Preset[] = [
  preset({
    id: 'zoho_crm.accounts', vendor: 'zoho', label: 'Zoho CRM accounts', entity: 'company', order: 60, required: ['Record Id', 'Account Name', 'Account Owner'], identity: 'externalId',
    columns: {
      ...zohoRecord, 'Account Name': to('name'), 'Account Owner': reference('owner', 'name'), 'Account Type': to('kind'), Industry: to('industry'), Website: to('website', 'website'), Phone: to('phone', 'phone'),
      Employees: to('employeeCount', 'integer'), 'Annual Revenue': to('annualRevenue', 'money'), 'Parent Account.id': reference('parentCompany'),
      'Billing Street': to('street'), 'Billing City': to('city'), 'Billing State': to('region'), 'Billing Code': to('postalCode'), 'Billing Country': to('country'),
    },
    ignored: [...zohoIgnored, 'Account Owner.id', 'Parent Account', 'Rating', 'Fax', 'SIC Code', 'Ticker Symbol', 'Ownership'],
  }),
  preset({
    id: 'zoho_crm.leads', vendor: 'zoho', label: 'Zoho CRM leads', entity: 'lead', order: 70, required: ['Record Id', 'Lead Owner', 'Last Name', 'Company'], identity: 'externalId',
    columns: {
      ...zohoRecord, ...personName, 'Created Time': to('openedAt', 'instant'), 'Lead Owner': reference('owner', 'name'), Company: to('companyName'), Title: to('jobTitle'), Email: to('email', 'email'), Phone: to('phone', 'phone'),
      Mobile: to('mobile', 'phone'), Website: to('companyWebsite', 'website'), Industry: to('companyIndustry'), 'Lead Source': to('sourceChannel'), 'Lead Status': to('workingStatus'),
      'Email Opt Out': to('optedOut', 'yesNo'), Street: to('street'), City: to('city'), State: to('region'), 'Zip Code': to('postalCode'), Country: to('country'),
    },
    ignored: [...zohoIgnored, 'Lead Owner.id', 'Full Name', 'Salutation', 'Rating', 'Secondary Email', 'No. of Employees', 'Annual Revenue', 'Fax', 'Converted Date Time'],
  }),
  preset({
    id: 'zoho_crm.contacts', vendor: 'zoho', label: 'Zoho CRM contacts', entity: 'contact', order: 80, required: ['Record Id', 'Last Name', 'Account Name'], identity: 'externalId',
    columns: {
      ...zohoRecord, ...personName, 'Contact Owner': reference('owner', 'name'), 'Account Name.id': reference('company'), 'Account Name': to('companyName'), Title: to('jobTitle'), Email: to('email', 'email'),
      Phone: to('phone', 'phone'), Mobile: to('mobile', 'phone'), 'Lead Source': to('sourceChannel'), 'Email Opt Out': to('optedOut', 'yesNo'), 'Mailing Street': to('street'), 'Mailing City': to('city'),
      'Mailing State': to('region'), 'Mailing Zip': to('postalCode'), 'Mailing Country': to('country'),
    },
    ignored: [...zohoIgnored, 'Contact Owner.id', 'Full Name', 'Salutation', 'Department', 'Date of Birth', 'Fax', 'Home Phone', 'Other Phone', 'Secondary Email'],
  }),
  preset({
    id: 'zoho_crm.deals', vendor: 'zoho', label: 'Zoho CRM deals', entity: 'deal', order: 90, required: ['Record Id', 'Deal Name', 'Stage'], identity: 'externalId',
    columns: {
      ...zohoRecord, 'Deal Name': to('name'), 'Deal Owner': reference('owner', 'name'), Amount: to('amount', 'money'), Stage: to('stage'), 'Closing Date': to('expectedCloseOn', 'date'), Type: to('kind'),
      'Probability (%)': to('probability', 'percent'), 'Lead Source': to('sourceChannel'), 'Account Name.id': reference('company'), 'Contact Name.id': reference('contact'), 'Campaign Source.id': reference('campaign'), 'Reason For Loss': to('lostReason'),
    },
    ignored: [...zohoIgnored, 'Deal Owner.id', 'Account Name', 'Contact Name', 'Campaign Source', 'Expected Revenue', 'Next Step', 'Overall Sales Duration', 'Sales Cycle Duration'],
  }),
];

const HUBSPOT: readonly Preset[] = [
  preset({
    id: 'hubspot.companies', vendor: 'hubspot', label: 'HubSpot companies', entity: 'company', order: 60, required: ['Record ID', 'Company name', 'Company owner'], identity: 'externalId',
    columns: {
      'Record ID': externalId, 'Company name': to('name'), 'Company owner': reference('owner', 'name'), 'Company Domain Name': to('website', 'website'), 'Website URL': to('website', 'website'), Industry: to('industry'), 'Phone Number': to('phone', 'phone'),
      'Number of Employees': to('employeeCount', 'integer'), 'Annual Revenue': to('annualRevenue', 'money'), Type: to('kind'), 'Street Address': to('street'), City: to('city'), 'State/Region': to('region'), 'Postal Code': to('postalCode'),
      'Country/Region': to('country'), 'Create Date': to('createdAt', 'instant'), Description: to('description', 'text'), 'Parent Company': reference('parentCompany', 'name'),
    },
    ignored: ['Lifecycle Stage', 'Last Activity Date', 'Time Zone', 'Lead Status', 'Original Source Type'],
  }),
  preset({
    id: 'hubspot.contacts', vendor: 'hubspot', label: 'HubSpot contacts', entity: 'contact', order: 80, required: ['Record ID', 'Email', 'Lifecycle Stage'], identity: 'externalId',
    columns: {
      'Record ID': externalId, ...personName, Email: to('email', 'email'), 'Phone Number': to('phone', 'phone'), 'Mobile Phone Number': to('mobile', 'phone'), 'Job Title': to('jobTitle'), 'Company Name': to('companyName'),
      'Contact owner': reference('owner', 'name'), 'Lifecycle Stage': to('lifecycleStage'), 'Lead Status': to('workingStatus'), 'Create Date': to('createdAt', 'instant'), 'Original Source': to('sourceChannel'),
      'Associated Company IDs': reference('company'), 'Associated Company': to('companyName'), 'Unsubscribed from all email': to('optedOut', 'yesNo'), 'Street Address': to('street'), City: to('city'), 'State/Region': to('region'),
      'Postal Code': to('postalCode'), 'Country/Region': to('country'),
    },
    ignored: ['Last Activity Date', 'Marketing contact status', 'Favorite Content Topics', 'Preferred channels', 'Original Traffic Source', 'Time Zone', 'Associated Note'],
  }),
  preset({
    id: 'hubspot.deals', vendor: 'hubspot', label: 'HubSpot deals', entity: 'deal', order: 90, required: ['Deal Name', 'Deal Stage'], identity: 'externalId',
    columns: {
      'Record ID': externalId, 'Deal Name': to('name'), 'Deal Stage': to('stage'), Pipeline: to('pipeline'), Amount: to('amount', 'money'), 'Close Date': to('expectedCloseOn', 'date'), 'Deal owner': reference('owner', 'name'),
      'Deal Type': to('kind'), 'Associated Company': reference('company', 'labelled'), 'Associated Company IDs': reference('company'), 'Associated Contact': reference('contact', 'labelled'), 'Associated Contact IDs': reference('contact'),
      'Create Date': to('createdAt', 'instant'), 'Closed Lost Reason': to('lostReason'), 'Deal Description': to('description', 'text'), 'Deal probability': to('probability', 'percent'), Currency: to('currency'),
    },
    ignored: ['Last Activity Date', 'Amount in company currency', 'Forecast amount', 'Weighted amount'],
  }),
  preset({
    id: 'hubspot.notes', vendor: 'hubspot', label: 'HubSpot notes', entity: 'note', order: 195, required: ['Note body'], identity: 'row',
    columns: { 'Activity date': to('occurredAt', 'instant'), 'Note body': to('body', 'text'), 'Associated Contact': reference('contact', 'labelled'), 'Associated Company': reference('company', 'labelled'), 'Associated Deal': reference('deal', 'labelled'), 'Activity assigned to': reference('owner', 'name') },
  }),
];

const salesforceRecord: Readonly<Record<string, PresetColumn>> = { Id: externalId, OwnerId: reference('owner'), CreatedDate: to('createdAt', 'instant'), LastModifiedDate: to('updatedAt', 'instant'), IsDeleted: to('deleted', 'yesNo'), Description: to('description', 'text') };
const salesforceIgnored = ['CreatedById', 'LastModifiedById', 'SystemModstamp', 'LastActivityDate', 'LastViewedDate', 'LastReferencedDate', 'RecordTypeId', 'Salutation', 'Name', 'PhotoUrl', 'Jigsaw', 'JigsawContactId', 'Fax', 'CleanStatus'];

/** The weekly data export, one file per object. Deleted rows are in it, and merged ones. */
const SALESFORCE: readonly Preset[] = [
  preset({
    id: 'salesforce.accounts', vendor: 'salesforce', label: 'Salesforce accounts', entity: 'company', order: 60, required: ['Id', 'Name', 'BillingCity'], identity: 'externalId',
    columns: {
      ...salesforceRecord, Name: to('name'), MasterRecordId: to('mergedInto'), Type: to('kind'), ParentId: reference('parentCompany'), Phone: to('phone', 'phone'), Website: to('website', 'website'), Industry: to('industry'), AnnualRevenue: to('annualRevenue', 'number'),
      NumberOfEmployees: to('employeeCount', 'integer'), BillingStreet: to('street'), BillingCity: to('city'), BillingState: to('region'), BillingPostalCode: to('postalCode'), BillingCountry: to('country'), AccountSource: to('sourceChannel'),
    },
    ignored: [...salesforceIgnored.filter((header) => header !== 'Name'), 'ShippingStreet', 'ShippingCity', 'ShippingState', 'ShippingPostalCode', 'ShippingCountry', 'BillingLatitude', 'BillingLongitude', 'Ownership', 'Rating', 'Site', 'Sic'],
  }),
  preset({
    id: 'salesforce.leads', vendor: 'salesforce', label: 'Salesforce leads', entity: 'lead', order: 70, required: ['Id', 'LastName', 'Company', 'IsConverted'], identity: 'externalId',
    columns: {
      ...salesforceRecord, CreatedDate: to('openedAt', 'instant'), LastName: to('lastName'), FirstName: to('firstName'), Title: to('jobTitle'), Company: to('companyName'), Email: to('email', 'email'), Phone: to('phone', 'phone'), MobilePhone: to('mobile', 'phone'),
      Website: to('companyWebsite', 'website'), Industry: to('companyIndustry'), LeadSource: to('sourceChannel'), Status: to('workingStatus'), IsConverted: to('converted', 'yesNo'), ConvertedContactId: reference('contact'), ConvertedOpportunityId: reference('deal'),
      ConvertedAccountId: reference('company'), HasOptedOutOfEmail: to('optedOut', 'yesNo'), Street: to('street'), City: to('city'), State: to('region'), PostalCode: to('postalCode'), Country: to('country'), MasterRecordId: to('mergedInto'),
    },
    ignored: [...salesforceIgnored, 'ConvertedDate', 'IsUnreadByOwner', 'Rating', 'AnnualRevenue', 'NumberOfEmployees', 'Latitude', 'Longitude', 'EmailBouncedReason', 'EmailBouncedDate', 'DoNotCall'],
  }),
  preset({
    id: 'salesforce.contacts', vendor: 'salesforce', label: 'Salesforce contacts', entity: 'contact', order: 80, required: ['Id', 'AccountId', 'LastName'], identity: 'externalId',
    columns: {
      ...salesforceRecord, MasterRecordId: to('mergedInto'), AccountId: reference('company'), LastName: to('lastName'), FirstName: to('firstName'), Title: to('jobTitle'), Email: to('email', 'email'), Phone: to('phone', 'phone'), MobilePhone: to('mobile', 'phone'),
      LeadSource: to('sourceChannel'), HasOptedOutOfEmail: to('optedOut', 'yesNo'), MailingStreet: to('street'), MailingCity: to('city'), MailingState: to('region'), MailingPostalCode: to('postalCode'), MailingCountry: to('country'), Department: to('jobFunction'),
    },
    ignored: [...salesforceIgnored, 'OtherStreet', 'OtherCity', 'OtherState', 'OtherPostalCode', 'OtherCountry', 'HomePhone', 'OtherPhone', 'AssistantPhone', 'AssistantName', 'ReportsToId', 'Birthdate', 'DoNotCall', 'EmailBouncedReason', 'EmailBouncedDate'],
  }),
  preset({
    id: 'salesforce.opportunities', vendor: 'salesforce', label: 'Salesforce opportunities', entity: 'deal', order: 90, required: ['Id', 'AccountId', 'StageName', 'CloseDate'], identity: 'externalId',
    columns: {
      ...salesforceRecord, AccountId: reference('company'), Name: to('name'), StageName: to('stage'), Amount: to('amount', 'money'), CurrencyIsoCode: to('currency'), Probability: to('probability', 'percent'), CloseDate: to('expectedCloseOn', 'date'), Type: to('kind'),
      LeadSource: to('sourceChannel'), CampaignId: reference('campaign'), ContactId: reference('contact'),
    },
    ignored: [...salesforceIgnored.filter((header) => header !== 'Name'), 'IsClosed', 'IsWon', 'ForecastCategory', 'ForecastCategoryName', 'ExpectedRevenue', 'TotalOpportunityQuantity', 'NextStep', 'FiscalYear', 'FiscalQuarter', 'Fiscal', 'HasOpportunityLineItem', 'Pricebook2Id', 'IsPrivate'],
  }),
  preset({
    id: 'salesforce.lead_report', vendor: 'salesforce', label: 'Salesforce lead report', entity: 'lead', order: 70, required: ['Lead Source', 'Last Name', 'Lead Status'], identity: 'email',
    columns: {
      'Lead ID': externalId, ...personName, Email: to('email', 'email'), Phone: to('phone', 'phone'), Mobile: to('mobile', 'phone'), Title: to('jobTitle'), 'Company / Account': to('companyName'), Company: to('companyName'), 'Lead Source': to('sourceChannel'),
      'Lead Status': to('workingStatus'), 'Lead Owner': reference('owner', 'name'), 'Owner Alias': reference('owner', 'name'), 'Created Date': to('openedAt', 'instant'), 'Create Date': to('openedAt', 'instant'), Street: to('street'), City: to('city'),
    },
    ignored: ['Rating', 'Salutation', 'Unread By Owner'],
  }),
  preset({
    id: 'salesforce.opportunity_report', vendor: 'salesforce', label: 'Salesforce opportunity report', entity: 'deal', order: 90, required: ['Opportunity Name', 'Stage', 'Close Date'], identity: 'row',
    columns: {
      'Opportunity ID': externalId, 'Opportunity Name': to('name'), 'Opportunity Owner': reference('owner', 'name'), 'Account Name': reference('company', 'name'), Stage: to('stage'), 'Amount Currency': to('currency'), Amount: to('amount', 'money'),
      'Close Date': to('expectedCloseOn', 'date'), 'Created Date': to('createdAt', 'instant'), 'Probability (%)': to('probability', 'percent'), Type: to('kind'), 'Lead Source': to('sourceChannel'), 'Next Step': to('nextStep'),
    },
    ignored: ['Fiscal Period', 'Age', 'Owner Role', 'Expected Revenue', 'Expected Revenue Currency'],
  }),
];

/** Pipedrive puts the kind of record before each header, so one file can hold several kinds. */
const PIPEDRIVE: readonly Preset[] = [
  preset({
    id: 'pipedrive.organizations', vendor: 'pipedrive', label: 'Pipedrive organizations', entity: 'company', order: 60, required: ['Organization - Name', 'Organization - Owner'], identity: 'externalId',
    columns: { 'Organization - ID': externalId, 'Organization - Name': to('name'), 'Organization - Owner': reference('owner', 'name'), 'Organization - Address': to('street'), 'Organization - Label': to('tags', 'tags'), 'Organization - Organization created': to('createdAt', 'instant') },
    ignored: ['Organization - People', 'Organization - Closed deals', 'Organization - Open deals', 'Organization - Next activity date', 'Organization - Visible to'],
  }),
  preset({
    id: 'pipedrive.persons', vendor: 'pipedrive', label: 'Pipedrive people', entity: 'contact', order: 80, required: ['Person - Name'], identity: 'externalId',
    columns: {
      'Person - ID': externalId, 'Person - Name': to('name', 'fullName'), 'Person - First name': to('firstName'), 'Person - Last name': to('lastName'), 'Person - Phone': to('phone', 'phone'), 'Person - Phone (Work)': to('phone', 'phone'), 'Person - Phone (Mobile)': to('mobile', 'phone'),
      'Person - Email': to('email', 'email'), 'Person - Email (Work)': to('email', 'email'), 'Person - Email (Home)': to('secondEmail', 'email'), 'Person - Owner': reference('owner', 'name'), 'Person - Organization': reference('company', 'name'), 'Organization - Name': reference('company', 'name'),
      'Organization - ID': reference('company'), 'Person - Label': to('tags', 'tags'), 'Person - Job title': to('jobTitle'), 'Person - Person created': to('createdAt', 'instant'), 'Person - Marketing status': to('mailPermission'),
    },
    ignored: ['Organization - Address', 'Person - Closed deals', 'Person - Open deals', 'Person - Next activity date', 'Person - Visible to', 'Deal - Title', 'Deal - Value', 'Activity - Subject', 'Activity - Due date', 'Note - Content'],
  }),
  preset({
    id: 'pipedrive.deals', vendor: 'pipedrive', label: 'Pipedrive deals', entity: 'deal', order: 90, required: ['Deal - Title', 'Deal - Stage'], identity: 'externalId',
    columns: {
      'Deal - ID': externalId, 'Deal - Title': to('name'), 'Deal - Value': to('amount', 'money'), 'Deal - Currency of Value': to('currency'), 'Deal - Stage': to('stage'), 'Deal - Pipeline': to('pipeline'), 'Deal - Status': to('status'), 'Deal - Owner': reference('owner', 'name'),
      'Deal - Organization': reference('company', 'name'), 'Organization - Name': reference('company', 'name'), 'Organization - ID': reference('company'), 'Deal - Contact person': reference('contact', 'name'), 'Person - Name': reference('contact', 'name'), 'Person - ID': reference('contact'),
      'Deal - Deal created': to('createdAt', 'instant'), 'Deal - Expected close date': to('expectedCloseOn', 'date'), 'Deal - Won time': to('closedAt', 'instant'), 'Deal - Lost reason': to('lostReason'), 'Deal - Label': to('tags', 'tags'), 'Deal - Probability': to('probability', 'percent'),
    },
    ignored: ['Deal - Weighted value', 'Deal - Update time', 'Deal - Next activity date', 'Deal - Lost time', 'Deal - Last activity date'],
  }),
  preset({
    id: 'pipedrive.activities', vendor: 'pipedrive', label: 'Pipedrive activities', entity: 'task', order: 200, required: ['Activity - Subject', 'Activity - Type'], identity: 'row',
    columns: {
      'Activity - ID': externalId, 'Activity - Subject': to('subject'), 'Activity - Type': to('kind'), 'Activity - Due date': to('dueAt', 'instant'), 'Activity - Due time': to('dueTime'), 'Activity - Done': to('done', 'yesNo'), 'Activity - Note': to('body', 'text'),
      'Activity - Assigned to user': reference('owner', 'name'), 'Deal - Title': reference('deal', 'name'), 'Person - Name': reference('contact', 'name'), 'Person - Email': reference('contact', 'email'), 'Organization - Name': reference('company', 'name'),
    },
    ignored: ['Activity - Duration', 'Activity - Priority'],
  }),
];

const MAIL_TOOLS: readonly Preset[] = [
  preset({
    id: 'mailchimp.audience', vendor: 'mailchimp', label: 'Mailchimp audience', entity: 'contact', order: 80, required: ['Email Address', 'MEMBER_RATING', 'LEID'], identity: 'email',
    columns: {
      'Email Address': to('email', 'email'), ...personName, Phone: to('phone', 'phone'), 'Phone Number': to('phone', 'phone'), Company: to('companyName'), OPTIN_TIME: to('permissionAskedAt', 'instant'), CONFIRM_TIME: to('permissionGivenAt', 'instant'), LAST_CHANGED: to('updatedAt', 'instant'),
      TIMEZONE: to('timeZone'), CC: to('country'), REGION: to('region'), NOTES: to('description', 'text'), TAGS: to('tags', 'tags'), UNSUB_TIME: to('optedOutAt', 'instant'), UNSUB_REASON: to('optOutReason'), CLEAN_TIME: to('bouncedAt', 'instant'),
    },
    ignored: ['MEMBER_RATING', 'OPTIN_IP', 'CONFIRM_IP', 'LATITUDE', 'LONGITUDE', 'GMTOFF', 'DSTOFF', 'LEID', 'EUID', 'UNSUB_CAMPAIGN_TITLE', 'UNSUB_CAMPAIGN_ID', 'UNSUB_REASON_OTHER', 'CLEAN_CAMPAIGN_TITLE', 'CLEAN_CAMPAIGN_ID', 'Address', 'Birthday'],
  }),
  preset({
    id: 'brevo.contacts', vendor: 'brevo', label: 'Brevo contacts', entity: 'contact', order: 80, required: ['EMAIL', 'EMAIL_BLACKLISTED'], identity: 'email',
    columns: {
      EMAIL: to('email', 'email'), LASTNAME: to('lastName'), FIRSTNAME: to('firstName'), SMS: to('phone', 'phone'), EMAIL_BLACKLISTED: to('optedOut', 'yesNo'), ADDED_TIME: to('createdAt', 'instant'), MODIFIED_TIME: to('updatedAt', 'instant'),
      'CONTACT ID': externalId, COMPANY: to('companyName'), JOB_TITLE: to('jobTitle'),
    },
    ignored: ['SMS_BLACKLISTED', 'WHATSAPP', 'EXT_ID', 'DOUBLE_OPT-IN', 'OPT_IN'],
  }),
];

export const VENDORS: readonly Preset[] = [...ZOHO_CRM, ...HUBSPOT, ...SALESFORCE, ...PIPEDRIVE, ...MAIL_TOOLS];
