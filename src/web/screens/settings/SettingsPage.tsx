import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Page, type PageProps } from '../../ui/Page.tsx';

/** A page of the settings: with the way back to all of them. */
export function SettingsPage(props: PageProps) {
  const { settings } = useTexts();
  return <Page {...props} crumbs={[{ title: settings.title, to: paths.settings() }, ...(props.crumbs ?? [])]} />;
}
