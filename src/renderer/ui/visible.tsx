// A text of a server with what would not be seen in it made visible.
import { VisuallyHidden } from '@mantine/core';
import { showHidden } from '../../shared/hidden-characters';
import classes from './ui.module.css';

export function Visible({ text }: { text: string }) {
  const parts = showHidden(text);
  const [first] = parts;
  if (parts.length === 0) return null;
  if (parts.length === 1 && first?.kind === 'text') return first.text;
  // Parts have no identity but their place: the text is fixed.
  const keyed = parts.map((part, place) => ({ part, key: `${place}` }));
  return keyed.map(({ part, key }) =>
    part.kind === 'text' ? (
      <span key={key}>{part.text}</span>
    ) : (
      <span key={key} className={classes.hidden}>
        <span aria-hidden="true" title={part.code}>
          {part.letter ?? part.code.slice(2)}
        </span>
        <VisuallyHidden>{` ${part.code} `}</VisuallyHidden>
      </span>
    ),
  );
}
