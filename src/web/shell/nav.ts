import {
  IconAddressBook,
  IconAdjustmentsHorizontal,
  IconAppWindow,
  IconArrowsShuffle,
  IconBarrierBlock,
  IconBellCheck,
  IconBellRinging,
  IconBellRinging2,
  IconBinaryTree,
  IconBooks,
  IconBriefcase,
  IconBuilding,
  IconCalendarEvent,
  IconCalendarMonth,
  IconCalendarWeek,
  IconCash,
  IconChartBar,
  IconChartDots,
  IconChartPie,
  IconChecklist,
  IconCirclesRelation,
  IconCoins,
  IconCopyCheck,
  IconEar,
  IconFileImport,
  IconFileInvoice,
  IconFilter,
  IconFlag,
  IconFlask,
  IconForms,
  IconGauge,
  IconGavel,
  IconHeartHandshake,
  IconHistory,
  IconHome,
  IconInbox,
  IconLayoutKanban,
  IconLifebuoy,
  IconListNumbers,
  IconMail,
  IconMailbox,
  IconMailForward,
  IconMailQuestion,
  IconMap2,
  IconMessageQuestion,
  IconMessages,
  IconMountain,
  IconNews,
  IconPackage,
  IconPhoneCheck,
  IconPhoneOutgoing,
  IconPlant,
  IconPlant2,
  IconPlayerTrackPrev,
  IconPuzzle,
  IconQuote,
  IconReceiptRefund,
  IconRepeat,
  IconReport,
  IconReportAnalytics,
  IconReportMoney,
  IconRoute,
  IconRouteSquare2,
  IconScale,
  IconSend,
  IconSettings,
  IconShieldCheck,
  IconShieldOff,
  IconSignature,
  IconSpeakerphone,
  IconStairs,
  IconSunHigh,
  IconTag,
  IconTargetArrow,
  IconTimeline,
  IconTrendingUp,
  IconTrophy,
  IconUserQuestion,
  IconUsersGroup,
  IconWorldWww,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { Permission } from '#modules/team/schema.ts';
import { paths } from '../paths.ts';
import { routes } from '../routes.tsx';
import { hasRole, isOutside, type Session } from '../session.ts';
import type { Texts } from '../texts/texts.ts';

export interface NavItem {
  id: string;
  title: string;
  to: string;
  icon: ComponentType<{ size?: number | string; stroke?: number | string }>;
  permission?: Permission;
}

export interface NavGroup {
  id: string;
  title: string;
  items: readonly NavItem[];
  /** Until its person says otherwise. */
  isOpen: boolean;
}

function homeTitle(session: Session, nav: Texts['shell']['nav']): string {
  if (hasRole(session, 'revenue_lead')) return nav.thisWeek;
  if (hasRole(session, 'rep', 'sales_lead')) return nav.myDay;
  if (hasRole(session, 'marketer', 'marketing_lead')) return nav.myLeads;
  return nav.home;
}

/** What is home for the other roles: both teams look at the same rows. */
function otherHomes(session: Session, nav: Texts['shell']['nav']): NavItem[] {
  const own = homeTitle(session, nav);
  const day: NavItem[] = hasRole(session, 'rep', 'sales_lead')
    ? [{ id: 'myDay', title: nav.myDay, to: paths.myDay(), icon: IconSunHigh }]
    : [];
  const homes: NavItem[] = [
    ...day,
    { id: 'myLeads', title: nav.myLeads, to: paths.fate(), icon: IconRoute, permission: 'report:read' },
    { id: 'thisWeek', title: nav.thisWeek, to: paths.thisWeek(), icon: IconCalendarWeek, permission: 'report:read' },
    { id: 'lastYear', title: nav.lastYear, to: paths.lastYear(), icon: IconReportAnalytics, permission: 'report:read' },
  ];
  return homes.filter(({ title }) => title !== own);
}

function hasScreen(item: NavItem): boolean {
  return routes.some((line) => line.path === item.to);
}

type Names = Texts['shell']['nav'];

function work(session: Session, nav: Names): NavItem[] {
  return [
    { id: 'home', title: homeTitle(session, nav), to: paths.home(), icon: IconHome },
    { id: 'leads', title: nav.leads, to: paths.leads(), icon: IconInbox, permission: 'record:read' },
    { id: 'returned', title: nav.returned, to: paths.returned(), icon: IconRepeat, permission: 'record:read' },
    { id: 'inbox', title: nav.inbox, to: paths.inbox(), icon: IconMailbox, permission: 'record:read' },
    { id: 'conversions', title: nav.conversions, to: paths.conversions(), icon: IconMailQuestion, permission: 'conversion:validate' },
    { id: 'development', title: nav.development, to: paths.development(), icon: IconPlant2, permission: 'record:read' },
    { id: 'changes', title: nav.changes, to: paths.changes(), icon: IconBellCheck, permission: 'record:read' },
    { id: 'tasks', title: nav.tasks, to: paths.tasks(), icon: IconChecklist, permission: 'record:read' },
  ];
}

/** Marketers find campaigns before deals. */
function record(session: Session, nav: Names): NavItem[] {
  const deals: NavItem = { id: 'deals', title: nav.deals, to: paths.deals(), icon: IconLayoutKanban, permission: 'record:read' };
  const campaigns: NavItem = {
    id: 'campaigns',
    title: nav.campaigns,
    to: paths.campaigns(),
    icon: IconSpeakerphone,
    permission: 'record:read',
  };
  return [
    { id: 'contacts', title: nav.contacts, to: paths.contacts(), icon: IconAddressBook, permission: 'record:read' },
    { id: 'companies', title: nav.companies, to: paths.companies(), icon: IconBuilding, permission: 'record:read' },
    ...(session.member.department === 'marketing' ? [campaigns, deals] : [deals, campaigns]),
    { id: 'invoices', title: nav.invoices, to: paths.invoices(), icon: IconFileInvoice, permission: 'record:read' },
    { id: 'products', title: nav.products, to: paths.products(), icon: IconPackage, permission: 'record:read' },
    { id: 'activities', title: nav.activities, to: paths.activities(), icon: IconHistory, permission: 'record:read' },
    { id: 'duplicates', title: nav.duplicates, to: paths.duplicates(), icon: IconCopyCheck, permission: 'record:merge' },
  ];
}

/** What goes out to customers, of either team. */
function outreach(nav: Names): NavItem[] {
  return [
    { id: 'mailings', title: nav.mailings, to: paths.sends(), icon: IconSend, permission: 'record:read' },
    { id: 'tracks', title: nav.tracks, to: paths.tracks(), icon: IconRouteSquare2, permission: 'record:read' },
    { id: 'sequences', title: nav.sequences, to: paths.sequences(), icon: IconListNumbers, permission: 'record:read' },
    { id: 'calendar', title: nav.calendar, to: paths.calendar(), icon: IconCalendarMonth, permission: 'record:read' },
    { id: 'library', title: nav.library, to: paths.library(), icon: IconBooks, permission: 'record:read' },
    { id: 'offers', title: nav.offers, to: paths.offers(), icon: IconTag, permission: 'record:read' },
    { id: 'claims', title: nav.claims, to: paths.claims(), icon: IconQuote, permission: 'record:read' },
    { id: 'presend', title: nav.presend, to: paths.presend(), icon: IconShieldCheck, permission: 'record:read' },
    { id: 'retention', title: nav.retention, to: paths.retention(), icon: IconHeartHandshake, permission: 'record:read' },
    { id: 'dealSupport', title: nav.dealSupport, to: paths.dealSupport(), icon: IconLifebuoy, permission: 'record:read' },
    { id: 'templates', title: nav.templates, to: paths.templates(), icon: IconMail, permission: 'record:read' },
    { id: 'forms', title: nav.forms, to: paths.forms(), icon: IconForms, permission: 'record:read' },
    { id: 'pages', title: nav.pages, to: paths.pages(), icon: IconAppWindow, permission: 'record:read' },
    { id: 'messages', title: nav.messages, to: paths.messages(), icon: IconMailForward, permission: 'record:read' },
  ];
}

/** What is owed, missing, disputed and drafted between the teams: the work of whoever coordinates. */
function coordination(nav: Names): NavItem[] {
  return [
    { id: 'chase', title: nav.chase, to: paths.chase(), icon: IconBellRinging2, permission: 'coordination:work' },
    { id: 'informationGaps', title: nav.informationGaps, to: paths.informationGaps(), icon: IconPuzzle, permission: 'coordination:work' },
    { id: 'disputeDesk', title: nav.disputeDesk, to: paths.disputeDesk(), icon: IconScale, permission: 'coordination:work' },
    { id: 'nurtureHealth', title: nav.nurtureHealth, to: paths.nurtureHealth(), icon: IconPlant, permission: 'coordination:work' },
    { id: 'jointDrafts', title: nav.jointDrafts, to: paths.jointDrafts(), icon: IconSignature, permission: 'coordination:work' },
    { id: 'alignmentReport', title: nav.alignmentReport, to: paths.alignmentReport(), icon: IconReport, permission: 'coordination:work' },
  ];
}

/** All that is open to a coordinator from outside. */
function outside(nav: Names): NavGroup[] {
  const home: NavItem = { id: 'home', title: nav.clients, to: paths.home(), icon: IconBriefcase };
  return [{ id: 'work', title: nav.clients, items: [home, ...coordination(nav)], isOpen: true }];
}

/** What both teams agreed on, and how it is kept. */
function together(nav: Names): NavItem[] {
  return [
    { id: 'meetings', title: nav.meetings, to: paths.meetings(), icon: IconCalendarEvent, permission: 'report:read' },
    { id: 'decisions', title: nav.decisions, to: paths.decisions(), icon: IconGavel, permission: 'report:read' },
    { id: 'rootCauses', title: nav.rootCauses, to: paths.rootCauses(), icon: IconBinaryTree, permission: 'report:read' },
    { id: 'agreement', title: nav.agreement, to: paths.agreement(), icon: IconTargetArrow, permission: 'report:read' },
    { id: 'profile', title: nav.profile, to: paths.profile(), icon: IconGauge, permission: 'report:read' },
    { id: 'predictions', title: nav.predictions, to: paths.predictions(), icon: IconChartDots, permission: 'report:read' },
    { id: 'threshold', title: nav.threshold, to: paths.threshold(), icon: IconAdjustmentsHorizontal, permission: 'report:read' },
    { id: 'scorecard', title: nav.scorecard, to: paths.scorecard(), icon: IconChartBar, permission: 'report:read' },
    { id: 'duties', title: nav.duties, to: paths.duties(), icon: IconUsersGroup, permission: 'record:read' },
    { id: 'voice', title: nav.voice, to: paths.voice(), icon: IconEar, permission: 'report:read' },
    { id: 'challenges', title: nav.challenges, to: paths.challenges(), icon: IconMountain, permission: 'record:read' },
    { id: 'discussions', title: nav.discussions, to: paths.discussions(), icon: IconMessages, permission: 'report:read' },
    { id: 'questions', title: nav.questions, to: paths.questions(), icon: IconMessageQuestion, permission: 'record:read' },
    { id: 'briefs', title: nav.briefs, to: paths.briefs(), icon: IconNews, permission: 'report:read' },
    { id: 'howWeTalk', title: nav.howWeTalk, to: paths.howWeTalk(), icon: IconBellRinging, permission: 'report:read' },
    ...coordination(nav),
    { id: 'disputes', title: nav.disputes, to: paths.disputes(), icon: IconScale, permission: 'report:read' },
    { id: 'leadValues', title: nav.leadValues, to: paths.leadValues(), icon: IconCoins, permission: 'report:read' },
  ];
}

/** What was aimed at, what came, and what it was worth. */
function money(nav: Names): NavItem[] {
  return [
    { id: 'goals', title: nav.goals, to: paths.goals(), icon: IconFlag, permission: 'report:read' },
    { id: 'plan', title: nav.plan, to: paths.plan(), icon: IconMap2, permission: 'report:read' },
    { id: 'forecast', title: nav.forecast, to: paths.forecast(), icon: IconTrendingUp, permission: 'report:read' },
    { id: 'gap', title: nav.gap, to: paths.gap(), icon: IconStairs, permission: 'report:read' },
    { id: 'returns', title: nav.returns, to: paths.returns(), icon: IconReceiptRefund, permission: 'report:read' },
    { id: 'paths', title: nav.paths, to: paths.dealPaths(), icon: IconTimeline, permission: 'report:read' },
    { id: 'holdOuts', title: nav.holdOuts, to: paths.holdOuts(), icon: IconFlask, permission: 'report:read' },
    { id: 'attributionRules', title: nav.attributionRules, to: paths.attributionRules(), icon: IconChartPie, permission: 'report:read' },
    { id: 'payments', title: nav.payments, to: paths.payments(), icon: IconCash, permission: 'record:read' },
    { id: 'reconciliation', title: nav.reconciliation, to: paths.reconciliation(), icon: IconReportMoney, permission: 'report:read' },
    { id: 'customerMatches', title: nav.customerMatches, to: paths.customerMatches(), icon: IconUserQuestion, permission: 'order:write' },
  ];
}

/** What the record teaches. */
function reports(session: Session, nav: Names): NavItem[] {
  return [
    ...otherHomes(session, nav),
    { id: 'replays', title: nav.replays, to: paths.replays(), icon: IconPlayerTrackPrev, permission: 'report:read' },
    { id: 'drift', title: nav.drift, to: paths.drift(), icon: IconArrowsShuffle, permission: 'report:read' },
    { id: 'patterns', title: nav.patterns, to: paths.patterns(), icon: IconCirclesRelation, permission: 'report:read' },
    { id: 'waterfall', title: nav.waterfall, to: paths.waterfall(), icon: IconFilter, permission: 'report:read' },
    { id: 'stalls', title: nav.stalls, to: paths.stalls(), icon: IconBarrierBlock, permission: 'report:read' },
    { id: 'trackReport', title: nav.trackReport, to: paths.trackReport(), icon: IconPlant, permission: 'report:read' },
    { id: 'website', title: nav.website, to: paths.website(), icon: IconWorldWww, permission: 'report:read' },
    { id: 'overrides', title: nav.overrides, to: paths.overrides(), icon: IconShieldOff, permission: 'report:read' },
    { id: 'wins', title: nav.wins, to: paths.wins(), icon: IconTrophy, permission: 'record:read' },
    { id: 'calls', title: nav.calls, to: paths.calls(), icon: IconPhoneCheck, permission: 'report:read' },
    { id: 'attempts', title: nav.attempts, to: paths.attempts(), icon: IconPhoneOutgoing, permission: 'report:read' },
  ];
}

function setUp(nav: Names): NavItem[] {
  return [
    { id: 'imports', title: nav.imports, to: paths.imports(), icon: IconFileImport, permission: 'record:import' },
    { id: 'settings', title: nav.settings, to: paths.settings(), icon: IconSettings },
  ];
}

/** Where a person can go, by their rights. */
export function navigationFor(session: Session, { nav, groups }: Texts['shell']): NavGroup[] {
  if (isOutside(session)) return outside(nav);
  const leads = hasRole(session, 'sales_lead', 'marketing_lead', 'revenue_lead', 'admin', 'coordinator');
  const all: NavGroup[] = [
    { id: 'work', title: groups.work, items: work(session, nav), isOpen: true },
    { id: 'record', title: groups.record, items: record(session, nav), isOpen: true },
    { id: 'outreach', title: groups.outreach, items: outreach(nav), isOpen: true },
    { id: 'together', title: groups.together, items: together(nav), isOpen: leads },
    { id: 'money', title: groups.money, items: money(nav), isOpen: leads },
    { id: 'reports', title: groups.reports, items: reports(session, nav), isOpen: hasRole(session, 'revenue_lead') },
    { id: 'setup', title: groups.setup, items: setUp(nav), isOpen: true },
  ];
  const allowed = (item: NavItem) => !item.permission || session.permissions.includes(item.permission);
  return all
    .map((group) => ({ ...group, items: group.items.filter((item) => allowed(item) && hasScreen(item)) }))
    .filter((group) => group.items.length > 0);
}

/** The four that fit beside "More" at the bottom of a phone. */
export function phoneItems(groups: readonly NavGroup[]): NavItem[] {
  const wanted = ['home', 'leads', 'contacts', 'deals'];
  return groups.flatMap((group) => group.items).filter((item) => wanted.includes(item.id));
}

export function isAt(item: NavItem, pathname: string): boolean {
  return item.to === '/' ? pathname === '/' : pathname === item.to || pathname.startsWith(`${item.to}/`);
}
