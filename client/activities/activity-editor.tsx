import { Alert, Button, Group, Tabs, Text, Title } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowLeft, IconDeviceFloppy, IconPlayerPlay } from '@tabler/icons-react';
import { useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { Link } from 'react-router';
import type { Activity } from '../../shared/coaching/index.ts';
import { type Explanation, explain } from '../explain.ts';
import { UnsavedGuard } from '../ui/unsaved-guard.tsx';
import classes from './activity-editor.module.css';
import { CodeEditor, type CodeEditorHandle } from './code-editor.tsx';
import {
  type CheckedDefinition,
  checkDefinition,
  type DefinitionProblem,
  printDefinition,
  problemsAt,
  withValueAt,
} from './definition.ts';
import { Preview } from './preview.tsx';
import { ProblemList } from './problem-list.tsx';
import { QuickForm } from './quick-form.tsx';
import { refusedAt } from './refused.ts';

type Pane = 'form' | 'json' | 'preview';

interface Props {
  initial: Activity;
  /** Whether it is on the server already; its id is fixed then. */
  saved: boolean;
  /** @throws what the server refuses with */
  onSave(activity: Activity): Promise<void>;
}

/** A text with what it says. */
interface Draft {
  text: string;
  checked: CheckedDefinition;
  /** The last definition in which nothing was wrong. */
  sound: Activity;
}

function draftOf(text: string, before: Activity): Draft {
  const checked = checkDefinition(text);
  return { text, checked, sound: checked.activity ?? before };
}

/** Form, JSON and preview of one definition. */
export function ActivityEditor({ initial, saved, onSave }: Props) {
  const [{ text, checked, sound }, setDraft] = useState(() => draftOf(printDefinition(initial), initial));
  const kept = useRef(saved ? text : '');
  const [pane, setPane] = useState<Pane>('form');
  const [refused, setRefused] = useState<readonly DefinitionProblem[]>([]);
  const [failure, setFailure] = useState<Explanation>();
  const [busy, setBusy] = useState(false);
  /** Too narrow for the preview to stand beside the definition. */
  const narrow = useMediaQuery('(max-width: 60em)') ?? false;
  const code = useRef<CodeEditorHandle>(null);
  const problems = useMemo(() => [...checked.problems, ...refused], [checked, refused]);

  const change = (next: string) => {
    setDraft((draft) => draftOf(next, draft.sound));
    setRefused([]);
    setFailure(undefined);
  };
  const show = (problem: DefinitionProblem) => {
    // The JSON must be on the page before a place in it can be shown.
    flushSync(() => setPane('json'));
    code.current?.show(problem);
  };
  const save = async () => {
    const [first] = problems;
    if (first || !checked.activity) {
      if (first) show(first);
      return;
    }
    if (saved && checked.activity.id !== initial.id) {
      const detail = `it stays “${initial.id}”; make a copy to have another id`;
      setRefused(problemsAt(text, [{ pointer: '/id', detail }]));
      return;
    }
    setBusy(true);
    setFailure(undefined);
    const before = kept.current;
    kept.current = text;
    try {
      await onSave(checked.activity);
    } catch (error) {
      kept.current = before;
      const places = refusedAt(text, error);
      setRefused(places);
      if (places.length === 0) setFailure(explain(error));
    } finally {
      setBusy(false);
    }
  };

  const preview = <Preview activity={sound} outdated={!checked.activity} />;
  return (
    <div className={classes.page}>
      <header className={classes.header}>
        <div className={classes.heading}>
          <Link to="/activities" className={classes.back}>
            <IconArrowLeft size={16} aria-hidden="true" /> Activities
          </Link>
          <Title order={1} size="h2">
            {saved ? sound.name.en : `New: ${sound.name.en}`}
          </Title>
        </div>
        <Group gap="xs">
          {saved && (
            <Button
              component={Link}
              to={`/?activity=${encodeURIComponent(initial.id)}`}
              variant="default"
              leftSection={<IconPlayerPlay size={18} />}
            >
              Start a session
            </Button>
          )}
          <Button leftSection={<IconDeviceFloppy size={18} />} loading={busy} onClick={() => void save()}>
            Save
          </Button>
        </Group>
      </header>
      {failure && (
        <Alert color="orange" title={failure.title} role="alert">
          {failure.advice}
        </Alert>
      )}
      <div className={classes.columns}>
        <div className={classes.definition}>
          <Tabs
            value={!narrow && pane === 'preview' ? 'form' : pane}
            onChange={(value) => setPane(value as Pane)}
            className={classes.tabs ?? ''}
          >
            <Tabs.List>
              <Tabs.Tab value="form">Form</Tabs.Tab>
              <Tabs.Tab value="json">JSON</Tabs.Tab>
              {narrow && <Tabs.Tab value="preview">Preview</Tabs.Tab>}
            </Tabs.List>
            <Tabs.Panel value="form" pt="md">
              {checked.value === undefined ? (
                <Text c="var(--soft)">The JSON can’t be read; mend it there first.</Text>
              ) : (
                <QuickForm
                  value={checked.value}
                  problems={problems}
                  onChange={(path, value) => change(printDefinition(withValueAt(checked.value, path, value)))}
                />
              )}
            </Tabs.Panel>
            <Tabs.Panel value="json" pt="md" className={classes.json ?? ''}>
              <CodeEditor ref={code} label="Definition as JSON" text={text} problems={problems} onText={change} />
            </Tabs.Panel>
            {narrow && (
              <Tabs.Panel value="preview" pt="md">
                {preview}
              </Tabs.Panel>
            )}
          </Tabs>
          <ProblemList problems={problems} onShow={show} />
        </div>
        {!narrow && <div className={classes.preview}>{preview}</div>}
      </div>
      <UnsavedGuard
        unsaved={() => kept.current !== text && (saved || text !== printDefinition(initial))}
        title="Leave without saving?"
      >
        Your changes to this activity would be lost.
      </UnsavedGuard>
    </div>
  );
}
