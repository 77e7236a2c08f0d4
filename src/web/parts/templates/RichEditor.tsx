import '@mantine/tiptap/styles.css';
import { Link, RichTextEditor } from '@mantine/tiptap';
import { useEditor } from '@tiptap/react';
import StarterKit from '@tiptap/starter-kit';
import type { RichDoc } from '#modules/templates/schema.ts';
import { MergePicker } from './MergePicker.tsx';
import { docOf } from './rich-doc.ts';
import classes from './templates.module.css';

const OFF = {
  blockquote: false,
  code: false,
  codeBlock: false,
  heading: false,
  horizontalRule: false,
  link: false,
  strike: false,
  underline: false,
} as const;

export interface RichEditorProps {
  label: string;
  value: RichDoc;
  onChange: (doc: RichDoc) => void;
}

/** Paragraphs, lists, bold, italic, links and merge fields, and nothing that a mail could not show. */
export function RichEditor({ label, value, onChange }: RichEditorProps) {
  const editor = useEditor({
    extensions: [StarterKit.configure(OFF), Link.configure({ openOnClick: false })],
    content: value,
    onUpdate: ({ editor: now }) => onChange(docOf(now.getJSON())),
    editorProps: { attributes: { role: 'textbox', 'aria-multiline': 'true', 'aria-label': label } },
  });
  return (
    <RichTextEditor editor={editor} className={classes.rich}>
      <RichTextEditor.Toolbar>
        <RichTextEditor.ControlsGroup>
          <RichTextEditor.Bold />
          <RichTextEditor.Italic />
          <RichTextEditor.BulletList />
          <RichTextEditor.OrderedList />
          <RichTextEditor.Link />
          <RichTextEditor.Unlink />
        </RichTextEditor.ControlsGroup>
        <MergePicker onInsert={(text) => editor?.chain().focus().insertContent({ type: 'text', text }).run()} />
      </RichTextEditor.Toolbar>
      <RichTextEditor.Content />
    </RichTextEditor>
  );
}
