// Handles that stand in a pasted draft where a secret stood; the secret itself stays in the main process.

/** One handle, whole. */
export const PASTED = /\$\{pasted:[0-9a-f-]{36}\}/gu;

/** A text for a person's eyes: always the same dots, so that not even the length of a secret is told. */
export function dotsForPasted(text: string): string {
  return text.replaceAll(PASTED, '••••••••');
}
