/** What a Content-Type header names, without its parameters; lower case, '' where there is none. */
export function mediaType(value: string | null | undefined): string {
  return (value ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}
