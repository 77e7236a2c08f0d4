/** Everybody and everything here is invented. Addresses end in `.example` and `example.test`, numbers come from ranges that are kept free for fiction. */

export const FIRST_NAMES = [
  ...[
    'Alva',
    'Bruno',
    'Carla',
    'Dario',
    'Edda',
    'Falk',
    'Greta',
    'Henrik',
    'Ines',
    'Jannis',
    'Kaja',
    'Lasse',
    'Mira',
    'Nils',
    'Orla',
    'Pavel',
    'Quirin',
    'Runa',
    'Silvan',
    'Thea',
  ],
  ...[
    'Ulla',
    'Valentin',
    'Wanda',
    'Xenia',
    'Yara',
    'Zeno',
    'Aurel',
    'Bea',
    'Cosmo',
    'Delia',
    'Emil',
    'Fenna',
    'Gero',
    'Hedi',
    'Ivo',
    'Jola',
    'Kilian',
    'Leonie',
    'Marek',
    'Nora',
  ],
];

/** Put together from a beginning and an end, so that hardly anybody is called like this. */
export const LAST_BEGINNINGS = [
  'Alder',
  'Birken',
  'Cask',
  'Dorn',
  'Elm',
  'Fenn',
  'Garn',
  'Hasel',
  'Ister',
  'Jaspe',
  'Korn',
  'Linden',
  'Moor',
  'Nebel',
  'Ost',
  'Pfeil',
  'Quell',
  'Rohr',
  'Salm',
  'Torf',
  'Ulmen',
  'Veil',
  'Weiden',
  'Zirn',
];
export const LAST_ENDS = [
  'brandt',
  'dahl',
  'feld',
  'gard',
  'hagen',
  'ick',
  'kamp',
  'lund',
  'mark',
  'nau',
  'quist',
  'rup',
  'schild',
  'stad',
  'thal',
  'vik',
  'wald',
  'worth',
];

export const COMPANY_BEGINNINGS = [
  'Amber',
  'Brook',
  'Cinder',
  'Dune',
  'Ever',
  'Flint',
  'Glen',
  'Heron',
  'Iron',
  'Juniper',
  'Kestrel',
  'Larch',
  'Meadow',
  'North',
  'Oak',
  'Pebble',
  'Quarry',
  'Raven',
  'Slate',
  'Thistle',
  'Umber',
  'Vale',
  'Willow',
  'Yarrow',
];
export const COMPANY_MIDDLES = [
  'bridge',
  'crest',
  'field',
  'ford',
  'gate',
  'haven',
  'line',
  'mill',
  'point',
  'ridge',
  'stone',
  'water',
  'well',
  'wick',
  'yard',
];

export interface Industry {
  name: string;
  /** What companies of it call themselves. */
  trades: readonly string[];
  share: number;
}

export const MANUFACTURING = 'Manufacturing';
/** Shares before the drift; from the ninth month on, more than half of whoever is new is from manufacturing. */
export const INDUSTRIES: readonly Industry[] = [
  { name: MANUFACTURING, trades: ['Machines', 'Gears', 'Tools', 'Valves', 'Pumps', 'Castings'], share: 0.2 },
  { name: 'Logistics', trades: ['Freight', 'Logistics', 'Storage', 'Parcel'], share: 0.16 },
  { name: 'Software', trades: ['Systems', 'Software', 'Data', 'Cloud'], share: 0.18 },
  { name: 'Wholesale', trades: ['Trading', 'Supply', 'Wholesale'], share: 0.14 },
  { name: 'Food', trades: ['Foods', 'Bakery', 'Dairy', 'Spices'], share: 0.12 },
  { name: 'Healthcare', trades: ['Clinics', 'Medical', 'Diagnostics'], share: 0.1 },
  { name: 'Construction', trades: ['Building', 'Timber', 'Concrete'], share: 0.1 },
];
export const DRIFTED_SHARE = 0.55;

export interface Place {
  city: string;
  country: string;
  zone: string;
  legal: string;
  /** Telephone numbers of a range kept for fiction: the fixed part, and how many digits follow. */
  phone: readonly [string, number];
}
export const PLACES: readonly Place[] = [
  { city: 'Berlin', country: 'DE', zone: 'Europe/Berlin', legal: 'GmbH', phone: ['+493023125', 3] },
  { city: 'Hamburg', country: 'DE', zone: 'Europe/Berlin', legal: 'GmbH', phone: ['+494066969', 3] },
  { city: 'Munich', country: 'DE', zone: 'Europe/Berlin', legal: 'AG', phone: ['+498999998', 3] },
  { city: 'Cologne', country: 'DE', zone: 'Europe/Berlin', legal: 'KG', phone: ['+492214710', 3] },
  { city: 'London', country: 'GB', zone: 'Europe/London', legal: 'Ltd', phone: ['+4420794600', 2] },
  { city: 'Leeds', country: 'GB', zone: 'Europe/London', legal: 'Ltd', phone: ['+4411349600', 2] },
];

export interface Title {
  title: string;
  jobFunction: string;
  seniority: string;
  share: number;
}
export const TITLES: readonly Title[] = [
  { title: 'Managing Director', jobFunction: 'general_management', seniority: 'c_level', share: 8 },
  { title: 'Head of Operations', jobFunction: 'operations', seniority: 'head', share: 14 },
  { title: 'Operations Manager', jobFunction: 'operations', seniority: 'manager', share: 14 },
  { title: 'IT Director', jobFunction: 'it', seniority: 'director', share: 9 },
  { title: 'Purchasing Manager', jobFunction: 'purchasing', seniority: 'manager', share: 10 },
  { title: 'Head of Sales', jobFunction: 'sales', seniority: 'head', share: 6 },
  { title: 'Finance Manager', jobFunction: 'finance', seniority: 'manager', share: 7 },
  { title: 'Plant Engineer', jobFunction: 'engineering', seniority: 'staff', share: 8 },
  { title: 'Quality Specialist', jobFunction: 'quality', seniority: 'staff', share: 6 },
  { title: 'Logistics Coordinator', jobFunction: 'logistics', seniority: 'staff', share: 8 },
  { title: 'Assistant to the Board', jobFunction: 'general_management', seniority: 'junior', share: 5 },
  { title: 'Working Student', jobFunction: 'other', seniority: 'junior', share: 5 },
];
/** Those whom the starter profile calls deciders, and the functions that it sells to. */
export const DECIDERS = ['owner', 'c_level', 'vp', 'director', 'head', 'manager'];
export const BUYERS = ['general_management', 'operations', 'sales', 'marketing', 'it', 'purchasing'];

export const PRODUCTS = [
  { code: 'PL-S', name: 'Planner Starter', category: 'Licence', priceMinor: 240_000 },
  { code: 'PL-T', name: 'Planner Team', category: 'Licence', priceMinor: 620_000 },
  { code: 'PL-E', name: 'Planner Enterprise', category: 'Licence', priceMinor: 1_480_000 },
  { code: 'SC-1', name: 'Shop-floor screen', category: 'Hardware', priceMinor: 89_000 },
  { code: 'IN-1', name: 'Set-up and training', category: 'Service', priceMinor: 320_000 },
  { code: 'IN-2', name: 'Connection to the ERP', category: 'Service', priceMinor: 450_000 },
  { code: 'SU-1', name: 'Support, one year', category: 'Service', priceMinor: 180_000 },
];

/** The page, the file or the mail that somebody looked at. */
export const PAGES = [
  '/',
  '/planner',
  '/pricing',
  '/customers',
  '/planner/shop-floor',
  '/blog/lead-times',
  '/blog/planning-by-hand',
  '/about',
  '/planner/erp',
  '/events',
];
export const FILES = [
  'Ops planning guide',
  'Checklist: before you change your planning',
  'Case: Heronmill Castings',
  'Data sheet Planner Team',
  'Calculation: what a late order costs',
];

export const REPS = [
  'Anna Sommerfenn',
  'Jonas Halvorick',
  'Mila Torfgard',
  'Owen Dunequist',
  'Petra Lindenau',
  'Viktor Rohrmark',
  'Sofie Weidenvik',
  'Tom Nebelthal',
];
export const MARKETERS = ['Clara Moorfeld', 'Ruben Elmhagen', 'Ida Jaspewald', 'Noah Quellstad', 'Lena Garnworth'];
export const LEADER = 'Ines Okaferick';
export const COORDINATOR = 'Dana Ulmenrup';
