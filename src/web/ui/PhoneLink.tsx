import { IconPhone } from '@tabler/icons-react';

/** A number to click: the telephone of the machine, or the phone itself, calls it. */
export function PhoneLink({ phone }: { phone: string }) {
  return (
    <a href={`tel:${phone.replace(/[^+\d]/g, '')}`}>
      <IconPhone size={14} aria-hidden /> {phone}
    </a>
  );
}
