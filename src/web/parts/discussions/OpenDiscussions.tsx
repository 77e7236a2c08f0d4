import { listDiscussions } from '#modules/discussions/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';

/** Says on a record that the teams talk about it; nothing where they do not. */
export function OpenDiscussions({ of }: { of: { leadId: string } | { campaignId: string } }) {
  const texts = useTexts().discussions;
  const format = useFormat();
  const mayRead = useCan('report:read');
  const { data } = useRead(listDiscussions, { ...of, limit: 5 }, { topics: ['discussion'], when: mayRead });
  const [first, second] = data?.items ?? [];
  if (!data || !first) return null;
  return <Go to={second ? paths.discussions() : paths.discussion(first.id)}>{texts.isOpen(format.number(data.items.length))}</Go>;
}
