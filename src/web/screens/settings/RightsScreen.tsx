import { NativeSelect } from '@mantine/core';
import { getRights, setReach } from '#modules/team/contract/settings.ts';
import { type Permission, REACHES, RIGHT_ENTITIES, type RightEntity, ROLES, type Role } from '#modules/team/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { patchCached, useRead, useWrite } from '../../data.ts';
import { useUrlState } from '../../place.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { useToast } from '../../ui/toast.tsx';
import { FieldLimits } from './FieldLimits.tsx';
import { SettingsPage } from './SettingsPage.tsx';
import classes from './settings.module.css';

export type AllRights = OutputOf<typeof getRights>;
type Reach = (typeof REACHES)[number];

const DEFAULTS = { role: 'rep' as string };

/** What each role may do, which rows it reaches, which fields it may not see: a tab for each role. */
export function RightsScreen() {
  const { settings } = useTexts();
  const texts = settings.rights;
  const [state, change] = useUrlState(DEFAULTS);
  const role = ROLES.find((one) => one === state.role) ?? 'rep';
  const mayChange = useCan('workspace:write');
  const { data, error, refetch } = useRead(getRights, {}, { topics: ['right'] });
  const permissions = data?.roles.find((one) => one.role === role)?.permissions ?? [];
  return (
    <SettingsPage
      title={settings.sections.rights.title}
      narrow
      tabs={ROLES.map((one) => ({ id: one, title: settings.roles[one] }))}
      tab={role}
      onTab={(next) => change({ role: next })}
    >
      {error && <ProblemNotice problem={error} onRetry={refetch} />}
      {data && (
        <>
          <section className={classes.part} aria-label={texts.may}>
            <h2 className={classes.heading}>{texts.may}</h2>
            <div className={classes.line} style={{ gap: 6 }}>
              {permissions.map((permission) => (
                <Mark key={permission}>{settings.permissions[permission as Permission]}</Mark>
              ))}
            </div>
          </section>
          <ReachTable role={role} rights={data} mayChange={mayChange} />
          <FieldLimits role={role} rights={data} mayChange={mayChange} />
        </>
      )}
    </SettingsPage>
  );
}

function ReachTable({ role, rights, mayChange }: { role: Role; rights: AllRights; mayChange: boolean }) {
  const { settings } = useTexts();
  const texts = settings.rights;
  const toast = useToast();
  const set = useWrite(setReach, {
    invalidates: ['right', 'session'],
    optimistic: (client, { role: of, entity, read, write }) =>
      patchCached(client, getRights, (cached) => ({
        ...cached,
        reach: [...cached.reach.filter((row) => row.role !== of || row.entity !== entity), { role: of, entity, read, write }],
      })),
  });
  const reachOf = (entity: RightEntity) =>
    rights.reach.find((row) => row.role === role && row.entity === entity) ?? { read: 'all' as Reach, write: 'all' as Reach };
  const choose = (entity: RightEntity, access: 'read' | 'write') => {
    const now = reachOf(entity);
    const label = access === 'read' ? texts.readOf : texts.writeOf;
    return (
      <NativeSelect
        aria-label={label(texts.entities[entity])}
        value={now[access]}
        disabled={!mayChange}
        data={REACHES.map((reach) => ({ value: reach as string, label: texts.reach[reach] }))}
        onChange={(event) => {
          const next = { read: now.read, write: now.write, [access]: event.currentTarget.value as Reach };
          set.mutateAsync({ role, entity, ...next }).catch(toast.problem);
        }}
      />
    );
  };
  return (
    <section className={classes.part} aria-label={texts.rows}>
      <h2 className={classes.heading}>{texts.rows}</h2>
      <p className={classes.quiet}>{texts.rowsHelp}</p>
      <Scroll label={texts.rows}>
        <table className={classes.grid}>
          <thead>
            <tr>
              <th scope="col">{texts.record}</th>
              <th scope="col">{texts.read}</th>
              <th scope="col">{texts.write}</th>
            </tr>
          </thead>
          <tbody>
            {RIGHT_ENTITIES.map((entity) => (
              <tr key={entity}>
                <td>{texts.entities[entity]}</td>
                <td>{choose(entity, 'read')}</td>
                <td>{choose(entity, 'write')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}
