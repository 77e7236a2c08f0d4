export interface HeadsProps {
  /** What each column is called; a column of numbers as `{ number: … }`. */
  of: readonly (string | { number: string })[];
}

/** The head of a table that is read, not worked: one name a column. */
export function Heads({ of }: HeadsProps) {
  return (
    <thead>
      <tr>
        {of.map((column) =>
          typeof column === 'string' ? (
            <th key={column} scope="col">
              {column}
            </th>
          ) : (
            <th key={column.number} scope="col" data-number>
              {column.number}
            </th>
          ),
        )}
      </tr>
    </thead>
  );
}
