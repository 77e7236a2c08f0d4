import { useDebouncedValue } from '@mantine/hooks';
import { createSpotlight, Spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { useOffered } from '../commands.ts';
import { useCan, useSession } from '../session.ts';
import { useTexts } from '../texts/texts.ts';
import { useGo } from '../ui/Go.tsx';
import { useCreates } from './CreateMenu.tsx';
import { findEverywhere, SHORTEST_SEARCH } from './find.ts';
import { navigationFor } from './nav.ts';

const [store, palette] = createSpotlight();
const PAUSE_MS = 120;
/** Goes on to the scroll area inside: what scrolls must be within reach of the keyboard. */
const REACHABLE = { viewportProps: { tabIndex: 0 } };

interface Line {
  id: string;
  label: string;
  about?: string | undefined;
  keys?: string | undefined;
  icon?: ReactNode;
  run: () => void;
}

export interface PaletteProps {
  /** Grows with each press of ⌘K. */
  asked: number;
  onCreate: (id: string) => void;
  onHelp: () => void;
}

/** The part chooses its first line when somebody types, not when lines come later, and exports no way to say so. */
function selectFirst() {
  const list = document.getElementById(store.getState().listId);
  list?.querySelector('[data-selected]')?.removeAttribute('data-selected');
  list?.querySelector('[data-action]')?.setAttribute('data-selected', 'true');
  store.updateState((state) => ({ ...state, selected: 0 }));
}

function useFound(text: string): { lines: readonly Line[]; searching: boolean } {
  const { kinds } = useTexts().shell;
  const go = useGo();
  const allowed = useCan('record:read');
  const [settled] = useDebouncedValue(text.trim(), PAUSE_MS);
  const { data, isFetching } = useQuery({
    queryKey: ['palette', settled],
    queryFn: ({ signal }) => findEverywhere(settled, kinds, signal),
    enabled: allowed && settled.length >= SHORTEST_SEARCH,
  });
  const lines = settled.length < SHORTEST_SEARCH ? [] : (data ?? []);
  return {
    lines: lines.map(({ id, title, about, to }) => ({ id: `found-${id}`, label: title, about, run: () => go(to) })),
    searching: isFetching,
  };
}

/** Go, do, find: one field for all three. */
export function Palette({ asked, onCreate, onHelp }: PaletteProps) {
  const texts = useTexts();
  const { shell } = texts;
  const session = useSession();
  const go = useGo();
  const creates = useCreates();
  const offered = useOffered();
  const [text, setText] = useState('');
  const found = useFound(text);
  useEffect(() => {
    if (asked > 0) palette.open();
  }, [asked]);

  // What was found comes later than what was typed, and above it: Enter means the first line that is seen.
  const first = found.lines[0]?.id;
  useEffect(() => {
    if (first) selectFirst();
  }, [first]);

  const matches = ({ label }: Line) => label.toLocaleLowerCase().includes(text.trim().toLocaleLowerCase());
  const places: Line[] = navigationFor(session, shell)
    .flatMap((group) => group.items)
    .map((item) => ({ id: `go-${item.id}`, label: item.title, icon: <item.icon size={18} stroke={1.6} />, run: () => go(item.to) }));
  const deeds: Line[] = [
    ...offered.map(({ id, label, keys, run }) => ({ id: `do-${id}`, label, keys, run })),
    ...creates.map(({ id, label }) => ({ id: `create-${id}`, label: `${shell.create}: ${label(texts)}`, run: () => onCreate(id) })),
    { id: 'do-help', label: shell.help, keys: '?', run: onHelp },
  ];
  const groups = [
    { label: shell.palette.find, lines: found.lines },
    { label: shell.palette.do, lines: deeds.filter(matches) },
    { label: shell.palette.go, lines: places.filter(matches) },
  ].filter((group) => group.lines.length > 0);

  return (
    <Spotlight.Root
      title={shell.palette.title}
      centered={false}
      overlayProps={{ backgroundOpacity: 0.35, blur: 0 }}
      transitionProps={{ duration: 80 }}
      store={store}
      query={text}
      onQueryChange={setText}
      shortcut={null}
      scrollable
      maxHeight={420}
    >
      <Spotlight.Search
        placeholder={shell.palette.placeholder}
        aria-label={shell.palette.placeholder}
        leftSection={<IconSearch size={18} />}
      />
      <Spotlight.ActionsList {...REACHABLE}>
        {groups.map((group) => (
          <Spotlight.ActionsGroup key={group.label} label={group.label}>
            {group.lines.map((line) => (
              <Spotlight.Action
                key={line.id}
                label={line.label}
                description={line.about}
                leftSection={line.icon}
                rightSection={line.keys && <kbd>{line.keys}</kbd>}
                onClick={line.run}
              />
            ))}
          </Spotlight.ActionsGroup>
        ))}
        {groups.length === 0 && <Spotlight.Empty>{found.searching ? shell.palette.searching : shell.palette.nothing}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
