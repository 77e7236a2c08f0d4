import type { restoreCompany, trashCompany } from '#modules/companies/contract.ts';
import type { restoreContact, trashContact } from '#modules/contacts/contract.ts';
import { useWrite } from '../../data.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { useToast } from '../../ui/toast.tsx';

export interface Trashable {
  id: string;
  name: string;
  writable: boolean;
}

type Trash = typeof trashCompany | typeof trashContact;
type Restore = typeof restoreCompany | typeof restoreContact;

/** Moves a company or a person to the trash and back, as far as one may. */
export function useTrash({ id, name, writable }: Trashable, by: { entity: 'company' | 'contact'; trash: Trash; restore: Restore }) {
  const { record } = useTexts();
  const toast = useToast();
  const mayDelete = useCan('record:delete');
  const options = { invalidates: [by.entity] };
  const toTrash = useWrite(by.trash, options);
  const fromTrash = useWrite(by.restore, options);
  const restore = async () => {
    await fromTrash.mutateAsync({ id }).catch(toast.problem);
  };
  const trash = async () => {
    try {
      await toTrash.mutateAsync({ id });
      toast.done(record.inTrash(name), { undo: () => fromTrash.mutateAsync({ id }) });
    } catch (problem) {
      toast.problem(problem);
    }
  };
  return {
    restore: mayDelete ? () => void restore() : undefined,
    trash: mayDelete && writable ? () => void trash() : undefined,
  };
}
