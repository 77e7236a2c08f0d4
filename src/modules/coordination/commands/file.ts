import type { Readable } from 'node:stream';
import { recordAudit } from '#modules/team/commands/settings.ts';
import { getSession } from '#modules/team/queries/people.ts';
import type { Ctx } from '#platform/context.ts';
import { writePaper } from '#platform/files/paper.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { readCourse, readReport } from '../queries/report.ts';
import { paperOf, writerFor } from '../rules/paper.ts';
import { WORDS } from '../rules/words.ts';

/** The report as its reader sees it, as a file; that it was taken along is written to the log first. */
export async function reportFile(ctx: Ctx, given: { month: string }): Promise<{ name: string; content: Readable } | Refusal> {
  const session = await getSession(ctx.tx, ctx.scope);
  if (!session) return refuse('forbidden', 'Only somebody of the workspace takes its report along.');
  const report = await readReport(ctx, given);
  const course = await readCourse(ctx, given);
  const { month } = report;
  await recordAudit(ctx, { entity: 'alignment_report', entityId: ctx.scope.workspaceId, action: 'exported', after: { month } });
  const { locale, timeZone } = session.member;
  const write = writerFor({ locale, timeZone });
  const content = writePaper({
    title: WORDS.title(session.workspace.name, write.month(month)),
    author: session.workspace.name,
    language: 'en',
    madeAt: ctx.now,
    blocks: paperOf({ report, course }, { locale, timeZone }),
    foot: (page, of) => WORDS.foot({ made: write.date(ctx.now), page: write.number(page), pages: write.number(of) }),
    boxes: WORDS.boxes,
  });
  return { name: `alignment-report-${month}.pdf`, content };
}
