import { NativeSelect, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { SessionQuery } from '../../shared/contract/rest.ts';
import { useActivities } from '../activities/use-activities.ts';
import { dayOf, midnightOf } from './local-days.ts';
import classes from './session-filter.module.css';

interface Props {
  token: string;
  query: SessionQuery;
  onChange(query: SessionQuery): void;
}

/** A name is looked for when nothing more was typed for so long, ms. */
const TYPED_MS = 400;

/** Which sessions are listed. */
export function SessionFilter({ token, query, onChange }: Props) {
  const [activities] = useActivities(token);
  const [person, setPerson] = useState(query.person ?? '');
  useEffect(() => {
    if (person === (query.person ?? '')) return;
    const timer = setTimeout(() => onChange({ ...query, person }), TYPED_MS);
    return () => clearTimeout(timer);
  }, [person, query, onChange]);
  const known = activities.state === 'loaded' ? [...activities.value.builtIn, ...activities.value.own] : [];
  const [from, to] = [dayOf(query.since, 0), dayOf(query.before, -1)];
  return (
    <search className={classes.filter} aria-label="Sessions">
      <TextInput
        label="Person"
        value={person}
        maxLength={60}
        onChange={(event) => setPerson(event.currentTarget.value)}
      />
      <NativeSelect
        label="Activity"
        value={query.activity ?? ''}
        onChange={({ currentTarget: { value } }) => onChange({ ...query, activity: value || undefined })}
        data={[{ value: '', label: 'All' }, ...known.map(({ id, name }) => ({ value: id, label: name.en }))]}
      />
      <NativeSelect
        label="Kind"
        value={query.kind ?? ''}
        onChange={({ currentTarget: { value } }) =>
          onChange({ ...query, kind: value === 'live' || value === 'upload' ? value : undefined })
        }
        data={[
          { value: '', label: 'All' },
          { value: 'live', label: 'Live' },
          { value: 'upload', label: 'Films' },
        ]}
      />
      <TextInput
        label="From"
        type="date"
        value={from}
        onChange={({ currentTarget: { value } }) => onChange({ ...query, since: midnightOf(value, 0) })}
      />
      <TextInput
        label="To"
        type="date"
        value={to}
        onChange={({ currentTarget: { value } }) => onChange({ ...query, before: midnightOf(value, 1) })}
      />
    </search>
  );
}
