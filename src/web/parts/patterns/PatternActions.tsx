import { Button } from '@mantine/core';
import { useState } from 'react';
import { type Pattern, proposeCriterion } from '#modules/patterns/contract.ts';
import { useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go, useGo } from '../../ui/Go.tsx';
import { useToast } from '../../ui/toast.tsx';
import { DiscussButton } from '../discussions/DiscussButton.tsx';
import { SightingForm } from '../drift/Sightings.tsx';
import type { PatternAsked } from './PatternRows.tsx';
import classes from './patterns.module.css';

interface ActionsProps {
  pattern: Pattern;
  name: string;
  asked: PatternAsked;
}

const small = { size: 'compact-xs', variant: 'default' } as const;

/** Where a pattern leads: to a list, a sighting, the profile, or a talk with the other team. */
export function PatternActions({ pattern, name, asked }: ActionsProps) {
  const texts = useTexts().patterns;
  const mayReport = useCan('record:write');
  const mayPropose = useCan('profile:write');
  const [sighting, setSighting] = useState(false);
  const { outcome } = asked;
  const items = pattern.items.map(({ dimension, value }) => ({ dimension, value }));
  return (
    <span className={classes.actions}>
      <Button
        {...small}
        component={Go}
        to={paths.leads({ view: 'all', filter: JSON.stringify(pattern.criteria) })}
        aria-label={texts.listOf(name)}
      >
        {texts.list}
      </Button>
      {mayReport && pattern.sightable && (
        <Button {...small} aria-label={texts.sightOf(name)} onClick={() => setSighting(true)}>
          {texts.sight}
        </Button>
      )}
      {mayPropose && pattern.proposable && <Propose {...{ name, outcome, items }} />}
      <DiscussButton size="compact-xs" about={{ subject: 'pattern', pattern: { ...asked, items } }} name={name} />
      {sighting && <Sight pattern={pattern} name={name} outcome={outcome} onClose={() => setSighting(false)} />}
    </span>
  );
}

function Propose({
  name,
  outcome,
  items,
}: Pick<PatternAsked, 'outcome'> & { name: string; items: { dimension: string; value: string }[] }) {
  const texts = useTexts().patterns;
  const toast = useToast();
  const go = useGo();
  const propose = useWrite(proposeCriterion, { invalidates: ['profile'] });
  const write = async () => {
    await propose.mutateAsync({ outcome, items });
    toast.done(texts.proposed);
    await go(paths.profile());
  };
  return (
    <Button {...small} aria-label={texts.proposeOf(name)} loading={propose.isPending} onClick={() => void write().catch(toast.problem)}>
      {texts.propose}
    </Button>
  );
}

function Sight({ pattern, name, outcome, onClose }: Omit<ActionsProps, 'asked'> & Pick<PatternAsked, 'outcome'> & { onClose: () => void }) {
  const texts = useTexts().patterns;
  const format = useFormat();
  const [item] = pattern.items;
  if (!item) return null;
  const note = texts.noted(name, `${texts.columns.rate[outcome]} ${format.rate(pattern.rate)}`);
  return <SightingForm start={{ dimension: item.dimension, segment: item.value, way: 'more', note }} onClose={onClose} />;
}
