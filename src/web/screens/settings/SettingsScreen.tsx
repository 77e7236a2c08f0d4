import { Anchor } from '@mantine/core';
import type { Permission } from '#modules/team/schema.ts';
import { paths } from '../../paths.ts';
import { routes } from '../../routes.tsx';
import { useSession } from '../../session.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Page } from '../../ui/Page.tsx';
import classes from './settings.module.css';

type Section = keyof Texts['settings']['sections'];

const GROUPS: readonly { id: keyof Texts['settings']['groups']; sections: readonly { id: Section; permission?: Permission }[] }[] = [
  { id: 'you', sections: [{ id: 'account' }] },
  {
    id: 'workspace',
    sections: [
      { id: 'workspace', permission: 'workspace:write' },
      { id: 'team', permission: 'team:read' },
      { id: 'rights', permission: 'team:read' },
      { id: 'coordinators', permission: 'coordination:audit' },
      { id: 'calendars', permission: 'record:read' },
      { id: 'routing', permission: 'record:read' },
      { id: 'gate', permission: 'record:read' },
      { id: 'sending', permission: 'record:read' },
    ],
  },
  {
    id: 'record',
    sections: [
      { id: 'fields', permission: 'field:write' },
      { id: 'pipelines', permission: 'pipeline:write' },
      { id: 'reasons', permission: 'reason:write' },
      { id: 'currencies', permission: 'report:read' },
      { id: 'mail-permissions', permission: 'record:read' },
      { id: 'recordings', permission: 'workspace:write' },
      { id: 'mailboxes', permission: 'record:read' },
      { id: 'websites', permission: 'record:read' },
    ],
  },
  {
    id: 'operation',
    sections: [
      { id: 'senders', permission: 'workspace:write' },
      { id: 'mail-servers', permission: 'template:write' },
      { id: 'watched-folder', permission: 'record:import' },
      { id: 'export', permission: 'workspace:write' },
      { id: 'keys', permission: 'key:write' },
      { id: 'mails', permission: 'mail:read' },
      { id: 'deliveries', permission: 'mail:read' },
      { id: 'audit', permission: 'audit:read' },
      { id: 'jobs', permission: 'job:read' },
    ],
  },
];

/** The way to every part of the settings that this person may open. */
export function SettingsScreen() {
  const { settings } = useTexts();
  const { permissions } = useSession();
  const shown = (section: { id: Section; permission?: Permission }) =>
    (!section.permission || permissions.includes(section.permission)) && routes.some((line) => line.path === paths.settings(section.id));
  const groups = GROUPS.map((group) => ({ ...group, sections: group.sections.filter(shown) })).filter((group) => group.sections.length > 0);
  return (
    <Page title={settings.title} lead={settings.lead} narrow>
      {groups.map((group) => (
        <section key={group.id} className={classes.group}>
          <h2 className={classes.heading}>{settings.groups[group.id]}</h2>
          <ul className={classes.sections}>
            {group.sections.map(({ id }) => (
              <li key={id} className={classes.section}>
                <Anchor component={Go} to={paths.settings(id)} fw={600} underline="always">
                  {settings.sections[id].title}
                </Anchor>
                <div className={classes.quiet}>{settings.sections[id].body}</div>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </Page>
  );
}
