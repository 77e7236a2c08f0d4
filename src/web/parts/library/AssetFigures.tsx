import type { Figures as FiguresOf } from '#modules/library/contract/assets.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure, Figures } from '../../ui/Figure.tsx';
import type { Which } from './ShareRows.tsx';
import { lasted } from './words.ts';

/** What became of an asset; each figure opens its rows where `onOpen` is given. */
export function AssetFigures({ of, onOpen }: { of: FiguresOf; onOpen?: (which: Which) => void }) {
  const all = useTexts();
  const texts = all.library.figures;
  const format = useFormat();
  const open = (which: Which) => (onOpen ? { onOpen: () => onOpen(which) } : {});
  const amounts = (list: FiguresOf['dealsOpen']['amounts']) => (list ?? []).map((money) => format.money(money, 'short')).join(', ');
  const deals = (n: number, list: FiguresOf['dealsOpen']['amounts']) => [format.number(n), amounts(list)].filter(Boolean).join(' · ');
  return (
    <Figures>
      <Figure label={texts.sent} value={format.number(of.sent)} definition={texts.sentHelp} {...open('all')} />
      <Figure label={texts.opened} rate={of.opened} definition={texts.openedHelp} {...open('opened')} />
      <Figure
        label={texts.dwell}
        value={of.dwellSeconds === null ? '–' : lasted(all, format, of.dwellSeconds)}
        definition={texts.dwellHelp}
        {...open('opened')}
      />
      <Figure label={texts.downloaded} value={format.number(of.downloaded)} definition={texts.downloadedHelp} {...open('downloaded')} />
      <Figure label={texts.sharedOn} rate={of.sharedOn} definition={texts.sharedOnHelp} {...open('shared_on')} />
      <Figure label={texts.asMeant} rate={of.asMeant} definition={texts.asMeantHelp} {...open('not_as_meant')} />
      <Figure label={texts.reps} rate={of.reps} definition={texts.repsHelp} {...open('all')} />
      <Figure label={texts.open} value={deals(of.dealsOpen.n, of.dealsOpen.amounts)} definition={texts.openHelp} {...open('in_deal')} />
      <Figure
        label={texts.won}
        rate={{ k: of.dealsWon.n, n: of.dealsWon.of }}
        definition={texts.wonHelp}
        beside={amounts(of.dealsWon.amounts) || undefined}
        {...open('won')}
      />
    </Figures>
  );
}
