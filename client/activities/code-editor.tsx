/** CodeMirror as a component: JSON with line numbers, and the problems that it is given at their places. */
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint';
import { Annotation, EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import classes from './code-editor.module.css';
import type { DefinitionProblem } from './definition.ts';
import type { Range } from './json-places.ts';

export interface CodeEditorHandle {
  /** Selects a place, brings it into view and takes the keyboard there. */
  show(range: Range): void;
}

interface Props {
  ref?: Ref<CodeEditorHandle>;
  label: string;
  text: string;
  problems: readonly DefinitionProblem[];
  onText(text: string): void;
}

const highlighting = HighlightStyle.define([
  { tag: tags.propertyName, fontWeight: '600' },
  { tag: tags.string, color: 'var(--accent)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--warn)' },
]);

/** In the page's own colours, which reach into the shadow tree as variables. */
const appearance = EditorView.theme({
  '&': { height: '100%', color: 'var(--text)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    fontFamily: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
    fontSize: '0.84rem',
    lineHeight: '1.55',
  },
  '.cm-content': { caretColor: 'var(--text)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-gutters': { borderRight: '1px solid var(--line)', background: 'var(--surface)', color: 'var(--soft)' },
  '.cm-activeLine': { background: 'color-mix(in srgb, var(--accent-soft) 45%, transparent)' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': {
    background: 'color-mix(in srgb, var(--accent) 28%, transparent)',
  },
  '.cm-tooltip': {
    border: '1px solid var(--line)',
    borderRadius: '8px',
    background: 'var(--surface)',
    color: 'var(--text)',
  },
});

/** A change that the page made, which need not be reported to it. */
const fromPage = Annotation.define<boolean>();

export function CodeEditor({ ref, label, text, problems, onText }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const report = useRef(onText);
  const first = useRef(text);
  /** Texts that were reported and have not come back yet: typing may be ahead of the page. */
  const reported = useRef(new Set<string>());
  useEffect(() => {
    report.current = onText;
  }, [onText]);

  useEffect(() => {
    if (!host.current) return;
    // In a shadow tree the editor's styles are constructed sheets; in the page itself they would be style elements, which
    // the server's content policy forbids.
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' });
    const editor = new EditorView({
      parent: root,
      root,
      state: EditorState.create({
        doc: first.current,
        extensions: [
          lineNumbers(),
          history(),
          drawSelection(),
          indentOnInput(),
          bracketMatching(),
          highlightActiveLine(),
          lintGutter(),
          json(),
          syntaxHighlighting(highlighting),
          appearance,
          keymap.of([...defaultKeymap, ...historyKeymap]),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false' }),
          EditorView.updateListener.of((update) => {
            if (!update.docChanged || update.transactions.some((change) => change.annotation(fromPage))) return;
            const now = update.state.doc.toString();
            reported.current.add(now);
            report.current(now);
          }),
        ],
      }),
    });
    view.current = editor;
    return () => editor.destroy();
  }, [label]);

  useEffect(() => {
    const editor = view.current;
    if (!editor) return;
    if (editor.state.doc.toString() === text) {
      reported.current.clear();
      return;
    }
    if (reported.current.has(text)) return;
    reported.current.clear();
    editor.dispatch({
      changes: { from: 0, to: editor.state.doc.length, insert: text },
      annotations: fromPage.of(true),
    });
  }, [text]);

  useEffect(() => {
    const editor = view.current;
    if (!editor) return;
    const length = editor.state.doc.length;
    const diagnostics = problems.map(
      ({ from, to, message }): Diagnostic => ({
        from: Math.min(from, length),
        to: Math.min(to, length),
        severity: 'error',
        message,
      }),
    );
    editor.dispatch(setDiagnostics(editor.state, diagnostics));
  }, [problems]);

  useImperativeHandle(ref, () => ({
    show({ from, to }) {
      const editor = view.current;
      if (!editor) return;
      const length = editor.state.doc.length;
      editor.dispatch({
        selection: { anchor: Math.min(from, length), head: Math.min(to, length) },
        effects: EditorView.scrollIntoView(Math.min(from, length), { y: 'center' }),
      });
      editor.focus();
    },
  }));

  return <div ref={host} className={classes.editor} />;
}
