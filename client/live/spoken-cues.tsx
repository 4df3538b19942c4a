import { useEffect, useRef } from 'react';
import { fittingCueOf } from './fitting-cue.ts';
import { useSession } from './session-context.ts';

/** Says each new cue aloud, for athletes who can't look. Cues from before joining stay silent. */
export function SpokenCues({ enabled }: { enabled: boolean }) {
  const cue = useSession(fittingCueOf);
  const language = useSession(({ state }) => state?.language ?? 'en');
  const heard = useRef<number>(undefined);
  const at = cue?.at;
  const spoken = cue?.spoken;
  useEffect(() => {
    const first = heard.current === undefined;
    if (heard.current === (at ?? -1)) return;
    heard.current = at ?? -1;
    if (first || !enabled || !spoken || !('speechSynthesis' in window)) return;
    // The newest cue counts; one that is still being said is old by now.
    window.speechSynthesis.cancel();
    const utterance = new SpeechSynthesisUtterance(spoken);
    utterance.lang = language;
    window.speechSynthesis.speak(utterance);
  }, [at, spoken, language, enabled]);
  useEffect(() => {
    if (!enabled && 'speechSynthesis' in window) window.speechSynthesis.cancel();
  }, [enabled]);
  return null;
}
