import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

export interface ReadPaper {
  /** Everything that is written, in the order of the file; runs of white space as one space. */
  text: string;
  info: Record<string, unknown>;
  pages: number;
  /** Roles of the structure tree. */
  tags: string[];
  language: string | null;
}

interface Node {
  role?: string;
  children?: (Node | null)[];
}

/** A PDF as another program reads it: PDF.js, which shares no code with what writes ours. */
export async function readPdf(content: Uint8Array): Promise<ReadPaper> {
  const task = getDocument({ data: new Uint8Array(content), verbosity: 0 });
  const pdf = await task.promise;
  const parts: string[] = [];
  const tags = new Set<string>();
  // What is only painted stands in no tree.
  const walk = (node: Node | null) => {
    if (node?.role) tags.add(node.role);
    for (const child of node?.children ?? []) walk(child);
  };
  for (let number = 1; number <= pdf.numPages; number++) {
    const page = await pdf.getPage(number);
    const { items } = await page.getTextContent();
    for (const item of items) parts.push('str' in item ? `${item.str}${item.hasEOL ? ' ' : ''}` : ' ');
    walk((await page.getStructTree()) as Node);
  }
  const { info } = await pdf.getMetadata();
  const language = (info as { Language?: string }).Language ?? null;
  const { numPages: pages } = pdf;
  await task.destroy();
  return { text: parts.join('').replace(/\s+/g, ' '), info: info as Record<string, unknown>, pages, tags: [...tags], language };
}
