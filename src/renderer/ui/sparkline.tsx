// Ten round trips at a glance: own inline SVG, the last point dotted; the figures beside it speak for it.

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Points of the line, first to last, in a box of this size; nothing below two values. */
export function sparkPoints(
  values: readonly number[],
  { width, height }: Size,
): readonly (readonly [number, number])[] {
  if (values.length < 2) return [];
  const top = Math.max(...values, 1) * 1.15;
  const at = (value: number, i: number): readonly [number, number] => [
    round((i / (values.length - 1)) * (width - 3) + 1.5),
    round(height - 2 - (value / top) * (height - 4)),
  ];
  return values.map(at);
}

export function Sparkline({ values, width = 52, height = 15 }: { values: readonly number[] } & Partial<Size>) {
  const points = sparkPoints(values, { width, height });
  const last = points.at(-1);
  if (!last) return <span style={{ height }} />;
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <polyline
        points={points.map((p) => p.join(' ')).join(' ')}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.3"
        strokeLinejoin="round"
      />
      <circle cx={last[0]} cy={last[1]} r="1.7" fill="currentColor" />
    </svg>
  );
}

const round = (n: number) => Math.round(n * 10) / 10;
