import { hasWord, plainText, words } from '#platform/shared/words.ts';
import { STANDARD_INDUSTRIES, type StandardIndustry } from '../schema.ts';

/** Words of an industry in English, German, French, Spanish, Italian and Dutch, as `plainText` writes them. In this order: the first that hits decides. */
const WORDS: readonly (readonly [StandardIndustry, readonly string[]])[] = [
  [
    'nonprofit',
    words(
      'non-profit*, nonprofit*, non profit*, not for profit*, ngo, charit*, gemeinnuetzig*, verein*, verband*, stiftung*, association*, religi*, kirche*, foundation',
    ),
  ],
  [
    'food',
    words(
      'food*, beverage*, lebensmittel*, getraenke*, nahrung*, agroaliment*, alimenta*, boisson*, bebida*, bevande, voeding*, dairy, brew*, brauerei*, bakery, baecker*',
    ),
  ],
  [
    'agriculture',
    words(
      'agricultur*, agrar*, landwirt*, forst*, forestry, fishing, farming, fischerei, agricol*, agricultura, landbouw*, gartenbau*, pet, horticulture',
    ),
  ],
  ['mining', words('mining, bergbau*, quarry*, oil*, gas exploration, miner*, miniere, mijnbouw*, rohstoff*')],
  ['pharma', words('pharma*, biotech*, biotechnolog*, life science*, farma*, medikament*')],
  [
    'medical_devices',
    words('medical device*, medizintechnik*, medtech, dispositifs medicaux, dispositivos medicos, medische technologie, health beauty'),
  ],
  [
    'automotive',
    words(
      'automotive*, automobil*, vehicle*, fahrzeug*, aerospace*, luftfahrt*, raumfahrt*, car accessories, shipbuilding, aeronaut*, automoc*, automoviel*, railway*',
    ),
  ],
  [
    'electronics',
    words(
      'electronic*, elektronik*, elektrotechn*, semiconductor*, halbleiter*, electrical equipment, sensor*, optic*, optik*, electronique*, elettronic*, electric equipment, audio video electronics, small appliances, home appliances, appliances',
    ),
  ],
  [
    'machinery',
    words(
      'machin*, maschinen*, anlagenbau*, mechanical engineering, industrial equipment, mecanique, maquinaria, macchin*, robotic*, automatisierung*, automation, machinebouw*',
    ),
  ],
  ['chemicals', words('chemical*, chemie*, chemi*, chimi*, quimic*, lack*, paint*, coatings, perfume')],
  ['plastics', words('plastic*, kunststoff*, rubber, gummi*, plastique*, plastico*, plastica, packaging, verpackung*')],
  ['metals', words('metal*, metall*, steel*, stahl*, giesserei*, foundry, metalurg*, siderurg*, acciaio, aluminium')],
  ['textiles', words('textil*, apparel*, fashion*, bekleidung*, clothing, leather, mode, moda, kleding*, bags backpacks')],
  [
    'wood_paper',
    words(
      'wood*, holz*, furniture, moebel*, paper*, papier*, printing, druck*, bois, madera, legno, meubel*, home office furniture, stationery',
    ),
  ],
  ['telecom', words('telecom*, telekom*, telekommunikation*, communications, telecommunication*, telephony, phone mobile')],
  [
    'software_it',
    words(
      'software*, it, ict, saas, it services, information technology, edv, informatik*, informatique, informatica, computer*, internet, hosting, cloud, technology, tech, high tech, cyber*, digital, electronic commerce platform',
    ),
  ],
  ['insurance', words('insurance*, versicherung*, assurance*, seguros, assicuraz*, verzekering*')],
  [
    'finance',
    words(
      'financ*, bank*, banking, financial services, finanz*, banque*, banco*, banca, investment*, capital, fintech, leasing, private equity, venture capital, accounting',
    ),
  ],
  [
    'legal_consulting',
    words(
      'consult*, beratung*, unternehmensberat*, legal, law, rechts*, steuerberat*, audit*, wirtschaftspruef*, professional services, conseil*, consultor*, consulenz*, advies*, management services, kanzlei',
    ),
  ],
  [
    'engineering_services',
    words(
      'engineering services, engineering, ingenieurbuero*, ingenieurdienst*, architect*, architekt*, ingenierie, ingenieria, ingegneria, ingenieursbureau*, planungsbuero*',
    ),
  ],
  ['research', words('research*, forschung*, r&d, recherche, investigacion, ricerca, onderzoek*, laborator*')],
  [
    'marketing_services',
    words(
      'marketing*, advertising, werbung*, agentur*, agency, public relations, publicite, publicidad, pubblicita, reclame*, events, event services',
    ),
  ],
  [
    'media',
    words(
      'media*, medien*, publishing, verlag*, broadcast*, film*, newspaper, entertainment, presse, editoria, editorial, uitgever*, games consoles, books, music*',
    ),
  ],
  [
    'public',
    words(
      'government*, public sector, public administration, behoerde*, oeffentlich*, verwaltung*, military, defense, defence, bundeswehr, gouvernement, administration publique, gobierno, pubblica amministrazione, overheid*, municipal*, kommun*',
    ),
  ],
  [
    'education',
    words(
      'education*, school*, schul*, universit*, hochschul*, bildung*, training, ausbildung*, e-learning, enseignement, formation, educacion, istruzione, onderwijs*, academ*',
    ),
  ],
  [
    'health',
    words(
      'health*, hospital*, gesundheit*, krankenhaus*, klinik*, clinic*, pflege*, medical, sante, salud, sanita, sanidad, zorg*, ziekenhuis*, aerzt*, veterinar*',
    ),
  ],
  [
    'real_estate',
    words('real estate, immobilien*, property, immobilier*, inmobiliari*, immobiliare, vastgoed*, facility management, hausverwaltung*'),
  ],
  [
    'construction',
    words(
      'construction*, bau, bauwesen, baugewerbe, hochbau, tiefbau, bauunternehm*, building, civil engineering, btp, construccion, edilizia, costruzion*, bouw*, handwerk*, installation*, construction tools house garden',
    ),
  ],
  [
    'energy',
    words(
      'energy, energie*, utilities, utility, electricity, stromversorg*, stadtwerk*, power, solar*, wind power, renewable*, energia, gas',
    ),
  ],
  [
    'water_waste',
    words('water, waste*, wasser*, abwasser*, entsorgung*, recycling, abfall*, environment*, umwelt*, dechets, residuos, rifiuti, afval*'),
  ],
  [
    'transport_logistics',
    words(
      'transport*, logisti*, spedition*, shipping, freight, airline*, aviation, warehousing, courier, post*, verkehr*, trasport*, luggage',
    ),
  ],
  [
    'hospitality',
    words(
      'hospitality, hotel*, restaurant*, gastronom*, tourism*, tourismus*, travel*, reise*, catering, gaststaett*, hotellerie, hosteleria, ristoraz*, horeca, leisure',
    ),
  ],
  [
    'retail',
    words(
      'retail*, einzelhandel*, e-commerce, ecommerce, consumer goods retail, detailhandel*, commerce de detail, distribucion minorista, comercio minorista, commercio al dettaglio, onlineshop*, webshop*, supermarket*, shop',
    ),
  ],
  [
    'wholesale',
    words(
      'wholesale*, grosshandel*, handel*, trade, trading, distribution, distributor*, commerce de gros, mayorista*, comercio, commercio, ingrosso, groothandel*, import, export, commerce',
    ),
  ],
  [
    'business_services',
    words(
      'staffing, recruit*, personaldienst*, zeitarbeit*, human resources, outsourcing, security services, sicherheitsdienst*, cleaning, gebaeudereinig*, rental, vermietung*, business services, call center, interim, uitzend*',
    ),
  ],
  ['arts', words('arts, culture, kultur*, sport*, museum*, gambling, recreation, theater*, fitness, sports leisure')],
  [
    'other_manufacturing',
    words(
      'manufactur*, produktion*, fertigung*, industrial, industrie, industry, fabrication, fabricacion, manifatt*, produzione, productie, glas*, glass, ceramic*, keramik*, toys, jewel*, handcrafted, hersteller*, consumer goods',
    ),
  ],
  ['personal_services', words('personal services, friseur*, hairdress*, beauty, kosmetik*, wellness, repair*, reparatur*, waescherei*')],
];

/** Divisions of NACE Rev. 2 (two digits) of each industry. */
const DIVISIONS: ReadonlyMap<string, StandardIndustry> = new Map(
  STANDARD_INDUSTRIES.flatMap(({ value, divisions }) => divisions.map((division) => [division, value] as const)),
);

/**
 * The standard industry of a free text, of one of the list's own names, or of a NACE code (`C28`, `62.01`). Null where it says nothing that
 * is known: `Service provider` is no industry.
 */
export function industryOf(text: string | null | undefined): StandardIndustry | null {
  const given = (text ?? '').trim();
  if (given === '') return null;
  const named = STANDARD_INDUSTRIES.find(({ value, label }) => value === given || label.toLowerCase() === given.toLowerCase());
  if (named) return named.value;
  const code = given.match(/^(?:nace\s*)?[a-u]?\s?(\d{2})(?:\.\d{1,2}){0,2}$/i)?.[1];
  if (code) return DIVISIONS.get(code) ?? null;
  const plain = plainText(given.replace(/[_/]/g, ' '));
  return WORDS.find(([, list]) => hasWord(plain, list))?.[0] ?? null;
}
