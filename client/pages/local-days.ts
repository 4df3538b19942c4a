/** Days as people here have them: ISO dates, in fields for dates and in what is asked of the server. */

/** The beginning of a day here, `later` days on; undefined where there is no day. */
export function midnightOf(day: string, later: number): string | undefined {
  const [year, month, date] = day.split('-').map(Number);
  if (!year || !month || !date) return undefined;
  return new Date(year, month - 1, date + later).toISOString();
}

/** The day here, `later` days on, that begins at a time; as date fields have it. */
export function dayOf(instant: string | undefined, later: number): string {
  if (!instant) return '';
  const day = new Date(instant);
  day.setDate(day.getDate() + later);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}
