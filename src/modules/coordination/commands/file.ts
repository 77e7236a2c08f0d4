import type { Readable } from 'node:stream';
import { recordAudit } from '#modules/team/commands/settings.ts';
import { getSession } from '#modules/team/queries/people.ts';
import type { Ctx } from '#platform/context.ts';
import { canShow, writePaper } from '#platform/files/paper.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { readCourse, readReport } from '../queries/report.ts';
import { paperOf, writerFor } from '../rules/paper.ts';
import { FILE_WORDS } from '../rules/words.ts';
import { REPORT_WORDS } from '../schema.ts';

/** The end of an identifier, to tell drafts apart by. */
const shortOf = (id: string) => id.slice(-5).toUpperCase();

/** The report as its reader sees it, as a file; that it was taken along is written to the log first. */
export async function reportFile(ctx: Ctx, given: { month: string }): Promise<{ name: string; content: Readable } | Refusal> {
  const session = await getSession(ctx.tx, ctx.scope);
  if (!session) return refuse('forbidden', 'Only somebody of the workspace takes its report along.');
  const report = await readReport(ctx, given);
  const decisions = report.decisions.map((one) => (canShow(one.title) ? one : { ...one, title: FILE_WORDS.untitled(shortOf(one.id)) }));
  const course = await readCourse(ctx, given);
  const { month } = report;
  await recordAudit(ctx, { entity: 'alignment_report', entityId: ctx.scope.workspaceId, action: 'exported', after: { month } });
  const { locale, timeZone } = session.member;
  const write = writerFor({ locale, timeZone });
  const content = await writePaper({
    title: REPORT_WORDS.titleOf(session.workspace.name, write.month(month)),
    author: session.workspace.name,
    language: 'en',
    madeAt: ctx.now,
    blocks: paperOf({ report: { ...report, decisions }, course }, { locale, timeZone }),
    foot: (page, of) => FILE_WORDS.foot({ made: write.date(ctx.now), page: write.number(page), pages: write.number(of) }),
    unshown: FILE_WORDS.unshown,
  });
  return { name: `alignment-report-${month}.pdf`, content };
}
