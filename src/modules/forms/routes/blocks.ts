import { partsOfRich } from '#modules/templates/queries/rich.ts';
import { type Html, html, type Piece } from '#platform/http/html.ts';
import { safeHref } from '../rules/checks.ts';
import type { InnerBlock, PageBlock } from '../schema/page.ts';

export interface BlockTools {
  /** Where a picture is served, by its id. */
  picture(id: string): string | null;
  /** The form as it stands on the page; nothing where it is not published any more. */
  form(id: string): Piece;
}

/** Blocks as plain markup. What strangers or colleagues wrote is text; addresses that are none of the web's are left out. */
export function blocksHtml(blocks: readonly PageBlock[], tools: BlockTools): Html[] {
  return blocks.map((block) =>
    block.type === 'columns'
      ? html`<div class="columns"><div>${block.left.map((one) => blockHtml(one, tools))}</div><div>${block.right.map((one) => blockHtml(one, tools))}</div></div>`
      : blockHtml(block, tools),
  );
}

function blockHtml(block: InnerBlock, tools: BlockTools): Html {
  switch (block.type) {
    case 'form':
      return html`<section>${block.formId && tools.form(block.formId)}</section>`;
    case 'heading':
      return headingHtml(block);
    case 'text':
      return html`${partsOfRich(block.doc).map(partHtml)}`;
    case 'image':
      return imageHtml(block, tools);
    case 'button': {
      const href = safeHref(block.href);
      return html`<p class="${block.align}">${href && html`<a class="act" href="${href}" rel="noopener">${block.label}</a>`}</p>`;
    }
    case 'divider':
      return html`<hr>`;
    case 'spacer':
      return html`<br>`;
    case 'quote':
      return html`<blockquote><p>${block.text}</p>${block.by && html`<footer>${block.by}</footer>`}</blockquote>`;
    default:
      return html``;
  }
}

function headingHtml({ level, text, align }: Extract<InnerBlock, { type: 'heading' }>): Html {
  if (level === 1) return html`<h1 class="${align}">${text}</h1>`;
  return level === 2 ? html`<h2 class="${align}">${text}</h2>` : html`<h3 class="${align}">${text}</h3>`;
}

function imageHtml(block: Extract<InnerBlock, { type: 'image' }>, tools: BlockTools): Html {
  const src = block.imageId && tools.picture(block.imageId);
  if (!src) return html``;
  const picture = html`<img src="${src}" alt="${block.alt}">`;
  const href = safeHref(block.href);
  return html`<figure class="${block.align}">${href ? html`<a href="${href}" rel="noopener">${picture}</a>` : picture}</figure>`;
}

type Part = ReturnType<typeof partsOfRich>[number];

function partHtml({ list, lines }: Part): Html {
  const shown = lines.map((pieces) => pieces.map(pieceHtml));
  if (list === null) return html`<p>${shown[0]}</p>`;
  const items = shown.map((line) => html`<li>${line}</li>`);
  return list === 'bullet' ? html`<ul>${items}</ul>` : html`<ol>${items}</ol>`;
}

function pieceHtml({ text, marks }: Part['lines'][number][number]): Html {
  const lines = text.split('\n').flatMap((line, index): Piece[] => (index > 0 ? [html`<br>`, line] : [line]));
  let made = html`${lines}`;
  for (const mark of marks) {
    if (mark.type === 'bold') made = html`<strong>${made}</strong>`;
    else if (mark.type === 'italic') made = html`<em>${made}</em>`;
    else {
      const href = safeHref(mark.attrs.href);
      if (href) made = html`<a href="${href}" rel="noopener">${made}</a>`;
    }
  }
  return made;
}
