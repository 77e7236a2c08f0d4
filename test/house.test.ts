import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROJECT } from '#src/project.ts';
import { type Plan, planCircles, problemsOf } from './house/rules.ts';
import { circles, readTree } from './house/tree.ts';

const plan: Plan = JSON.parse(readFileSync(path.join(PROJECT, 'src/modules/plan.json'), 'utf8'));
const sources = readTree(PROJECT, ['src', 'test', 'fault', 'bench', 'bin']);

describe('the house', () => {
  it('has read the whole tree', () => {
    expect(sources.length).toBeGreaterThan(60);
  });
  it('keeps its rules: rooms, doors, plan, purity, sizes, no any', () => {
    expect(sources.flatMap((source) => problemsOf(source, plan))).toEqual([]);
  });
  it('has a plan without circles', () => {
    expect(planCircles(plan)).toEqual([]);
  });
  it('has no circle of imports at run time', () => {
    expect(circles(sources)).toEqual([]);
  });
  it('has a lock file that names no host: packages come from wherever the machine gets its packages', () => {
    expect(readFileSync(path.join(PROJECT, 'package-lock.json'), 'utf8')).not.toMatch(/https?:/);
  });
  it('writes a table only from the module that owns it', () => {
    expect(foreignWrites()).toEqual([]);
  });
  it('has a map that names only files and folders that exist', () => {
    const map = readFileSync(path.join(PROJECT, 'ARCHITECTURE.md'), 'utf8');
    expect(map.split('\n').length).toBeLessThanOrEqual(100);
    const names = [...map.matchAll(/`((?:src|test|bin|migrations|docs|bench|fault)\/[\w./-]*)`/g)].map((match) => match[1] ?? '');
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => !exists(name))).toEqual([]);
  });
});

function exists(name: string): boolean {
  const below = name.replace(/\/$/, '');
  return (
    sources.some(({ file }) => file === below || file.startsWith(`${below}/`)) ||
    ['migrations', 'docs', 'docs/decisions', 'docs/guide', 'bin'].includes(below) ||
    readable(below)
  );
}

function readable(name: string): boolean {
  try {
    readFileSync(path.join(PROJECT, name));
    return true;
  } catch {
    return false;
  }
}

/** A table is written by one module: the one most of its writes stand in is not asked; two modules at all is the problem. */
function foreignWrites(): string[] {
  const writers = new Map<string, Set<string>>();
  for (const { file, text, isTest } of sources) {
    const module = /^src\/modules\/(\w+)\/(?!testing)/.exec(file)?.[1];
    if (!module || isTest || JOINT_WRITERS.has(module)) continue;
    for (const [, table = ''] of text.matchAll(/(?:insertInto|updateTable|deleteFrom)\('(\w+)/g))
      writers.set(table, (writers.get(table) ?? new Set()).add(module));
  }
  return [...writers]
    .filter(([table, modules]) => modules.size > 1 && !table.startsWith('auth_'))
    .map(([table, modules]) => `${table} is written by ${[...modules].join(' and ')}`);
}

/** Modules whose one job crosses tables, through closed lists of their own: bulk edit, merge, import undo, erasure, sample. */
const JOINT_WRITERS = new Set(['lists', 'duplicates', 'imports', 'sample']);
