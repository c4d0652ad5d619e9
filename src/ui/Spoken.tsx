/** Progress for who listens instead of looking: at most twice a minute. */
import { useEffect, useRef, useState } from 'react';

const SPEAK_EVERY = 30_000; // ms

export function Spoken({ text, quiet }: { text: string; quiet: boolean }) {
  const latest = useRef(text);
  const [said, setSaid] = useState('');
  useEffect(() => {
    latest.current = text;
  }, [text]);
  useEffect(() => {
    if (quiet) return;
    const timer = setInterval(() => setSaid(latest.current), SPEAK_EVERY);
    return () => clearInterval(timer);
  }, [quiet]);
  return (
    <span className="hidden" aria-live="polite">
      {quiet ? '' : said}
    </span>
  );
}
