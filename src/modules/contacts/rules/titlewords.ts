import { words } from '#platform/shared/words.ts';
import type { JobFunction, Seniority } from '../schema.ts';

/*
 * What words of job titles mean, in English, German, French, Spanish, Italian and Dutch; own lists. As `plainText` writes them.
 */

/** Abbreviations of the first line of management, with what they answer for. */
export const CHIEFS: readonly (readonly [string, JobFunction])[] = [
  ...(['ceo', 'pdg', 'md', 'gf'] as const).map((short) => [short, 'general_management'] as const),
  ['cfo', 'finance'],
  ['cto', 'engineering'],
  ['cio', 'it'],
  ['ciso', 'it'],
  ['cdo', 'it'],
  ['coo', 'operations'],
  ['cmo', 'marketing'],
  ['cro', 'sales'],
  ['cso', 'sales'],
  ['cco', 'sales'],
  ['cpo', 'purchasing'],
  ['chro', 'hr'],
  ['clo', 'legal'],
];

/** Abbreviations of directors, mostly French. */
export const DIRECTORS: readonly (readonly [string, JobFunction])[] = [
  ['daf', 'finance'],
  ['drh', 'hr'],
  ['dsi', 'it'],
  ['dcm', 'marketing'],
];

/** Who works for somebody who has a say has not that say. */
export const ASSISTANTS = words(`
  assistant to, assistant of, executive assistant, personal assistant, secretary, assistenz, assistenz der, assistent der, assistentin der, assistent des,
  assistentin des, sekretaer*, sekretariat*, assistante de, assistant de, secretaire, asistente de, asistenta de, secretari*, assistente di, assistente alla, segretari*,
  directiesecretar*, directieassistent*, managementassistent*, secretaresse`);

/** In this order: the first line that has a word of the title decides. */
export const RANKS: readonly (readonly [Seniority, readonly string[]])[] = [
  [
    'junior',
    words(`
      intern, trainee, apprentice, praktikant*, werkstudent*, azubi*, auszubildende*, junior, volontaer*, working student, graduate, stagiaire*, alternant*, apprenti*,
      becari*, en practicas, aprendiz*, tirocinant*, stagista*, apprendist*, stagiair*, leerling*, assistant to`),
  ],
  [
    'owner',
    words(`
      owner, founder, co-founder, cofounder, inhaber*, gruender*, mitgruender*, proprietor, gesellschafter*, managing partner, fondateur*, fondatrice*, cofondat*,
      co-fondat*, proprietaire, fundador*, cofundador*, duen*, propietari*, fondatore*, titolare, proprietari*, socio, eigenaar*, eigenares, oprichter*, medeoprichter*`),
  ],
  ['vp', words('vice president*, vice-president*, vicepresident*, vp, svp, evp, avp, ondervoorzitter, bereichsleit*, prokurist*')],
  [
    'c_level',
    words(`
      chief, managing director, general manager, geschaeftsfuehr*, vorstand*, vorstaend*, president*, board member, kaufmaennischer leiter, kaufmaennische leiterin,
      directeur general, directrice generale, directeur-general, gerant, gerante, director general, directora general, gerente general, consejero delegado,
      consejera delegada, amministratore delegato, amministratrice delegata, amministratore unico, direttore generale, direttrice generale, algemeen directeur,
      bestuurder, bestuursvoorzitter, directievoorzitter, directielid`),
  ],
  [
    'manager',
    words(`
      chef de projet*, cheffe de projet*, chef de produit*, cheffe de produit*, chef d equipe, chef de secteur, jefe de proyecto*, jefa de proyecto*, jefe de producto,
      jefe de equipo, capo progetto, capoprogetto, capoturno, hoofduitvoerder`),
  ],
  ['director', words('director, directora, direktor*, directeur*, directrice*, direttore, direttrice')],
  [
    'head',
    words(`
      head, leiter*, leitung, abteilungsleit*, hauptabteilungsleit*, department lead, chef, cheffe, chefin, jefe, jefa, capo, caporeparto, capoufficio, hoofd,
      afdelingshoofd, sectorhoofd, vertriebsleit*, verkaufsleit*, marketingleit*, einkaufsleit*, it-leit*, edv-leit*, produktionsleit*, werkleit*, werksleit*,
      personalleit*, entwicklungsleit*, qualitaetsleit*, logistikleit*, finanzleit*, serviceleit*, technikleit*, kaufmaennische leitung`),
  ],
  [
    'manager',
    words(`
      manager*, mgr, teamleit*, teamleid*, team lead, team leader, teamlead, supervis*, superviseur*, gruppenleit*, referatsleit*, betriebsleit*, projektleit*,
      projectleid*, ploegleid*, bedrijfsleid*, filialleit*, lead, meister*, foreman, responsable, responsabile, gerente, encargad*, gestionnaire, leidinggevende,
      accountmanager*, productmanager*, salesmanager*, marketingmanager*, inkoopmanager*, verkoopmanager*`),
  ],
  [
    'senior',
    words(
      'senior, sr, principal, expert*, experte, expertin, experto, experta, esperto, esperta, architect*, architekt*, architecte, arquitect*, architett*',
    ),
  ],
];

/** In this order: the first line that has a word of the title decides. */
export const FUNCTIONS: readonly (readonly [JobFunction, readonly string[]])[] = [
  [
    'general_management',
    words('personal assistant, executive assistant, directiesecretar*, directieassistent*, assistante de direction, office manager'),
  ],
  [
    'hr',
    words(`
      hr, rh, hrbp, human resources, personal*, personnel, personeel*, people, recruit*, talent, recruiting, recruteu*, ressources humaines, recursos humanos, rrhh,
      risorse umane, selezione, werving`),
  ],
  [
    'legal',
    words(
      'legal, lawyer, counsel, jurist*, recht*, compliance, datenschutz*, privacy, juridi*, avocat*, abogad*, legale, avvocat*, advocaat, notar*',
    ),
  ],
  [
    'purchasing',
    words(`
      purchas*, procurement, buyer, sourcing, einkauf*, einkaeufer*, beschaffung*, category manager, supply manager, achat, achats, acheteu*, approvisionnement*, compras,
      comprador*, acquisti, approvvigionament*, inkoop*, inkoper*`),
  ],
  [
    'customer_service',
    words(`
      customer service, customer support, customer success, support, helpdesk, kundendienst*, kundenservice*, kundenbetreu*, service, serviceleit*, service client*,
      relation client*, atencion al cliente, servicio al cliente, assistenza clienti, servizio clienti, klantenservice*, klantendienst*`),
  ],
  [
    'marketing',
    words(`
      marketing*, marketeer*, brand, communications, communication, kommunikation*, pr, presse*, content, seo, growth, demand generation, werbung*, mercadotecnia,
      comunicacion*, comunicazione, communicatie*`),
  ],
  [
    'sales',
    words(`
      sales*, vertrieb*, verkauf*, verkaeufer*, account executive, account manager, accountmanager*, key account*, business development, sdr, bdr, commercial*,
      aussendienst*, innendienst*, vente, ventes, vendeu*, ventas, comercial*, vendedor*, vendite, vendita, venditor*, venditric*, verkoop*, verkoper*, commercieel,
      buitendienst*, binnendienst*, grands comptes, grandes cuentas`),
  ],
  ['quality', words('quality, qualitaet*, qa, qm, qs, qmb, qualite, calidad, qualita, kwaliteit*')],
  [
    'research',
    words(
      'research*, scientist*, forsch*, r&d, f&e, wissenschaft*, laboratory, labor*, recherche, chercheu*, investigacion, investigador*, ricerca, ricercat*, onderzoek*',
    ),
  ],
  [
    'it',
    words(`
      it, ict, edv, information technology, informatik*, informati*, system administrator, sysadmin, devops, data, security, administrator, netzwerk*, network, sap,
      digital*, software*, developer, entwickler*, programmer, programmierer*, cloud, systemes d information, sistemas, sistemi, developpeu*, desarrollador*,
      sviluppator*, ontwikkelaar*, automatisering*, systeembeheer*`),
  ],
  [
    'finance',
    words(`
      finance, financial, financi*, finanz*, accounting, accountant, controlling, controller*, buchhalt*, treasur*, tax, steuer*, rechnungswesen, bookkeep*,
      kaufmaennisch*, comptab*, controle de gestion, controleur de gestion, tresor*, contab*, contador*, boekhoud*, fiscal*`),
  ],
  [
    'logistics',
    words(`
      logisti*, supply chain, warehouse, lager*, shipping, versand*, disponent*, dispatch*, transport*, fuhrpark*, entrepot*, magasinier*, almacen*, magazzin*, magazijn*,
      expedition*, spedizion*, wagenpark*`),
  ],
  [
    'engineering',
    words(
      'plant engineer*, process engineer*, maintenance engineer*, production engineer*, bureau d etudes, ufficio tecnico, oficina tecnica',
    ),
  ],
  [
    'production',
    words(`
      production, manufacturing, plant, produktion*, fertigung*, werk*, betriebsleit*, factory, montage*, maintenance, instandhaltung*, meister*, fabrication, usine, atelier,
      produccion, fabrica, planta, taller, mantenimiento, produzione, stabilimento, fabbrica, manutenzione, productie*, fabriek*, onderhoud*`),
  ],
  [
    'engineering',
    words(`
      engineer*, ingenieu*, ingenier*, ingegner*, engineering, technical, technisch*, technik*, technology, technique, technicien*, tecnic*, construction, konstrukt*,
      entwicklung*, entwicklungsleit*, product, produkt*, produit*, producto, prodotto, cad, progettist*, progettazione, proyectista, ontwerp*`),
  ],
  [
    'operations',
    words(`
      operations, operation, ops, process, prozess*, project*, projekt*, projet*, proyecto*, progett*, pmo, facility, betrieb*, organisation*, exploitation,
      operaciones, operazioni, operationeel, bedrijfsvoering, bedrijfsleid*`),
  ],
  ['consulting', words('consult*, berat*, advisor, adviser, conseil*, consulen*, adviseur*, asesor*')],
  [
    'general_management',
    words(`
      managing director, general manager, geschaeftsfuehr*, vorstand*, vorstaend*, president*, owner, founder, co-founder, cofounder, inhaber*, gruender*, mitgruender*,
      gesellschafter*, geschaeftsleit*, proprietor, board member, board, strategy, strategie*, managing partner, chief executive*, direction, directeur general,
      directrice generale, gerant, gerante, director general, directora general, gerente general, consejero delegado, consejera delegada, amministratore,
      amministratrice, direttore generale, direttrice generale, algemeen directeur, bestuurder, bestuursvoorzitter, directie*, fondat*, cofondat*, fundador*,
      cofundador*, propriet*, propiet*, duen*, titolare, eigenaar*, eigenares, oprichter*, medeoprichter*`),
  ],
];
