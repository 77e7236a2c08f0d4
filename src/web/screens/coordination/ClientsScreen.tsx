import { Button } from '@mantine/core';
import { IconVolumeOff } from '@tabler/icons-react';
import { getClient } from '#modules/coordination/contract/clients.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import type { ApiProblem } from '../../api.ts';
import { useReadEach } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useSession } from '../../session.ts';
import { enterWorkspace } from '../../shell/SideNav.tsx';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Mark, Side, When } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { AllChase } from './AllChase.tsx';
import { isClosed, useAtEnd } from './at-end.ts';
import classes from './coordination.module.css';

type Client = OutputOf<typeof getClient>;

const TABS = ['clients', 'chase'] as const;
const DEFAULTS = { tab: 'clients' as string };

/** Every workspace of a coordinator: each in a card, or what is owed in all of them as one list. */
export function ClientsScreen() {
  const { clients } = useTexts().coordination;
  const [state, change] = useUrlState(DEFAULTS);
  const tab = TABS.find((one) => one === state.tab) ?? 'clients';
  return (
    <Page
      title={clients.title}
      lead={clients.lead}
      fill={tab === 'chase'}
      tabs={TABS.map((id) => ({ id, title: clients.tabs[id] }))}
      tab={tab}
      onTab={(id) => change({ tab: id })}
    >
      {tab === 'chase' ? <AllChase /> : <Cards />}
    </Page>
  );
}

/** One card per workspace; each is asked by itself, never one question over several. */
function Cards() {
  const texts = useTexts().coordination.clients;
  const { workspace, workspaces } = useSession();
  const read = useReadEach(
    getClient,
    {},
    workspaces.map(({ id }) => id),
  );
  return (
    <ul className={classes.cards}>
      {workspaces.map(({ id, name }, place) => (
        <li key={id} className={classes.card}>
          <div className={classes.head}>
            <h2 className={classes.name}>{name}</h2>
            {id === workspace.id ? (
              <Button component={Go} to={paths.chase()} size="compact-md" variant="default">
                {texts.here}
              </Button>
            ) : (
              <Button size="compact-md" variant="default" aria-label={`${texts.enter}: ${name}`} onClick={() => enterWorkspace(id)}>
                {texts.enter}
              </Button>
            )}
          </div>
          <Line client={read[place]?.data} problem={read[place]?.error ?? null} onEnd={() => void read[place]?.refetch()} />
        </li>
      ))}
    </ul>
  );
}

function Line({ client, problem, onEnd }: { client: Client | undefined; problem: ApiProblem | null; onEnd: () => void }) {
  const texts = useTexts().coordination.clients;
  const format = useFormat();
  const until = client?.until ?? null;
  useAtEnd(until, onEnd);
  if (isClosed(problem)) return <p className={classes.quiet}>{texts.ended}</p>;
  // An outage is no end of an access.
  if (problem && !client) return <ProblemNotice problem={problem} onRetry={onEnd} />;
  if (!client) return null;
  const ends = (
    <span className={classes.quiet}>
      {texts.until}: {until ? <When at={until} form="date" /> : texts.noEnd}
    </span>
  );
  if (client.areas.length === 0) return <p className={classes.line}>{texts.noLane}</p>;
  const ago = (days: number | null) => (days === null ? texts.never : days === 0 ? texts.today : texts.daysAgo(format.number(days)));
  return (
    <>
      <p className={classes.line}>
        <strong>
          {texts.open}: {format.number(client.open)}
        </strong>
        {client.sides.map(({ side, open, overdue }) => (
          <span key={side}>
            <Side side={side} /> {format.number(open)}
            {overdue > 0 && ` · ${texts.overdue}: ${format.number(overdue)}`}
          </span>
        ))}
        {client.oldest && (
          <span>
            {texts.oldest}: <When at={client.oldest} />
          </span>
        )}
        {client.nextMeetingAt && (
          <span>
            {texts.next}: <When at={client.nextMeetingAt} form="moment" />
          </span>
        )}
      </p>
      <p className={classes.line}>
        <span className={classes.quiet}>{texts.signs}:</span>
        {client.signs.map(({ sign, days, quiet }) => (
          <span key={sign}>
            {texts.sign[sign]} {ago(days)}{' '}
            {quiet && (
              <Mark tone="soon" icon={IconVolumeOff}>
                {texts.quiet}
              </Mark>
            )}
          </span>
        ))}
      </p>
      <p className={classes.line}>{ends}</p>
    </>
  );
}
