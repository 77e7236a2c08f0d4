import { Button, Menu } from '@mantine/core';
import { IconCheck, IconCircleMinus } from '@tabler/icons-react';
import { validateConversion } from '#modules/leads/contract/conversions.ts';
import { VERDICTS_ON_CONVERSIONS } from '#modules/leads/schema.ts';
import type { InputOf } from '#platform/shared/contract.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { useToast } from '../../ui/toast.tsx';

type Verdict = InputOf<typeof validateConversion>['validation'];
const NOT_LEADS = VERDICTS_ON_CONVERSIONS.filter((verdict) => verdict !== 'sales_lead');

/** Notes what a conversion is, and says so. */
export function useValidation() {
  const { leads } = useTexts();
  const toast = useToast();
  const write = useWrite(validateConversion, { invalidates: ['conversion', 'lead', 'campaign'] });
  return async (id: string, validation: Verdict) => {
    try {
      await write.mutateAsync({ id, validation });
      toast.done(leads.conversions.noted(leads.conversions.validations[validation]));
    } catch (problem) {
      toast.problem(problem);
    }
  };
}

export interface ValidateButtonsProps {
  id: string;
  /** Whose it is, for screen readers. */
  name: string;
  validation: string;
  menu?: { opened: boolean; onChange: (opened: boolean) => void };
}

/** "A lead" and "not a lead, but …". The present answer is not offered again. */
export function ValidateButtons({ id, name, validation, menu }: ValidateButtonsProps) {
  const { leads } = useTexts();
  const texts = leads.conversions;
  const validate = useValidation();
  return (
    <>
      {validation !== 'sales_lead' && (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconCheck size={14} />}
          onClick={() => void validate(id, 'sales_lead')}
          aria-label={`${texts.isLead}: ${name}`}
        >
          {texts.isLead}
        </Button>
      )}
      <Menu {...(menu ? { opened: menu.opened, onChange: menu.onChange } : {})}>
        <Menu.Target>
          <Button size="compact-sm" variant="default" leftSection={<IconCircleMinus size={14} />} aria-label={`${texts.isNot} ${name}`}>
            {texts.isNot}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{texts.isNotTitle}</Menu.Label>
          {NOT_LEADS.filter((verdict) => verdict !== validation).map((verdict) => (
            <Menu.Item key={verdict} onClick={() => void validate(id, verdict)}>
              {texts.validations[verdict]}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
