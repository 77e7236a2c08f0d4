import { useQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { rememberWorkspace } from '../api.ts';
import { useLive } from '../live.ts';
import { paths } from '../paths.ts';
import { ReaderContext } from '../reader.ts';
import { SessionContext, sessionReading, useCan } from '../session.ts';
import { useTexts } from '../texts/texts.ts';
import { useGo } from '../ui/Go.tsx';
import { useKeys } from '../ui/keys.ts';
import classes from './AppFrame.module.css';
import { CreateForm } from './CreateMenu.tsx';
import { useFocusOnArrival } from './focus.ts';
import { OfflineNotice } from './OfflineNotice.tsx';
import { PhoneNav } from './PhoneNav.tsx';
import { SideNav } from './SideNav.tsx';
import { TopBar } from './TopBar.tsx';

const loadPalette = () => import('./Palette.tsx').then((file) => ({ default: file.Palette }));
const Palette = lazy(loadPalette);
const KeyHelp = lazy(() => import('./KeyHelp.tsx').then((file) => ({ default: file.KeyHelp })));

const RestoredNotice = lazy(() => import('./RestoredNotice.tsx').then((file) => ({ default: file.RestoredNotice })));
const ThresholdNotice = lazy(() => import('./ThresholdNotice.tsx').then((file) => ({ default: file.ThresholdNotice })));

const PALETTE_AFTER_MS = 1_000;

/** The frame around every screen behind sign-in. */
export function AppFrame() {
  const { data: session } = useQuery(sessionReading());
  const zone = session?.member.timeZone ?? 'UTC';
  const locale = session?.member.locale ?? 'en';
  const reader = useMemo(() => ({ locale, timeZone: zone }), [locale, zone]);
  if (session) rememberWorkspace(session.workspace.id);
  useLive(session?.workspace.id);
  if (!session) return null;
  return (
    <SessionContext value={session}>
      <ReaderContext value={reader}>
        <Frame />
      </ReaderContext>
    </SessionContext>
  );
}

function Frame() {
  const texts = useTexts().shell;
  const go = useGo();
  const [paletteAsked, setPaletteAsked] = useState(0);
  const [help, setHelp] = useState(false);
  const [creating, setCreating] = useState<string | null>(null);
  const [createOpen, setCreateOpen] = useState(false);
  const main = useFocusOnArrival();
  const administers = useCan('workspace:write');
  const reads = useCan('record:read');
  // Whoever presses its keys types on at once: it is there before it is asked for, once the screen is.
  useEffect(() => {
    const timer = setTimeout(() => void loadPalette(), PALETTE_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  const openPalette = () => setPaletteAsked((before) => before + 1);
  const search = () => {
    const field = document.querySelector<HTMLInputElement>('#main [data-search]');
    if (field) field.focus();
    else openPalette();
  };
  useKeys({ 'mod+k': openPalette }, { inDialogs: true });
  useKeys({ '/': search, '?': () => setHelp(true), c: () => setCreateOpen(true), h: () => go(paths.home()) });

  return (
    <div className={classes.frame}>
      <a href="#main" className={classes.skip}>
        {texts.skip}
      </a>
      <SideNav />
      <div className={classes.column}>
        <TopBar
          onPalette={openPalette}
          onHelp={() => setHelp(true)}
          create={{ opened: createOpen, onOpened: setCreateOpen, onChoose: setCreating }}
        />
        <OfflineNotice />
        <Suspense>{administers && <RestoredNotice />}</Suspense>
        <Suspense>{reads && <ThresholdNotice />}</Suspense>
        <main id="main" ref={main} tabIndex={-1} className={classes.main}>
          <Outlet />
        </main>
        <PhoneNav />
      </div>
      <Suspense>
        {paletteAsked > 0 && <Palette asked={paletteAsked} onCreate={setCreating} onHelp={() => setHelp(true)} />}
        {help && <KeyHelp onClose={() => setHelp(false)} />}
        <CreateForm id={creating} onClose={() => setCreating(null)} />
      </Suspense>
    </div>
  );
}
