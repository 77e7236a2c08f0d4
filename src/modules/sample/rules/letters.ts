export interface Letter {
  subject: string;
  state: 'open' | 'closed';
  mails: readonly { direction: 'in' | 'out'; hoursAgo: number; body: string }[];
}

/** What stands in the shared inbox. The first waits for an answer since two days. */
export const LETTERS: readonly Letter[] = [
  {
    subject: 'Second offer for the plant manager',
    state: 'open',
    mails: [
      {
        direction: 'in',
        hoursAgo: 120,
        body: 'Hello,\n\nour plant manager would like the offer for 25 seats as well. Could you send it by Friday?',
      },
      { direction: 'out', hoursAgo: 101, body: 'Hello,\n\nof course. With or without the connection to the ERP?' },
      { direction: 'in', hoursAgo: 49, body: 'With the connection, please. And with the date of the first plan in it.' },
    ],
  },
  {
    subject: 'Shelf lives in the plan',
    state: 'open',
    mails: [
      { direction: 'in', hoursAgo: 30, body: 'Does Planner know shelf lives? Ours are between three and 40 days.' },
      { direction: 'out', hoursAgo: 26, body: 'Yes, as a field of the product; I show you on Thursday how a dairy uses it.' },
    ],
  },
  {
    subject: 'Moving Thursday to the week after',
    state: 'closed',
    mails: [
      { direction: 'in', hoursAgo: 220, body: 'We have an audit on Thursday. Can we meet a week later?' },
      { direction: 'out', hoursAgo: 217, body: 'Gladly, the same time a week later. The invitation is on its way.' },
      { direction: 'in', hoursAgo: 216, body: 'Thank you!' },
    ],
  },
  {
    subject: 'Where does the data lie?',
    state: 'open',
    mails: [{ direction: 'in', hoursAgo: 5, body: 'Our IT asks where the data lies and who reads the ERP. Is there a page on it?' }],
  },
];

/** Somebody whom nobody knows yet. */
export const UNKNOWN: Letter & { from: string; name: string } = {
  from: 'k.birkenstad@elmtal-dairy.example',
  name: 'Kaja Birkenstad',
  subject: 'Planning for a dairy with two plants',
  state: 'open',
  mails: [
    {
      direction: 'in',
      hoursAgo: 3,
      body: 'Good morning,\n\nwe plan two plants with 35 machines in a spreadsheet. A colleague at the foundry days named you. Whom can I talk to?',
    },
  ],
};
