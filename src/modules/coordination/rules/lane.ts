import type { Area } from '#modules/team/schema.ts';

/** How far a coordinator's access goes. */
export interface Lane {
  areas: readonly Area[];
  contactNames: boolean;
}

/** Without a grant there is nothing to see but who one is. */
export const NO_LANE: Lane = { areas: [], contactNames: false };
/** People of the workspace itself: their own rights bound them, not a grant. */
export const INSIDE: Lane = { areas: ['handoffs', 'content', 'meetings', 'figures'], contactNames: true };

/** The closed list of everything a coordinator's request may reach, by what opens it. Whatever is not here is refused, and the refusal is logged. */
export const OPEN_TO: Readonly<Record<'always' | 'any' | Area, readonly string[]>> = {
  always: [
    'getSession',
    'listSessions',
    'endSession',
    'endOtherSessions',
    'changePassword',
    'startSecondFactor',
    'confirmSecondFactor',
    'removeSecondFactor',
    'renewBackupCodes',
    'listNotices',
    'readNotice',
    'readAllNotices',
    'getOwnLane',
    'getClient',
  ],
  any: [
    'listAsks',
    'nudgeAsk',
    'markAsk',
    'listAskTakers',
    'passAsk',
    'withdrawPass',
    'listGaps',
    'listInformationGapRows',
    'askGap',
    'listDrafts',
    'createDraft',
    'changeDraft',
    'proposeDraft',
    'withdrawDraft',
    'getAlignmentReport',
    'getAlignmentCourse',
    'getAlignmentReportFile',
  ],
  handoffs: ['getDisputeDesk', 'findHandoffs'],
  content: ['getNurtureHealth'],
  meetings: ['listClientMeetings', 'getClientMeeting', 'arrangeMeeting', 'bringComplaint'],
  figures: ['getScorecard', 'getWaterfall'],
};

export function admits({ areas }: Lane, endpoint: string): boolean {
  if (OPEN_TO.always.includes(endpoint)) return true;
  if (areas.length > 0 && OPEN_TO.any.includes(endpoint)) return true;
  return areas.some((area) => OPEN_TO[area].includes(endpoint));
}
