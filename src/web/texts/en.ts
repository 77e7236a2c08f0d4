import { access } from './en/access.ts';
import { activities } from './en/activities.ts';
import { criteria } from './en/criteria.ts';
import { imports } from './en/imports.ts';
import { lists } from './en/lists.ts';
import { record } from './en/record.ts';
import { settings } from './en/settings.ts';
import { shell } from './en/shell.ts';
import { ui } from './en/ui.ts';

/** Every word of the web app. One file per area, joined here; another language is a file of the same type. */
export const en = { access, activities, criteria, imports, lists, record, settings, shell, ui };

export type Texts = typeof en;
