// A diagnosis in words: how long a check took, and the lines of a report.
import type { Check, Diagnosis } from './diagnosis';
import type { Translate } from './messages';

/** Whole milliseconds below a tenth of a second, tenths of a second above. */
export function sayTook(milliseconds: number, t: Translate): string {
  return milliseconds < 100
    ? t('doctor.took.ms', { ms: Math.round(milliseconds) })
    : t('doctor.took.s', { s: (milliseconds / 1000).toFixed(1) });
}

/** What was seen, in one line. */
export function sayCheck(check: Check, t: Translate): string {
  const took = check.milliseconds === undefined ? [] : [sayTook(check.milliseconds, t)];
  return [check.seen || t('doctor.outcome.running'), ...took].join(t('common.listSeparator'));
}

/** Verdict and checks as plain lines, for a report. */
export function diagnosisLines({ verdict, checks }: Pick<Diagnosis, 'verdict' | 'checks'>, t: Translate): string[] {
  const code = verdict?.code === undefined ? '' : ` [${verdict.code}]`;
  const said = verdict ? [`${verdict.title}${code}`, verdict.text, ''] : [];
  const made = checks.flatMap((check) => [
    `${t(`doctor.outcome.${check.outcome}`)}: ${t(`doctor.check.${check.name}`)}: ${sayCheck(check, t)}`,
    ...(check.evidence ?? []).map((line) => `    ${line.text}`),
  ]);
  return [...said, ...made];
}
