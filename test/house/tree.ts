import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

export interface Import {
  spec: string;
  /** Path below src/, when it leads into the project. */
  target: string | null;
  typeOnly: boolean;
}

export interface Source {
  /** Path below the project, with forward slashes. */
  file: string;
  text: string;
  lines: number;
  isTest: boolean;
  imports: Import[];
  functions: { name: string; lines: number; parameters: number }[];
  anys: number;
  commentLines: number;
}

/** Reads and parses every TypeScript file below the given folders of the project. */
export function readTree(root: string, folders: readonly string[]): Source[] {
  return folders.flatMap((folder) => filesBelow(path.join(root, folder))).map((file) => readSource(root, file));
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(full);
    return /\.tsx?$/.test(entry.name) && entry.name !== 'tables.ts' ? [full] : [];
  });
}

function readSource(root: string, full: string): Source {
  const text = readFileSync(full, 'utf8');
  const file = path.relative(root, full).split(path.sep).join('/');
  const parsed = ts.createSourceFile(full, text, ts.ScriptTarget.Latest, true);
  const source: Source = {
    file,
    text,
    lines: text.split('\n').length - 1,
    // Builders tell a story in one breath, as tests do.
    isTest: /\.test\.tsx?$|^test\/|\/testing(\.ts$|\/)/.test(file),
    imports: [],
    functions: [],
    anys: 0,
    commentLines: (text.match(/^\s*(\/\/|\/\*|\*)/gm) ?? []).length,
  };
  visit(parsed, { source, parsed, root });
  return source;
}

interface Visit {
  source: Source;
  parsed: ts.SourceFile;
  root: string;
}

function visit(node: ts.Node, at: Visit): void {
  const { source } = at;
  if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
    const clause = ts.isImportDeclaration(node) ? node.importClause : undefined;
    source.imports.push(importOf(at, node.moduleSpecifier.text, clause?.isTypeOnly === true || onlyTypes(clause)));
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const [first] = node.arguments;
    // Loaded when it is needed: it closes no circle at start.
    if (first && ts.isStringLiteral(first)) source.imports.push(importOf(at, first.text, true));
  }
  if (node.kind === ts.SyntaxKind.AnyKeyword) source.anys += 1;
  if (isFunction(node) && node.body) source.functions.push(measure(node, at.parsed));
  ts.forEachChild(node, (child) => visit(child, at));
}

function onlyTypes(clause: ts.ImportClause | undefined): boolean {
  const bindings = clause?.namedBindings;
  return (
    !clause?.name &&
    bindings !== undefined &&
    ts.isNamedImports(bindings) &&
    bindings.elements.length > 0 &&
    bindings.elements.every((one) => one.isTypeOnly)
  );
}

function importOf({ source, root }: Visit, spec: string, typeOnly: boolean): Import {
  const from = path.join(root, path.dirname(source.file));
  const aliased = spec.replace(/^#src\//, '#').replace(/^#(platform|modules)\//, '#$1/');
  const full = spec.startsWith('.') ? path.resolve(from, spec) : spec.startsWith('#') ? path.join(root, 'src', aliased.slice(1)) : null;
  return { spec, typeOnly, target: full && path.relative(path.join(root, 'src'), full).split(path.sep).join('/') };
}

type FunctionNode = ts.FunctionDeclaration | ts.FunctionExpression | ts.ArrowFunction | ts.MethodDeclaration | ts.ConstructorDeclaration;

function isFunction(node: ts.Node): node is FunctionNode {
  return (
    ts.isFunctionDeclaration(node) ||
    ts.isFunctionExpression(node) ||
    ts.isArrowFunction(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isConstructorDeclaration(node)
  );
}

function measure(node: FunctionNode, parsed: ts.SourceFile): { name: string; lines: number; parameters: number } {
  const lineOf = (position: number) => parsed.getLineAndCharacterOfPosition(position).line;
  const parent = node.parent;
  const name =
    node.name?.getText(parsed) ?? (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) ? parent.name.getText(parsed) : '');
  return { name, lines: lineOf(node.getEnd()) - lineOf(node.getStart(parsed)) + 1, parameters: node.parameters.length };
}

/** The largest set of files that import each other in a circle at run time; empty when there is none. */
export function circles(sources: readonly Source[]): string[][] {
  const graph = new Map<string, string[]>();
  for (const { file, imports } of sources)
    graph.set(
      file,
      imports.filter((one) => one.target && !one.typeOnly).map((one) => `src/${one.target}`),
    );
  const found: string[][] = [];
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const walk = (file: string): void => {
    index.set(file, index.size);
    low.set(file, index.get(file) ?? 0);
    stack.push(file);
    for (const next of graph.get(file) ?? []) {
      if (!graph.has(next)) continue;
      if (!index.has(next)) walk(next);
      if (stack.includes(next)) low.set(file, Math.min(low.get(file) ?? 0, low.get(next) ?? 0));
    }
    if (low.get(file) !== index.get(file)) return;
    const group = stack.splice(stack.indexOf(file));
    if (group.length > 1) found.push(group);
  };
  for (const file of graph.keys()) if (!index.has(file)) walk(file);
  return found;
}
