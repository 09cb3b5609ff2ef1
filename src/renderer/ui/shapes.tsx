// State by shape first: the drawn shapes of a server's state, of a client's file, of a request, and the mark of the app.
import type { CSSProperties } from 'react';
import type { ConnectionState, Delivery } from '../../shared/model';

export type ShapeName = ConnectionState['kind'] | 'drift' | 'changed' | 'partial' | 'check' | 'refused';

const TONE: Record<ShapeName, string> = {
  ready: 'var(--ok)',
  check: 'var(--ok)',
  connecting: 'var(--accent-text)',
  'sign-in-needed': 'var(--accent-text)',
  'needs-input': 'var(--accent-text)',
  changed: 'var(--accent-text)',
  failed: 'var(--bad)',
  off: 'var(--text-3)',
  drift: 'var(--caution)',
  partial: 'var(--caution)',
  refused: 'var(--caution)',
};

const line = { fill: 'none', stroke: 'currentColor', strokeLinecap: 'round', strokeLinejoin: 'round' } as const;

const DRAWN: Record<ShapeName, React.JSX.Element> = {
  ready: <circle cx="8" cy="8" r="5" fill="currentColor" />,
  'sign-in-needed': (
    <path
      fill="currentColor"
      fillRule="evenodd"
      d="M7.1 1.7a1.3 1.3 0 0 1 1.8 0l5.4 5.4a1.3 1.3 0 0 1 0 1.8l-5.4 5.4a1.3 1.3 0 0 1-1.8 0L1.7 8.9a1.3 1.3 0 0 1 0-1.8ZM8 4.9A1.9 1.9 0 0 0 7.1 8.5V10.7h1.8V8.5A1.9 1.9 0 0 0 8 4.9Z"
    />
  ),
  'needs-input': (
    <>
      <path {...line} strokeWidth="1.5" d="M8 2.2 13.8 8 8 13.8 2.2 8Z" />
      <circle cx="8" cy="8" r="1.6" fill="currentColor" />
    </>
  ),
  failed: (
    <path
      fill="currentColor"
      fillRule="evenodd"
      d="M6.9 2.3a1.3 1.3 0 0 1 2.2 0l5.2 9.3a1.3 1.3 0 0 1-1.1 1.9H2.8a1.3 1.3 0 0 1-1.1-1.9ZM7.2 5.6v3.7h1.6V5.6Zm0 4.8V12h1.6v-1.6Z"
    />
  ),
  off: <circle {...line} cx="8" cy="8" r="4.5" strokeWidth="1.4" />,
  connecting: <path {...line} strokeWidth="1.9" d="M8 3.4A4.6 4.6 0 1 1 3.4 8" />,
  drift: <path {...line} strokeWidth="1.7" d="M3.5 6h9M3.5 10h9M10.6 3 5.4 13" />,
  changed: <path {...line} strokeWidth="1.6" d="M8 2.6v7M4.5 6.1h7M4.5 13h7" />,
  partial: (
    <>
      <circle {...line} cx="8" cy="8" r="5" strokeWidth="1.5" />
      <path fill="currentColor" d="M8 3a5 5 0 0 0 0 10Z" />
    </>
  ),
  refused: (
    <>
      <circle {...line} cx="8" cy="8" r="5" strokeWidth="1.5" />
      <path {...line} strokeWidth="1.5" d="m4.5 4.5 7 7" />
    </>
  ),
  check: <path {...line} strokeWidth="1.6" d="m3.4 8.6 3 3 6.2-7" />,
};

/** Always beside a word that says the same, hence hidden from assistive technology. */
export function Shape({ name, size = 16, tone }: { name: ShapeName; size?: number; tone?: string }) {
  const style: CSSProperties = { color: tone ?? TONE[name] };
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden="true"
      style={style}
      className={name === 'connecting' ? 'turn' : undefined}
    >
      {DRAWN[name]}
    </svg>
  );
}

const DELIVERY: Record<Delivery, string> = {
  direct: 'M2.6 8h10.4M9.6 4.6 13 8l-3.4 3.4',
  brokered: 'M1.8 8h3.4M10.8 8h3.4M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6Z',
  off: 'M4 8h8',
};

/** How a client reaches a server: straight, through something, or not at all. Beside the word, as all shapes. */
export function DeliveryShape({ delivery, size, className }: { delivery: Delivery; size: number; className?: string }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" className={className} data-icon={delivery}>
      <path {...line} strokeWidth="1.35" d={DELIVERY[delivery]} />
    </svg>
  );
}

/** The mark: a tray, and the disc that rests in it. */
export function Brand({ size = 16 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" fill="currentColor">
      <path {...line} strokeWidth="2" d="M2 8.5V11a2 2 0 0 0 2 2h8a2 2 0 0 0 2-2V8.5" />
      <circle cx="8" cy="6" r="4" />
    </svg>
  );
}

/** The tray waiting for something to lie in it. */
export function EmptyTray({ size = 36 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <path {...line} strokeWidth="3" d="M4.5 17.5V22a4.5 4.5 0 0 0 4.5 4.5h14a4.5 4.5 0 0 0 4.5-4.5v-4.5" />
      <path {...line} strokeWidth="3" d="M16 6.2A6.8 6.8 0 1 1 9.2 13" />
    </svg>
  );
}
