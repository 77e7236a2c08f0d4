import { useEffect, useRef, useState } from 'react';
import { validateConversions, viewConversion } from '#modules/leads/contract/conversions.ts';
import { useCommands } from '../../commands.ts';
import { useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import type { Conversion, InInbox } from '../../parts/leads/ConversionCard.tsx';
import { useReasons } from '../../parts/leads/ReasonFields.tsx';
import { CLASS_KEYS, type NoLeadClass, useValidation } from '../../parts/leads/ValidateButtons.tsx';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { useKeys } from '../../ui/keys.ts';
import { useToast } from '../../ui/toast.tsx';

const RENEW_MS = 60_000;
/** So near to the end the next page is fetched. */
const NEAR = 5;

/** Tells the others which inquiry this person has open, for as long as they do. */
function usePresence(id: string | undefined, when: boolean): void {
  const { mutate } = useWrite(viewConversion);
  const tell = useRef(mutate);
  tell.current = mutate;
  useEffect(() => {
    if (!when || id === undefined) return;
    tell.current({ id });
    const timer = setInterval(() => tell.current({ id }), RENEW_MS);
    return () => clearInterval(timer);
  }, [id, when]);
  useEffect(() => () => void (when && tell.current({ id: null })), [when]);
}

/** Clears the chosen ones away as spam, with the way back. */
function useSpam() {
  const texts = useTexts().leads.conversions;
  const format = useFormat();
  const toast = useToast();
  const write = useWrite(validateConversions, { invalidates: ['conversion', 'lead', 'campaign'] });
  const spam = useReasons(['not_a_lead'])?.find((reason) => reason.code === 'spam');
  return async (rows: readonly Conversion[]) => {
    if (!spam || rows.length === 0) return;
    const ids = rows.map(({ id }) => id);
    try {
      const { done, left } = await write.mutateAsync({ ids, validation: 'not_a_lead', reasonId: spam.id, seen: 'unreviewed' });
      const back = () => write.mutateAsync({ ids: done, validation: 'unreviewed', seen: 'not_a_lead' });
      if (done.length > 0) toast.done(texts.cleared(format.number(done.length)), { undo: back });
      if (left.length > 0) toast.done(texts.left(format.number(left.length)));
    } catch (problem) {
      toast.problem(problem);
    }
  };
}

interface Listed {
  rows: readonly Conversion[];
  more: boolean;
  onMore: () => void;
}

/** The inbox by keys: one for each class, a number for each reason; what is judged goes and the next one is there. */
export function useInbox({ rows, more, onMore }: Listed) {
  const texts = useTexts().leads.conversions;
  const mayValidate = useCan('conversion:validate');
  const { say, takeBack } = useValidation();
  const clear = useSpam();
  const [place, setPlace] = useState(0);
  const [asking, setAsking] = useState<{ id: string; of: NoLeadClass } | null>(null);
  const [selected, setSelected] = useState<readonly string[]>([]);
  const at = Math.max(0, Math.min(place, rows.length - 1));
  const active = rows[at];
  const chosen = rows.filter(({ id }) => selected.includes(id));
  usePresence(active?.id, mayValidate);
  useEffect(() => {
    if (more && rows.length - at <= NEAR) onMore();
  }, [more, rows.length, at, onMore]);
  const step = (by: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, at + by));
    setPlace(next);
    setAsking(null);
    document.querySelector<HTMLElement>(`[data-conversion="${CSS.escape(rows[next]?.id ?? '')}"]`)?.focus();
  };
  const select = (id: string, on: boolean) => setSelected((before) => (on ? [...before, id] : before.filter((one) => one !== id)));
  const spam = () => void clear(chosen.length > 0 ? chosen : active ? [active] : []).then(() => setSelected([]));
  const press = (number: number) => document.querySelector<HTMLElement>(`[data-active] [data-reason-key="${number}"]`)?.click();
  const numbers = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [String(index + 1), () => press(index + 1)]));
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    Escape: asking ? () => setAsking(null) : undefined,
    ...(mayValidate && asking ? numbers : {}),
  });
  const classes = (Object.entries(CLASS_KEYS) as [NoLeadClass, string][]).map(([of, keys]) => ({
    id: `inquiry.${of}`,
    label: texts.validations[of],
    keys,
    run: () => active && setAsking({ id: active.id, of }),
  }));
  const commands = [
    { id: 'inquiry.lead', label: texts.isLead, keys: 'y', run: () => void (active && say(active, { validation: 'sales_lead' })) },
    ...classes,
    { id: 'inquiry.spam', label: texts.spam, keys: 's', run: spam },
    { id: 'inquiry.choose', label: texts.choose(''), keys: 'x', run: () => active && select(active.id, !selected.includes(active.id)) },
    { id: 'inquiry.undo', label: texts.undo, keys: 'u', run: takeBack },
  ];
  useCommands(mayValidate && active ? commands : []);
  return {
    chosen: chosen.length,
    spam,
    of: (row: Conversion): InInbox => ({
      active: row.id === active?.id,
      selected: selected.includes(row.id),
      onSelect: (on) => select(row.id, on),
      say,
      chosen: asking?.id === row.id ? asking.of : null,
      onChoose: (of) => setAsking(of && { id: row.id, of }),
    }),
  };
}
