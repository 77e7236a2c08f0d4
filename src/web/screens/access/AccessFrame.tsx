import { type ReactNode, useEffect } from 'react';
import { Logo } from '../../shell/Logo.tsx';
import { useTexts } from '../../texts/texts.ts';
import classes from './access.module.css';

export interface AccessFrameProps {
  title: string;
  body?: ReactNode;
  wide?: boolean;
  children?: ReactNode;
}

/** A page of its own for one thing to do. */
export function AccessFrame({ title, body, wide, children }: AccessFrameProps) {
  const { shell } = useTexts();
  useEffect(() => {
    document.title = `${title} · ${shell.product}`;
  }, [title, shell]);
  return (
    <main className={classes.page}>
      <div className={classes.card} data-wide={wide || undefined}>
        <div className={classes.brand}>
          <Logo /> {shell.product}
        </div>
        <h1 className={classes.title}>{title}</h1>
        {body && <p className={classes.body}>{body}</p>}
        {children}
      </div>
    </main>
  );
}
