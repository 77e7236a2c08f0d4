/** What only the file of the alignment report says; all else are the words of the page, `REPORT_WORDS`. */
export const FILE_WORDS = {
  foot: (of: { made: string; page: string; pages: string }) => `Made on ${of.made} · page ${of.page} of ${of.pages}`,
  /** A draft whose title is written in signs that the typeface lacks. */
  untitled: (draft: string) => `Draft ${draft} (this file cannot show its title)`,
  unshown: {
    mark: '[not shown]',
    line: 'Where “[not shown]” or the number of a draft stands, the typeface of this file lacks the signs, such as Chinese, Japanese and Korean ones. The page shows them, and prints them.',
  },
};
