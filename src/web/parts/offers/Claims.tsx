import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { listThemes } from '#modules/insights/contract/themes.ts';
import { listClaims } from '#modules/offers/contract/claims.ts';
import { CLAIM_SUBJECTS } from '#modules/offers/schema.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Go } from '../../ui/Go.tsx';
import { Mark } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { CustomersSay } from '../insights/CustomersSay.tsx';
import { type Claim, ClaimForm, RetireForm } from './ClaimForms.tsx';
import classes from './offers.module.css';

export interface ClaimsProps {
  about: string;
  text: string;
  onChange: (change: { about?: string; text?: string }) => void;
}

/** What both teams may say, with what was said before. */
export function Claims({ about, text, onChange }: ClaimsProps) {
  const texts = useTexts().claims;
  const { filters } = useTexts().orders;
  const [asked] = useDebouncedValue(text, 150);
  const chosen = CLAIM_SUBJECTS.find((one) => one === about);
  const { data, error, refetch } = useRead(
    listClaims,
    { ...(chosen ? { about: chosen } : {}), ...(asked.trim() ? { text: asked.trim() } : {}) },
    { topics: ['claim', 'change_notice', 'discrepancy'], keep: true },
  );
  const filtered = about !== '' || text !== '';
  return (
    <section className={classes.section} aria-label={texts.tabs.claims}>
      <div className={classes.line}>
        <TextInput
          size="xs"
          data-search
          aria-label={texts.form.statement}
          placeholder={texts.form.statement}
          value={text}
          onChange={(event) => onChange({ text: event.currentTarget.value })}
        />
        <NativeSelect
          size="xs"
          aria-label={texts.about}
          value={about}
          onChange={(event) => onChange({ about: event.currentTarget.value })}
          data={[{ value: '', label: filters.all }, ...CLAIM_SUBJECTS.map((value) => ({ value, label: texts.abouts[value] }))]}
        />
      </div>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && data.items.length === 0 && <EmptyState title={texts.empty} body={filtered ? undefined : texts.emptyBody} />}
      {data?.items.map((claim) => (
        <ClaimCard key={claim.id} claim={claim} mayWrite={data.mayWrite} />
      ))}
    </section>
  );
}

function ClaimCard({ claim, mayWrite }: { claim: Claim; mayWrite: boolean }) {
  const texts = useTexts().claims;
  const format = useFormat();
  const [open, setOpen] = useState<'revise' | 'retire' | 'before' | null>(null);
  const [now, ...before] = claim.versions;
  const mayRead = useCan('report:read');
  const themes = useRead(listThemes, {}, { topics: ['theme', 'insight'], when: mayRead }).data?.items ?? [];
  const isLinked = themes.some(({ links }) => links.some(({ target, of }) => target === 'claim' && of?.id === claim.id));
  if (!now) return null;
  return (
    <article className={classes.card} aria-label={now.statement}>
      <h3>{now.statement}</h3>
      <div className={classes.line}>
        <Mark>{texts.abouts[claim.about]}</Mark>
        {claim.retiredAt && <Mark tone="late">{texts.retired}</Mark>}
        <span className={classes.quiet}>
          {texts.since} {format.date(now.validFrom)}
          {now.approvedBy && ` · ${texts.approved}: ${now.approvedBy.name}`}
          {claim.confirmed && claim.confirmed.n > 0 && (
            <> · {texts.confirmed(format.number(claim.confirmed.k), format.number(claim.confirmed.n))}</>
          )}
        </span>
        {claim.openDiscrepancies > 0 && (
          <Go to={paths.claims('discrepancies')}>{texts.discrepancies(format.number(claim.openDiscrepancies))}</Go>
        )}
      </div>
      {claim.retireReason && <p className={classes.plain}>{claim.retireReason}</p>}
      {now.phrases.length > 0 && (
        <p className={classes.quiet}>
          {texts.form.phrases}: {now.phrases.map((phrase) => `“${phrase}”`).join(', ')}
        </p>
      )}
      <div className={classes.line}>
        {before.length > 0 && (
          <Button
            size="compact-sm"
            variant="subtle"
            aria-expanded={open === 'before'}
            aria-label={`${texts.before(format.number(before.length))}: ${now.statement}`}
            onClick={() => setOpen(open === 'before' ? null : 'before')}
          >
            {texts.before(format.number(before.length))}
          </Button>
        )}
        {mayWrite && claim.retiredAt === null && (
          <>
            <Button size="compact-sm" variant="default" aria-label={`${texts.revise}: ${now.statement}`} onClick={() => setOpen('revise')}>
              {texts.revise}
            </Button>
            <Button size="compact-sm" variant="subtle" aria-label={`${texts.retire}: ${now.statement}`} onClick={() => setOpen('retire')}>
              {texts.retire}
            </Button>
          </>
        )}
      </div>
      {open === 'before' && (
        <ul className={classes.list}>
          {before.map((version) => (
            <li key={version.id}>
              <p className={classes.plain}>{version.statement}</p>
              <p className={classes.quiet}>
                {texts.since} {format.date(version.validFrom)}
                {version.approvedBy && ` · ${texts.approved}: ${version.approvedBy.name}`}
              </p>
            </li>
          ))}
        </ul>
      )}
      {isLinked && <CustomersSay target="claim" id={claim.id} />}
      {open === 'revise' && <ClaimForm of={claim} onClose={() => setOpen(null)} />}
      {open === 'retire' && <RetireForm claim={claim} onClose={() => setOpen(null)} />}
    </article>
  );
}
