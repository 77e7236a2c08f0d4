import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { checkText } from '#modules/offers/contract/claims.ts';
import { useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { useToast } from '../../ui/toast.tsx';
import classes from './offers.module.css';

/** What of a pasted text is outdated, with what is said now. */
export function TextCheck() {
  const texts = useTexts().claims.check;
  const format = useFormat();
  const toast = useToast();
  const [text, setText] = useState('');
  const check = useWrite(checkText);
  const result = check.data;
  return (
    <section className={classes.section} aria-label={texts.action}>
      <p className={classes.plain}>{texts.lead}</p>
      <Textarea
        label={texts.text}
        description={texts.limits}
        autosize
        minRows={8}
        maxRows={24}
        maxLength={100_000}
        maw={880}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          check.reset();
        }}
      />
      <div>
        <Button
          loading={check.isPending}
          disabled={text.trim() === ''}
          onClick={() => void check.mutateAsync({ text }).catch(toast.problem)}
        >
          {texts.action}
        </Button>
      </div>
      <div role="status" className={classes.section}>
        {result?.found.length === 0 && (
          <p className={classes.plain}>{texts.clean({ phrases: format.number(result.phrases), claims: format.number(result.claims) })}</p>
        )}
        {result && result.found.length > 0 && (
          <>
            <h2 className={classes.heading}>{texts.found(format.number(result.found.length))}</h2>
            {result.found.map((one) => (
              <div key={one.claimId} className={classes.card}>
                <p className={`${classes.plain} ${classes.old}`}>{one.phrase}</p>
                <p className={classes.plain}>
                  {texts.now}: {one.now ?? texts.gone}
                </p>
              </div>
            ))}
          </>
        )}
      </div>
    </section>
  );
}
