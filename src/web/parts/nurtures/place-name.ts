/** What a step is called: its name, else its kind. */
export function placeName({ name, type }: { name: string; type: string }, types: Readonly<Record<string, string>>): string {
  return name || types[type] || type;
}
