import { ActionIcon, Button, Checkbox, CopyButton } from '@mantine/core';
import { IconArrowBackUp, IconEyeOff, IconPencil, IconRefresh } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { changeWebsite, listWebsites, reclassifyVisits } from '#modules/visits/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { type Site, SiteForm } from '../../parts/visits/SiteForm.tsx';
import classes from '../../parts/visits/visits.module.css';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Go } from '../../ui/Go.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';
import { SettingsPage } from './SettingsPage.tsx';
import settings from './settings.module.css';

const DEFAULTS = { archived: false };
/** While a site waits for its first hit, this often is looked. */
const LOOK_MS = 3_000;
/** A banner may know sooner than the script is there: then it is told as soon as it is. */
const CONSENT = "(window.truce = window.truce || function () { (truce.q = truce.q || []).push(arguments) })('consent', 'granted')";

/** The workspace's websites: the line for their pages, and whether it works. */
export function WebsitesScreen() {
  const texts = useTexts().visits.sites;
  const [state, change] = useUrlState(DEFAULTS);
  const [editing, setEditing] = useState<Site | 'new' | null>(null);
  const may = useCan('campaign:write');
  const { data, error, refetch } = useRead(listWebsites, { archived: state.archived }, { topics: ['website'], keep: true });
  const waits = data?.items.some((site) => !site.archived && site.lastHitAt === null) ?? false;
  useEffect(() => {
    if (!waits) return;
    const timer = setInterval(() => void refetch(), LOOK_MS);
    return () => clearInterval(timer);
  }, [waits, refetch]);
  const add = may && <Button onClick={() => setEditing('new')}>{texts.add}</Button>;
  return (
    <SettingsPage title={texts.title} lead={texts.lead} narrow actions={add}>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data?.items.length === 0 && <EmptyState title={texts.empty} body={texts.emptyBody} />}
      {data?.items.map((site) => (
        <SiteSection key={site.id} site={site} onEdit={may ? () => setEditing(site) : undefined} />
      ))}
      <Checkbox
        my={16}
        label={texts.showArchived}
        checked={state.archived}
        onChange={(event) => void change({ archived: event.currentTarget.checked })}
      />
      {editing && <SiteForm site={editing === 'new' ? null : editing} opened onClose={() => setEditing(null)} />}
    </SettingsPage>
  );
}

function SiteSection({ site, onEdit }: { site: Site; onEdit: (() => void) | undefined }) {
  const texts = useTexts().visits.sites;
  return (
    <section className={classes.site} aria-label={site.name}>
      <div className={settings.line}>
        <h2 className={`${settings.heading} ${settings.grow}`}>
          {site.name} {site.archived && <Mark>{texts.archived}</Mark>}
        </h2>
        {onEdit && <Actions site={site} onEdit={onEdit} />}
      </div>
      <p className={classes.quiet}>
        {site.hosts.join(', ')} · {texts.modes[site.consentMode]}
      </p>
      {!site.archived && (
        <>
          <p className={classes.quiet}>{texts.snippet}</p>
          <Code text={site.snippet} label={texts.copy} />
          {site.consentMode !== 'none_needed' && (
            <>
              <p className={classes.quiet}>{texts.consent}</p>
              <Code text={CONSENT} label={texts.copy} />
            </>
          )}
        </>
      )}
      <Health site={site} />
    </section>
  );
}

function Code({ text, label }: { text: string; label: string }) {
  const { copied: done } = useTexts().visits.sites;
  return (
    <div className={settings.line}>
      <code className={`${classes.code} ${settings.grow}`}>{text}</code>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Button variant="default" onClick={copy} aria-label={`${copied ? done : label}: ${text}`}>
            {copied ? done : label}
          </Button>
        )}
      </CopyButton>
    </div>
  );
}

function Health({ site }: { site: Site }) {
  const texts = useTexts().visits.sites;
  const format = useFormat();
  const { human = 0, suspected = 0, machine = 0 } = site.day;
  return (
    <div role="status">
      {site.lastHitAt === null ? (
        <p className={classes.quiet}>{texts.never}</p>
      ) : (
        <p className={classes.quiet}>
          {texts.last}: <When at={site.lastHitAt} /> · {texts.day(format.number(human), format.number(suspected), format.number(machine))} ·{' '}
          <Go to={paths.website({ site: site.id })}>{texts.report}</Go>
        </p>
      )}
      {site.refused.length > 0 && (
        <p className={classes.quiet}>
          {texts.refused}: {site.refused.map(({ reason, n }) => `${format.number(n)} ${texts.refusals[reason]}`).join(', ')}
        </p>
      )}
    </div>
  );
}

function Actions({ site, onEdit }: { site: Site; onEdit: () => void }) {
  const texts = useTexts().visits.sites;
  const format = useFormat();
  const toast = useToast();
  const change = useWrite(changeWebsite, { invalidates: ['website'] });
  const anew = useWrite(reclassifyVisits, { onDone: ({ hits }) => toast.done(texts.reclassified(format.number(hits))) });
  const { id, name, archived } = site;
  return (
    <span>
      <ActionIcon variant="subtle" aria-label={texts.change(name)} onClick={onEdit}>
        <IconPencil size={16} />
      </ActionIcon>
      <ActionIcon variant="subtle" aria-label={texts.reclassify(name)} onClick={() => anew.mutate({ id }, { onError: toast.problem })}>
        <IconRefresh size={16} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        aria-label={archived ? texts.restore(name) : texts.archive(name)}
        onClick={() => change.mutate({ id, archived: !archived }, { onError: toast.problem })}
      >
        {archived ? <IconArrowBackUp size={16} /> : <IconEyeOff size={16} />}
      </ActionIcon>
    </span>
  );
}
