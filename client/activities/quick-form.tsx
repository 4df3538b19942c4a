import { MultiSelect, NumberInput, Select, Text, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { MOVES } from '../../shared/athlete/index.ts';
import { viewSchema } from '../../shared/coaching/index.ts';
import { sentence, VIEW_NAMES } from '../ui/words.ts';
import { type DefinitionProblem, fieldName, valueAt } from './definition.ts';
import type { JsonPath } from './json-places.ts';
import classes from './quick-form.module.css';

interface FormProps {
  /** The definition as it stands, right or wrong. */
  value: unknown;
  problems: readonly DefinitionProblem[];
  /** Puts a value at a path; undefined takes it away. */
  onChange(path: JsonPath, value: unknown): void;
}

/** The most used parts of a definition as a form; all of it is in the JSON. */
export function QuickForm(props: FormProps) {
  const { value } = props;
  const rules = listAt(value, ['rules']);
  const cues = Object.keys(objectAt(value, ['cues']));
  return (
    <div className={classes.form}>
      <Section title="What it is">
        <div className={classes.pair}>
          <Words {...props} label="Name" path={['name', 'en']} />
          <Words {...props} label="Name in German" path={['name', 'de']} optional />
        </div>
        <div className={classes.pair}>
          <Words {...props} label="How it is done" path={['howTo', 'en']} long />
          <Words {...props} label="How it is done, in German" path={['howTo', 'de']} optional long />
        </div>
        <div className={classes.pair}>
          <Select
            label="Figure"
            description="Who shows it in the lobby."
            data={Object.keys(MOVES).map((id) => ({ value: id, label: sentence(id) }))}
            value={textAt(value, ['figure'])}
            onChange={(figure) => props.onChange(['figure'], figure ?? undefined)}
            error={problemOf(props.problems, 'figure')}
            allowDeselect={false}
            searchable
          />
          <MultiSelect
            label="Useful camera views"
            description="The best first."
            data={viewSchema.options.map((view) => ({ value: view, label: sentence(VIEW_NAMES[view]) }))}
            value={viewsOf(value)}
            onChange={(views) => props.onChange(['views'], views)}
            error={problemOf(props.problems, 'views')}
          />
        </div>
      </Section>
      {textAt(value, ['kind']) === 'repetitions' && (
        <Section title="What counts" hint="0 is the start position, 1 the full range of the movement.">
          <div className={classes.pair}>
            <Amount {...props} label="A repetition goes at least to" path={['signal', 'full']} step={0.05} />
            <Amount {...props} label="An attempt goes at least to" path={['signal', 'attempt']} step={0.05} />
          </div>
        </Section>
      )}
      <Section title="Rules" hint="A fault is a value below or above the limit.">
        {rules.map((rule, index) => {
          const bound = valueAt(rule, ['above']) === undefined ? 'below' : 'above';
          return (
            <fieldset key={`${index}-${textAt(rule, ['id'])}`} className={classes.rule}>
              <legend>{sentence(textAt(rule, ['id']))}</legend>
              <Amount
                {...props}
                label={`${sentence(textAt(rule, ['measure']))} ${bound}`}
                path={['rules', index, bound]}
              />
              <Amount {...props} label="Slack for beginners" path={['rules', index, 'slack']} optional />
              <Select
                label="Severity"
                data={['minor', 'moderate', 'major']}
                value={textAt(rule, ['severity'])}
                onChange={(severity) => props.onChange(['rules', index, 'severity'], severity ?? undefined)}
                error={problemOf(props.problems, `rules[${index}].severity`)}
                allowDeselect={false}
              />
            </fieldset>
          );
        })}
        {rules.length === 0 && <Text c="var(--soft)">There are no rules yet; add some in the JSON.</Text>}
      </Section>
      <Section title="Cues">
        {cues.map((id) => (
          <div key={id} className={classes.pair}>
            <Words {...props} label={sentence(id)} path={['cues', id, 'en', 'text']} />
            <Words
              {...props}
              label={`${sentence(id)}, in German`}
              path={['cues', id, 'de', 'text']}
              optional
              emptied={['cues', id, 'de']}
            />
          </div>
        ))}
      </Section>
    </div>
  );
}

function Section({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <section className={classes.section} aria-label={title}>
      <h2 className={classes.title}>{title}</h2>
      {hint && <p className={classes.hint}>{hint}</p>}
      {children}
    </section>
  );
}

interface FieldProps extends FormProps {
  label: string;
  path: JsonPath;
  optional?: boolean;
}

interface WordsProps extends FieldProps {
  long?: boolean;
  /** What is taken away with the last letter; the text itself by default. */
  emptied?: JsonPath;
}

function Words({ value, problems, onChange, label, path, optional = false, long = false, emptied = path }: WordsProps) {
  const shared = {
    label,
    value: textAt(value, path),
    error: problemOf(problems, fieldName(path)),
    required: !optional,
    onChange: ({ currentTarget }: { currentTarget: { value: string } }) => {
      if (optional && currentTarget.value === '') onChange(emptied, undefined);
      else onChange(path, currentTarget.value);
    },
  };
  return long ? <Textarea {...shared} autosize minRows={2} maxRows={6} /> : <TextInput {...shared} />;
}

function Amount({ value, problems, onChange, label, path, step, optional }: FieldProps & { step?: number }) {
  const found = valueAt(value, path);
  return (
    <NumberInput
      label={label}
      value={typeof found === 'number' ? found : ''}
      onChange={(next) => onChange(path, typeof next === 'number' ? next : undefined)}
      error={problemOf(problems, fieldName(path))}
      required={!optional}
      step={step ?? stepFor(found)}
    />
  );
}

/** A tenth or so of what stands there, in round numbers. */
function stepFor(value: unknown): number {
  const size = typeof value === 'number' ? Math.abs(value) : 1;
  return size > 200 ? 20 : size > 5 ? 1 : 0.05;
}

const problemOf = (problems: readonly DefinitionProblem[], field: string) =>
  problems.find((problem) => problem.field === field)?.message;

function textAt(value: unknown, path: JsonPath): string {
  const found = valueAt(value, path);
  return typeof found === 'string' ? found : '';
}

function listAt(value: unknown, path: JsonPath): readonly unknown[] {
  const found = valueAt(value, path);
  return Array.isArray(found) ? found : [];
}

function objectAt(value: unknown, path: JsonPath): object {
  const found = valueAt(value, path);
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? found : {};
}

/** Each once: the picker knows no value twice. */
const viewsOf = (value: unknown): string[] => [
  ...new Set(listAt(value, ['views']).flatMap((view) => viewSchema.safeParse(view).data ?? [])),
];
