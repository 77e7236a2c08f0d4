import { access } from './en/access.ts';
import { activities } from './en/activities.ts';
import { agreement } from './en/agreement.ts';
import { attempts } from './en/attempts.ts';
import { attribution } from './en/attribution.ts';
import { briefs } from './en/briefs.ts';
import { calendar } from './en/calendar.ts';
import { campaigns } from './en/campaigns.ts';
import { challenges } from './en/challenges.ts';
import { consents } from './en/consents.ts';
import { coordination } from './en/coordination.ts';
import { criteria } from './en/criteria.ts';
import { currencies } from './en/currencies.ts';
import { deals } from './en/deals.ts';
import { deliveries } from './en/deliveries.ts';
import { discussions } from './en/discussions.ts';
import { disputes } from './en/disputes.ts';
import { drift } from './en/drift.ts';
import { duplicates } from './en/duplicates.ts';
import { forms } from './en/forms.ts';
import { gate } from './en/gate.ts';
import { goals } from './en/goals.ts';
import { imports } from './en/imports.ts';
import { leads } from './en/leads.ts';
import { leadvalues } from './en/leadvalues.ts';
import { library } from './en/library.ts';
import { lifecycle } from './en/lifecycle.ts';
import { lists } from './en/lists.ts';
import { loop } from './en/loop.ts';
import { mailboxes } from './en/mailboxes.ts';
import { mailservers } from './en/mailservers.ts';
import { meetings } from './en/meetings.ts';
import { notices } from './en/notices.ts';
import { nurtures } from './en/nurtures.ts';
import { changes, claims, offers } from './en/offers.ts';
import { orders } from './en/orders.ts';
import { patterns } from './en/patterns.ts';
import { predictions } from './en/predictions.ts';
import { profile } from './en/profile.ts';
import { questions } from './en/questions.ts';
import { record } from './en/record.ts';
import { recycling } from './en/recycling.ts';
import { replay } from './en/replay.ts';
import { reports } from './en/reports.ts';
import { reviews } from './en/reviews.ts';
import { routing } from './en/routing.ts';
import { scorecard } from './en/scorecard.ts';
import { scoring } from './en/scoring.ts';
import { sends } from './en/sends.ts';
import { settings } from './en/settings.ts';
import { shell } from './en/shell.ts';
import { stories } from './en/stories.ts';
import { templates } from './en/templates.ts';
import { thresholds } from './en/thresholds.ts';
import { ui } from './en/ui.ts';
import { visits } from './en/visits.ts';
import { voice } from './en/voice.ts';
import { warming } from './en/warming.ts';
import { week } from './en/week.ts';

/** Every word of the web app. One file per area, joined here; another language is a file of the same type. */
export const en = {
  access,
  activities,
  agreement,
  attempts,
  briefs,
  attribution,
  calendar,
  campaigns,
  consents,
  changes,
  claims,
  coordination,
  criteria,
  currencies,
  deals,
  discussions,
  deliveries,
  drift,
  disputes,
  duplicates,
  forms,
  gate,
  goals,
  imports,
  leads,
  leadvalues,
  lifecycle,
  library,
  lists,
  mailboxes,
  loop,
  mailservers,
  meetings,
  notices,
  nurtures,
  offers,
  orders,
  patterns,
  profile,
  predictions,
  questions,
  record,
  recycling,
  replay,
  reports,
  reviews,
  week,
  routing,
  scorecard,
  scoring,
  sends,
  settings,
  shell,
  challenges,
  stories,
  voice,
  templates,
  thresholds,
  ui,
  visits,
  warming,
};

export type Texts = typeof en;
