import { useState } from 'react';
import { useFormat } from '../../format.ts';
import { Kanban } from '../../ui/Kanban.tsx';
import { ClockBadge, Money } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';

interface Card {
  id: string;
  title: string;
  amount: number;
  stage: string;
}

const STAGES = ['Qualified', 'Offer made', 'Negotiation', 'Won'];
const CARDS: Card[] = Array.from({ length: 11 }, (_, index) => ({
  id: `deal-${index}`,
  title: index % 2 ? `Kessler: ${index + 3}0 seats` : `Delta Foods, line ${index}`,
  amount: 450_000 * (index + 1),
  stage: STAGES[index % 3] ?? '',
}));

export function GalleryBoardScreen() {
  const [cards, setCards] = useState(CARDS);
  const format = useFormat();
  const columns = STAGES.map((stage) => {
    const mine = cards.filter((card) => card.stage === stage);
    const amountMinor = mine.reduce((sum, card) => sum + card.amount, 0);
    return { id: stage, title: stage, cards: mine, sum: `${mine.length} · ${format.money({ amountMinor, currency: 'EUR' }, 'short')}` };
  });
  return (
    <Page title="Board" fill>
      <Kanban
        label="Deals by stage"
        columns={columns}
        cardId={(card) => card.id}
        cardTitle={(card) => card.title}
        cardHref={(card) => `/gallery?card=${card.id}`}
        render={(card) => (
          <>
            <Money value={{ amountMinor: card.amount, currency: 'EUR' }} />{' '}
            {card.id === 'deal-1' && <ClockBadge state="warning" due={new Date(Date.now() + 3_600_000).toISOString()} short />}
          </>
        )}
        onMove={(card, stage) => setCards((before) => before.map((other) => (other.id === card.id ? { ...other, stage } : other)))}
      />
    </Page>
  );
}
