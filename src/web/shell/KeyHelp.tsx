import { Modal } from '@mantine/core';
import { Fragment } from 'react';
import { useOffered } from '../commands.ts';
import { useTexts } from '../texts/texts.ts';
import { Keys } from '../ui/marks.tsx';
import classes from './AppFrame.module.css';
import { modKey } from './platform.ts';

export function KeyHelp({ onClose }: { onClose: () => void }) {
  const { shell, ui } = useTexts();
  const { keys } = shell;
  const here = useOffered().flatMap(({ label, keys: key }) => (key ? [[key, label] as const] : []));
  const groups: [string, (readonly [string, string])[]][] = [
    [
      keys.everywhere,
      [
        [`${modKey} K`, keys.palette],
        ['/', keys.search],
        ['c', keys.create],
        ['h', keys.goHome],
        ['?', keys.help],
      ],
    ],
    [
      keys.lists,
      [
        ['j', keys.down],
        ['k', keys.up],
        ['Enter', keys.open],
        ['x', keys.select],
      ],
    ],
    ...(here.length > 0 ? [[keys.screen, here] as [string, typeof here]] : []),
    [
      keys.forms,
      [
        ['Enter', keys.submit],
        ['Esc', keys.cancel],
      ],
    ],
  ];
  return (
    <Modal opened onClose={onClose} title={keys.title} closeButtonProps={{ 'aria-label': ui.common.close }}>
      {groups.map(([title, lines]) => (
        <section key={title}>
          <h3>{title}</h3>
          <dl className={classes.keyList}>
            {lines.map(([key, label]) => (
              <Fragment key={key}>
                <dt>{label}</dt>
                <dd>
                  <Keys of={key} />
                </dd>
              </Fragment>
            ))}
          </dl>
        </section>
      ))}
    </Modal>
  );
}
