import { paths } from '../../paths.ts';
import { Go } from '../../ui/Go.tsx';

/** A person's name that opens what they do and can be asked for. */
export function PersonName({ person, words }: { person: { id: string; name: string } | null; words?: string }) {
  return person ? <Go to={paths.duties(person.id)}>{words ?? person.name}</Go> : '–';
}
