import { IconRosetteDiscountCheck } from '@tabler/icons-react';
import type { CustomerStatus } from '#modules/companies/schema.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark } from '../../ui/marks.tsx';

/** Whether a company buys from us; a prospect needs no mark in narrow places. */
export function CustomerMark({ status, quiet }: { status: CustomerStatus | undefined; quiet?: boolean }) {
  const { customerStatus } = useTexts().record;
  if (!status || (quiet && status === 'prospect')) return null;
  return <Mark {...(status === 'customer' ? { tone: 'good', icon: IconRosetteDiscountCheck } : {})}>{customerStatus[status]}</Mark>;
}
